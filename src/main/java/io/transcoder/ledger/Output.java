package io.transcoder.ledger;

/**
 * A file that an encoding is to write.
 *
 * @param key its key in the output bucket
 * @param muxing kind and id of the muxing that writes it, such as {@code mp4/6c1e…}, as they stand in Bitmovin's paths
 */
public record Output(String key, String muxing) {}
