package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Table;
import io.transcoder.job.Pauses;
import io.transcoder.ledger.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Closes the tap: what costs money waits. */
@Command(
        name = "pause",
        description =
                "Starts no more encodings, in no instance, until 'resume'. Uploads are taken, built and held; what runs goes on."
                        + " Returns when every instance obeys.")
public final class Pause extends PausingCommand {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for whoever asks what the uploads wait for.")
    private String reason;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            defaultValue = "5m",
            description = "Waits so long for the instances (default: 5m).")
    private Duration timeout;

    @Option(names = "--list", description = "Only shows what is paused, since when and by whom.")
    private boolean list;

    @Option(names = "--json", description = "With --list: one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() {
        if (json && !list) {
            throw wrongUsage("--json goes with --list");
        }
        try (var workbench = workbench()) {
            Pauses pauses = workbench.pauses();
            if (list) {
                print(pauses.all());
                return 0;
            }
            if (!isObeyed(pauses, pause(pauses, reason), Instant.now().plus(timeout))) {
                return 1;
            }
            err().println("No instance starts one any more");
            return 0;
        }
    }

    private void print(List<Hold> holds) {
        if (json) {
            holds.forEach(hold -> printJson(new Paused(hold.prefix(), hold.reason(), hold.by(), hold.at())));
        } else {
            var table = new Table("SINCE", "PREFIX", "BY", "REASON");
            holds.forEach(hold ->
                    table.row(hold.at(), hold.prefix().isEmpty() ? "(all)" : hold.prefix(), hold.by(), hold.reason()));
            table.print(out());
        }
        err().println(holds.size() + " paused");
    }

    private record Paused(String prefix, String reason, String by, Instant since) {}
}
