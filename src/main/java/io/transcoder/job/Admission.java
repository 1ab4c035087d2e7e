package io.transcoder.job;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.Variable;

/** Decides from the ledger what the upload of a message needs. The message may be its first, a late one, or a replay. */
public record Admission(Ledger ledger) {
    /** Why an upload without a byte is skipped. */
    public static final String EMPTY = "source-empty";

    /** Why nothing is encoded again without being told to. */
    static final String FAILED = "failed";

    static final String STOPPED = "stopped";

    /** For so long an instance of the earlier release may run beside one of this. */
    private static final Duration UPGRADE = Duration.ofDays(1);

    /** @param upload as the store shows it */
    public Decision decide(@Variable("upload") Upload upload, @Variable("replay") Replay replay) {
        List<JobHistory> ofKey = ledger.ofKey(upload.keyHash());
        boolean hasRivals = ofKey.stream()
                .filter(history -> !history.jobId().equals(upload.id()))
                .anyMatch(history -> history.attempts().keySet().stream()
                        .anyMatch(attempt -> history.upTo(attempt).isLive()));
        return decide(upload, ofKey, replay).withRivals(hasRivals);
    }

    private Decision decide(Upload upload, List<JobHistory> ofKey, Replay replay) {
        Optional<JobHistory> known = ofKey.stream()
                .filter(history -> history.jobId().equals(upload.id()))
                .findFirst();
        if (known.isPresent()) {
            return decide(upload, known.get(), replay);
        }
        return ofKey.stream()
                .filter(history -> isOfEarlierRelease(history, upload))
                .findFirst()
                .map(history -> decide(upload, history, replay))
                .filter(decision -> decision.action() != Decision.Action.ENCODE)
                .orElseGet(() -> Decision.encode(1));
    }

    /** Whether the upload under a key waits for nothing but a message that points at it: it has no live job and no finished one. */
    public boolean isForgotten(@Variable("upload") Upload upload) {
        return decide(upload, Replay.NONE).action() == Decision.Action.ENCODE;
    }

    /** Of an earlier release a job's id does not tell which upload it is about; its claim does. */
    private boolean isOfEarlierRelease(JobHistory history, Upload upload) {
        if (history.createdAt().orElseThrow().minus(UPGRADE).isAfter(ledger.since())) {
            return false;
        }
        Claim claim = ledger.lastClaim(history);
        return claim != null && upload.source().isSameUploadAs(claim.source());
    }

    private Decision decide(Upload upload, JobHistory history, Replay replay) {
        return switch (history.state()) {
            case NEW -> Decision.encode(1);
            case CLAIMED -> {
                Claim claim = ledger.lastClaim(history);
                yield claim == null ? Decision.encode(history.attempt() + 1) : Decision.resume(claim);
            }
            case STARTED -> Decision.drop("encoding");
            case CLEANED -> Decision.drop("finished");
            case ENDED -> ended(upload, history, replay);
        };
    }

    /**
     * Of the messages that follow a failure, or an operator's stop, only the one that names the encoding opens a new attempt: it has
     * seen the end, a late duplicate of the event has not. What was skipped because something else was there is there again.
     */
    private Decision ended(Upload upload, JobHistory history, Replay replay) {
        End end = ledger.lastEnd(history);
        return switch (end.outcome()) {
            case FINISHED -> Decision.drop("finished");
            case SKIPPED -> {
                Ledger.Note stop = ledger.lastStop(history);
                if (stop != null && stop.fromOperator()) {
                    yield named(history, end, replay, STOPPED);
                }
                yield upload.source().size() == 0 ? Decision.drop("skipped") : Decision.encode(history.attempt() + 1);
            }
            case FAILED -> named(history, end, replay, FAILED);
        };
    }

    private static Decision named(JobHistory history, End end, Replay replay, String otherwise) {
        return end.encodingId() != null && Objects.equals(end.encodingId(), replay.encodingId())
                ? Decision.encode(history.attempt() + 1)
                : Decision.drop(otherwise);
    }
}
