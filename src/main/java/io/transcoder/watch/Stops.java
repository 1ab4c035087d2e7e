package io.transcoder.watch;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import org.apache.camel.Variable;

/** Records in the ledger why an encoding is about to be stopped. */
public record Stops(Ledger ledger) {
    /** Whether an operator has ordered the stop. */
    public boolean isOrdered(@Variable("marker") OpenMarker marker, @Variable("history") JobHistory history) {
        return history.isStopped() && ledger.orderBook().last().isToStop(marker);
    }

    public void superseded(@Variable("claim") Claim claim) {
        ledger.stop(claim.jobId(), claim.attempt(), Endings.SUPERSEDED);
    }

    /**
     * Says why an encoding that was never started is about to be deleted.
     *
     * @param skip why its upload needs no encode any more; null where Bitmovin refuses it
     */
    public void givenUp(
            @Variable("claim") Claim claim, @Variable("skip") String skip, @Variable("refusal") String refusal) {
        ledger.withdraw(claim.jobId(), claim.attempt(), skip == null ? refusal : skip);
    }

    public void stuck(@Variable("claim") Claim claim) {
        ledger.stop(claim.jobId(), claim.attempt(), "no progress for longer than encoding.stuck-after");
    }
}
