package io.transcoder.operate;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.boot.BitmovinLine;
import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.Failures;
import io.transcoder.job.view.JobSearch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What the encoder says of an encoding now, or why it does not.
 *
 * <p>The API is opened with the first question, as most jobs are over and need none.
 */
public final class EncoderWord implements AutoCloseable {
    private static final Pattern ENCODING = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern JOB = Pattern.compile("job-([0-9a-f]{16}-[0-9a-f]{16})");

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

    /** As {@link JobSearch#find}, also by an encoding's id: its label at the encoder names the job, and the claim has to agree. */
    public JobSearch.Found find(Workbench workbench, String name) {
        JobSearch.Found found = workbench.search().find(name);
        if (!found.jobs().isEmpty() || !ENCODING.matcher(name).matches()) {
            return found;
        }
        var labels = new AtomicReference<Object>();
        String fault = ask(bitmovin -> labels.set(
                bitmovin.call("GET /encoding/encodings/" + name, null).get("labels")));
        List<?> all = labels.get() instanceof List<?> list ? list : List.of();
        return all.stream()
                .map(label -> JOB.matcher(String.valueOf(label)))
                .filter(label -> label.matches() && workbench.ledger().isClaimed(label.group(1), name))
                .findFirst()
                .map(label -> workbench.search().find(label.group(1)))
                .orElseGet(() -> new JobSearch.Found(
                        List.of(),
                        fault == null ? null : "Of which job the encoding is, the encoder does not say: " + fault));
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
