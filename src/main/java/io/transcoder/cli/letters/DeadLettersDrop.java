package io.transcoder.cli.letters;

import io.transcoder.cli.common.JsonLines;
import io.transcoder.cli.common.Terminal;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Gives letters up, after a copy of each is kept. */
@Command(
        name = "drop",
        description = "Deletes dead letters, after each is archived beside the ledger.",
        mixinStandardHelpOptions = true)
final class DeadLettersDrop implements Callable<Integer> {
    private static final int SHOWN = 20;

    @ParentCommand
    private DeadLettersCommand parent;

    @Spec
    private CommandSpec spec;

    @Mixin
    private LetterSelection selection;

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Only these messages.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        try (var workbench = parent.workbench();
                var held = workbench.deadLetters().hold()) {
            Set<String> missing = new HashSet<>(ids);
            held.newestFirst().forEach(letter -> missing.remove(letter.messageId()));
            List<DeadLetter> letters = selection.of(held.newestFirst().stream()
                    .filter(letter -> ids.isEmpty() || ids.contains(letter.messageId()))
                    .toList());
            held.keepOnly(letters);
            missing.forEach(id -> err.println("There is no dead letter " + LogText.safe(id)));
            say(letters, err);
            if (!letters.isEmpty() && !isAgreed(letters.size(), err)) {
                return Terminal.isThere() ? 1 : CommandLine.ExitCode.USAGE;
            }
            var archive = workbench.archive();
            archive.write(letters);
            List<DeadLetter> left = held.delete(letters);
            left.forEach(letter -> err.println(letter.messageId() + " could not be deleted, and comes back"));
            report(letters.size() - left.size(), archive.place());
            return left.isEmpty() && missing.isEmpty() ? 0 : 1;
        }
    }

    private void report(int dropped, String place) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("dropped", dropped);
            document.put("archivedIn", place);
            new JsonLines(out).print(document);
        } else {
            out.println("Dropped " + dropped + ", archived in " + place);
        }
    }

    private static void say(List<DeadLetter> letters, PrintWriter err) {
        letters.stream()
                .limit(SHOWN)
                .forEach(letter -> err.println(letter.messageId() + "  "
                        + (letter.upload() == null
                                ? "(no upload)"
                                : LogText.safe(letter.upload().key())) + "  "
                        + LogText.safe(letter.kind())));
        if (letters.size() > SHOWN) {
            err.println("and " + (letters.size() - SHOWN) + " more");
        }
        err.flush();
    }

    private boolean isAgreed(int count, PrintWriter err) {
        if (yes) {
            return true;
        }
        if (!Terminal.isThere()) {
            err.println("Nothing is dropped: there is no terminal to ask on; --yes drops without asking");
            return false;
        }
        return Terminal.agrees("Drop " + (count == 1 ? "this letter" : "these " + count + " letters"));
    }
}
