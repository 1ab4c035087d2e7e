package io.transcoder.watch;

import io.transcoder.job.Line.Waiting;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the ledger last said of an open job.
 *
 * @param start what is to be started or was; null where nothing is claimed, or the state is {@code FINISHED}
 * @param outputs keys of the files that the encoding writes; empty where nothing is claimed
 * @param key of the source; null where nothing is claimed, or the state is {@code FINISHED}
 * @param due when a finished job has something to do; null where the state is not {@code FINISHED}
 */
record KnownJob(OpenMarker marker, OpenJobState state, Waiting start, Set<String> outputs, Instant due, String key) {
    /** @param claim null where there is none */
    static KnownJob of(OpenMarker marker, State recorded, Claim claim) {
        if (claim == null) {
            return new KnownJob(marker, OpenJobState.OTHER, null, Set.of(), null, null);
        }
        OpenJobState state =
                switch (recorded) {
                    case CLAIMED -> OpenJobState.CLAIMED;
                    case STARTED -> OpenJobState.ENCODING;
                    default -> OpenJobState.OTHER;
                };
        Set<String> keys = claim.outputs().stream().map(Output::key).collect(Collectors.toUnmodifiableSet());
        return new KnownJob(
                marker,
                state,
                Waiting.of(marker, claim),
                keys,
                null,
                claim.upload().key());
    }

    static KnownJob finished(OpenMarker marker, Instant due) {
        return new KnownJob(marker, OpenJobState.FINISHED, null, Set.of(), due, null);
    }

    /** Null where nothing is claimed. */
    String encodingId() {
        return start == null ? null : start.encodingId();
    }
}
