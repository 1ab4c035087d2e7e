package io.transcoder.setup.step;

/**
 * The result of a look at one resource or setting.
 *
 * @param level how bad it is, where it is not right
 * @param text what is there, and what is expected; never holds a secret
 * @param mend what a person has to do; empty where the step mends it
 */
public record Look(State state, Level level, String text, String mend) {
    /** What follows from it. */
    public enum State {
        RIGHT,
        /** Not there, or ours and out of date: may be made without asking. */
        MISSING,
        /** Somebody else made it so. */
        DIFFERENT,
        /** Only a person can mend it. */
        STUCK
    }

    public static Look right(String text) {
        return new Look(State.RIGHT, Level.NOTE, text, "");
    }

    public static Look missing(String text) {
        return new Look(State.MISSING, Level.FAULT, text, "");
    }

    public static Look different(String text) {
        return new Look(State.DIFFERENT, Level.FAULT, text, "");
    }

    public static Look stuck(String text, String mend) {
        return new Look(State.STUCK, Level.FAULT, text, mend);
    }

    public Look as(Level other) {
        return new Look(state, other, text, mend);
    }

    public boolean isRight() {
        return state == State.RIGHT;
    }
}
