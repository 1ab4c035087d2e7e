package io.transcoder.cli.jobs;

import io.transcoder.cli.common.ProgressLine;
import io.transcoder.job.view.JobList;
import io.transcoder.upload.LogText;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** First how much of the ledger is listed, then how many of the jobs are read. */
final class JobsProgress implements JobList.Progress, AutoCloseable {
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final PrintWriter err;
    private final ProgressLine listing;
    private final ProgressLine reading;

    JobsProgress(PrintWriter err) {
        this.err = err;
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
    public void refused(String why) {
        refused.add(why);
    }

    /** 1 where a job is not in the list. */
    int exitCode() {
        return refused.isEmpty() ? 0 : 1;
    }

    @Override
    public void close() {
        listing.end();
        reading.end();
        refused.forEach(why -> err.println("A job is left out: " + LogText.safe(why)));
    }
}
