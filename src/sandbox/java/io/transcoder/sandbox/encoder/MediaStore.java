package io.transcoder.sandbox.encoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What the encoder needs of the buckets it reads from and writes to. */
public interface MediaStore {
    boolean bucketExists(String bucket) throws IOException;

    /** The ETag without quotes; empty where there is no such object or bucket. */
    Optional<String> etag(String bucket, String key) throws IOException;

    /**
     * Copies the object into the file.
     *
     * @return the ETag of what was read, without quotes; empty where there is no such object or bucket
     */
    Optional<String> fetch(String bucket, String key, Path file) throws IOException;

    /** Writes the file as one object, all or nothing. */
    void put(String bucket, String key, Path file, String contentType) throws IOException;
}
