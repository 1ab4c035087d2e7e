package io.transcoder.watch;

import io.transcoder.ledger.Claim;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.OpenMarker;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.State;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the ledger last said of an open job.
 *
 * @param encodingId null where the state is not {@code ENCODING}
 * @param outputs keys of the files that the encoding writes; empty where the state is not {@code ENCODING}
 * @param key of the source; null where nothing is claimed, or the state is {@code FINISHED}
 * @param due when a finished job has something to do; null where the state is not {@code FINISHED}
 */
record KnownJob(
        OpenMarker marker, OpenJobState state, String encodingId, Set<String> outputs, Instant due, String key) {
    /** @param claim null where there is none */
    static KnownJob of(OpenMarker marker, JobHistory history, Claim claim) {
        if (claim != null && history.state() == State.STARTED) {
            Set<String> keys = claim.outputs().stream().map(Output::key).collect(Collectors.toUnmodifiableSet());
            return new KnownJob(
                    marker,
                    OpenJobState.ENCODING,
                    claim.encodingId(),
                    keys,
                    null,
                    claim.upload().key());
        }
        OpenJobState state = history.state() == State.CLAIMED ? OpenJobState.CLAIMED : OpenJobState.OTHER;
        String key = claim == null ? null : claim.upload().key();
        return new KnownJob(marker, state, null, Set.of(), null, key);
    }

    static KnownJob finished(OpenMarker marker, Instant due) {
        return new KnownJob(marker, OpenJobState.FINISHED, null, Set.of(), due, null);
    }
}
