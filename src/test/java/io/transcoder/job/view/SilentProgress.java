package io.transcoder.job.view;

/** For tests that list jobs, of which no record may be refused. */
public final class SilentProgress implements JobList.Progress {
    @Override
    public void listed(int records) {
        // nobody waits
    }

    @Override
    public void read(int jobs, int of) {
        // nobody waits
    }

    @Override
    public void refused(String why) {
        throw new AssertionError(why);
    }
}
