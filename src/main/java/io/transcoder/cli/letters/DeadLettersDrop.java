package io.transcoder.cli.letters;

import io.transcoder.cli.common.Terminal;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.upload.LogText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that deletes dead letters, after a copy of each is kept. */
@Command(name = "drop", description = "Deletes dead letters, after each is archived beside the ledger.")
final class DeadLettersDrop extends LetterCommand {
    private static final int SHOWN = 20;

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
        try (var workbench = workbench();
                var held = letters(workbench).hold()) {
            Set<String> missing = new HashSet<>(ids);
            held.newestFirst().forEach(letter -> missing.remove(letter.messageId()));
            List<DeadLetter> letters = selection.of(held.newestFirst().stream()
                    .filter(letter -> ids.isEmpty() || ids.contains(letter.messageId()))
                    .toList());
            held.keepOnly(letters);
            missing.forEach(id -> err().println("There is no dead letter " + LogText.safe(id)));
            say(letters);
            if (!letters.isEmpty() && !isAgreed(letters.size())) {
                return Terminal.isThere() ? 1 : CommandLine.ExitCode.USAGE;
            }
            var archive = workbench.archive();
            archive.write(letters);
            List<DeadLetter> left = held.delete(letters);
            left.forEach(letter -> err().println(letter.messageId() + " could not be deleted, and comes back"));
            report(letters.size() - left.size(), archive.place());
            return left.isEmpty() && missing.isEmpty() ? 0 : 1;
        }
    }

    private record Dropped(int dropped, String archivedIn) {}

    private void report(int dropped, String place) {
        if (json) {
            printJson(new Dropped(dropped, place));
        } else {
            out().println("Dropped " + dropped + ", archived in " + place);
        }
    }

    private void say(List<DeadLetter> letters) {
        letters.stream().limit(SHOWN).forEach(letter -> err().println(letter.messageId() + "  "
                + (letter.upload() == null
                        ? "(no upload)"
                        : LogText.safe(letter.upload().key())) + "  "
                + LogText.safe(letter.kind())));
        if (letters.size() > SHOWN) {
            err().println("and " + (letters.size() - SHOWN) + " more");
        }
        err().flush();
    }

    private boolean isAgreed(int count) {
        if (yes) {
            return true;
        }
        if (!Terminal.isThere()) {
            err().println("Nothing is dropped: there is no terminal to ask on; --yes drops without asking");
            return false;
        }
        return Terminal.agrees("Drop " + (count == 1 ? "this letter" : "these " + count + " letters"));
    }
}
