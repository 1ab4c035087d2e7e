package io.transcoder.job;

import java.time.Instant;

/**
 * The source as the store knows it.
 *
 * @param eTag without quotes
 * @param versionId null on a bucket without versions
 */
public record Source(String eTag, String versionId, Instant lastModified, long size) {}
