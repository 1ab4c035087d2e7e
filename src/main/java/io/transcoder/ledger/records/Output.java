package io.transcoder.ledger.records;

/**
 * A file that an encoding is to write.
 *
 * @param key its key in the output bucket
 * @param muxing kind and id of the muxing that writes it, such as {@code mp4/6c1e…}, as they stand in Bitmovin's paths; or of the
 *     manifest or the sprites, such as {@code hls-manifest/93ab…}
 * @param asked null where it is no muxing's, or an earlier release made the record
 */
public record Output(String key, String muxing, Asked asked) {
    public Output(String key, String muxing) {
        this(key, muxing, null);
    }

    /** Such as {@code mp4}. */
    public String kind() {
        return muxing.substring(0, Math.max(0, muxing.indexOf('/')));
    }
}
