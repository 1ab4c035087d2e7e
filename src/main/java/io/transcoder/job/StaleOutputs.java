package io.transcoder.job;

import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.Start.Stale;
import io.transcoder.ledger.State;
import io.transcoder.ledger.s3.ConditionalDelete;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** What lies under the names of an attempt's outputs before its start: the MAM would take it for the new output at once. */
public final class StaleOutputs {
    private final Ledger ledger;
    private final S3Client s3;
    private final String bucket;
    private final ConditionalDelete deletes;

    public StaleOutputs(Ledger ledger, S3Client s3, String bucket) {
        this.ledger = ledger;
        this.s3 = s3;
        this.bucket = bucket;
        this.deletes = new ConditionalDelete(s3);
    }

    /** Those that are to go. One that a finished job made of the same bytes by the same profile is right, and stays. */
    List<Stale> of(Claim claim) {
        List<Stale> stale = new ArrayList<>();
        for (Output output : claim.outputs()) {
            head(output.key())
                    .filter(head -> !isRight(output, head, claim))
                    .ifPresent(head -> stale.add(new Stale(output.key(), head.eTag(), head.lastModified())));
        }
        return stale;
    }

    /** Removes what the start record names, as long as it is the very object that was there when the record was made. */
    public void remove(@Variable("turn") StartTurn turn) {
        for (Stale stale : turn.start().stale()) {
            boolean unchanged = head(stale.key())
                    .filter(head -> stale.eTag().equals(head.eTag())
                            && stale.lastModified().equals(head.lastModified()))
                    .isPresent();
            if (unchanged) {
                deletes.delete(bucket, stale.key(), stale.eTag());
            }
        }
    }

    private boolean isRight(Output output, HeadObjectResponse head, Claim claim) {
        return ledger.ofKey(claim.upload().keyHash()).stream()
                .filter(history -> history.state() == State.ENDED || history.state() == State.CLEANED)
                .anyMatch(history -> {
                    Claim made = ledger.lastClaim(history);
                    End end = ledger.lastEnd(history);
                    return made != null
                            && made.profile().equals(claim.profile())
                            && claim.source().hasSameBytesAs(made.source())
                            && end.outcome() == End.Outcome.FINISHED
                            && end.outputs().contains(new End.Written(output.key(), head.eTag(), head.contentLength()));
                });
    }

    private Optional<HeadObjectResponse> head(String key) {
        try {
            return Optional.of(s3.headObject(b -> b.bucket(bucket).key(key)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }
}
