package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.End.Outcome;
import io.transcoder.ledger.records.Start;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How an attempt ends: once, and always after the encoder's last word. */
@Tag("slow")
class EndingsTest {
    private static final Duration LEFT_ALONE = Duration.ofMinutes(1);
    private static final List<End.Written> WRITTEN =
            List.of(new End.Written("out/VX-7.mxf_bitmovin.mp4", "e", 5, null, null));
    private static final EncodingStatus FINISHED = new EncodingStatus("FINISHED", 100, null, null, List.of());

    private static final EncodingStatus FAILED = new EncodingStatus("ERROR", 50, null, null, List.of("disk full"));

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Endings endings =
            new Endings(ledger, new Doubts(bench.clock(), LEFT_ALONE), bench.clock(), 2, LEFT_ALONE);
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private final Claim claim = bench.started(upload, 1, "enc-1");

    private static Verification sound() {
        return new Verification(null, null, false, WRITTEN, Instant.EPOCH, List.of("nobody asked"));
    }

    private static Verification lost() {
        return Verification.faulty("not known any more", End.LOST).confirmed();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aSoundOutputIsFinishedWithWhatWasSeen() {
        var call = new EncoderCall("GET /encoding/encodings/{encodingId}/status", Instant.EPOCH, 5, 200, "r-1");

        End end = endings.finished(claim, FINISHED, sound(), List.of(call));

        assertThat(end.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(end.status()).isEqualTo("FINISHED");
        assertThat(end.outputs()).isEqualTo(WRITTEN);
        assertThat(end.reason()).isEqualTo("outputs verified; nobody asked");
        assertThat(end.calls()).containsExactly(call);
        assertThat(ledger.lastEnd(history())).isEqualTo(end);
    }

    @Test
    void aFaultyOutputFailsWithItsFault() {
        Verification faulty =
                Verification.faulty("the output is cut", End.OUTPUT_DIFFERS).confirmed();

        End end = endings.finished(claim, FINISHED, faulty, List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.kind()).isEqualTo(End.OUTPUT_DIFFERS);
        assertThat(end.reason()).isEqualTo("the output is cut");
    }

    @Test
    void nothingEndsWhileItsOutputsAreInDoubt() {
        Verification doubtful = Verification.faulty("the output is not there", End.ENCODING_FAILED);

        assertThatIllegalStateException().isThrownBy(() -> endings.finished(claim, FINISHED, doubtful, List.of()));
        assertThatIllegalStateException().isThrownBy(() -> endings.finished(claim, FINISHED, null, List.of()));
        assertThatIllegalStateException().isThrownBy(() -> endings.lost(claim, history(), doubtful, List.of()));
        assertThatIllegalStateException().isThrownBy(() -> endings.lost(claim, history(), null, List.of()));
        assertThat(ledger.lastEnd(history())).isNull();
    }

    @Test
    void aLostEncodingWhoseOutputsAreThereIsFinishedAndNotByTheEncodersWord() {
        End end = endings.lost(claim, history(), sound(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(end.status()).as("by which the source is kept").isNotEqualTo("FINISHED");
    }

    @Test
    void aLostEncodingWithoutItsOutputsIsLost() {
        End end = endings.lost(claim, history(), lost(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.kind()).isEqualTo(End.LOST);
    }

    @Test
    void aLostEncodingThatWasStoppedForAnotherUploadIsSkipped() {
        ledger.stop(upload.id(), 1, Endings.SUPERSEDED);

        End end = endings.lost(claim, history(), lost(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(end.reason()).isEqualTo(Endings.SUPERSEDED);
    }

    @Test
    void aLostEncodingThatWasDeletedBecauseItsSourceIsGoneIsSkipped() {
        Claim unstarted = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        ledger.withdraw(unstarted.jobId(), 1, "source-gone");

        End end = endings.lost(unstarted, ledger.history(unstarted.jobId()), lost(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(end.reason()).isEqualTo("source-gone");
    }

    /** The delete had failed, and the source had come back. */
    @Test
    void whatWasStartedAfterAllEndsAsAnyOther() {
        ledger.withdraw(upload.id(), 1, "source-gone");

        assertThat(endings.lost(claim, history(), lost(), List.of()).kind()).isEqualTo(End.LOST);
    }

    @Test
    void whyItWasToBeDeletedIsNotWhyItFailed() {
        ledger.withdraw(upload.id(), 1, "source-gone");

        End end = endings.failed(claim, FAILED, List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reason()).isEqualTo("the encoder says ERROR: disk full");
    }

    @Test
    void whatWasToBeDeletedCanStillBeStoppedByAnOperator() {
        ledger.withdraw(upload.id(), 1, "configuration invalid");
        Ledger.Note order = Ledger.Note.of("ann", "wrong title", Instant.EPOCH);

        assertThat(ledger.orderBook().stop(upload.id(), 1, order)).isEqualTo(order);
        assertThat(endings.lost(claim, history(), lost(), List.of()).reason()).isEqualTo("wrong title");
    }

    @Test
    void aLostEncodingWhoseStartWasRefusedFailsForThat() {
        Claim unstarted = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        ledger.withdraw(unstarted.jobId(), 1, "configuration invalid");

        End end = endings.lost(unstarted, ledger.history(unstarted.jobId()), lost(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.kind()).isEqualTo(End.ENCODING_FAILED);
        assertThat(end.reason()).isEqualTo("configuration invalid");
    }

    @Test
    void whoComesSecondIsToldSo() {
        endings.finished(claim, FINISHED, sound(), List.of());
        bench.clock().passes(Duration.ofSeconds(1));

        assertThat(endings.failed(claim, error("RETRY"), List.of())).isNull();

        assertThat(ledger.lastEnd(history()).outcome()).isEqualTo(Outcome.FINISHED);
    }

    @Test
    void aFailedEncodingKeepsTheEncodersWords() {
        End end = endings.failed(claim, error("NO_RETRY"), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.kind()).isEqualTo(End.ENCODING_FAILED);
        assertThat(end.reason()).isEqualTo("the encoder says ERROR: broken input");
        assertThat(end.code()).isEqualTo(3001);
        assertThat(end.retryHint()).isEqualTo("NO_RETRY");
        assertThat(end.messages()).containsExactly("broken input", "at 7 s");
    }

    @Test
    void anEncodingThatWasStoppedForAnotherUploadIsSkipped() {
        ledger.stop(upload.id(), 1, Endings.SUPERSEDED);

        End end = endings.failed(claim, canceled(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.SKIPPED);
        assertThat(end.reason()).isEqualTo(Endings.SUPERSEDED);
    }

    @Test
    void anEncodingThatWasStoppedForAnotherReasonFailsForIt() {
        ledger.stop(upload.id(), 1, "no progress for 6 hours");

        End end = endings.failed(claim, canceled(), List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.reason()).isEqualTo("stopped: no progress for 6 hours");
    }

    @Test
    void anEncodingThatIsRefusedFails() {
        End end = endings.refused(claim, "Bitmovin refused to start it", List.of());

        assertThat(end.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(end.kind()).isEqualTo(End.ENCODING_FAILED);
        assertThat(end.reason()).isEqualTo("Bitmovin refused to start it");
    }

    @Test
    void aClaimedAttemptIsSkippedWhenItsUploadIsNotThereAnyMore() {
        Source shown = upload.source();
        Source again = new Source(shown.eTag(), null, shown.lastModified().plusSeconds(1), shown.size());

        assertThat(endings.reasonToSkip(claim, shown, null)).isNull();
        assertThat(endings.reasonToSkip(claim, shown, history())).isNull();
        assertThat(endings.reasonToSkip(claim, again, history())).isEqualTo(Endings.SUPERSEDED);
        assertThat(endings.reasonToSkip(claim, null, history())).isEqualTo("source-gone");
    }

    @Test
    void anAttemptThatIsAboutToBeGivenUpIsSkippedAlthoughItsUploadIsBack() {
        Claim unstarted = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        ledger.withdraw(unstarted.jobId(), 1, "source-gone");

        assertThat(endings.reasonToSkip(unstarted, unstarted.source(), ledger.history(unstarted.jobId())))
                .isEqualTo("source-gone");
    }

    @Test
    void anAttemptWhoseStartRecordGivesItUpIsSkippedAlthoughItsUploadIsBackAndNothingElseSaysWhy() {
        Claim unstarted = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        ledger.start(unstarted, new Start("the dead", bench.clock().instant(), List.of(), "source-gone"));
        Ledger afterwards = bench.ledger(LedgerBench.OWNER);
        Endings others = new Endings(afterwards, new Doubts(bench.clock(), LEFT_ALONE), bench.clock(), 2, LEFT_ALONE);
        JobHistory history = afterwards.history(unstarted.jobId());

        assertThat(others.reasonToSkip(unstarted, unstarted.source(), history)).isEqualTo("source-gone");
        bench.tap().forgetCalls();
        assertThat(others.reasonToSkip(unstarted, unstarted.source(), history)).isEqualTo("source-gone");
        assertThat(bench.tap().operations()).as("it is read once").isEmpty();
        assertThat(others.reasonToSkip(unstarted, null, history)).isEqualTo("source-gone");
    }

    @Test
    void anAttemptThatIsRefusedIsStartedAgainSoThatItsEndIsAFailure() {
        Claim unstarted = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        ledger.withdraw(unstarted.jobId(), 1, "configuration invalid");

        assertThat(endings.reasonToSkip(unstarted, unstarted.source(), ledger.history(unstarted.jobId())))
                .isNull();
    }

    @Test
    void whatAnEncodingWroteIsOfNoUseOnlyWhereItWasStoppedForAnotherUploadThatIsThere() {
        Source shown = upload.source();
        Source again = new Source(shown.eTag(), null, shown.lastModified().plusSeconds(1), shown.size());
        assertThat(endings.isSuperseded(claim, history(), again)).isFalse();

        ledger.stop(upload.id(), 1, Endings.SUPERSEDED);

        assertThat(endings.isSuperseded(claim, history(), again)).isTrue();
        assertThat(endings.isSuperseded(claim, history(), null)).isTrue();
        assertThat(endings.isSuperseded(claim, history(), shown)).isFalse();
    }

    @Test
    void anotherAttemptIsWorthItWhereTheEncoderSaysSoAndNotForEver() {
        End hinted = endings.failed(claim, error("RETRY"), List.of());
        Claim second = LedgerBench.claim(upload, 2, "enc-2");

        assertThat(endings.isWorthAnotherAttempt(claim, hinted)).isTrue();
        assertThat(endings.isWorthAnotherAttempt(second, hinted)).isFalse();
        assertThat(endings.isWorthAnotherAttempt(claim, end(Outcome.FAILED, "ERROR", "NO_RETRY")))
                .isFalse();
        assertThat(endings.isWorthAnotherAttempt(claim, end(Outcome.FAILED, "CANCELED", "RETRY")))
                .isFalse();
        assertThat(endings.isWorthAnotherAttempt(claim, end(Outcome.FAILED, null, null)))
                .isFalse();
        assertThat(endings.isWorthAnotherAttempt(claim, end(Outcome.SKIPPED, "ERROR", "RETRY")))
                .isFalse();
    }

    @Test
    void whatAnOperatorStopsWhileItsEndIsWrittenIsNotTriedAgain() {
        End hinted = endings.failed(claim, error("RETRY"), List.of());

        ledger.orderBook().stop(upload.id(), 1, Ledger.Note.of("ann", "wrong title", Instant.EPOCH));

        assertThat(endings.isWorthAnotherAttempt(claim, hinted)).isFalse();
    }

    @Test
    void aFailureThatSomebodyElseWroteIsReportedByOthersOnlyWhenItWasLeftAlone() {
        End failed = end(Outcome.FAILED, "ERROR", null);
        assertThat(endings.isMineToSettle(failed)).isFalse();
        assertThat(endings.isMineToSettle(end(Outcome.FINISHED, "FINISHED", null)))
                .isTrue();

        bench.clock().passes(LEFT_ALONE.plusMillis(1));

        assertThat(endings.isMineToSettle(failed)).isTrue();
    }

    private JobHistory history() {
        return ledger.history(upload.id());
    }

    private End end(Outcome outcome, String status, String hint) {
        return new End(
                outcome,
                "no",
                End.ENCODING_FAILED,
                "enc-1",
                status,
                null,
                hint,
                List.of(),
                null,
                bench.clock().instant(),
                null);
    }

    private static EncodingStatus error(String hint) {
        return new EncodingStatus("ERROR", 40, 3001, hint, List.of("broken input", "at 7 s"));
    }

    private static EncodingStatus canceled() {
        return new EncodingStatus("CANCELED", 40, null, null, List.of());
    }
}
