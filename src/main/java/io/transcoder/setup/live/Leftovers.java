package io.transcoder.setup.live;

import java.util.List;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Removes what a live upload has put into buckets. */
record Leftovers(S3Client s3) {
    /** All objects whose keys begin so, with their versions and delete markers as far as the store shows them. */
    void remove(String bucket, String prefix) {
        List<String> keys = s3
                .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
        keys.forEach(key -> s3.deleteObject(b -> b.bucket(bucket).key(key)));
        try {
            var all = s3.listObjectVersions(b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL));
            all.versions().forEach(version -> remove(bucket, version.key(), version.versionId()));
            all.deleteMarkers().forEach(marker -> remove(bucket, marker.key(), marker.versionId()));
        } catch (S3Exception e) {
            // a store without versions has none to remove, and who may not see them leaves them to the lifecycle
            if (e.statusCode() != 501 && e.statusCode() != 403) {
                throw e;
            }
        }
    }

    /** @param versionId the text {@code null} for what a bucket without versions holds */
    private void remove(String bucket, String key, String versionId) {
        if (versionId != null && !versionId.equals("null")) {
            s3.deleteObject(b -> b.bucket(bucket).key(key).versionId(versionId));
        }
    }
}
