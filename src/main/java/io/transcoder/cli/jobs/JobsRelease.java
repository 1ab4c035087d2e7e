package io.transcoder.cli.jobs;

import io.transcoder.job.view.JobView;
import io.transcoder.operate.JobOrders;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has jobs started that a budget holds. */
@Command(name = "release", description = "Starts jobs although a budget is used up, which is paid for.")
final class JobsRelease extends OrderingCommand {
    @ArgGroup(multiplicity = "1")
    private Which which;

    @Override
    public Integer call() {
        try (var workbench = workbench();
                var encoder = encoder();
                var progress = new JobsProgress(err())) {
            Stream<String> names = which.all
                    ? workbench.jobs(progress).open().stream()
                            .filter(job -> "budget".equals(job.heldBy()))
                            .map(JobView::id)
                    : which.names.stream();
            return order(workbench, encoder, names.toList(), JobOrders::release) ? progress.exitCode() : 1;
        }
    }

    static final class Which {
        @Parameters(
                paramLabel = "KEY-OR-ID",
                arity = "1..*",
                description = "As of 'jobs show': of several versions the newest. A name of several keys is refused.")
        private List<String> names;

        @Option(names = "--all", description = "All that a budget holds.")
        private boolean all;
    }
}
