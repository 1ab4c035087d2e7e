package io.transcoder.watch;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Claim;
import io.transcoder.job.EncoderCall;
import io.transcoder.job.End;
import io.transcoder.job.JobHistory;
import io.transcoder.job.Ledger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Variable;

/**
 * Writes how attempts ended, always after the encoder's last word. Gives the end that was written, or null where somebody else was
 * there first.
 */
public final class Endings {
    /** The reason in a stop record that was written for a newer version of the key. */
    public static final String SUPERSEDED = "superseded";

    private static final String LOST = "LOST";

    private final Ledger ledger;
    private final Clock clock;
    private final int attempts;
    private final Duration leftAlone;

    /**
     * @param attempts encodings per upload, where the encoder says that another try may do
     * @param leftAlone how long whoever wrote an end may take to report it
     */
    public Endings(Ledger ledger, Clock clock, int attempts, Duration leftAlone) {
        this.ledger = ledger;
        this.clock = clock;
        this.attempts = attempts;
        this.leftAlone = leftAlone;
    }

    /** For a status that is final. An encoding that was stopped for a newer version counts as skipped, even if it came to its end. */
    public End ended(
            @Variable("claim") Claim claim,
            @Variable("status") EncodingStatus status,
            @Variable("history") JobHistory history,
            @Variable("fault") String fault,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        Ledger.Note stop = ledger.lastStop(history);
        if (stop != null && stop.reason().equals(SUPERSEDED)) {
            return write(claim, End.skipped(claim.encodingId(), SUPERSEDED, now()), calls);
        }
        if (status.isFinished() && fault == null) {
            return write(claim, End.finished(claim.encodingId(), now()), calls);
        }
        String reason = fault != null
                ? fault
                : stop != null
                        ? "stopped: " + stop.reason()
                        : "the encoder says " + status.status()
                                + status.messages().stream()
                                        .findFirst()
                                        .map(text -> ": " + text)
                                        .orElse("");
        return write(
                claim,
                new End(
                        End.Outcome.FAILED,
                        reason,
                        claim.encodingId(),
                        status.status(),
                        status.code(),
                        status.retryHint(),
                        status.messages(),
                        now(),
                        null),
                calls);
    }

    /** For an encoding that Bitmovin does not know any more. */
    public End lost(@Variable("claim") Claim claim, @Variable("encoderCalls") List<EncoderCall> calls) {
        return write(
                claim,
                new End(
                        End.Outcome.FAILED,
                        "Bitmovin does not know the encoding any more",
                        claim.encodingId(),
                        LOST,
                        null,
                        null,
                        null,
                        now(),
                        null),
                calls);
    }

    /** For an encoding that is deleted because its upload needs none any more. */
    public End skipped(
            @Variable("claim") Claim claim,
            @Variable("skip") String reason,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        return write(claim, End.skipped(claim.encodingId(), reason == null ? SUPERSEDED : reason, now()), calls);
    }

    /** For an encoding that is deleted because Bitmovin refused to start it. */
    public End refused(
            @Variable("claim") Claim claim,
            @Variable("refusal") String reason,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        return write(claim, End.failed(claim.encodingId(), reason, now()), calls);
    }

    /** Whether the attempt is followed by another without an operator's word. */
    public boolean isWorthAnotherAttempt(@Variable("claim") Claim claim, @Variable("end") End end) {
        boolean hinted = LOST.equals(end.status())
                || new EncodingStatus(String.valueOf(end.status()), 0, end.code(), end.retryHint(), end.messages())
                        .isWorthAnotherTry();
        return end.outcome() == End.Outcome.FAILED && hinted && claim.attempt() < attempts;
    }

    /** Whoever writes a failed end also reports it. Others do so when it was left alone for a while. */
    public boolean isMineToSettle(@Variable("end") End end) {
        return end.outcome() != End.Outcome.FAILED || end.at().isBefore(now().minus(leftAlone));
    }

    private End write(Claim claim, End outcome, List<EncoderCall> calls) {
        End end = outcome.withCalls(claim.later(calls));
        End held = ledger.end(claim.jobId(), claim.attempt(), end);
        return held.equals(end) ? end : null;
    }

    private Instant now() {
        return clock.instant();
    }
}
