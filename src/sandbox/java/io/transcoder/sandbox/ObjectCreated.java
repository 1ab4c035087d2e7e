package io.transcoder.sandbox;

import java.time.Instant;

/**
 * An object that came into being in a {@link SandboxStore}.
 *
 * @param how the event's name without {@code ObjectCreated:}: Put, Copy or CompleteMultipartUpload
 * @param eTag without quotes
 * @param versionId null where the bucket keeps no versions
 * @param sequencer 16 upper-case hexadecimal digits, growing with each write
 */
record ObjectCreated(
        String bucket,
        String key,
        String how,
        long size,
        String eTag,
        String versionId,
        String sequencer,
        Instant at) {}
