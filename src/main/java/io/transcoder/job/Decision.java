package io.transcoder.job;

import io.transcoder.ledger.records.Claim;

/**
 * What the upload of a message needs: a new attempt, an open attempt resumed, or nothing.
 *
 * @param reason why it needs nothing, in a form that metrics can count; null otherwise
 * @param attempt the attempt to make or to resume; 0 where it needs nothing
 * @param claim of the attempt to resume; null otherwise
 * @param hasRivals whether another upload of the key had an encoding that may run, when the ledger was asked
 */
public record Decision(Action action, String reason, int attempt, Claim claim, boolean hasRivals) {
    public enum Action {
        /** Build an encoding for a new attempt. */
        ENCODE,
        /** An encoding is claimed and not started. */
        RESUME,
        /** Nothing is left to do for this message. */
        DROP
    }

    public static Decision encode(int attempt) {
        return new Decision(Action.ENCODE, null, attempt, null, false);
    }

    Decision withRivals(boolean areThere) {
        return new Decision(action, reason, attempt, claim, areThere && action == Action.ENCODE);
    }

    static Decision resume(Claim claim) {
        return new Decision(Action.RESUME, null, claim.attempt(), claim, false);
    }

    public static Decision drop(String reason) {
        return new Decision(Action.DROP, reason, 0, null, false);
    }
}
