package io.transcoder.reconcile;

import java.util.Locale;

/** The kinds of what does not fit together, in the order of the reports. */
public enum Drift {
    NO_JOB(
            "a source without a job: its event never came, outlived the queue, or was taken by something else",
            "sends its event; where the same upload was told of meanwhile, it is the same job"),
    EXPIRING_EVENT(
            "a source without a job whose event may wait in the queue, for more than half of the time that the queue keeps it",
            "sends its event anew, for which the whole time begins again"),
    UNWATCHED(
            "a job at work without its open marker, so that nobody watches it",
            "puts the marker again; the watcher goes on from what the ledger says"),
    NO_LETTER(
            "a failed job whose source is still there and of which there is no dead letter: SQS has forgotten it, or it was dropped",
            "puts the marker again; the watcher sends the letter anew, or makes the next attempt where the encoder advised one"
                    + " and encoding.attempts allows it"),
    NOT_CLEANED(
            "a verified output whose source is still there, although source.delete-after is over and nothing is open",
            "puts the marker again; the watcher deletes the source, if it is still the upload that was encoded"),
    OLD_LETTER(
            "a dead letter of more than 10 days, of which there is no copy in the archive; SQS forgets it after 14",
            "copies it to the archive; the letter stays where it is"),
    UNCLAIMED_ENCODING(
            "a started encoding of this installation that no job has claimed; it is paid all the same",
            "nothing: look at it at Bitmovin, and stop it there if it still runs"),
    UNKNOWN_OUTPUT("an output that no job was to write; the MAM may take it", "nothing: it is never touched");

    private final String meaning;
    private final String mending;

    Drift(String meaning, String mending) {
        this.meaning = meaning;
        this.mending = mending;
    }

    /** As metrics and reports name it, such as {@code no-job}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What was found, and why it can be. */
    public String meaning() {
        return meaning;
    }

    /** What {@code --fix} does. */
    public String mending() {
        return mending;
    }

    boolean isMendable() {
        return this != UNCLAIMED_ENCODING && this != UNKNOWN_OUTPUT;
    }

    public boolean needsEvent() {
        return this == NO_JOB || this == EXPIRING_EVENT;
    }
}
