package io.transcoder.upload;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One version of one object, as its creation was announced. The key is untrusted text: it may hold anything, line
 * breaks and expressions included; log it through {@link LogText} or {@link #toString()}.
 *
 * @param key decoded
 * @param size in bytes
 * @param eTag without its quotes; null where unknown
 * @param versionId null where there is none; the text {@code null} of a bucket with suspended versioning, which every
 *     such upload overwrites, counts as none
 * @param sequencer hexadecimal text as received, comparable for one key only; null where there is none
 * @param eventTime null where unknown
 * @param event JSON text of an event that announces exactly this upload: what was received if it held nothing else,
 *     otherwise the record, unchanged, in an event of its own. It goes to the queues and reads as this upload again
 */
public record Upload(
        String bucket,
        String key,
        long size,
        String eTag,
        String versionId,
        String sequencer,
        Instant eventTime,
        String event) {

    private static final int HASH_BYTES = 8;
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9A-Fa-f]++");

    /** @throws IllegalArgumentException without a version: a versionId, a sequencer or an eTag is needed */
    public Upload {
        Objects.requireNonNull(bucket, "bucket");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(event, "event");
        if (size < 0) {
            throw new IllegalArgumentException("an upload cannot have a size of " + size + " bytes");
        }
        eTag = emptyToNull(unquoted(eTag));
        versionId = "null".equals(versionId) ? null : emptyToNull(versionId);
        sequencer = emptyToNull(sequencer);
        if (eTag == null && versionId == null && sequencer == null) {
            throw new IllegalArgumentException("an upload needs a versionId, a sequencer or an eTag");
        }
    }

    /**
     * The job's id, {@code [0-9a-f]{16}-[0-9a-f]{16}}: the same however often and by whatever way the upload is
     * announced, another one for another version of the key.
     */
    public String id() {
        return keyHash() + "-" + hash(version());
    }

    /** The first part of {@link #id()}, which all versions of one key share. */
    public String keyHash() {
        return keyHash(bucket, key);
    }

    /** As {@link #keyHash()}, of a key whose uploads are looked for. */
    public static String keyHash(String bucket, String key) {
        // no bucket name holds a NUL, so bucket and key cannot be mistaken for another pair
        return hash(bucket + '\0' + key);
    }

    /** Of a name by which people call jobs. */
    public static String nameHash(String name) {
        return hash(name);
    }

    /**
     * Whether this version was written after the other one: by the sequencers, by the times of the events if one has
     * none. False for the same version, for another key, and where it cannot be known.
     */
    public boolean isNewerThan(Upload other) {
        if (!bucket.equals(other.bucket) || !key.equals(other.key)) {
            return false;
        }
        if (hasComparableSequencer() && other.hasComparableSequencer()) {
            return normalised(sequencer).compareTo(normalised(other.sequencer)) > 0;
        }
        return eventTime != null && other.eventTime != null && eventTime.isAfter(other.eventTime);
    }

    /** The key after its last slash; empty for a key that ends in one. */
    public String name() {
        return key.substring(key.lastIndexOf('/') + 1);
    }

    /** Whether this only stands for a folder, as consoles and file managers make them: nothing to transcode. */
    public boolean folderPlaceholder() {
        return empty() && key.endsWith("/");
    }

    public boolean empty() {
        return size == 0;
    }

    /** On one line, without control characters and without the event. */
    @Override
    public String toString() {
        return LogText.safe(bucket) + "/" + LogText.safe(key) + " (" + LogText.safe(version()) + ", " + size
                + " bytes)";
    }

    private String version() {
        if (versionId != null) {
            return "v:" + versionId;
        }
        return sequencer != null ? "s:" + normalised(sequencer) : "e:" + eTag;
    }

    private boolean hasComparableSequencer() {
        return sequencer != null && HEXADECIMAL.matcher(sequencer).matches();
    }

    /** Padding with zeros on the right and comparing is the same as comparing without trailing zeros. */
    private static String normalised(String sequencer) {
        int end = sequencer.length();
        while (end > 0 && sequencer.charAt(end - 1) == '0') {
            end--;
        }
        return sequencer.substring(0, end).toUpperCase(Locale.ROOT);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String unquoted(String eTag) {
        boolean quoted = eTag != null && eTag.length() >= 2 && eTag.startsWith("\"") && eTag.endsWith("\"");
        return quoted ? eTag.substring(1, eTag.length() - 1) : eTag;
    }

    private static String emptyToNull(String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
