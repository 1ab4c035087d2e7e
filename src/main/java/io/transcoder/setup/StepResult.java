package io.transcoder.setup;

/** @param text what was found, or what went wrong */
public record StepResult(String area, String where, Outcome outcome, String text) {
    /** What became of a step. */
    public enum Outcome {
        /** It was right already. */
        RIGHT,
        /** Would be made: this is a plan. */
        PLANNED,
        MADE,
        /** Somebody else made it otherwise, and {@code --force} was not given. */
        REFUSED,
        /** A person has to mend it. */
        BY_HAND,
        UNSUPPORTED,
        FAILED
    }

    public boolean isFault() {
        return outcome == Outcome.REFUSED || outcome == Outcome.BY_HAND || outcome == Outcome.FAILED;
    }
}
