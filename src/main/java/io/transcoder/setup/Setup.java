package io.transcoder.setup;

import io.transcoder.setup.StepResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Looks at each step, makes what is not right, and goes on whatever happens to one: a later run does the rest. */
final class Setup {
    private final boolean force;

    Setup(boolean force) {
        this.force = force;
    }

    /** What would be done; changes nothing. */
    List<StepResult> plan(List<Step> steps) {
        List<StepResult> results = new ArrayList<>();
        steps.forEach(step -> results.add(attempt(step, look -> {})));
        return results;
    }

    /** @param each told of each step when it is over */
    void make(List<Step> steps, Consumer<StepResult> each) {
        for (Step step : steps) {
            StepResult result = attempt(step, look -> step.make().run());
            each.accept(result.outcome() == Outcome.PLANNED ? made(step) : result);
        }
    }

    /** AWS takes up to a minute until what was set can be read. */
    private static StepResult made(Step step) {
        String text = "done (" + step.aim() + "), not to be seen yet";
        try {
            Look after = step.look().get();
            if (after.isRight()) {
                text = after.text();
            }
        } catch (Trouble trouble) {
            text = "done, but " + trouble.getMessage();
        }
        return new StepResult(step.area(), step.where(), Outcome.MADE, text);
    }

    private StepResult attempt(Step step, Consumer<Look> make) {
        try {
            Look look = step.look().get();
            Outcome outcome = outcome(look);
            if (outcome == Outcome.PLANNED) {
                make.accept(look);
            }
            return new StepResult(step.area(), step.where(), outcome, text(step, look, outcome));
        } catch (Trouble trouble) {
            boolean unsupported = trouble.kind() == Trouble.Kind.UNSUPPORTED;
            return new StepResult(
                    step.area(),
                    step.where(),
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
