package io.transcoder.cli.jobs;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.boot.BitmovinLine;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.Failures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the encoder says of an encoding now, or why it does not.
 *
 * <p>The API is opened with the first question, as most jobs are over and need none.
 */
final class EncoderWord implements AutoCloseable {
    private final Map<String, String> effective;
    private final Path file;
    private BitmovinLine line;

    EncoderWord(Map<String, String> effective, Path file) {
        this.effective = effective;
        this.file = file;
    }

    /** Never fails: whatever goes wrong here, the rest of a job is worth showing. */
    Answer of(String encodingId) {
        if (!Settings.of(effective).isSet(Setting.BITMOVIN_API_KEY)) {
            return new Answer(null, "not asked: bitmovin.api-key is not set");
        }
        try {
            if (line == null) {
                line = new BitmovinLine(effective, file);
            }
            return new Answer(line.bitmovin().statusOf(encodingId), null);
        } catch (RuntimeException e) {
            return new Answer(
                    null,
                    new Failures()
                            .of(e.getCause() == null ? e : e.getCause(), "bitmovin")
                            .reason());
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
    }

    /**
     * @param status null where it is not known
     * @param fault why it is not known; null where it is
     */
    record Answer(EncodingStatus status, String fault) {
        String text() {
            return fault != null ? "unknown: " + fault : status.status() + ", " + status.progress() + " %";
        }

        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("status", status == null ? null : status.status());
            fields.put("progress", status == null ? null : status.progress());
            fields.put("fault", fault);
            return fields;
        }
    }
}
