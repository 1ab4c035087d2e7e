package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Operator;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.job.JobView;
import io.transcoder.job.JobViews;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.Part;
import io.transcoder.upload.LogText;
import java.time.Instant;
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
final class JobsStop extends PrintingCommand {
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
            var views = new JobViews(workbench.ledger());
            JobHistory history = JobsCommand.find(workbench, keyOrId, err());
            if (history == null) {
                return 1;
            }
            JobView job = views.of(history);
            String named = LogText.safe(job.key()) + " (job " + job.id() + ")";
            if (!job.isLive() || job.encodingId() == null) {
                err().println(named + " is " + job.stage() + ": there is nothing to stop");
                return 1;
            }
            String why = "stopped by an operator" + (reason == null || reason.isBlank() ? "" : ": " + reason);
            Note held = workbench
                    .ledger()
                    .orderBook()
                    .stop(job.id(), history.attempt(), Note.of(operator.name(), why, Instant.now()));
            if (!held.fromOperator()) {
                err().println(named + " is being stopped already: " + held.reason());
                return 1;
            }
            JobHistory now = workbench.ledger().history(job.id()).upTo(history.attempt());
            if (!now.isLive()) {
                err().println(named + " was " + views.of(now).stage() + " before it could be stopped");
                return 1;
            }
            // where the encoder does not do it now, the watcher does
            String fault = now.has(Part.START) ? encoder.stop(job.encodingId()) : null;
            out().println(named + ": " + LogText.safe(held.reason()) + ", by " + LogText.safe(held.by()) + " at "
                    + held.at());
            if (fault != null) {
                err().println("A running instance stops encoding " + job.encodingId() + ", as this command could not: "
                        + LogText.safe(fault));
            }
            return 0;
        }
    }
}
