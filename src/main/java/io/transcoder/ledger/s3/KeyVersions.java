package io.transcoder.ledger.s3;

import io.transcoder.upload.Source;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * What a bucket with versions holds under a key.
 *
 * @param hiding the delete marker that hides the key now; nothing where none does
 * @param newest the newest version that is an object, hidden or not
 */
public record KeyVersions(Optional<DeleteMarkerEntry> hiding, Optional<Source> newest) {
    /** At one LIST. */
    public static KeyVersions of(S3Client s3, String bucket, String key) {
        var all = s3.listObjectVersions(b -> b.bucket(bucket).prefix(key).encodingType(EncodingType.URL));
        return new KeyVersions(
                all.deleteMarkers().stream()
                        .filter(marker -> marker.key().equals(key) && marker.isLatest())
                        .findFirst(),
                all.versions().stream()
                        .filter(version -> version.key().equals(key))
                        .findFirst()
                        .map(KeyVersions::source));
    }

    /** The id of the delete marker that hides the key now. */
    public Optional<String> hidingMarker() {
        return hiding.map(DeleteMarkerEntry::versionId);
    }

    private static Source source(ObjectVersion version) {
        // HEAD tells whole seconds
        Instant at = version.lastModified().truncatedTo(ChronoUnit.SECONDS);
        return new Source(version.eTag(), version.versionId(), at, version.size());
    }
}
