package io.transcoder.job;

import io.transcoder.upload.Upload;
import java.util.Objects;
import org.apache.camel.Variable;

/** Decides from the ledger what a message is good for: it may be the first of its upload, a late duplicate, or a replay. */
public final class Admission {
    private final Ledger ledger;

    public Admission(Ledger ledger) {
        this.ledger = ledger;
    }

    public Decision decide(@Variable("upload") Upload upload, @Variable("replay") Replay replay) {
        JobHistory history = ledger.history(upload.id());
        return switch (history.state()) {
            case NEW -> Decision.encode(1);
            case CLAIMED -> new Decision(Decision.Action.RESUME, null, history.attempt());
            case STARTED -> Decision.drop("encoding");
            case CLEANED -> Decision.drop("finished");
            case ENDED -> ended(history, replay);
        };
    }

    /**
     * Of the messages that follow a failure only the one that names the failed encoding opens a new attempt: it has seen the
     * failure, a late duplicate of the event has not.
     */
    private Decision ended(JobHistory history, Replay replay) {
        End end = ledger.lastEnd(history);
        return switch (end.outcome()) {
            case FINISHED -> Decision.drop("finished");
            case SKIPPED -> Decision.drop("skipped");
            case FAILED ->
                end.encodingId() != null && Objects.equals(end.encodingId(), replay.encodingId())
                        ? Decision.encode(history.attempt() + 1)
                        : Decision.drop("failed");
        };
    }
}
