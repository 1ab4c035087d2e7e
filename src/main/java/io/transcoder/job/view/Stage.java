package io.transcoder.job.view;

import io.transcoder.ledger.State;
import java.util.Locale;

/** How far a job is, as lists show it; unlike {@link State} it knows how an ended job ended. */
public enum Stage {
    CLAIMED,
    /** Claimed, and an operator has paused its start, or a budget is used up. */
    HELD,
    ENCODING,
    /** The output is verified, the source is still there. */
    FINISHED,
    /** The output is verified, the source is dealt with. */
    CLEANED,
    FAILED,
    SKIPPED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
