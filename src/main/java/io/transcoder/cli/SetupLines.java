package io.transcoder.cli;

import io.transcoder.setup.step.StepResult;
import io.transcoder.upload.LogText;
import java.util.List;
import java.util.Locale;

/** The steps of a set-up for people, one a line, in columns although each is printed when it is over. */
final class SetupLines {
    private static final int WIDEST = 50;

    private final int width;

    /** @param plan with the same steps, of which the widest makes the column */
    SetupLines(List<StepResult> plan) {
        width = plan.stream()
                .mapToInt(step -> LogText.safe(step.where()).length())
                .filter(length -> length <= WIDEST)
                .max()
                .orElse(1);
    }

    String of(StepResult result) {
        String outcome = result.outcome().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.format(
                Locale.ROOT,
                "%-11s  %-9s  %-18s  %-" + width + "s  %s",
                outcome,
                result.area(),
                result.step(),
                LogText.safe(result.where()),
                LogText.safe(result.text()));
    }
}
