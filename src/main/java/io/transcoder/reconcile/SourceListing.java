package io.transcoder.reconcile;

import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Lists the sources, a thousand a request, with what makes the ids of their jobs: so most of them need no HEAD. */
record SourceListing(S3Client s3, String bucket) {
    private static final int NOT_IMPLEMENTED = 501;

    /** A store that knows no versions may show an object with a finer time than its HEAD: its id is another one then. */
    void each(String prefix, Consumer<Upload> each) {
        var listed = new AtomicInteger();
        try {
            s3
                    .listObjectVersionsPaginator(
                            b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                    .versions()
                    .stream()
                    .peek(version -> listed.incrementAndGet())
                    .filter(ObjectVersion::isLatest)
                    .forEach(o -> each.accept(upload(o.key(), o.eTag(), o.versionId(), o.lastModified(), o.size())));
        } catch (S3Exception e) {
            if (e.statusCode() != NOT_IMPLEMENTED) {
                throw e;
            }
        }
        if (listed.get() == 0) {
            s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                    .contents()
                    .forEach(o -> each.accept(upload(o.key(), o.eTag(), null, o.lastModified(), o.size())));
        }
    }

    /** The keys of which another upload is on its way in parts, begun since then. */
    void eachGrowing(String prefix, Instant since, Consumer<String> each) {
        s3
                .listMultipartUploadsPaginator(
                        b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .uploads()
                .stream()
                .filter(upload -> upload.initiated().isAfter(since))
                .map(MultipartUpload::key)
                .forEach(each);
    }

    private Upload upload(String key, String eTag, String versionId, Instant at, long size) {
        // HEAD tells whole seconds
        Source source = new Source(eTag, versionId, at.truncatedTo(ChronoUnit.SECONDS), size);
        return new Upload(bucket, key, null, size, null, null, null, "{}", source);
    }
}
