package io.transcoder.boot;

import static io.transcoder.config.Setting.JOBS_BUCKET;
import static io.transcoder.config.Setting.JOBS_PREFIX;
import static io.transcoder.config.Setting.SOURCE_BUCKET;

import io.transcoder.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** The labels that every encoding gets, by which those of this installation are found at Bitmovin. */
final class Labels {
    private Labels() {}

    /** The same for every instance that shares a ledger, and for no other. */
    static String installation(Settings settings) {
        return "transcoder-" + hash(settings.text(JOBS_BUCKET) + '/' + settings.text(JOBS_PREFIX));
    }

    /** The same for all encodings of uploads to one bucket, whichever ledger they are of. */
    static String sources(Settings settings) {
        return "sources-" + hash(settings.text(SOURCE_BUCKET));
    }

    private static String hash(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
