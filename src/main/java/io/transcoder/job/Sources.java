package io.transcoder.job;

import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.KeyVersions;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.ledger.s3.SourceChecksums;
import io.transcoder.upload.LogText;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Variable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Asks S3 for the object under an upload's key. */
public final class Sources {
    private final S3Client s3;
    private final Ledger ledger;
    private final Listed listed;

    public Sources(S3Client s3, Ledger ledger) {
        this.s3 = s3;
        this.ledger = ledger;
        this.listed = new Listed(s3);
    }

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
        if (listed.find(upload.bucket(), upload.key()).isPresent()) {
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
     * out a delete long after it was given up.
     */
    private Optional<KeyVersions> hidden(Upload upload) {
        List<Claim> cleaners = ledger.ofKey(upload.keyHash()).stream()
                .filter(history -> history.state() == State.ENDED || history.state() == State.CLEANED)
                .flatMap(history -> Optional.ofNullable(ledger.lastClaim(history)).stream())
                .filter(claim -> claim.source() != null && claim.source().versionId() != null)
                .toList();
        if (cleaners.isEmpty()) {
            return Optional.empty();
        }
        var versions = KeyVersions.of(s3, upload.bucket(), upload.key());
        Optional<String> marker = versions.hidingMarker();
        Optional<Source> beneath = versions.newest();
        if (marker.isEmpty()
                || beneath.isEmpty()
                || cleaners.stream().anyMatch(claim -> beneath.get().isSameUploadAs(claim.source()))
                || cleaners.stream().noneMatch(claim -> mayHavePut(claim, marker.get()))) {
            return Optional.empty();
        }
        return Optional.of(versions);
    }

    /** Where the clean-up could not say which marker it put, it may be any. */
    private boolean mayHavePut(Claim claim, String marker) {
        End end = ledger.endOf(claim.jobId(), claim.attempt()).orElse(null);
        if (end == null || end.outcome() != End.Outcome.FINISHED) {
            return false;
        }
        return ledger.noteOf(claim.jobId(), claim.attempt(), Part.CLEAN)
                .map(note -> note.deleteMarker() == null
                        ? note.reason().equals(Cleaned.GONE)
                        : note.deleteMarker().equals(marker))
                .orElse(true);
    }
}
