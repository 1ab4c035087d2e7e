package io.transcoder.cli.letters;

import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.ProgressLine;
import io.transcoder.cli.common.Table;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.Pace;
import io.transcoder.deadletter.ReplayPlan;
import io.transcoder.deadletter.ReplayResult;
import io.transcoder.operate.LetterReplay;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that sends dead letters back to the events queue. */
@Command(
        name = "replay",
        description =
                "Sends dead letters back to work. Interrupted at any point it loses nothing, and pays for nothing twice.")
final class DeadLettersReplay extends LetterCommand {
    @Mixin
    private LetterSelection selection;

    @Option(names = "--dry-run", description = "Says of each letter what a replay would do, and does nothing.")
    private boolean dryRun;

    @Option(names = "--json", description = "One JSON document; with --dry-run one object a line.")
    private boolean json;

    @Option(
            names = "--canary",
            description =
                    "Replays one letter first, and the others only if that one goes well: its encoding starts, or, where"
                            + " the encoder had failed, comes to a good end.")
    private boolean canary;

    @Option(names = "--force", description = "Also those that were tried " + ReplayPlan.MOST_TRIES + " times or more.")
    private boolean force;

    private Pace pace = Pace.unlimited();

    @Option(names = "--rate", paramLabel = "N/s", description = "At most so many letters a second.")
    void rate(String rate) {
        try {
            pace = Pace.parse(rate);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    @Option(
            names = "--canary-wait",
            paramLabel = "DURATION",
            defaultValue = "15m",
            description = "How long the first letter may take, such as 2h (default: 15m).")
    private Duration patience;

    @Override
    public Integer call() {
        try (var workbench = workbench();
                var held = letters(workbench).hold()) {
            List<DeadLetter> selected = selection.of(held.newestFirst());
            Configuration configuration = configuration();
            var replay = new LetterReplay(workbench, configuration.effective(), configuration.file());
            if (dryRun) {
                print(replay.plan(selected, force));
                return 0;
            }
            var how = new LetterReplay.How(canary, force, pace, patience);
            var line = new ProgressLine(err(), "replayed");
            LetterReplay.Report done = replay.run(held, selected, how, new Progress(err(), line));
            line.end();
            report(done);
            return done.complete() && done.tooManyTries() == 0 ? 0 : 1;
        }
    }

    private record Progress(PrintWriter err, ProgressLine line) implements LetterReplay.Progress {
        @Override
        public void say(String text) {
            err.println(text);
            err.flush();
        }

        @Override
        public void sent(int done, int of) {
            line.at(done, of);
        }
    }

    private record Report(int replayed, int tooManyTries, Map<String, String> refused, List<String> sentButLeft) {}

    private void report(LetterReplay.Report done) {
        done.lines().forEach(err()::println);
        ReplayResult total = done.total();
        if (json) {
            printJson(new Report(total.sent(), done.tooManyTries(), total.refused(), total.left()));
        } else {
            out().println("Replayed " + total.sent());
        }
    }

    private void print(List<ReplayPlan.PlannedReplay> plan) {
        if (json) {
            plan.forEach(planned -> printJson(fields(planned)));
        } else {
            var table = new Table("ID", "KEY", "OUTCOME", "BECAUSE");
            plan.forEach(planned -> table.row(fields(planned).values().toArray()));
            table.print(out());
        }
        ReplayPlan.counts(plan).forEach((outcome, count) -> err().println(count + " " + outcome.text()));
    }

    private static Map<String, Object> fields(ReplayPlan.PlannedReplay planned) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("messageId", planned.letter().messageId());
        fields.put("key", planned.letter().fields().get("key"));
        fields.put("outcome", planned.effect().text());
        fields.put("because", planned.detail());
        return fields;
    }
}
