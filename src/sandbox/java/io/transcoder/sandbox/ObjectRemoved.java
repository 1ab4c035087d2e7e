package io.transcoder.sandbox;

import java.time.Instant;

/**
 * A delete that had an effect in a {@link SandboxStore}.
 *
 * @param versionId the version, or the delete marker, that is gone for good; null where the delete named none
 * @param markerId of the delete marker that hides the key from now on; null without versions
 * @param eTag without quotes, of the object that was the current one until now; null where there was none
 * @param byTheStoresOwner true for {@link SandboxStore#remove}, false for a request over HTTP
 */
public record ObjectRemoved(
        String bucket,
        String key,
        String versionId,
        String markerId,
        String eTag,
        boolean byTheStoresOwner,
        Instant at) {}
