package io.transcoder.ledger;

/** The state of a job or of one of its attempts, as far as the names of its records tell it. */
public enum State {
    /** Nothing is recorded yet. */
    NEW,
    /** An encoding is made and recorded, its start is not. */
    CLAIMED,
    /** The start is recorded: somebody has posted it, or is about to. */
    STARTED,
    /** Over, for better or worse: the end record says which. */
    ENDED,
    /** Ended well, and the source is dealt with. */
    CLEANED
}
