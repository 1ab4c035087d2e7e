package io.transcoder.operate;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.boot.BitmovinLine;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.Failures;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What the encoder says of an encoding now, or why it does not.
 *
 * <p>The API is opened with the first question, as most jobs are over and need none.
 */
public final class EncoderWord implements AutoCloseable {
    private final Map<String, String> effective;
    private final Path file;
    private BitmovinLine line;

    public EncoderWord(Map<String, String> effective, Path file) {
        this.effective = effective;
        this.file = file;
    }

    /** Never fails: whatever goes wrong here, the rest of a job is worth showing. */
    public Answer of(String encodingId) {
        var status = new AtomicReference<EncodingStatus>();
        String fault = ask(bitmovin -> status.set(bitmovin.statusOf(encodingId)));
        return new Answer(status.get(), fault);
    }

    /** @return why the encoder did not take the stop; null where it did */
    public String stop(String encodingId) {
        return ask(bitmovin -> bitmovin.call("POST /encoding/encodings/" + encodingId + "/stop", null));
    }

    private String ask(Consumer<Bitmovin> question) {
        if (!Settings.of(effective).isSet(Setting.BITMOVIN_API_KEY)) {
            return "not asked: bitmovin.api-key is not set";
        }
        try {
            question.accept(bitmovin());
            return null;
        } catch (RuntimeException e) {
            return new Failures()
                    .of(e.getCause() == null ? e : e.getCause(), "bitmovin")
                    .reason();
        }
    }

    private synchronized Bitmovin bitmovin() {
        if (line == null) {
            line = new BitmovinLine(effective, file);
        }
        return line.bitmovin();
    }

    @Override
    public synchronized void close() {
        if (line != null) {
            line.close();
        }
    }

    /**
     * @param status null where it is not known
     * @param fault why it is not known; null where it is
     */
    public record Answer(EncodingStatus status, String fault) {
        public String text() {
            return fault != null ? "unknown: " + fault : status.status() + ", " + status.progress() + " %";
        }

        public Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("status", status == null ? null : status.status());
            fields.put("progress", status == null ? null : status.progress());
            fields.put("fault", fault);
            return fields;
        }
    }
}
