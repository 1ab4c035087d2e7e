package io.transcoder.cli.jobs;

import io.transcoder.job.Pauses;
import io.transcoder.ledger.Hold;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Opens the tap again. */
@Command(
        name = "resume",
        description = "Takes a pause back: what waited is started by the watchers, within their limits.")
public final class Resume extends PausingCommand {
    @Override
    public Integer call() {
        try (var workbench = workbench()) {
            Pauses pauses = workbench.pauses();
            List<Hold> mine = pauses.on(prefix());
            String by = operator();
            mine.forEach(hold -> {
                pauses.resume(hold, by);
                out().println("Resumed: " + line(hold));
            });
            List<Hold> left = pauses.all();
            if (!left.isEmpty()) {
                err().println("Still paused: "
                        + left.stream().map(PausingCommand::line).collect(Collectors.joining("; ")));
            }
            if (mine.isEmpty()) {
                err().println("Nothing to resume: there is no pause of exactly this prefix");
            }
            return mine.isEmpty() ? 1 : 0;
        }
    }
}
