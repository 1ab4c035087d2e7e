package io.transcoder.watch;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides whether an encoding that Bitmovin says it does not know is lost. Often it is the key that does not know it: another
 * organisation's, say. So the answer has to come several times, over a long while where many jobs have it, and the same key has to
 * know the input that the encoding reads. Then it has to come once more: the key may have become the right one in between.
 *
 * <p>What we were about to delete, and what an operator has stopped, is judged apart from the many. What was stopped for a newer
 * upload is not: that one would be started while the older one may go on for the other organisation, and write the same output.
 */
public final class LostJobs {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final String UNKNOWN = "unknown to Bitmovin";
    private static final String OF_NO_USE = "of no use, and unknown to Bitmovin";
    private static final Set<String> DENIALS = Set.of(UNKNOWN, OF_NO_USE);
    private static final int MANY = 3;
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final Outputs outputs;
    private final Doubts doubts;
    private final Supplier<Bitmovin> bitmovin;
    private final Supplier<String> input;
    private final Duration whereMany;
    private final Clock clock;
    private Instant warned = Instant.EPOCH;

    /**
     * @param input the id of the input that encodings read, as it was looked up, for claims that do not name it and for what an operator has stopped
     * @param whereMany for how long many have to be unknown
     */
    public LostJobs(
            Ledger ledger,
            Outputs outputs,
            Doubts doubts,
            Supplier<Bitmovin> bitmovin,
            Supplier<String> input,
            Duration whereMany,
            Clock clock) {
        this.ledger = ledger;
        this.outputs = outputs;
        this.doubts = doubts;
        this.bitmovin = bitmovin;
        this.input = input;
        this.whereMany = whereMany;
        this.clock = clock;
    }

    /**
     * Judges the outputs of an encoding that Bitmovin does not know, by what the store shows alone. In doubt as long as it may be
     * known after all.
     */
    public Verification judge(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        boolean stopped = isStoppedByOperator(history);
        boolean apart = stopped || ledger.whyGivenUp(claim, history) != null;
        boolean many = !apart && doubts.having(UNKNOWN) >= MANY;
        boolean confirmed =
                doubts.isConfirmed(claim.jobId(), apart ? OF_NO_USE : UNKNOWN, many ? whereMany : Duration.ZERO);
        Verification doubtful = Verification.faulty("Bitmovin does not know the encoding any more", End.LOST);
        if (many && !confirmed) {
            warn(
                    "Bitmovin knows none of {} encodings at work; it may be the key or the organisation, so the jobs wait for"
                            + " encoding.stuck-after, or until they are stopped");
        }
        if (!confirmed || !keyIsRight(claim, stopped) || isKnown(claim)) {
            return doubtful;
        }
        Verification seen = outputs.look(claim, history, false);
        return seen.isSound() ? seen : doubtful.confirmed();
    }

    /**
     * Where Bitmovin gave a status of the job's encoding, what it said before does not count any more.
     *
     * @param status null where Bitmovin does not know the encoding
     */
    public void known(@Variable("marker") OpenMarker marker, @Variable("status") EncodingStatus status) {
        if (status != null) {
            doubts.forget(marker.jobId(), DENIALS);
        }
    }

    private boolean isStoppedByOperator(JobHistory history) {
        Ledger.Note stop = ledger.lastStop(history);
        return stop != null && stop.fromOperator();
    }

    /**
     * An input that was looked up by now may have been by that very key, in its own organisation, so the one of the claim counts; but
     * somebody may have deleted that one, and what an operator has stopped need not wait for ever.
     */
    private boolean keyIsRight(Claim claim, boolean stoppedByOperator) {
        String id = claim.input() == null || stoppedByOperator ? input.get() : claim.input();
        boolean isRight = bitmovin.get().knows("/encoding/inputs/" + id + "/type");
        if (!isRight) {
            warn("Bitmovin knows neither {} encoding(s) at work nor the input that they read; it may be the key or the"
                    + " organisation, so the jobs wait until they are stopped (jobs stop)");
        }
        return isRight;
    }

    private boolean isKnown(Claim claim) {
        boolean isKnown = bitmovin.get().knows("/encoding/encodings/" + claim.encodingId() + "/status");
        if (isKnown) {
            doubts.clear(claim.jobId());
        }
        return isKnown;
    }

    private synchronized void warn(String what) {
        if (warned.plus(BETWEEN_WARNINGS).isBefore(clock.instant())) {
            warned = clock.instant();
            LOG.warn(what, doubts.having(UNKNOWN));
        }
    }
}
