package io.transcoder.failure;

/** What the application does about a failure. */
public enum Remedy {
    /** It did not happen, or it does no harm twice: call again. */
    RETRY,
    /** Too many calls: call again when the pause that Bitmovin announced is over. */
    RETRY_AFTER_RESET,
    /** It may have happened although the reply is lost: ask before the call is made again. */
    ASK_FIRST,
    /** The encoder has no place now: keep the job, start it later. */
    QUEUE_FULL,
    /** The account may not do more: hold everything and tell the operator. */
    QUOTA,
    /** Every upload would fail alike: hold everything and tell the operator. */
    CONFIGURATION,
    /** This upload will fail again: a dead letter. */
    PERMANENT;

    /** Another try in a moment may do. */
    public boolean isTransient() {
        return this == RETRY || this == RETRY_AFTER_RESET || this == ASK_FIRST || this == QUEUE_FULL;
    }

    /** The upload itself is sound: its message has to wait in the queue. */
    public boolean holdsMessage() {
        return this != PERMANENT;
    }
}
