package io.transcoder.ledger.records;

import java.time.Instant;

/**
 * The marker of an attempt that has something left to do.
 *
 * @param attempt 0 where an earlier release put the marker: it is for the job's last attempt
 * @param since when it was put, by the store's clock
 */
public record OpenMarker(String jobId, int attempt, Instant since) {
    public static OpenMarker of(Claim claim) {
        return new OpenMarker(claim.jobId(), claim.attempt(), null);
    }

    /** The marker's name in its folder. */
    public String name() {
        return attempt == 0 ? jobId : jobId + "." + attempt;
    }
}
