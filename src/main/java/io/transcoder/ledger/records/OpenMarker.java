package io.transcoder.ledger.records;

import java.time.Instant;
import java.util.Comparator;

/**
 * The marker of an attempt that has something left to do.
 *
 * @param attempt 0 where an earlier release put the marker: it is for the job's last attempt
 * @param since when it was put, by the store's clock; null in one that only names the attempt
 */
public record OpenMarker(String jobId, int attempt, Instant since) {
    public static final Comparator<OpenMarker> OLDEST_FIRST =
            Comparator.comparing(OpenMarker::since).thenComparing(OpenMarker::name);

    /** Without the time, to name the claimed attempt. */
    public static OpenMarker of(Claim claim) {
        return new OpenMarker(claim.jobId(), claim.attempt(), null);
    }

    /** The marker's name in its folder. */
    public String name() {
        return attempt == 0 ? jobId : jobId + "." + attempt;
    }
}
