package io.transcoder.operate;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.boot.BitmovinLine;
import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.Failures;
import io.transcoder.job.view.JobSearch;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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
        Reply<EncodingStatus> status = ask(bitmovin -> bitmovin.statusOf(encodingId));
        return new Answer(status.value(), status.fault());
    }

    /**
     * As {@link JobSearch#find}, also by an encoding's id: its label at the encoder names the job, and the claim has to agree. That of
     * an attempt that is followed by another finds the job, but may not mean what it is by now.
     */
    public JobSearch.Found find(Workbench workbench, String name) {
        JobSearch.Found found = workbench.search().find(name);
        if (!ENCODING.matcher(name).matches()) {
            return found;
        }
        JobSearch.Found job = found.jobs().isEmpty() ? labelled(workbench, name) : found;
        return job.jobs().isEmpty() ? job : ofAttempt(workbench.ledger(), name, job);
    }

    private static JobSearch.Found ofAttempt(Ledger ledger, String encodingId, JobSearch.Found found) {
        JobHistory job = found.jobs().get(0);
        Claim last = ledger.lastClaim(job);
        if (last == null || last.encodingId().equals(encodingId) || !ledger.isClaimed(job.jobId(), encodingId)) {
            return found;
        }
        String key = last.upload().key();
        return new JobSearch.Found(
                found.jobs(),
                "Encoding " + encodingId + " is of an earlier attempt of " + key + ", which is over: attempt "
                        + last.attempt() + " has the encoding " + last.encodingId(),
                List.of(key));
    }

    private JobSearch.Found labelled(Workbench workbench, String name) {
        Reply<?> labels = ask(bitmovin ->
                bitmovin.call("GET /encoding/encodings/" + name, null).get("labels"));
        List<?> all = labels.value() instanceof List<?> list ? list : List.of();
        return all.stream()
                .map(label -> JOB.matcher(String.valueOf(label)))
                .filter(label -> label.matches() && workbench.ledger().isClaimed(label.group(1), name))
                .findFirst()
                .map(label -> workbench.search().find(label.group(1)))
                .orElseGet(() -> new JobSearch.Found(
                        List.of(),
                        labels.fault() == null
                                ? null
                                : "Of which job the encoding is, the encoder does not say: " + labels.fault()));
    }

    /** @return why the encoder did not take the stop; null where it did */
    public String stop(String encodingId) {
        return ask(bitmovin -> bitmovin.call("POST /encoding/encodings/" + encodingId + "/stop", null))
                .fault();
    }

    private <T> Reply<T> ask(Function<Bitmovin, T> question) {
        if (!Settings.of(effective).isSet(Setting.BITMOVIN_API_KEY)) {
            return new Reply<>(null, "not asked: bitmovin.api-key is not set");
        }
        try {
            return new Reply<>(question.apply(bitmovin()), null);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Reply<>(null, new Failures().of(cause, "bitmovin").reason());
        }
    }

    private record Reply<T>(T value, String fault) {}

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
