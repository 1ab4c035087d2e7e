package io.transcoder.ledger;

/**
 * Whose ledger it is. A record that was written for other buckets must not be acted on: it would delete or pay for what is not ours.
 *
 * @param sourceBucket where the uploads of this installation are
 * @param outputBucket where its encodings write
 */
public record Owner(String sourceBucket, String outputBucket) {}
