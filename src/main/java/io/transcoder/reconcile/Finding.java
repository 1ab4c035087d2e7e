package io.transcoder.reconcile;

import io.transcoder.deadletter.DeadLetter;
import io.transcoder.ledger.JobHistory;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing that does not fit.
 *
 * @param what the source's or the output's key, the letter's message id, or the encoding's id
 * @param jobId null where there is none
 * @param attempt 0 where there is no job
 * @param since how long it has been so at least; null where unknown
 * @param bytes of the source; 0 where it is about none
 * @param letter null where it is about none
 */
public record Finding(
        Drift drift, String what, String jobId, int attempt, Instant since, long bytes, DeadLetter letter) {
    /** @param job null where there is none */
    static Finding of(Drift drift, Upload upload, JobHistory job) {
        Instant since =
                job == null ? upload.source().lastModified() : job.changedAt().orElseThrow();
        long bytes = upload.source() == null ? 0 : upload.source().size();
        return new Finding(
                drift,
                upload.key(),
                job == null ? null : job.jobId(),
                job == null ? 0 : job.attempt(),
                since,
                bytes,
                null);
    }

    Finding as(Drift other) {
        return new Finding(other, what, jobId, attempt, since, bytes, letter);
    }

    /** The fields of the JSON form, in order; a value that is not known is null. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", drift.word());
        fields.put("what", what);
        fields.put("jobId", jobId);
        fields.put("since", since == null ? null : since.toString());
        fields.put("bytes", bytes);
        return fields;
    }
}
