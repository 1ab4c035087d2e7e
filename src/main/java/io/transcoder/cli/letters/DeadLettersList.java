package io.transcoder.cli.letters;

import io.transcoder.cli.common.Table;
import io.transcoder.deadletter.Cause;
import io.transcoder.deadletter.DeadLetter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The command that lists dead letters, which stay where they are. */
@Command(name = "list", description = "Lists the dead letters, the newest first. They stay where they are.")
final class DeadLettersList extends LetterCommand {
    private static final List<String> COLUMNS =
            List.of("receivedAt", "messageId", "key", "kind", "step", "httpStatus", "code", "attempts", "reason");

    @Mixin
    private LetterSelection selection;

    @Option(names = "--group", description = "Counts them by cause.")
    private boolean group;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        try (var workbench = workbench()) {
            List<DeadLetter> all = letters(workbench).list();
            List<DeadLetter> letters = selection.of(all);
            if (group) {
                printCauses(Cause.of(letters));
            } else {
                print(letters);
            }
            err().println(letters.size() + " of " + all.size() + " dead letters");
            return 0;
        }
    }

    private void print(List<DeadLetter> letters) {
        if (json) {
            letters.forEach(letter -> printJson(letter.fields()));
            return;
        }
        var table = new Table("RECEIVED", "ID", "KEY", "KIND", "STEP", "STATUS", "CODE", "TRIES", "REASON");
        for (DeadLetter letter : letters) {
            table.row(COLUMNS.stream().map(letter.fields()::get).toArray());
        }
        table.print(out());
    }

    private void printCauses(List<Cause> causes) {
        if (json) {
            causes.forEach(this::printJson);
            return;
        }
        var table = new Table("COUNT", "STEP", "STATUS", "CODE", "KIND", "NEWEST", "REASON OF THE NEWEST");
        for (Cause cause : causes) {
            table.row(
                    cause.count(),
                    cause.step(),
                    cause.httpStatus(),
                    cause.code(),
                    cause.kind(),
                    cause.newest(),
                    cause.reason());
        }
        table.print(out());
    }
}
