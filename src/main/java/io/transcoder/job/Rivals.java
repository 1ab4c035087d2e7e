package io.transcoder.job;

import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;

/**
 * Finds the encodings of other uploads of the same key. The bucket shows one of the uploads; the encodings of all others are
 * stopped, and waited for.
 */
public record Rivals(Ledger ledger) {
    /**
     * The claims of those that may be running. One that is not started yet finds out by itself that its upload is gone.
     *
     * @param decision of this exchange, or null. Where no other upload had a claim by then nothing is asked: whoever has claimed since
     *     looks at the bucket after that, and the reservation of the output lets one start.
     */
    public List<Claim> running(
            @Variable("upload") Upload upload,
            @Variable("claim") Claim claim,
            @Variable("decision") Decision decision) {
        if (decision != null && decision.action() == Decision.Action.ENCODE && !decision.hasRivals()) {
            return List.of();
        }
        return ledger.openOfKey(upload.keyHash()).stream()
                .filter(marker -> !marker.jobId().equals(claim.jobId()))
                .map(ledger::historyTo)
                .filter(history -> history.state() == State.STARTED)
                .map(history -> Optional.ofNullable(ledger.lastClaim(history)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether another upload of the key has something left to do. */
    public boolean areOpen(Claim claim) {
        return ledger.openOfKey(claim.upload().keyHash()).stream()
                .anyMatch(marker -> !marker.jobId().equals(claim.jobId()));
    }
}
