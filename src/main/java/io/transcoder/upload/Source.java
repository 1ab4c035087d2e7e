package io.transcoder.upload;

import java.time.Instant;

/**
 * An object of the source bucket as the store shows it. This alone tells one upload of a key from another: whoever announces an
 * upload only says where to look.
 *
 * @param eTag without quotes; null where the store gives none
 * @param versionId null on a bucket without versions; the text {@code null} of a bucket with suspended versioning, which every such
 *     upload overwrites, counts as none
 * @param lastModified to the second, by the store's clock
 * @param size in bytes
 * @param checksum of the bytes, with its algorithm, such as {@code CRC64NVME AAAAAAAAAAA=}; null where the store offers none
 */
public record Source(String eTag, String versionId, Instant lastModified, long size, String checksum) {
    public Source {
        eTag = unquoted(eTag);
        versionId = versionId == null || versionId.isEmpty() || versionId.equals("null") ? null : versionId;
    }

    public Source(String eTag, String versionId, Instant lastModified, long size) {
        this(eTag, versionId, lastModified, size, null);
    }

    /** What tells this upload from every other one of its key; the same bytes uploaded again are another upload. */
    public String version() {
        return versionId != null ? "v:" + versionId : "e:" + eTag + ' ' + lastModified + ' ' + size;
    }

    public boolean isSameUploadAs(Source other) {
        return other != null && version().equals(other.version());
    }

    /** Whether the bytes are the same, as far as the store tells; the uploads may be two. */
    public boolean hasSameBytesAs(Source other) {
        return other != null && eTag != null && eTag.equals(other.eTag) && size == other.size;
    }

    /** @param eTag in any form, or null */
    public static String unquoted(String eTag) {
        return eTag == null ? null : eTag.replace("\"", "");
    }
}
