package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.StartTurn.TurnKind;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.Start;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may post the start of an encoding: never two at once. */
@Tag("slow")
class StartsTest {
    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private final Claim claim = bench.claimed(upload, 1, "enc-1");
    private final Starts starts = process();
    private final Starts others = process();

    @AfterEach
    void stop() {
        bench.close();
    }

    private Starts process() {
        var stale = new StaleOutputs(ledger, bench.s3(), LedgerBench.OUTPUTS);
        return new Starts(ledger, stale, new Doubts(bench.clock(), TIMEOUT), bench.clock(), TIMEOUT, PAUSE);
    }

    @Test
    void whoMakesTheStartRecordHasTheTurnAndNobodyElse() {
        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.OURS);
        assertThat(others.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void aStartThatWasLeftAloneIsTakenOverOnceTheRequestCanNoLongerBeUnderWay() {
        Start record = starts.begin(claim).start();
        bench.clock().passes(TIMEOUT);
        assertThat(others.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
        bench.clock().passes(MOMENT);

        StartTurn turn = others.begin(claim);

        assertThat(turn.kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(turn.start()).isEqualTo(record);
        assertThat(turn.isOurs()).isTrue();
    }

    @Test
    void aStartThatTheEncoderHasTakenIsNobodysAnyMore() {
        starts.begin(claim);
        assertThat(starts.accepted(claim, List.of())).isTrue();
        bench.clock().passes(TIMEOUT.multipliedBy(100));

        assertThat(others.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void ofTwoWhoWereToldThatTheEncoderHasTakenItTheFirstCountsIt() {
        starts.begin(claim);

        assertThat(starts.accepted(claim, List.of())).isTrue();
        bench.clock().passes(MOMENT);
        assertThat(others.accepted(claim, List.of())).isFalse();
    }

    @Test
    void aStoreThatDoesNotTakeTheAnswerChangesNothing() {
        starts.begin(claim);
        bench.tap()
                .on(request -> request.operation().endsWith("1.accepted"))
                .always()
                .answer(400, Map.of(), "<Error><Code>Odd</Code></Error>");

        assertThat(starts.accepted(claim, List.of())).isTrue();
    }

    @Test
    void whileTheEncoderIsFullNobodyOfThisProcessAsksIt() {
        starts.begin(claim);
        starts.refused(claim);

        assertThat(starts.areRefused()).isTrue();
        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.ENCODER_FULL);
        assertThat(others.areRefused()).isFalse();
    }

    @Test
    void afterwardsTheOneThatWasRefusedTriesAgainAtOnce() {
        starts.begin(claim);
        starts.refused(claim);
        bench.clock().passes(PAUSE);

        assertThat(others.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void whoGivesAnAttemptUpHasItsTurnSoThatNobodyStartsIt() {
        assertThat(starts.giveUp(claim).kind()).isEqualTo(TurnKind.OURS);

        assertThat(others.begin(claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(others.giveUp(claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void theStartRecordSaysWhatLayUnderTheOutputsName() {
        bench.putOutput(LedgerBench.outputOf(upload), "of yesterday");
        String eTag = bench.headOutput(LedgerBench.outputOf(upload)).eTag();

        assertThat(starts.begin(claim).start().stale()).singleElement().satisfies(stale -> assertThat(stale.eTag())
                .isEqualTo(eTag));
    }

    @Test
    void anOutputThatAnotherJobMayStillWriteIsWaitedFor() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        assertThat(others.begin(theirs).kind()).isEqualTo(TurnKind.OURS);

        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
        assertThat(ledger.startOf(claim)).isEmpty();

        ledger.end(theirs.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc-2", "no", AT));
        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void onceItWasGivenToTheNextTheFirstDoesNotTakeItBack() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        others.begin(theirs);
        ledger.end(theirs.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc-2", "no", AT));
        starts.begin(claim);

        assertThat(others.begin(theirs).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
    }

    @Test
    void aReservationThatOutlivesTheRecordsOfItsHolderHoldsNothing() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        others.begin(theirs);
        for (String part : List.of("start", "claim")) {
            String record = LedgerBench.PREFIX + theirs.jobId() + "/1." + part;
            bench.behind().deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(record));
        }

        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void aHolderWhoseClaimIsThereMayStillWriteThoughAListDoesNotShowIt() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        others.begin(theirs);
        bench.tap()
                .onOperation("LIST " + LedgerBench.PREFIX + theirs.jobId() + "/")
                .answer(200, Map.of(), "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");

        assertThat(starts.begin(claim).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
    }

    @Test
    void theNextAttemptOfAJobGetsTheOutputOfItsLast() {
        starts.begin(claim);
        ledger.end(upload.id(), 1, End.failed(End.ENCODING_FAILED, "enc-1", "no", AT));
        Claim second = bench.claimed(upload, 2, "enc-2");

        assertThat(starts.begin(second).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void anAttemptThatIsNotOverKeepsItsOutputFromTheNextOne() {
        starts.begin(claim);
        Claim second = bench.claimed(upload, 2, "enc-2");

        assertThat(starts.begin(second).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
    }

    @Test
    void severalOutputsAreReservedInOneOrderByAllSoThatNoTwoJobsWaitForEachOther() {
        Claim forth = claimFor(bench.upload("in/a/X", "a"), "enc-3", "out/1-X", "out/2-X");
        Claim back = claimFor(bench.upload("in/b/X", "b"), "enc-4", "out/2-X", "out/1-X");

        starts.begin(forth);
        List<String> forthwards = reserved();
        bench.tap().forgetCalls();
        starts.begin(back);
        List<String> backwards = reserved();

        assertThat(forthwards).hasSize(2);
        assertThat(backwards).containsExactly(forthwards.get(0));
    }

    @Test
    void aRefusalOfAStartThatMayHaveBeenPostedCountsWhenItCameThreeTimesOverAWhile() {
        assertThat(starts.isRefusalConfirmed(claim)).isFalse();
        assertThat(starts.isRefusalConfirmed(claim)).isFalse();
        assertThat(starts.isRefusalConfirmed(claim)).isFalse();
        bench.clock().passes(TIMEOUT);
        assertThat(starts.isRefusalConfirmed(claim)).isTrue();
    }

    private Claim claimFor(Upload other, String encodingId, String... outputs) {
        List<Output> all =
                List.of(outputs).stream().map(key -> new Output(key, "mp4/1")).toList();
        ledger.open(other, 1);
        return ledger.claim(LedgerBench.claim(other, 1, encodingId, all));
    }

    private List<String> reserved() {
        return bench.tap().operations().stream()
                .filter(operation -> operation.startsWith("PUT _jobs/outputs/"))
                .toList();
    }
}
