package io.transcoder.cli.jobs;

import io.transcoder.cli.common.ProgressLine;
import io.transcoder.cli.common.Terminal;
import io.transcoder.job.view.JobList;
import java.io.PrintWriter;

/** First how much of the ledger is listed, then how many of the jobs are read. */
final class JobsProgress implements JobList.Progress, AutoCloseable {
    private final PrintWriter err;
    private final ProgressLine listing;
    private ProgressLine reading;

    JobsProgress(PrintWriter err) {
        this.err = err;
        listing = new ProgressLine(err, Terminal.isThere(), "records listed:", 0);
    }

    @Override
    public void listed(int records) {
        listing.counted(records);
    }

    @Override
    public synchronized void read(int jobs, int of) {
        if (reading == null) {
            listing.end();
            reading = new ProgressLine(err, Terminal.isThere(), "read", of);
        }
        reading.at(jobs);
    }

    @Override
    public synchronized void close() {
        (reading == null ? listing : reading).end();
    }
}
