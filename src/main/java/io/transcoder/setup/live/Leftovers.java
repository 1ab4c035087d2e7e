package io.transcoder.setup.live;

import java.time.Instant;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Removes what a live upload has put into buckets. */
record Leftovers(S3Client s3) {
    /** All objects whose keys begin so, with their versions and delete markers as far as the store shows them. */
    void remove(String bucket, String prefix) {
        remove(bucket, prefix, (key, made) -> true);
    }

    /** As {@link #remove(String, String)}, of some keys. */
    void remove(String bucket, String prefix, BiPredicate<String, Instant> wanted) {
        objects(bucket, prefix)
                .filter(object -> wanted.test(object.key(), object.lastModified()))
                .forEach(object -> s3.deleteObject(b -> b.bucket(bucket).key(object.key())));
        try {
            var all = s3.listObjectVersionsPaginator(
                    b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL));
            all.versions().stream()
                    .filter(version -> wanted.test(version.key(), version.lastModified()))
                    // what has none is gone; only a marker without one stays, where versioning is suspended
                    .filter(version -> !"null".equals(version.versionId()))
                    .forEach(version -> remove(bucket, version.key(), version.versionId()));
            all.deleteMarkers().stream()
                    .filter(marker -> wanted.test(marker.key(), marker.lastModified()))
                    .forEach(marker -> remove(bucket, marker.key(), marker.versionId()));
        } catch (S3Exception e) {
            // a store without versions has none to remove, and who may not see them leaves them to the lifecycle
            if (e.statusCode() != 501 && e.statusCode() != 403) {
                throw e;
            }
        }
    }

    Stream<S3Object> objects(String bucket, String prefix) {
        return s3
                .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream();
    }

    private void remove(String bucket, String key, String versionId) {
        s3.deleteObject(b -> b.bucket(bucket).key(key).versionId(versionId));
    }
}
