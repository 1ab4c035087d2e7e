package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Operator;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.job.JobView;
import io.transcoder.job.JobViews;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.upload.LogText;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Has jobs started that a budget holds. */
@Command(
        name = "release",
        description = "Starts jobs although a budget is used up, which is paid for.",
        mixinStandardHelpOptions = true)
final class JobsRelease extends PrintingCommand {
    @ParentCommand
    private JobsCommand parent;

    @Mixin
    private Operator operator;

    @ArgGroup(multiplicity = "1")
    private Which which;

    @Override
    public Integer call() {
        try (var workbench = parent.workbench();
                var progress = new JobsProgress(err())) {
            Stream<String> names = which.all
                    ? workbench.jobs(progress).open().stream()
                            .filter(job -> "budget".equals(job.heldBy()))
                            .map(JobView::id)
                    : which.names.stream();
            var views = new JobViews(workbench.ledger());
            int refused = 0;
            for (String name : names.toList()) {
                JobHistory history = JobsCommand.find(workbench, name, err());
                JobView job = history == null ? null : views.of(history);
                if (job != null && "budget".equals(job.heldBy())) {
                    workbench
                            .ledger()
                            .orderBook()
                            .release(job.id() + "." + history.attempt(), Note.of(operator.name(), null, Instant.now()));
                    out().println("Released: " + LogText.safe(job.key()) + " (job " + job.id() + ")");
                } else {
                    refused++;
                    err().println(LogText.safe(name) + " is not held by a budget; what is paused starts with 'resume'");
                }
            }
            return refused == 0 ? 0 : 1;
        }
    }

    static final class Which {
        @Parameters(paramLabel = "KEY-OR-ID", arity = "1..*", description = "As of 'jobs show': of several the newest.")
        private List<String> names;

        @Option(names = "--all", description = "All that a budget holds.")
        private boolean all;
    }
}
