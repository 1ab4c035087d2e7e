package io.transcoder.job;

/**
 * What to do with a message.
 *
 * @param reason why it is dropped, in a form that metrics can count; null otherwise
 * @param attempt the attempt to make or to resume
 */
public record Decision(Action action, String reason, int attempt) {
    public enum Action {
        /** Build an encoding for a new attempt. */
        ENCODE,
        /** An encoding is claimed and not started. */
        RESUME,
        /** Nothing is left to do for this message. */
        DROP
    }

    static Decision encode(int attempt) {
        return new Decision(Action.ENCODE, null, attempt);
    }

    static Decision drop(String reason) {
        return new Decision(Action.DROP, reason, 0);
    }
}
