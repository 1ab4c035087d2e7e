package io.transcoder.cli.letters;

import io.transcoder.deadletter.DeadLetter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that keeps copies of dead letters, which stay where they are. */
@Command(
        name = "archive",
        description = "Writes copies of the dead letters beside the ledger. They stay where they are.")
final class DeadLettersArchive extends LetterCommand {
    @Mixin
    private LetterSelection selection;

    @Option(names = "--json", description = "One JSON document.")
    private boolean json;

    @Override
    public Integer call() {
        try (var workbench = workbench()) {
            List<DeadLetter> letters = selection.of(letters(workbench).list());
            var archive = workbench.archive();
            archive.write(letters);
            if (json) {
                printJson(Map.of("archived", letters.size(), "archivedIn", archive.place()));
            } else {
                out().println("Archived " + letters.size() + " in " + archive.place());
            }
            return 0;
        }
    }
}
