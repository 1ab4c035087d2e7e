package io.transcoder.ledger.records;

/**
 * The installation that owns a ledger. A record of other buckets is not acted on: that would delete or pay for what is not ours.
 *
 * @param sourceBucket where the uploads of this installation are
 * @param outputBucket where its encodings write
 */
public record Owner(String sourceBucket, String outputBucket) {}
