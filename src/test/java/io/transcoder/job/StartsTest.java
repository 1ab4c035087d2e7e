package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.StartTurn.TurnKind;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.upload.Upload;
import io.transcoder.watch.OpenJobs;
import io.transcoder.watch.Progress;
import io.transcoder.watch.WatchBench;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may post the start of an encoding: never two at once. */
@Tag("slow")
class StartsTest {
    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration PAUSE = PERIOD.dividedBy(2);
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final DefaultCamelContext context = new DefaultCamelContext();
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
        return process(new Line(Line.NO_LIMIT, Map.of()));
    }

    private Starts process(Line line) {
        var stale = new StaleOutputs(ledger, bench.s3(), LedgerBench.OUTPUTS);
        var doubts = new Doubts(bench.clock(), TIMEOUT);
        var ledgerOfProcess = bench.ledger(LedgerBench.OWNER);
        var instances = new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, PERIOD, bench.clock());
        return new Starts(
                ledgerOfProcess,
                budget(ledgerOfProcess),
                instances,
                stale,
                doubts,
                line,
                bench.clock(),
                TIMEOUT,
                PERIOD);
    }

    private Budget budget(Ledger of) {
        return new Budget(of, bench.clock(), OptionalInt.empty(), OptionalInt.empty());
    }

    private StartTurn begin(Starts by, Claim of) {
        var exchange = new DefaultExchange(context);
        StartTurn turn = by.begin(exchange, of);
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        return turn;
    }

    private Hold pause(String prefix) {
        Hold hold = Hold.on(prefix, null, "ops@here", bench.clock().instant());
        ledger.orderBook().pause(hold);
        return hold;
    }

    @Test
    void whoMakesTheStartRecordHasTheTurnAndNobodyElse() {
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OURS);
        assertThat(begin(others, claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void aStartThatWasLeftAloneIsTakenOverOnceTheRequestCanNoLongerBeUnderWay() {
        Start record = begin(starts, claim).start();
        bench.clock().passes(TIMEOUT);
        assertThat(begin(others, claim).kind()).isEqualTo(TurnKind.THEIRS);
        bench.clock().passes(MOMENT);

        StartTurn turn = begin(others, claim);

        assertThat(turn.kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(turn.start()).isEqualTo(record);
        assertThat(turn.isOurs()).isTrue();
    }

    @Test
    void aStartThatTheEncoderHasTakenIsNobodysAnyMore() {
        begin(starts, claim);
        assertThat(starts.accepted(claim, List.of())).isTrue();
        bench.clock().passes(TIMEOUT.multipliedBy(100));

        assertThat(begin(others, claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void ofTwoWhoWereToldThatTheEncoderHasTakenItTheFirstCountsIt() {
        begin(starts, claim);

        assertThat(starts.accepted(claim, List.of())).isTrue();
        bench.clock().passes(MOMENT);
        assertThat(others.accepted(claim, List.of())).isFalse();
    }

    @Test
    void aStoreThatDoesNotTakeTheAnswerChangesNothing() {
        begin(starts, claim);
        bench.tap()
                .on(request -> request.operation().endsWith("1.accepted"))
                .always()
                .answer(400, Map.of(), "<Error><Code>Odd</Code></Error>");

        assertThat(starts.accepted(claim, List.of())).isTrue();
    }

    @Test
    void whileTheEncoderIsFullNobodyOfThisProcessAsksIt() {
        starts.refused(claim, begin(starts, claim), false);

        assertThat(starts.areRefused()).isTrue();
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.ENCODER_FULL);
        assertThat(others.areRefused()).isFalse();
    }

    @Test
    void afterwardsTheOneThatWasRefusedTriesAgainAtOnce() {
        starts.refused(claim, begin(starts, claim), false);
        bench.clock().passes(PAUSE);

        assertThat(begin(others, claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void whoGivesAnAttemptUpHasItsTurnSoThatNobodyStartsIt() {
        assertThat(starts.giveUp(claim, "source-gone").kind()).isEqualTo(TurnKind.OURS);

        assertThat(begin(others, claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(others.giveUp(claim, "source-gone").kind()).isEqualTo(TurnKind.THEIRS);
    }

    @Test
    void whatWasGivenUpMayBeGivenUpByOthersAndStartedByNobodyHoweverLongAgoItWas() {
        starts.giveUp(claim, "source-gone");
        bench.clock().passes(Duration.ofDays(1));

        assertThat(begin(others, claim).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(others.giveUp(claim, "source-gone").kind()).isEqualTo(TurnKind.TAKEN_OVER);
    }

    @Test
    void theStartRecordSaysWhatLayUnderTheOutputsName() {
        bench.putOutput(LedgerBench.outputOf(upload), "of yesterday");
        String eTag = bench.headOutput(LedgerBench.outputOf(upload)).eTag();

        assertThat(begin(starts, claim).start().stale()).singleElement().satisfies(stale -> assertThat(stale.eTag())
                .isEqualTo(eTag));
    }

    @Test
    void anOutputThatAnotherJobMayStillWriteIsWaitedFor() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        assertThat(begin(others, theirs).kind()).isEqualTo(TurnKind.OURS);

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
        assertThat(ledger.startOf(claim)).isEmpty();

        ledger.end(theirs.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc-2", "no", AT));
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void onceItWasGivenToTheNextTheFirstDoesNotTakeItBack() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        begin(others, theirs);
        ledger.end(theirs.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc-2", "no", AT));
        begin(starts, claim);

        assertThat(begin(others, theirs).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
    }

    @Test
    void ofTwoThatFindTheHolderOfAnOutputEndedOneGetsIt() {
        Claim ended = claimFor(bench.upload("in/a/VX-7.mxf", "media of a"), "enc-2", LedgerBench.outputOf(upload));
        Claim other = claimFor(bench.upload("in/b/VX-7.mxf", "media of b"), "enc-3", LedgerBench.outputOf(upload));
        begin(others, ended);
        ledger.end(ended.jobId(), 1, End.failed(End.ENCODING_FAILED, "enc-2", "no", AT));
        List<TurnKind> faster = new ArrayList<>();
        bench.tap()
                .on(request -> request.operation().startsWith("DELETE _jobs/outputs/"))
                .before(() -> faster.add(begin(others, other).kind()));

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OUTPUT_HELD);

        assertThat(faster).containsExactly(TurnKind.OURS);
        assertThat(ledger.startOf(claim)).isEmpty();
    }

    @Test
    void aReservationThatOutlivesTheRecordsOfItsHolderHoldsNothing() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        begin(others, theirs);
        for (String part : List.of("start", "claim")) {
            String record = LedgerBench.PREFIX + theirs.jobId() + "/1." + part;
            bench.behind().deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(record));
        }

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void aHolderWhoseClaimIsThereMayStillWriteThoughAListDoesNotShowIt() {
        Upload other = bench.upload("in/sub/VX-7.mxf", "other media");
        Claim theirs = claimFor(other, "enc-2", LedgerBench.outputOf(upload));
        begin(others, theirs);
        bench.tap()
                .onOperation("LIST " + LedgerBench.PREFIX + theirs.jobId() + "/")
                .answer(200, Map.of(), "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
    }

    @Test
    void theNextAttemptOfAJobGetsTheOutputOfItsLast() {
        begin(starts, claim);
        ledger.end(upload.id(), 1, End.failed(End.ENCODING_FAILED, "enc-1", "no", AT));
        Claim second = bench.claimed(upload, 2, "enc-2");

        assertThat(begin(starts, second).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void anAttemptThatIsNotOverKeepsItsOutputFromTheNextOne() {
        begin(starts, claim);
        Claim second = bench.claimed(upload, 2, "enc-2");

        assertThat(begin(starts, second).kind()).isEqualTo(TurnKind.OUTPUT_HELD);
    }

    @Test
    void severalOutputsAreReservedInOneOrderByAllSoThatNoTwoJobsWaitForEachOther() {
        Claim forth = claimFor(bench.upload("in/a/X", "a"), "enc-3", "out/1-X", "out/2-X");
        Claim back = claimFor(bench.upload("in/b/X", "b"), "enc-4", "out/2-X", "out/1-X");

        begin(starts, forth);
        List<String> forthwards = reserved();
        bench.tap().forgetCalls();
        begin(starts, back);
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

    @Test
    void aPausedStartIsNotRecordedAndGoesOnWhenItIsResumed() {
        Hold hold = pause("in/");
        starts.obey();

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.PAUSED);
        assertThat(ledger.startOf(claim)).isEmpty();

        ledger.orderBook().resume(hold, Ledger.Note.of("ops@here", null, AT));
        starts.obey();
        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void aProcessThatHasJustBegunKnowsThePausesBeforeItsFirstStart() {
        pause("");

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.PAUSED);
    }

    @Test
    void whoseKnowledgeIsTooOldAsksAgain() {
        starts.obey();
        pause("");
        bench.clock().passes(PERIOD.multipliedBy(2).plusSeconds(1));

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.PAUSED);
    }

    @Test
    void aPauseOfOtherKeysHoldsNothing() {
        pause("in/other/");

        assertThat(begin(starts, claim).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void aPauseIsObeyedWhenNoStartThatItCoversIsUnderWay() {
        starts.obey();
        var exchange = new DefaultExchange(context);
        assertThat(starts.begin(exchange, claim).kind()).isEqualTo(TurnKind.OURS);
        Hold covering = pause("in/");
        Hold elsewhere = pause("in/other/");

        starts.obey();
        assertThat(ledger.orderBook().obeying(covering)).isEmpty();
        assertThat(ledger.orderBook().obeying(elsewhere)).hasSize(1);

        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        starts.obey();
        assertThat(ledger.orderBook().obeying(covering)).hasSize(1);
    }

    @Test
    void aStartTakesNoRequestToLookForAPause() {
        starts.obey();
        bench.tap().forgetCalls();
        begin(starts, claim);

        assertThat(bench.tap().operations()).noneMatch(operation -> operation.contains("orders/"));
    }

    @Test
    void anOrderToStopIsClosedWhenTheAttemptIsOver() {
        ledger.orderBook().stop(claim.jobId(), 1, Ledger.Note.of("ops@here", "stopped by an operator", AT));
        starts.obey();
        assertThat(ledger.orderBook().read().stops()).containsExactly(claim.jobId() + ".1");

        ledger.end(claim.jobId(), 1, End.skipped("enc-1", "stopped by an operator", AT));
        starts.obey();
        assertThat(ledger.orderBook().read().stops()).isEmpty();
    }

    @Test
    void overTheTargetNothingIsRecordedAndWhatCannotStartGivesItsPlaceBack() {
        var line = new Line(1, Map.of());
        Starts limited = process(line);
        assertThat(begin(limited, claim).kind()).isEqualTo(TurnKind.ENCODER_FULL);
        assertThat(ledger.startOf(claim)).isEmpty();

        line.count(new Instances.Share("alone", Set.of(), 1, true), true, List.of(), List.of());
        Hold hold = pause("in/");
        assertThat(begin(limited, claim).kind()).isEqualTo(TurnKind.PAUSED);
        assertThat(line.holds("enc-1")).isFalse();

        ledger.orderBook().resume(hold, Ledger.Note.of("ops@here", null, AT));
        limited.obey();
        assertThat(begin(limited, claim).kind()).isEqualTo(TurnKind.OURS);
        Claim other = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        assertThat(begin(limited, other).kind()).isEqualTo(TurnKind.ENCODER_FULL);
    }

    @Test
    void whatTheEncoderHadNoPlaceForKeepsNoPlaceOfTheLineWhileItIsHeld() {
        var line = new Line(1, Map.of());
        Starts limited = process(line);
        OpenJobs openJobs = openJobs(line, new Progress(bench.clock(), TIMEOUT));
        openJobs.round();
        limited.refused(claim, begin(limited, claim), false);
        watched(openJobs);
        openJobs.round();
        pause("in/VX-7");
        limited.obey();
        ledger.orderBook().read();
        bench.clock().passes(PAUSE);

        assertThat(begin(limited, claim).kind()).isEqualTo(TurnKind.PAUSED);
        openJobs.round();

        Claim next = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        assertThat(begin(limited, next).kind()).isEqualTo(TurnKind.OURS);
    }

    @Test
    void whatTheEncoderHasTakenKeepsItsPlaceThoughItWouldBeHeld() {
        var line = new Line(1, Map.of());
        Starts limited = process(line);
        var progress = new Progress(bench.clock(), TIMEOUT);
        OpenJobs openJobs = openJobs(line, progress);
        begin(starts, claim);
        pause("in/VX-7");
        ledger.orderBook().read();
        openJobs.round();
        progress.isAtWork(bench.marker(upload, 1), "enc-1", new EncodingStatus("QUEUED", 0, null, null, List.of()));
        openJobs.round();

        Claim next = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");
        assertThat(begin(limited, next).kind()).isEqualTo(TurnKind.ENCODER_FULL);
    }

    @Test
    void afterARestartWhatIsStartedKeepsItsPlaceUntilItIsSeenThatTheEncoderDidNotTakeIt() {
        var line = new Line(1, Map.of());
        OpenJobs restarted = startedBefore(line);
        Starts limited = process(line);
        Claim next = bench.claimed(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2");

        restarted.round();
        assertThat(begin(limited, next).kind()).isEqualTo(TurnKind.ENCODER_FULL);
        restarted.round();
        assertThat(begin(limited, next).kind()).isEqualTo(TurnKind.ENCODER_FULL);

        bench.clock().passes(PAUSE);
        assertThat(begin(limited, claim).kind()).isEqualTo(TurnKind.PAUSED);
        restarted.round();
        assertThat(begin(limited, next).kind()).isEqualTo(TurnKind.OURS);
    }

    /** Of an instance that comes after another has recorded the start of the claim and left, and after that was paused. */
    private OpenJobs startedBefore(Line line) {
        bench.ledger(LedgerBench.OWNER).start(claim, new Start("before", AT, List.of(), null));
        pause("in/VX-7");
        ledger.orderBook().read();
        return openJobs(line, new Progress(bench.clock(), TIMEOUT));
    }

    /** Of an instance that is sure to be alone. */
    private OpenJobs openJobs(Line line, Progress progress) {
        var instances = new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, PERIOD, bench.clock());
        instances.beat();
        bench.clock().passes(Duration.ofHours(1));
        return WatchBench.openJobs(bench, ledger, instances, line, progress, PERIOD);
    }

    /** As the watcher does it. */
    private void watched(OpenJobs openJobs) {
        OpenMarker marker = bench.marker(upload, 1);
        openJobs.remember(marker, claim, ledger.historyTo(marker));
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
