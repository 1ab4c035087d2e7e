package io.transcoder.watch;

import io.transcoder.job.Claim;
import io.transcoder.job.End;
import io.transcoder.job.JobViews;
import io.transcoder.job.Source;
import io.transcoder.job.Sources;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deletes the source of a verified output, if it is still the version that was encoded. */
public final class SourceCleaner {
    private final S3Client s3;
    private final boolean delete;
    private final Duration grace;
    private final Clock clock;

    /**
     * @param delete false keeps every source
     * @param grace between the verified output and the delete
     */
    public SourceCleaner(S3Client s3, boolean delete, Duration grace, Clock clock) {
        this.s3 = s3;
        this.delete = delete;
        this.grace = grace;
        this.clock = clock;
    }

    /** @return what became of the source, for people; null where it is not time yet */
    public String clean(@Variable("claim") Claim claim, @Variable("end") End end) {
        if (end == null || end.outcome() != End.Outcome.FINISHED) {
            throw new IllegalStateException("The output is not verified: the source stays");
        }
        if (!delete) {
            return JobViews.KEPT_ON_PURPOSE;
        }
        if (clock.instant().isBefore(due(end))) {
            return null;
        }
        Upload upload = claim.upload();
        try {
            HeadObjectResponse head =
                    s3.headObject(b -> b.bucket(upload.bucket()).key(upload.key()));
            return isEncodedOne(claim.source(), head) ? delete(upload, head) : "kept: there is a newer version of it";
        } catch (NoSuchKeyException e) {
            return "was gone already";
        }
    }

    /** From when on the source may be deleted. */
    public Instant due(@Variable("end") End end) {
        return end.at().plus(grace);
    }

    /** The same bytes uploaded once more have the same ETag, and are another upload. */
    private static boolean isEncodedOne(Source encoded, HeadObjectResponse now) {
        return Objects.equals(encoded.eTag(), Sources.unquoted(now.eTag()))
                && Objects.equals(encoded.versionId(), now.versionId())
                && Objects.equals(encoded.lastModified(), now.lastModified());
    }

    private String delete(Upload upload, HeadObjectResponse head) {
        try {
            s3.deleteObject(b -> b.bucket(upload.bucket()).key(upload.key()).ifMatch(head.eTag()));
            return "deleted";
        } catch (S3Exception e) {
            if (e.statusCode() == 412) {
                return "kept: there is a newer version of it";
            }
            if (e.statusCode() != 501) {
                throw e;
            }
            // a store without conditional deletes: what was compared a moment ago has to do
            s3.deleteObject(b -> b.bucket(upload.bucket()).key(upload.key()));
            return "deleted";
        }
    }
}
