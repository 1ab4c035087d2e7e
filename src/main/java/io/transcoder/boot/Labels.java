package io.transcoder.boot;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;

/** The labels that every encoding gets, by which those of this installation are found at Bitmovin. */
final class Labels {
    private Labels() {}

    /** The same for every instance that shares a ledger, and for no other. */
    static String installation(Settings settings) {
        return "transcoder-" + hash(settings.text(Setting.JOBS_BUCKET) + '/' + settings.text(Setting.JOBS_PREFIX));
    }

    /** The same for all encodings of uploads to one bucket, whichever ledger they are of. */
    static String sources(Settings settings) {
        return "sources-" + hash(settings.text(Setting.SOURCE_BUCKET));
    }

    private static String hash(String text) {
        var crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
