package io.transcoder.watch;

import java.util.Locale;

/** What an open job waits for. */
public enum OpenJobState {
    /** For its start. */
    CLAIMED,
    /** For an operator to resume its start, or for a budget. */
    HELD,
    /** For its encoding. */
    ENCODING,
    /** For the time at which its source may be deleted. */
    FINISHED,
    /** For its claim, its message being on the way; or for its marker to be deleted, being over. */
    OTHER;

    /** The state as a metric's label has it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
