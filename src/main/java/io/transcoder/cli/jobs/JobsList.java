package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Table;
import io.transcoder.job.Price;
import io.transcoder.job.view.JobList;
import io.transcoder.job.view.JobView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists jobs from the ledger alone. */
@Command(name = "list", description = "Lists the open jobs, the newest first. Only the ledger is asked.")
final class JobsList extends LedgerCommand {
    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(names = "--all", description = "Also the ended ones. Reads the whole ledger.")
    private boolean all;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            description = "Also those that ended within this time, such as 2d or 12h.")
    private Duration since;

    @Override
    public Integer call() {
        try (var workbench = workbench()) {
            List<JobView> jobs;
            var progress = new JobsProgress(err());
            try (progress) {
                jobs = jobs(workbench.jobs(progress));
            }
            if (json) {
                jobs.forEach(job -> printJson(Price.added(job.fields(), job.billableMinutes(), workbench.price())));
            } else {
                print(jobs);
            }
            err().println(count(jobs.size()));
            return progress.exitCode();
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
        table.print(out());
    }
}
