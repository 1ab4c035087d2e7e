package io.transcoder.cli.jobs;

import io.transcoder.cli.common.ProgressLine;
import io.transcoder.job.view.JobList;
import java.io.PrintWriter;

/** First how much of the ledger is listed, then how many of the jobs are read. */
final class JobsProgress implements JobList.Progress, AutoCloseable {
    private final ProgressLine listing;
    private final ProgressLine reading;

    JobsProgress(PrintWriter err) {
        listing = new ProgressLine(err, "records listed:");
        reading = new ProgressLine(err, "read");
    }

    @Override
    public void listed(int records) {
        listing.counted(records);
    }

    @Override
    public void read(int jobs, int of) {
        listing.end();
        reading.at(jobs, of);
    }

    @Override
    public void close() {
        listing.end();
        reading.end();
    }
}
