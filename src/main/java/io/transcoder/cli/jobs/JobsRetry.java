package io.transcoder.cli.jobs;

import io.transcoder.operate.JobOrders;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Opens another attempt of a job, without its dead letter. */
@Command(
        name = "retry",
        description = "Makes another attempt of what was stopped, skipped or failed, which is paid for.")
final class JobsRetry extends OrderingCommand {
    @Parameters(
            paramLabel = "KEY|NAME|ID|ENCODING",
            description = "As of 'jobs show': of several versions the newest. A name of several keys is refused.")
    private String keyOrId;

    @Override
    public Integer call() {
        try (var workbench = workbench();
                var encoder = encoder()) {
            return order(workbench, encoder, List.of(keyOrId), JobOrders::retry) ? 0 : 1;
        }
    }
}
