package io.transcoder.watch;

import io.transcoder.job.Rivals;
import io.transcoder.job.Sources;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.ConditionalDelete;
import io.transcoder.ledger.s3.KeyVersions;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Variable;
import org.apache.camel.support.LRUCacheFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Deletes the source of a verified output, if it is still the upload that was encoded. */
public final class SourceCleaner {
    /** What a look is worth: an upload may have come since. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final int REMEMBERED = 1000;
    private static final int SERVER_ERROR = 500;

    private final S3Client s3;
    private final Sources sources;
    private final Rivals rivals;
    private final ConditionalDelete deletes;
    private final boolean delete;
    private final Duration grace;
    private final Clock clock;
    /** How many deletes of an attempt had no answer, as far as this process knows. */
    private final Map<String, Integer> givenUp = LRUCacheFactory.newLRUCache(REMEMBERED);

    /**
     * @param delete false keeps every source
     * @param grace between the verified output and the delete
     */
    public SourceCleaner(S3Client s3, Sources sources, Rivals rivals, boolean delete, Duration grace, Clock clock) {
        this.s3 = s3;
        this.sources = sources;
        this.rivals = rivals;
        this.deletes = new ConditionalDelete(s3);
        this.delete = delete;
        this.grace = grace;
        this.clock = clock;
    }

    /** @return what became of the source; null where it is not time yet, or another upload of the key has a job */
    public Note clean(@Variable("claim") Claim claim, @Variable("end") End end) {
        if (end == null || end.outcome() != End.Outcome.FINISHED) {
            throw new IllegalStateException("The output is not verified: the source stays");
        }
        if (!delete) {
            return note(Cleaned.KEPT_ON_PURPOSE);
        }
        if (!"FINISHED".equals(end.status())) {
            return note(Cleaned.NOT_LOOKED_INTO);
        }
        return clock.instant().isBefore(due(end)) ? null : clean(claim);
    }

    /** From when on the source may be deleted. */
    public Instant due(@Variable("end") End end) {
        return end.at().plus(grace);
    }

    private Note clean(Claim claim) {
        Upload upload = claim.upload();
        Instant looked = clock.instant();
        Optional<HeadObjectResponse> head = sources.find(upload);
        if (head.filter(there -> isOf(there, claim)).isEmpty()) {
            return withoutDelete(claim, head);
        }
        if (rivals.areOpen(claim)) {
            // what it is about may be on its way into the bucket, or gone from it again
            return null;
        }
        // after the end record: whoever orders a stop looks for that record afterwards, so one of the two sees the
        // other
        if (sources.isKept(claim)) {
            return note(Cleaned.STOPPED);
        }
        if (looked.plus(FRESH).isBefore(clock.instant())) {
            throw SdkClientException.create("The look at the source took too long to delete it, and is taken again");
        }
        return delete(claim, head.get().eTag())
                .map(answer -> new Note(
                        told(claim, Cleaned.DELETED, 1),
                        clock.instant(),
                        Boolean.TRUE.equals(answer.deleteMarker()) ? answer.versionId() : null))
                .orElseGet(() -> withoutDelete(claim, sources.find(upload)));
    }

    private Optional<DeleteObjectResponse> delete(Claim claim, String eTag) {
        try {
            return deletes.delete(claim.upload().bucket(), claim.upload().key(), eTag);
        } catch (SdkException e) {
            boolean isAnswered = e instanceof SdkServiceException answer
                    && (answer.statusCode() < SERVER_ERROR || answer.isThrottlingException());
            if (!isAnswered) {
                givenUp.merge(OpenMarker.of(claim).name(), 1, Integer::sum);
            }
            throw e;
        }
    }

    /**
     * With a word of deletes that had no answer, for the note may not name the marker that one of them puts.
     *
     * @param some how many there have to be
     */
    private String told(Claim claim, String what, int some) {
        return givenUp.getOrDefault(OpenMarker.of(claim).name(), 0) < some ? what : what + Cleaned.GIVEN_UP;
    }

    private static boolean isOf(HeadObjectResponse head, Claim claim) {
        return Sources.of(head).isSameUploadAs(claim.source());
    }

    /** What became of a source that is not there any more: another delete may have overtaken ours. Null where it is there after all. */
    private Note withoutDelete(Claim claim, Optional<HeadObjectResponse> head) {
        if (head.isEmpty()) {
            // where one had no answer, the marker is that one's
            return new Note(told(claim, Cleaned.GONE, 2), clock.instant(), markerOn(claim));
        }
        return isOf(head.get(), claim) ? null : note(told(claim, Cleaned.NEWER, 1));
    }

    /** The delete marker that lies on the upload itself: a delete whose answer was lost has put it there. Null where none does. */
    private String markerOn(Claim claim) {
        Source source = claim.source();
        if (source == null || source.versionId() == null) {
            return null;
        }
        var versions =
                KeyVersions.of(s3, claim.upload().bucket(), claim.upload().key());
        boolean onOurs = versions.newest().filter(source::isSameUploadAs).isPresent();
        return onOurs ? versions.hidingMarker().orElse(null) : null;
    }

    private Note note(String what) {
        return new Note(what, clock.instant());
    }
}
