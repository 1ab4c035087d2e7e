package io.transcoder.sandbox.matrix;

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
    ENCODER_SAYS_RETRY
}
