package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Operator;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.job.JobView;
import io.transcoder.job.JobViews;
import io.transcoder.job.Stage;
import io.transcoder.job.Submitter;
import io.transcoder.ledger.JobHistory;
import io.transcoder.upload.LogText;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Opens another attempt of a job, without its dead letter. */
@Command(
        name = "retry",
        description = "Makes another attempt of what was stopped, skipped or failed, which is paid for.",
        mixinStandardHelpOptions = true)
final class JobsRetry extends PrintingCommand {
    @ParentCommand
    private JobsCommand parent;

    @Mixin
    private Operator operator;

    @Parameters(paramLabel = "KEY|NAME|ID|ENCODING", description = "As of 'jobs show': of several versions the newest.")
    private String keyOrId;

    @Override
    public Integer call() {
        try (var workbench = parent.workbench()) {
            JobHistory history = JobsCommand.find(workbench, keyOrId, err());
            if (history == null) {
                return 1;
            }
            JobView job = new JobViews(workbench.ledger()).of(history);
            String named = LogText.safe(job.key()) + " (job " + job.id() + ")";
            if (job.stage() != Stage.FAILED && job.stage() != Stage.SKIPPED) {
                err().println(named + " is " + job.stage() + ": "
                        + (job.isLive() ? "an attempt is at work" : "it ended well, and is not paid for again"));
                return 1;
            }
            List<String> warnings = workbench.mamWarnings(List.of(history.jobId()));
            Submitter.Result result = workbench.submitter().retry(history, job.key(), operator.name());
            if (!result.outcome().isGood()) {
                err().println(named + " is not tried again: " + LogText.safe(result.text()));
                return 1;
            }
            out().println("sent  " + LogText.safe(job.key()) + ": " + result.text());
            warnings.forEach(err()::println);
            return 0;
        }
    }
}
