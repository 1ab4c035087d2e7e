package io.transcoder.setup.step;

/**
 * The result of one step of set-up.
 *
 * @param step the {@linkplain StepName#word word} that {@code --only} and {@code --skip} take
 * @param text what was found, or what went wrong
 */
public record StepResult(String area, String step, String where, Outcome outcome, String text) {
    StepResult(Step step, Outcome outcome, String text) {
        this(step.name().area(), step.name().word(), step.where(), outcome, text);
    }

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
