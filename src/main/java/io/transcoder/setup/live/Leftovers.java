package io.transcoder.setup.live;

import java.util.List;
import java.util.stream.Stream;
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
            Stream.concat(
                            all.versions().stream().map(version -> List.of(version.key(), id(version.versionId()))),
                            all.deleteMarkers().stream().map(marker -> List.of(marker.key(), id(marker.versionId()))))
                    .filter(version -> !version.get(1).equals("null"))
                    .forEach(version -> s3.deleteObject(
                            b -> b.bucket(bucket).key(version.get(0)).versionId(version.get(1))));
        } catch (S3Exception e) {
            // a store without versions has none to remove, and who may not see them leaves them to the lifecycle
            if (e.statusCode() != 501 && e.statusCode() != 403) {
                throw e;
            }
        }
    }

    /** {@code null} is the id of what a bucket without versions holds. */
    private static String id(String versionId) {
        return versionId == null ? "null" : versionId;
    }
}
