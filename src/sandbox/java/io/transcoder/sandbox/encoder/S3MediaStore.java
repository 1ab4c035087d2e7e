package io.transcoder.sandbox.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Buckets of a real or emulated S3. The client stays the caller's. */
public final class S3MediaStore implements MediaStore {
    private final S3Client s3;

    public S3MediaStore(S3Client s3) {
        this.s3 = s3;
    }

    @Override
    public boolean bucketExists(String bucket) throws IOException {
        return unlessMissing(() -> s3.headBucket(b -> b.bucket(bucket))).isPresent();
    }

    @Override
    public Optional<String> etag(String bucket, String key) throws IOException {
        return unlessMissing(
                () -> bare(s3.headObject(b -> b.bucket(bucket).key(key)).eTag()));
    }

    @Override
    public Optional<String> fetch(String bucket, String key, Path file) throws IOException {
        Files.deleteIfExists(file);
        return unlessMissing(
                () -> bare(s3.getObject(b -> b.bucket(bucket).key(key), file).eTag()));
    }

    @Override
    public void put(String bucket, String key, Path file, String contentType) throws IOException {
        try {
            s3.putObject(b -> b.bucket(bucket).key(key).contentType(contentType), RequestBody.fromFile(file));
        } catch (SdkException e) {
            throw new IOException("cannot write s3://" + bucket + "/" + key + ": " + e.getMessage(), e);
        }
    }

    private static <T> Optional<T> unlessMissing(Callable<T> call) throws IOException {
        try {
            return Optional.of(call.call());
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return Optional.empty();
            }
            throw new IOException("S3 answered " + e.statusCode() + ": " + e.getMessage(), e);
        } catch (Exception e) {
            throw new IOException("S3 could not be asked: " + e.getMessage(), e);
        }
    }

    private static String bare(String etag) {
        return etag.replace("\"", "");
    }
}
