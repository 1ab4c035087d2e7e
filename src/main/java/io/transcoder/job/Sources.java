package io.transcoder.job;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.KeyVersions;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.ledger.s3.SourceChecksums;
import io.transcoder.upload.LogText;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Variable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * Asks S3 for the object under an upload's key.
 *
 * @param grace between a verified output and the delete of its source
 */
public record Sources(S3Client s3, Ledger ledger, Duration grace) {
    /** So much the clocks of two instances may differ: the store refuses whose clock is wrong by more. */
    private static final Duration SKEW = Duration.ofMinutes(15);

    /** A store may carry out a delete late, though not later than this after the clean-up was over. */
    private static final Duration LATE = Duration.ofDays(1);

    /**
     * Makes sure that HEAD was right to say that nothing is under the key: the store does not list it either. An object that a late
     * delete of ours has hidden is brought back.
     *
     * @throws SdkClientException where the key has to be looked at once more
     */
    public void confirmGone(@Variable("upload") Upload upload) {
        confirmUnlisted(upload);
        Optional<KeyVersions> hidden = hidden(upload);
        if (hidden.isPresent()) {
            String marker = hidden.get().hidingMarker().orElseThrow();
            s3.deleteObject(b -> b.bucket(upload.bucket()).key(upload.key()).versionId(marker));
            throw SdkClientException.create(LogText.safe(upload.bucket()) + "/" + LogText.safe(upload.key())
                    + " was hidden by the late delete of an earlier upload, and is brought back");
        }
    }

    private void confirmUnlisted(Upload upload) {
        if (new Listed(s3).find(upload.bucket(), upload.key()).isPresent()) {
            throw SdkClientException.create("HEAD says that there is no " + LogText.safe(upload.bucket()) + "/"
                    + LogText.safe(upload.key()) + ", and the bucket lists it: a proxy may answer for the store");
        }
    }

    /** Whether an operator has stopped the attempt: its source stays, however it ended. */
    public boolean isKept(Claim claim) {
        return ledger.noteOf(claim.jobId(), claim.attempt(), Part.STOP)
                .filter(Ledger.Note::fromOperator)
                .isPresent();
    }

    /** The upload as the bucket shows it, by whichever form of its key it is there; nothing where it surely is not there. */
    public Optional<Upload> look(Upload upload) {
        return find(upload)
                .map(head -> upload.seenAs(of(head)))
                .or(() -> upload.rawKey() == null ? Optional.empty() : look(upload.withRawKey()));
    }

    /** As {@link #look}, and changes nothing: an object that a late delete of ours has hidden is there, as it would be brought back. */
    public Optional<Upload> peek(Upload upload) {
        return find(upload, this::confirmUnlisted)
                .map(Sources::of)
                .or(() -> hidden(upload).flatMap(KeyVersions::newest))
                .map(upload::seenAs)
                .or(() -> upload.rawKey() == null ? Optional.empty() : peek(upload.withRawKey()));
    }

    public Source read(@Variable("head") HeadObjectResponse head) {
        return of(head);
    }

    /** The upload as the bucket shows it. */
    public Upload seen(@Variable("upload") Upload upload, @Variable("source") Source source) {
        return upload.seenAs(source);
    }

    public static Source of(HeadObjectResponse head) {
        return new Source(
                head.eTag(), head.versionId(), head.lastModified(), head.contentLength(), SourceChecksums.in(head));
    }

    /** What HEAD shows under the upload's key; nothing where it surely is not there. */
    public Optional<HeadObjectResponse> find(Upload upload) {
        return find(upload, this::confirmGone);
    }

    private Optional<HeadObjectResponse> find(Upload upload, Consumer<Upload> confirm) {
        try {
            return Optional.of(s3.headObject(b -> b.bucket(upload.bucket()).key(upload.key())));
        } catch (NoSuchKeyException e) {
            confirm.accept(upload);
            return Optional.empty();
        }
    }

    /**
     * What is under the key, where a clean-up of ours has put a delete marker on a later upload than it meant to: the store may carry
     * out a delete long after it was given up. The later upload's encoding may have failed because of that. One whose output is
     * verified stays hidden.
     */
    private Optional<KeyVersions> hidden(Upload upload) {
        List<JobHistory> cleaners = ledger.ofKey(upload.keyHash()).stream()
                // Without versions nothing can be found, which the claim says at the cost of one request.
                .filter(history -> versionOf(history).isPresent())
                .filter(this::isFinished)
                .toList();
        if (cleaners.isEmpty()) {
            return Optional.empty();
        }
        var versions = KeyVersions.of(s3, upload.bucket(), upload.key());
        Optional<Source> beneath = versions.newest();
        if (versions.hiding().isEmpty()
                || beneath.isEmpty()
                || cleaners.stream().anyMatch(history -> versionOf(history)
                        .filter(beneath.get()::isSameUploadAs)
                        .isPresent())
                || cleaners.stream()
                        .noneMatch(
                                history -> mayHavePut(history, versions.hiding().get()))) {
            return Optional.empty();
        }
        return Optional.of(versions);
    }

    private boolean isFinished(JobHistory history) {
        End end = ledger.lastEnd(history);
        return end != null && end.outcome() == End.Outcome.FINISHED;
    }

    /** The source of the last attempt; nothing where its bucket keeps no versions. */
    private Optional<Source> versionOf(JobHistory history) {
        return Optional.ofNullable(ledger.lastClaim(history))
                .map(Claim::source)
                .filter(source -> source.versionId() != null);
    }

    /**
     * Where the clean-up could not say which marker it put, it may be any that the store took when the source might be deleted. What
     * is older, or much younger, the MAM has put, or a user.
     */
    private boolean mayHavePut(JobHistory history, DeleteMarkerEntry marker) {
        Ledger.Note note =
                ledger.noteOf(history.jobId(), history.attempt(), Part.CLEAN).orElse(null);
        if (note != null && marker.versionId().equals(note.deleteMarker())) {
            return true;
        }
        Instant ended = history.at(Part.END).orElseThrow();
        Instant put = marker.lastModified();
        Duration untouched = grace.compareTo(SKEW) < 0 ? Duration.ZERO : grace.minus(SKEW);
        return !put.isBefore(ended.plus(untouched))
                && (note == null
                        || (note.deleteMarker() == null && note.reason().equals(Cleaned.GONE)
                                        || note.reason().endsWith(Cleaned.GIVEN_UP))
                                // not known yet where the clean-up was over a moment ago
                                && history.at(Part.CLEAN)
                                        .filter(cleaned -> put.isAfter(cleaned.plus(LATE)))
                                        .isEmpty());
    }
}
