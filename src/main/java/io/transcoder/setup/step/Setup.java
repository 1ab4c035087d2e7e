package io.transcoder.setup.step;

import io.transcoder.setup.step.StepResult.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/**
 * Looks at each step, makes what is not right, looks again, and goes on whatever happens to one: a later run does the rest. What was
 * made and is not seen then has failed: there are stores that take a setting and forget it.
 *
 * @param patience with a service that takes a while until what was set can be read, or what it needs for another call
 */
public record Setup(boolean force, Duration patience) {
    private static final int ROUNDS = 20;

    /** What would be done; changes nothing. */
    public List<StepResult> plan(List<Step> steps) {
        return steps.stream().map(step -> attempt(step, false).result()).toList();
    }

    /**
     * @param each told of each step when it is over
     * @param waiting told how many steps are looked at again, as they were not seen at once or refused at first
     */
    public void make(List<Step> steps, Consumer<StepResult> each, IntConsumer waiting) {
        List<Attempt> late = new ArrayList<>();
        for (Step step : steps) {
            late.add(attempt(step, true));
            report(late, each);
        }
        if (!late.isEmpty()) {
            waiting.accept(late.size());
        }
        long deadline = System.nanoTime() + patience.toNanos();
        while (!late.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(patience.dividedBy(ROUNDS).toNanos());
            if (Thread.currentThread().isInterrupted()) {
                break;
            }
            late.replaceAll(attempt -> attempt.next().get());
            report(late, each);
        }
        late.forEach(attempt -> each.accept(attempt.result()));
    }

    private static void report(List<Attempt> attempts, Consumer<StepResult> each) {
        attempts.stream().filter(Attempt::isOver).map(Attempt::result).forEach(each);
        attempts.removeIf(Attempt::isOver);
    }

    /** @param next what may give another result while there is patience; null: nothing */
    private record Attempt(StepResult result, Supplier<Attempt> next) {
        boolean isOver() {
            return next == null;
        }
    }

    private static Attempt made(Step step) {
        String trouble;
        try {
            Look after = step.look().get();
            if (after.isRight()) {
                return new Attempt(new StepResult(step, Outcome.MADE, after.text()), null);
            }
            trouble = "was set (" + step.aim() + "), and is not to be seen: " + after.text() + "; "
                    + (after.mend().isEmpty()
                            ? "a service that does not keep it needs --skip "
                                    + step.name().word()
                            : after.mend());
        } catch (Trouble e) {
            trouble = "was set, and cannot be seen: " + e.getMessage() + "; " + e.mend();
        }
        return new Attempt(new StepResult(step, Outcome.FAILED, trouble), () -> made(step));
    }

    private Attempt attempt(Step step, boolean makes) {
        boolean called = false;
        try {
            Look look = step.look().get();
            Outcome outcome = outcome(look);
            if (makes && outcome == Outcome.PLANNED) {
                called = true;
                step.make().run();
                return made(step);
            }
            return new Attempt(new StepResult(step, outcome, text(step, look, outcome)), null);
        } catch (Trouble trouble) {
            boolean unsupported = trouble.reason() == Trouble.Reason.UNSUPPORTED;
            var result = new StepResult(
                    step,
                    unsupported ? Outcome.UNSUPPORTED : Outcome.FAILED,
                    trouble.getMessage() + "; " + trouble.mend());
            // S3 and SQS refuse for a moment what follows another call; elsewhere a second call may make a second thing
            boolean mayPass = called && step.name().area().equals("aws") && trouble.mayPass();
            return new Attempt(result, mayPass ? () -> attempt(step, true) : null);
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
