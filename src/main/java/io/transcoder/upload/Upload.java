package io.transcoder.upload;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;

/**
 * An upload of an object. A message only says where to look for it; which upload it is, the bucket shows. The key is untrusted text:
 * it may hold anything, line breaks and expressions included; log it through {@link LogText} or {@link #toString()}.
 *
 * @param key decoded
 * @param rawKey as it stands in the event, where that is another text and could be a key: some stores do not encode it. Null
 *     otherwise
 * @param size in bytes, as the event says; -1 where it does not. A hint, like the two that follow
 * @param eTag without its quotes; null where the event has none
 * @param versionId null where the event has none
 * @param eventTime null where unknown
 * @param event JSON text of an event that announces exactly this upload: what was received if it held nothing else,
 *     otherwise the record, unchanged, in an event of its own. It goes to the queues and reads as this upload again
 * @param source what the store showed under the key; null as long as nobody looked
 */
public record Upload(
        String bucket,
        String key,
        String rawKey,
        long size,
        String eTag,
        String versionId,
        Instant eventTime,
        String event,
        Source source) {

    private static final int HASH_BYTES = 8;

    public Upload {
        Objects.requireNonNull(bucket, "bucket");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(event, "event");
        rawKey = key.equals(rawKey) ? null : rawKey;
    }

    /** This upload as the store shows it. */
    public Upload seenAs(Source shown) {
        return new Upload(bucket, key, rawKey, size, eTag, versionId, eventTime, event, shown);
    }

    /** The same, for a store that does not encode the keys of its events. */
    public Upload withRawKey() {
        return new Upload(bucket, rawKey, null, size, eTag, versionId, eventTime, event, source);
    }

    /**
     * The job's id, {@code [0-9a-f]{16}-[0-9a-f]{16}}: the same however often and by whatever way the upload is
     * announced, another one for another upload of the key.
     *
     * @throws IllegalStateException as long as nobody looked at the store
     */
    public String id() {
        if (source == null) {
            throw new IllegalStateException("Which upload of " + this + " is meant, only the bucket says");
        }
        return keyHash() + "-" + hash(source.version());
    }

    /** The first part of {@link #id()}, which all uploads of one key share. */
    public String keyHash() {
        return keyHash(bucket, key);
    }

    /** As {@link #keyHash()}, of a key whose uploads are looked for. */
    public static String keyHash(String bucket, String key) {
        // no bucket name holds a NUL, so bucket and key cannot be mistaken for another pair
        return hash(bucket + '\0' + key);
    }

    /** Of a name by which people call jobs, of an output's key, or of what a resource is named after. */
    public static String nameHash(String name) {
        return hash(name);
    }

    /** The last part of the key that is not empty; the whole key where there is none. */
    public String name() {
        String file = key.replaceAll("/+$", "");
        return file.isEmpty() ? key : file.substring(file.lastIndexOf('/') + 1);
    }

    /** On one line, without control characters and without the event. */
    @Override
    public String toString() {
        String which = source == null ? "" : " (" + LogText.safe(source.version()) + ", " + source.size() + " bytes)";
        return LogText.safe(bucket) + "/" + LogText.safe(key) + which;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
