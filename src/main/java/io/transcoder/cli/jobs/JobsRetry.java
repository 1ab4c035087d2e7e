package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Operator;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.JobOrders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Opens another attempt of a job, without its dead letter. */
@Command(
        name = "retry",
        description = "Makes another attempt of what was stopped, skipped or failed, which is paid for.",
        mixinStandardHelpOptions = true)
final class JobsRetry extends OrderingCommand {
    @ParentCommand
    private JobsCommand parent;

    @Mixin
    private Operator operator;

    @Parameters(paramLabel = "KEY|NAME|ID|ENCODING", description = "As of 'jobs show': of several versions the newest.")
    private String keyOrId;

    @Override
    public Integer call() {
        try (var workbench = parent.workbench();
                var encoder = parent.encoder()) {
            JobHistory history = JobsCommand.find(workbench, encoder, keyOrId, err());
            return history != null && say(new JobOrders(workbench, encoder).retry(history, operator.name())) ? 0 : 1;
        }
    }
}
