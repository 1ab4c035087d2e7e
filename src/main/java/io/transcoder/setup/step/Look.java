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

    /**
     * What is not right.
     *
     * @param id by which {@code setup-texts.yaml} has the state, the level and the texts
     * @param values of the places that the texts leave open
     */
    public static Look of(String id, Object... values) {
        Texts texts = Texts.of("looks", id);
        return new Look(
                texts.constant("state", State.class, State.MISSING),
                texts.constant("level", Level.class, Level.FAULT),
                texts.part("what", values),
                texts.part("mend", values));
    }

    public Look as(State other) {
        return new Look(other, level, text, mend);
    }

    /** @param more of what is there, behind what is told already */
    public Look and(String more) {
        return new Look(state, level, text + "; " + more, mend);
    }

    public Look mendedBy(String other) {
        return new Look(state, level, text, other);
    }

    public boolean isRight() {
        return state == State.RIGHT;
    }
}
