package io.transcoder.ledger.s3;

import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Finds an object in the list of its bucket. It is used where it matters that nothing is there: a proxy's 404 reads like S3's answer
 * to HEAD, and not like a list without the key.
 */
public record Listed(S3Client s3) {
    /** Of all keys that begin so the key itself is the first. */
    public Optional<S3Object> find(String bucket, String key) {
        return s3
                .listObjectsV2(b -> b.bucket(bucket).prefix(key).maxKeys(1).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .filter(object -> object.key().equals(key))
                .findFirst();
    }
}
