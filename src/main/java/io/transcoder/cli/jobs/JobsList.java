package io.transcoder.cli.jobs;

import io.transcoder.cli.common.DurationConverter;
import io.transcoder.cli.common.JsonLines;
import io.transcoder.cli.common.Table;
import io.transcoder.job.JobList;
import io.transcoder.job.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists jobs from the ledger alone. */
@Command(
        name = "list",
        description = "Lists the open jobs, the newest first. Only the ledger is asked.",
        mixinStandardHelpOptions = true)
final class JobsList implements Callable<Integer> {
    @ParentCommand
    private JobsCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--all", description = "Also the ended ones. Reads the whole ledger.")
    private boolean all;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "Also those that ended within this time, such as 2d or 12h.")
    private Duration since;

    @Override
    public Integer call() {
        try (var workbench = parent.workbench()) {
            List<JobView> jobs;
            try (var progress = new JobsProgress(spec.commandLine().getErr())) {
                jobs = jobs(workbench.jobs(progress));
            }
            if (json) {
                var lines = new JsonLines(spec.commandLine().getOut());
                jobs.forEach(job -> lines.print(job.fields()));
            } else {
                print(jobs);
            }
            spec.commandLine().getErr().println(count(jobs.size()));
            return 0;
        }
    }

    private List<JobView> jobs(JobList list) {
        if (since != null) {
            return list.since(Instant.now().minus(since));
        }
        return all ? list.since(Instant.EPOCH) : list.open();
    }

    private String count(int jobs) {
        String what = jobs == 1 ? "1 job" : jobs + " jobs";
        return all || since != null ? what : what + " open (--all or --since 2d for the ended ones)";
    }

    private void print(List<JobView> jobs) {
        var table = new Table("CREATED", "STATE", "KEY", "ID", "UPDATED", "ENCODING", "REASON");
        for (JobView job : jobs) {
            table.row(
                    job.createdAt(),
                    job.stage(),
                    job.key() == null ? "(not recorded)" : job.key(),
                    job.id(),
                    job.updatedAt(),
                    job.encodingId(),
                    job.reason());
        }
        table.print(spec.commandLine().getOut());
    }
}
