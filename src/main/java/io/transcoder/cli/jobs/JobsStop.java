package io.transcoder.cli.jobs;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops the encoding of one job, which an operator does not want any more. */
@Command(
        name = "stop",
        description =
                "Stops a job that is held or at work. It ends as skipped, without a dead letter, and its source stays.")
final class JobsStop extends OrderingCommand {
    @Parameters(
            paramLabel = "KEY|NAME|ID|ENCODING",
            description = "As of 'jobs show': of several versions the newest. A name of several keys is refused.")
    private String keyOrId;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private String reason;

    @Override
    public Integer call() {
        try (var workbench = workbench();
                var encoder = encoder()) {
            return order(workbench, encoder, List.of(keyOrId), (orders, job, by) -> orders.stop(job, reason, by))
                    ? 0
                    : 1;
        }
    }
}
