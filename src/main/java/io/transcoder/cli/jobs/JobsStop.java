package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Operator;
import io.transcoder.ledger.JobHistory;
import io.transcoder.operate.JobOrders;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Stops the encoding of one job, which an operator does not want any more. */
@Command(
        name = "stop",
        description =
                "Stops a job that is held or at work. It ends as skipped, without a dead letter, and its source stays.",
        mixinStandardHelpOptions = true)
final class JobsStop extends OrderingCommand {
    @ParentCommand
    private JobsCommand parent;

    @Mixin
    private Operator operator;

    @Parameters(paramLabel = "KEY|NAME|ID|ENCODING", description = "As of 'jobs show': of several versions the newest.")
    private String keyOrId;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
    private String reason;

    @Override
    public Integer call() {
        try (var workbench = parent.workbench();
                var encoder = parent.encoder()) {
            JobHistory history = JobsCommand.find(workbench, encoder, keyOrId, err());
            return history != null && say(new JobOrders(workbench, encoder).stop(history, reason, operator.name()))
                    ? 0
                    : 1;
        }
    }
}
