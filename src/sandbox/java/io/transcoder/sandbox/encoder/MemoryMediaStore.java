package io.transcoder.sandbox.encoder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Buckets in memory; a bucket exists once it was created. */
public final class MemoryMediaStore implements MediaStore {
    private record Blob(byte[] bytes, String etag) {}

    private final Map<String, Map<String, Blob>> buckets = new ConcurrentHashMap<>();

    public MemoryMediaStore withBucket(String bucket) {
        buckets.putIfAbsent(bucket, new ConcurrentHashMap<>());
        return this;
    }

    /** @return the ETag */
    public String put(String bucket, String key, byte[] bytes) {
        Blob blob = new Blob(bytes.clone(), UUID.randomUUID().toString());
        withBucket(bucket).buckets.get(bucket).put(key, blob);
        return blob.etag();
    }

    public Optional<byte[]> bytes(String bucket, String key) {
        return blob(bucket, key).map(blob -> blob.bytes().clone());
    }

    @Override
    public boolean bucketExists(String bucket) {
        return buckets.containsKey(bucket);
    }

    @Override
    public Optional<String> etag(String bucket, String key) {
        return blob(bucket, key).map(Blob::etag);
    }

    @Override
    public Optional<String> fetch(String bucket, String key, Path file) throws IOException {
        Optional<Blob> blob = blob(bucket, key);
        if (blob.isPresent()) {
            Files.write(file, blob.get().bytes());
        }
        return blob.map(Blob::etag);
    }

    @Override
    public void put(String bucket, String key, Path file, String contentType) throws IOException {
        if (!bucketExists(bucket)) {
            throw new IOException("bucket '" + bucket + "' does not exist");
        }
        put(bucket, key, Files.readAllBytes(file));
    }

    private Optional<Blob> blob(String bucket, String key) {
        return Optional.ofNullable(buckets.getOrDefault(bucket, Map.of()).get(key));
    }
}
