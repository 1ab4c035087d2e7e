package io.transcoder.cli.letters;

import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.DurationConverter;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.cli.common.ProgressLine;
import io.transcoder.cli.common.Table;
import io.transcoder.cli.common.Terminal;
import io.transcoder.deadletter.Canary;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.HeldLetters;
import io.transcoder.deadletter.Pace;
import io.transcoder.deadletter.ReplayPlan;
import io.transcoder.deadletter.ReplayResult;
import io.transcoder.rehearsal.Rehearsal;
import io.transcoder.upload.LogText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command that sends dead letters back to the events queue. */
@Command(
        name = "replay",
        description =
                "Sends dead letters back to work. Interrupted at any point it loses nothing, and pays for nothing twice.")
final class DeadLettersReplay extends PrintingCommand {
    @ParentCommand
    private DeadLettersCommand parent;

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
    private ReplayResult total = ReplayResult.NONE;

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
            converter = DurationConverter.class,
            defaultValue = "15m",
            description = "How long the first letter may take, such as 2h (default: 15m).")
    private Duration patience;

    @Override
    public Integer call() {
        try (var workbench = parent.workbench();
                var held = workbench.deadLetters().hold()) {
            Set<String> known =
                    held.newestFirst().stream().map(DeadLetter::messageId).collect(Collectors.toSet());
            List<DeadLetter> selected = selection.of(held.newestFirst());
            if (dryRun) {
                print(asTheRoutesSay(workbench.plan().of(selected, force)));
                return 0;
            }
            List<DeadLetter> letters = selected.stream()
                    .filter(letter -> !ReplayPlan.isRefused(letter, force))
                    .toList();
            held.keepOnly(letters);
            workbench
                    .mamWarnings(letters.stream()
                            .map(DeadLetter::jobId)
                            .filter(Objects::nonNull)
                            .toList())
                    .forEach(err()::println);
            boolean complete = (!canary || goesWell(workbench, held, letters, known))
                    && replay(workbench, held, held.newestFirst());
            report(selected.size() - letters.size());
            return complete && total.isComplete() && letters.size() == selected.size() ? 0 : 1;
        }
    }

    /** Whether a profile takes a key, only the routes say. */
    private List<ReplayPlan.PlannedReplay> asTheRoutesSay(List<ReplayPlan.PlannedReplay> plan) {
        if (plan.stream().noneMatch(DeadLettersReplay::isNewEncode)) {
            return plan;
        }
        try (Rehearsal rehearsal = parent.rehearsal()) {
            return plan.stream()
                    .map(planned -> isNewEncode(planned)
                                    && rehearsal.play(planned.letter().body()).isUncovered()
                            ? planned.withoutProfile()
                            : planned)
                    .toList();
        }
    }

    private static boolean isNewEncode(ReplayPlan.PlannedReplay planned) {
        return planned.effect() == ReplayPlan.Effect.NEW_ENCODE;
    }

    private boolean goesWell(Workbench workbench, HeldLetters held, List<DeadLetter> letters, Set<String> known) {
        Optional<ReplayPlan.PlannedReplay> first = workbench.plan().of(letters, force).stream()
                .filter(planned -> planned.effect().works())
                .findFirst();
        if (first.isEmpty()) {
            err().println("No letter leads to an encode, so none has to go first");
            return true;
        }
        DeadLetter letter = first.get().letter();
        Canary watched = workbench.canary();
        var before = watched.before(first.get().jobId());
        err().println("First " + letter.messageId() + ", "
                + LogText.safe(letter.upload().key()));
        total = workbench.replayer().replay(held, List.of(letter), pace, result -> {});
        if (total.sent() == 0) {
            return false;
        }
        Canary.Verdict verdict = watched.await(letter, before, known, patience, this::sayWaiting);
        err().println((verdict.good() ? "It goes well: " : "The others stay where they are: ")
                + LogText.safe(verdict.text()));
        return verdict.good();
    }

    private void sayWaiting(String text) {
        err().println(text);
        err().flush();
    }

    private boolean replay(Workbench workbench, HeldLetters held, List<DeadLetter> letters) {
        var progress = new ProgressLine(err(), Terminal.isThere(), "replayed", letters.size());
        ReplayResult result = workbench.replayer().replay(held, letters, pace, soFar -> progress.at(soFar.sent()));
        progress.end();
        total = total.plus(result);
        return result.isComplete();
    }

    private record Report(int replayed, int tooManyTries, Map<String, String> refused, List<String> sentButLeft) {}

    private void report(int tooManyTries) {
        total.refused()
                .forEach((id, why) -> err().println(id + " stays a dead letter, the events queue refused it: " + why));
        if (!total.left().isEmpty()) {
            err().println(total.left().size()
                    + " letters were sent but not deleted. To replay them again costs nothing, the"
                    + " ledger drops what is done: " + String.join(" ", total.left()));
        }
        if (total.stoppedBy() != null) {
            err().println("Stopped early, the other letters stay where they are: " + LogText.safe(total.stoppedBy()));
        }
        if (tooManyTries > 0) {
            err().println(tooManyTries + " refused: too many tries (" + ReplayPlan.MOST_TRIES
                    + " or more); --force replays them too");
        }
        if (json) {
            printJson(new Report(total.sent(), tooManyTries, total.refused(), total.left()));
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
        plan.stream()
                .collect(Collectors.groupingBy(
                        ReplayPlan.PlannedReplay::effect, LinkedHashMap::new, Collectors.counting()))
                .forEach((outcome, count) -> err().println(count + " " + outcome.text()));
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
