package io.transcoder.setup.step;

import io.transcoder.setup.step.StepResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Looks at each step, makes what is not right, looks again, and goes on whatever happens to one: a later run does the rest. What was
 * made and is not seen then has failed: there are stores that take a setting and forget it.
 *
 * @param patience with a service that takes a while until what was set can be read
 */
public record Setup(boolean force, Duration patience) {
    private static final int LOOKS = 20;

    /** What would be done; changes nothing. */
    public List<StepResult> plan(List<Step> steps) {
        return steps.stream().map(step -> attempt(step, () -> {})).toList();
    }

    /** @param each told of each step when it is over; of what cannot be seen at once at the end */
    public void make(List<Step> steps, Consumer<StepResult> each) {
        List<Step> unseen = new ArrayList<>();
        for (Step step : steps) {
            StepResult result = attempt(step, step.make());
            if (result.outcome() == Outcome.PLANNED) {
                result = made(step);
                if (result.isFault()) {
                    unseen.add(step);
                    continue;
                }
            }
            each.accept(result);
        }
        lookAgain(unseen, each);
    }

    private void lookAgain(List<Step> unseen, Consumer<StepResult> each) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<StepResult> results = unseen.stream().map(Setup::made).toList();
        while (results.stream().anyMatch(StepResult::isFault) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(patience.dividedBy(LOOKS).toNanos());
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            results = unseen.stream().map(Setup::made).toList();
        }
        results.forEach(each);
    }

    private static StepResult made(Step step) {
        try {
            Look after = step.look().get();
            return after.isRight()
                    ? new StepResult(step, Outcome.MADE, after.text())
                    : new StepResult(
                            step,
                            Outcome.FAILED,
                            "was set (" + step.aim() + "), and is not to be seen: " + after.text() + "; "
                                    + (after.mend().isEmpty()
                                            ? "a service that does not keep it needs --skip "
                                                    + step.name().word()
                                            : after.mend()));
        } catch (Trouble trouble) {
            return new StepResult(
                    step,
                    Outcome.FAILED,
                    "was set, and cannot be seen: " + trouble.getMessage() + "; " + trouble.mend());
        }
    }

    private StepResult attempt(Step step, Runnable make) {
        try {
            Look look = step.look().get();
            Outcome outcome = outcome(look);
            if (outcome == Outcome.PLANNED) {
                make.run();
            }
            return new StepResult(step, outcome, text(step, look, outcome));
        } catch (Trouble trouble) {
            boolean unsupported = trouble.reason() == Trouble.Reason.UNSUPPORTED;
            return new StepResult(
                    step,
                    unsupported ? Outcome.UNSUPPORTED : Outcome.FAILED,
                    trouble.getMessage() + "; " + trouble.mend());
        }
    }

    private Outcome outcome(Look look) {
        return switch (look.state()) {
            case RIGHT -> Outcome.RIGHT;
            case MISSING -> Outcome.PLANNED;
            case DIFFERENT -> force ? Outcome.PLANNED : Outcome.REFUSED;
            case STUCK -> Outcome.BY_HAND;
        };
    }

    private static String text(Step step, Look look, Outcome outcome) {
        return switch (outcome) {
            case PLANNED -> look.text() + " -> " + step.aim();
            case REFUSED -> look.text() + "; --force replaces it";
            case BY_HAND -> look.text() + "; " + look.mend();
            default -> look.text();
        };
    }
}
