package io.transcoder.watch;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.upload.Source;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Variable;

/**
 * Records how attempts ended, after the encoder's last status. Gives the end that was written, or null where somebody else was
 * there first.
 *
 * @param attempts encodings per upload, where the encoder says that another try may do
 * @param leftAlone how long whoever wrote an end may take to report it
 */
public record Endings(Ledger ledger, Doubts doubts, Clock clock, int attempts, Duration leftAlone) {
    /** The reason in a stop record that was written for another upload of the key. */
    public static final String SUPERSEDED = "superseded";

    /** Why an attempt that an operator has stopped needs no start, in a form that metrics can count. */
    public static final String STOPPED = "stopped";

    private static final String SOURCE_GONE = "source-gone";

    /** What {@link #reasonToSkip} may say. */
    private static final Set<String> SKIPS = Set.of(STOPPED, SOURCE_GONE, SUPERSEDED);

    private static final String LOST = "LOST";

    /** For a finished encoding whose outputs were looked into. */
    public End finished(
            @Variable("claim") Claim claim,
            @Variable("status") EncodingStatus status,
            @Variable("verification") Verification seen,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        requireJudged(seen);
        return write(
                claim,
                seen.isSound()
                        ? End.finished(
                                claim.encodingId(),
                                Stream.concat(Stream.of("outputs verified"), seen.notes().stream())
                                        .collect(Collectors.joining("; ")),
                                status.status(),
                                seen.outputs(),
                                clock.instant())
                        : End.failed(seen.kind(), claim.encodingId(), seen.fault(), clock.instant()),
                calls);
    }

    /**
     * For an encoding that Bitmovin does not know any more. Where its outputs are there all the same, it is done; where it was
     * stopped, or was about to be deleted, that is why it ends.
     */
    public End lost(
            @Variable("claim") Claim claim,
            @Variable("history") JobHistory history,
            @Variable("verification") Verification seen,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        requireJudged(seen);
        Ledger.Note stop = seen.isSound() ? null : stopOf(claim);
        if (stop != null && needsNoEncode(stop)) {
            return skipped(claim, stop.reason(), calls);
        }
        String why = seen.isSound() ? null : ledger.whyGivenUp(claim, history);
        if (why != null) {
            return SKIPS.contains(why)
                    ? skipped(claim, why, calls)
                    : write(claim, End.failed(End.ENCODING_FAILED, claim.encodingId(), why, clock.instant()), calls);
        }
        return write(
                claim,
                seen.isSound()
                        ? End.finished(
                                claim.encodingId(),
                                "the outputs are there, and Bitmovin does not know the encoding any more",
                                LOST,
                                seen.outputs(),
                                clock.instant())
                        : End.failed(End.LOST, claim.encodingId(), seen.fault(), clock.instant()),
                calls);
    }

    private static void requireJudged(Verification seen) {
        if (seen == null || seen.inDoubt()) {
            throw new IllegalStateException("An attempt ends only when its outputs were looked into");
        }
    }

    /** For an encoding that failed, or that was stopped; for another upload or by an operator it counts as skipped. */
    public End failed(
            @Variable("claim") Claim claim,
            @Variable("status") EncodingStatus status,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        Ledger.Note stop = stopOf(claim);
        if (stop != null && needsNoEncode(stop)) {
            return skipped(claim, stop.reason(), calls);
        }
        String said =
                status.messages().stream().findFirst().map(text -> ": " + text).orElse("");
        return write(
                claim,
                new End(
                        End.Outcome.FAILED,
                        stop == null ? "the encoder says " + status.status() + said : "stopped: " + stop.reason(),
                        End.ENCODING_FAILED,
                        claim.encodingId(),
                        status.status(),
                        status.code(),
                        status.retryHint(),
                        status.messages(),
                        null,
                        clock.instant(),
                        null),
                calls);
    }

    /** For an encoding whose upload needs none any more. */
    public End skipped(
            @Variable("claim") Claim claim,
            @Variable("skip") String reason,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        Ledger.Note stop = reason == null || reason.equals(STOPPED) ? stopOf(claim) : null;
        String why = stop != null ? stop.reason() : reason == null ? SUPERSEDED : reason;
        return write(claim, End.skipped(claim.encodingId(), why, clock.instant()), calls);
    }

