package io.transcoder.lab.matrix;

/** What happens to a key before any trouble. */
enum Scenario {
    ONE,
    /** One S3 event with two records. */
    TWO_IN_ONE_MESSAGE,
    /** A newer version is uploaded while the first is encoded, which takes until it is stopped. */
    NEWER_VERSION,
    /** ERROR with the hint NO_RETRY. */
    ENCODER_FAILS,
    /** The first encoding is an ERROR with the hint RETRY. */
    ENCODER_SAYS_RETRY,
    /** Under the output's name lies a file of an earlier time. */
    STALE_OUTPUT,
    /** The MAM takes each output the moment it is written. */
    EAGER_MAM,
    /** The reply to the encoding's create is lost. */
    LOST_CREATE,
    /** The MAM deletes the source as soon as it is claimed. */
    WITHDRAWN,
    /** The instance that was to post the start is killed before, and the other one comes upon it. */
    TAKEN_OVER,
    /** The encoder has no place for some seconds. */
    FULL_ENCODER,
    /** Somebody deletes the finished encoding at Bitmovin. */
    LOST_ENCODING,
    /** The first encoding fails for good, and its letter is sent back as SQS redrives it. */
    REPLAYED,
    /** Three versions of one key, their events out of order. */
    THREE_VERSIONS,
    /** A bucket that keeps versions. */
    VERSIONED,
    /** A newer version, which stops the first one's encoding, is deleted for good by the MAM before its own start. */
    VERSIONED_PURGED,
    /** An operator has paused the key before it is uploaded, and resumes it while it waits for its start. */
    PAUSED,
    /** An operator stops the encoding while it runs. */
    STOPPED;

    boolean isVersioned() {
        return this == VERSIONED || this == VERSIONED_PURGED;
    }
}
