package io.transcoder.reload;

/** The state of the last reload of edited routes; written by one thread, read by others. */
public final class ReloadState {
    enum Phase {
        CURRENT,
        WAITING,
        REFUSED,
        LOST
    }

    /** @param text one line */
    record Entry(Phase phase, String text) {}

    private volatile Entry entry = new Entry(Phase.CURRENT, "the routes of the start run");

    Entry entry() {
        return entry;
    }

    void is(Phase phase, String text) {
        entry = new Entry(phase, text);
    }

    /** 1 where what runs is not what the files say, 0 otherwise. */
    public int differs() {
        return entry.phase() == Phase.CURRENT ? 0 : 1;
    }
}