    private static boolean needsNoEncode(Ledger.Note stop) {
        return stop.fromOperator() || stop.reason().equals(SUPERSEDED);
    }

    /** Read now: the history may be of before the stop, and the status of after it. Null where nobody has stopped it. */
    private Ledger.Note stopOf(Claim claim) {
        return ledger.noteOf(claim.jobId(), claim.attempt(), Part.STOP).orElse(null);
    }

    /** For an encoding that is deleted because Bitmovin refused to start it, or to stop what it had not begun. */
    public End refused(
            @Variable("claim") Claim claim,
            @Variable("refusal") String reason,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        Ledger.Note stop = stopOf(claim);
        if (stop != null && stop.fromOperator()) {
            return skipped(claim, stop.reason(), calls);
        }
        return write(claim, End.failed(End.ENCODING_FAILED, claim.encodingId(), reason, clock.instant()), calls);
    }

    /**
     * Why a claimed attempt needs no encode any more, in a form that metrics can count, or null where it does. One that was about to
     * be given up stays so although its upload is back: its start record names no old output that would have to go before the start.
     *
     * @param source what is under the key now; null where nothing is
     * @param history null where the attempt has no start record yet
     */
    public String reasonToSkip(
            @Variable("claim") Claim claim,
            @Variable("source") Source source,
            @Variable("history") JobHistory history) {
        if (isStopped(claim)) {
            return STOPPED;
        }
        if (source == null) {
            return SOURCE_GONE;
        }
        if (!source.isSameUploadAs(claim.source())) {
            return SUPERSEDED;
        }
        String givenUp = history == null ? null : ledger.whyGivenUp(claim, history);
        return givenUp != null && SKIPS.contains(givenUp) ? givenUp : null;
    }

    /** The order is known without a request, and counts once the record is there. */
    private boolean isStopped(Claim claim) {
        return ledger.orderBook().last().isToStop(OpenMarker.of(claim)) && isStoppedByOperator(claim);
    }

    private boolean isStoppedByOperator(Claim claim) {
        Ledger.Note stop = stopOf(claim);
        return stop != null && stop.fromOperator();
    }

    /**
     * Whether what an encoding of ours wrote is of no use: an operator has stopped it, or it was stopped for another upload, and its
     * own is not the one in the bucket.
     *
     * @param source what is under the key now; null where nothing is
     */
    public boolean isSuperseded(
            @Variable("claim") Claim claim,
            @Variable("history") JobHistory history,
            @Variable("source") Source source) {
        Ledger.Note stop = ledger.lastStop(history);
        return stop != null
                && (stop.fromOperator()
                        || stop.reason().equals(SUPERSEDED)
                                && (source == null || !source.isSameUploadAs(claim.source())));
    }

    /**
     * Whether the attempt is followed by another without an operator's word. A stop that is recorded while the end is, neither whoever
     * writes the end has seen nor is the operator told that he is late: so it is looked for once more, after the end.
     *
     * @param end null where somebody else has written it
     */
    public boolean isWorthAnotherAttempt(@Variable("claim") Claim claim, @Variable("end") End end) {
        if (end == null || end.outcome() != End.Outcome.FAILED || claim.attempt() >= attempts) {
            return false;
        }
        boolean hinted = new EncodingStatus(
                        String.valueOf(end.status()), 0, end.code(), end.retryHint(), end.messages())
                .isWorthAnotherTry();
        return hinted && !isStoppedByOperator(claim);
    }

    /** Whoever writes a failed end also reports it. Others do so when it was left alone for a while. */
    public boolean isMineToSettle(@Variable("end") End end) {
        return end.outcome() != End.Outcome.FAILED
                || end.at().isBefore(clock.instant().minus(leftAlone));
    }

    private End write(Claim claim, End outcome, List<EncoderCall> calls) {
        End end = outcome.withCalls(claim.later(calls));
        // the next attempt has the same job
        doubts.clear(claim.jobId());
        End held = ledger.end(claim.jobId(), claim.attempt(), end);
        return held.equals(end) ? end : null;
    }
}
