package io.transcoder.job;

import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Start.Stale;
import io.transcoder.ledger.s3.ConditionalDelete;
import io.transcoder.ledger.s3.Listed;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Finds and removes old files under the names of an attempt's outputs, which the MAM would take for the new ones. */
public record StaleOutputs(Ledger ledger, S3Client s3, String bucket) {
    /** Those that are to go. One that a finished job made of the same bytes by the same profile, as it still is, is right and stays. */
    List<Stale> of(Claim claim) {
        return claim.outputs().stream()
                .flatMap(output -> new Listed(s3)
                                .find(bucket, output.key())
                                .filter(there -> !isRight(output, there, claim))
                                .map(there -> new Stale(output.key(), there.eTag(), modified(there)))
                                .stream())
                .toList();
    }

    /** Removes what the start record names, as long as it is the very object that was there when the record was made. */
    public void remove(@Variable("turn") StartTurn turn) {
        for (Stale stale : turn.start().stale()) {
            boolean unchanged = new Listed(s3)
                    .find(bucket, stale.key())
                    .filter(there -> stale.eTag().equals(there.eTag())
                            && stale.lastModified()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .equals(modified(there)))
                    .isPresent();
            if (unchanged) {
                new ConditionalDelete(s3).delete(bucket, stale.key(), stale.eTag());
            }
        }
    }

    private boolean isRight(Output output, S3Object there, Claim claim) {
        return ledger.ofKey(claim.upload().keyHash()).stream()
                .filter(history -> history.state() == State.ENDED || history.state() == State.CLEANED)
                .anyMatch(history -> {
                    Claim made = ledger.lastClaim(history);
                    End end = ledger.lastEnd(history);
                    return made != null
                            && claim.asksForTheSameAs(made)
                            && end.outcome() == End.Outcome.FINISHED
                            && end.outputs().stream()
                                    .anyMatch(written -> written.key().equals(output.key())
                                            && there.eTag().equals(written.eTag())
                                            && there.size() == written.size());
                });
    }

    /** In seconds, as HEAD says it; a list may be more exact. */
    private static Instant modified(S3Object object) {
        return object.lastModified().truncatedTo(ChronoUnit.SECONDS);
    }
}
