package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.job.StartTurn.TurnKind;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.JobViews;
import io.transcoder.job.view.Stage;
import io.transcoder.ledger.Bills;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.upload.Source;
import io.transcoder.watch.OpenJobs;
import io.transcoder.watch.Progress;
import io.transcoder.watch.WatchBench;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** How much may be started on a day, by any number of instances. */
@Tag("slow")
class BudgetTest {
    private static final Duration PERIOD = Duration.ofSeconds(20);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final int CAP = 100;
    /** Of five bytes, by the bills. */
    private static final double MINUTES = 5;

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Process one = process();
    private final Process other = process();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void twoInstancesStopAtTheCapAndGoOnTheNextDay() {
        IntStream.range(0, 4).forEach(i -> bill("%016x-%016x.1".formatted(i, i), MINUTES));
        int started = 0;
        int round = 0;
        while (round < 12) {
            one.starts.obey();
            other.starts.obey();
            started += isOurs(one, claim("a-" + round)) ? 1 : 0;
            started += isOurs(other, claim("b-" + round)) ? 1 : 0;
            round++;
        }

        assertThat(4 * MINUTES + started * MINUTES).isEqualTo(CAP);
        assertThat(one.budget.used("day")).isEqualTo(1);
        assertThat(ledger.bills().due()).hasSize(started).allMatch(due -> due.minutes() == MINUTES);
        Claim held = claim("held");
        assertThat(begin(one, held).kind()).isEqualTo(TurnKind.PAUSED);
        assertThat(begin(other, held).kind()).isEqualTo(TurnKind.PAUSED);
        JobView view = new JobViews(bench.ledger(LedgerBench.OWNER)).of(ledger.history(held.jobId()));
        assertThat(view.stage()).isEqualTo(Stage.HELD);
        assertThat(view.heldBy()).isEqualTo("budget");
        assertThat(view.reason()).isEqualTo("budget.minutes-a-day=100 is used up");

        bench.clock().passes(Duration.ofDays(1));
        other.starts.obey();
        other.starts.obey();
        assertThat(begin(other, held).kind()).isEqualTo(TurnKind.OURS);
        assertThat(other.own.orderBook().read().holds()).isEmpty();
    }

    @Test
    void ofTwoAtTheSameMomentOneAtMostTakesWhatIsLeft() {
        IntStream.range(0, 19).forEach(i -> bill("%016x-%016x.1".formatted(i, i), MINUTES));
        one.starts.obey();
        other.starts.obey();
        Claim first = claim("first");
        Claim second = claim("second");

        CompletableFuture<Boolean> there = CompletableFuture.supplyAsync(() -> isOurs(other, second));
        boolean isHere = isOurs(one, first);
        boolean isThere = there.join();

        assertThat(isHere && isThere).isFalse();
        assertThat(ledger.bills().due()).hasSize(isHere || isThere ? 1 : 0);
    }

    @Test
    void aFloodWithoutAnyBillYetStartsNoMoreThanATwentiethOfTheCapEach() {
        one.starts.obey();
        other.starts.obey();

        long started = IntStream.range(0, 30)
                .filter(i -> isOurs(i % 2 == 0 ? one : other, claim("flood-" + i)))
                .count();

        assertThat(started).isEqualTo(20);
        assertThat(ledger.bills().due()).hasSize(20).allMatch(due -> due.minutes() == CAP / 20.0);
    }

    @Test
    void ofTenThousandUploadsNoMoreIsAnnouncedThanTheCapWhateverItIsDividedBy() {
        for (int cap : List.of(7, 30, 99)) {
            var budget = new Budget(
                    bench.ledger(LedgerBench.OWNER), bench.clock(), OptionalInt.empty(), OptionalInt.of(cap));

            var source = new Source("e", null, Instant.EPOCH, 5);
            long admitted = IntStream.range(0, 10_000)
                    .mapToObj(i -> LedgerBench.pointed("in/" + cap + "-" + i).seenAs(source))
                    .filter(upload -> budget.admit(LedgerBench.claim(upload, 1, "enc-" + upload.key()))
                            .isPresent())
                    .count();

            assertThat(admitted).as("of a cap of " + cap).isEqualTo(20);
            ledger.bills().due().forEach(ledger.bills()::withdraw);
        }
    }

    @Test
    void whatTheOthersStartWithinAPeriodCounts() {
        IntStream.range(0, 4).forEach(i -> bill("%016x-%016x.1".formatted(i, i), MINUTES));
        one.starts.obey();
        other.starts.obey();

        long here =
                IntStream.range(0, 12).filter(i -> isOurs(one, claim("a-" + i))).count();
        long there = IntStream.range(0, 12)
                .filter(i -> isOurs(other, claim("b-" + i)))
                .count();

        assertThat(here).isEqualTo(12);
        assertThat(4 * MINUTES + (here + there) * MINUTES).isEqualTo(CAP);
    }

    @Test
    void whatIsReleasedIsStartedAllTheSame() {
        bill("0000000000000001-0000000000000001.1", CAP);
        one.starts.obey();
        Claim held = claim("held");
        assertThat(begin(one, held).kind()).isEqualTo(TurnKind.PAUSED);

        ledger.orderBook().release(held.jobId() + ".1", noteOfAnn());
        one.starts.obey();

        assertThat(begin(one, held).kind()).isEqualTo(TurnKind.OURS);
        assertThat(one.budget.used("day")).as("it counts once").isEqualTo(1 + 1 / 20.0);
        assertThat(begin(one, claim("next")).kind()).isEqualTo(TurnKind.PAUSED);
    }

    @Test
    void whatTheEncoderHasNoPlaceForUsesUpNoBudget() {
        one.starts.obey();
        other.starts.obey();
        List<Claim> refused = IntStream.range(0, 30)
                .mapToObj(i -> {
                    Claim claim = claim("refused-" + i);
                    one.starts.refused(claim, begin(one, claim), false);
                    bench.clock().passes(PERIOD.dividedBy(2));
                    return claim;
                })
                .toList();

        assertThat(ledger.bills().due()).isEmpty();
        assertThat(one.budget.used("day")).isZero();
        StartTurn again = begin(one, refused.get(0));
        assertThat(again.kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(ledger.bills().due()).hasSize(1);
        // of two posts the first may have been made
        one.starts.refused(refused.get(0), again, true);
        assertThat(ledger.bills().due()).hasSize(1);
        assertThat(begin(other, refused.get(29)).kind()).isEqualTo(TurnKind.THEIRS);
        assertThat(ledger.bills().due()).as("who has no turn owes nothing").hasSize(1);
    }

    @Test
    void whatTwoHadAnnouncedUsesUpNoBudgetOnceTheEncoderHasSaidSeveralTimesThatItHasNoPlace() {
        one.starts.obey();
        Claim claim = claim("both");
        StartTurn first = begin(one, claim);
        assertThat(begin(other, claim).kind()).isEqualTo(TurnKind.THEIRS);

        one.starts.refused(claim, first, false);
        for (int refusal = 1; refusal < 4; refusal++) {
            assertThat(ledger.bills().due()).as("before refusal " + refusal).hasSize(1);
            bench.clock().passes(TIMEOUT.dividedBy(2));
            one.starts.refused(claim, begin(one, claim), false);
        }

        assertThat(ledger.bills().due()).isEmpty();
        assertThat(one.budget.used("day")).isZero();
    }

    @Test
    void oneDoubtfulRefusalTakesNoAnnouncementBackHoweverManyWereBefore() {
        one.starts.obey();
        Claim claim = claim("repeated");
        StartTurn turn = begin(one, claim);
        for (int refusal = 1; refusal < 6; refusal++) {
            one.starts.refused(claim, turn, true);
            bench.clock().passes(TIMEOUT);
            turn = begin(one, claim);
        }

        // its answer is lost, and it is what has taken the last place
        one.starts.refused(claim, turn, true);

        assertThat(ledger.bills().due()).hasSize(1);
    }

    @Test
    void whatCannotBeSummedIsNeitherStartedNorAnnounced() {
        IntStream.range(0, 4).forEach(i -> bill("%016x-%016x.1".formatted(i, i), MINUTES));
        one.starts.obey();
        List<Claim> waiting =
                IntStream.range(0, 20).mapToObj(i -> claim("waiting-" + i)).toList();
        refuse("LIST " + LedgerBench.PREFIX + "bills-due/");
        waiting.forEach(claim -> assertThatThrownBy(() -> begin(one, claim)).isInstanceOf(S3Exception.class));
        bench.tap().heal();
        assertThat(ledger.bills().due()).isEmpty();

        one.starts.obey();
        long started = waiting.stream().filter(claim -> isOurs(one, claim)).count();

        assertThat((4 + started) * MINUTES).isEqualTo(CAP);
    }

    @Test
    void billsOfYesterdayAreNotForgottenForALookThatFailed() {
        Process month = process(OptionalInt.empty(), OptionalInt.of(CAP));
        bench.clock().passes(untilTheTenth());
        Bill yesterday = Bill.due(claim("late"), today(), MINUTES);
        ledger.bills().announce(yesterday);
        bench.clock().passes(Duration.ofDays(1));
        month.starts.obey();
        ledger.bills().record(yesterday.billed(50.0, End.Outcome.FINISHED));
        ledger.bills().withdraw(yesterday);

        refuse("LIST " + LedgerBench.PREFIX + "bills/" + today());
        assertThatThrownBy(month.starts::obey).isInstanceOf(S3Exception.class);
        bench.tap().heal();
        month.starts.obey();

        assertThat(month.budget.used("month")).isEqualTo(0.5);
    }

    @Test
    void whatTheEncoderHasNoPlaceForMakesNoHoldAndTakesBackNoRelease() {
        IntStream.range(0, 2).forEach(i -> bill("%016x-%016x.1".formatted(i, i), 0.45 * CAP));
        Claim released = claim("released");
        one.starts.obey();
        ledger.orderBook().release(released.jobId() + ".1", noteOfAnn());
        for (int period = 0; period < 3; period++) {
            List<Claim> tried = List.of(claim("tried-" + period), claim("too-" + period));
            List<StartTurn> turns =
                    tried.stream().map(claim -> begin(one, claim)).toList();
            assertThat(one.budget.used("day")).as("while nobody has answered").isEqualTo(1);
            one.starts.obey();
            IntStream.range(0, 2).forEach(i -> one.starts.refused(tried.get(i), turns.get(i), false));
            one.starts.obey();
            assertThat(ledger.orderBook().read().holds()).isEmpty();
            bench.clock().passes(PERIOD);
        }

        bill("0000000000000003-0000000000000003.1", CAP);
        one.starts.obey();
        one.starts.obey();
        one.starts.obey();
        assertThat(ledger.orderBook().read().holds()).hasSize(1);
        assertThat(begin(one, claim("next")).kind()).isEqualTo(TurnKind.PAUSED);
        assertThat(begin(one, released).kind()).isEqualTo(TurnKind.OURS);

        Bill due = ledger.bills().due().get(0);
        ledger.bills().record(due.billed(MINUTES, End.Outcome.FINISHED));
        ledger.bills().withdraw(due);
        one.starts.obey();
        assertThat(ledger.orderBook().read().releases())
                .as("its attempt is over")
                .isEmpty();
    }

    @Test
    void whatWaitsForAPlaceWhileABudgetIsUsedUpCanBeReleased() {
        one.starts.obey();
        Claim refused = claim("refused");
        one.starts.refused(refused, begin(one, refused), false);
        bench.clock().passes(PERIOD);
        bill("0000000000000001-0000000000000001.1", CAP);
        one.starts.obey();
        one.starts.obey();

        assertThat(begin(one, refused).kind()).isEqualTo(TurnKind.PAUSED);
        var views = new JobViews(bench.ledger(LedgerBench.OWNER));
        assertThat(views.of(ledger.history(refused.jobId())).heldBy()).isEqualTo("budget");
        ledger.orderBook().release(refused.jobId() + ".1", noteOfAnn());
        one.starts.obey();
        assertThat(begin(one, refused).kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(new JobViews(bench.ledger(LedgerBench.OWNER))
                        .of(ledger.history(refused.jobId()))
                        .stage())
                .isEqualTo(Stage.ENCODING);
    }

    @Test
    void anAnnouncementOfAnotherInstanceIsNotTakenBack() {
        Bill due = Bill.due(claim("both"), "2026-11-30", MINUTES);
        Bills.Announcement first = ledger.bills().announce(due);
        Bills.Announcement second = other.own.bills().announce(due);
        assertThat(first.isFirst()).isTrue();
        assertThat(second.isFirst()).isFalse();

        ledger.bills().withdraw(first);
        assertThat(ledger.bills().due()).containsExactly(due);
        ledger.bills().withdraw(second);
        assertThat(ledger.bills().due()).isEmpty();
    }

    @Test
    void whatIsAnnouncedPassesTheHoldOfABudgetAndNoPause() {
        one.starts.obey();
        Claim unanswered = claim("unanswered");
        assertThat(isOurs(one, unanswered)).isTrue();
        bench.clock().passes(TIMEOUT.plusSeconds(1));
        bill("0000000000000001-0000000000000001.1", CAP);
        other.starts.obey();
        other.starts.obey();
        assertThat(begin(other, claim("next")).kind()).isEqualTo(TurnKind.PAUSED);
        Hold pause = Hold.on("", null, "ann", bench.clock().instant());
        ledger.orderBook().pause(pause);
        other.starts.obey();
        assertThat(begin(other, unanswered).kind()).isEqualTo(TurnKind.PAUSED);

        ledger.orderBook().resume(pause, noteOfAnn());
        other.starts.obey();
        assertThat(begin(other, unanswered).kind()).isEqualTo(TurnKind.TAKEN_OVER);
        assertThat(ledger.bills().due()).hasSize(1);
    }

    @Test
    void whatFailsBeforeItsStartIsNotAnnouncedAnyMore() {
        one.starts.obey();
        Claim unseen = claim("unseen");
        Claim unrecorded = claim("unrecorded");
        refuse("LIST out/unseen");
        refuse("PUT " + LedgerBench.PREFIX + unrecorded.jobId() + "/1.start");

        assertThatThrownBy(() -> begin(one, unseen)).isInstanceOf(S3Exception.class);
        assertThatThrownBy(() -> begin(one, unrecorded)).isInstanceOf(S3Exception.class);

        assertThat(ledger.bills().due()).isEmpty();
        assertThat(one.budget.used("day")).isZero();
    }

    @Test
    void whatIsAnnouncedAndNotStartedIsLookedAtUnderTheHoldOfABudget() {
        Claim announced = claim("announced");
        Claim held = claim("held");
        // whoever did it was killed before the start record
        ledger.bills().announce(Bill.due(announced, today(), MINUTES));
        bill("0000000000000001-0000000000000001.1", CAP);
        one.starts.obey();
        one.starts.obey();
        one.starts.obey();

        assertThat(openJobs(one).round()).extracting(OpenMarker::jobId).containsExactly(announced.jobId());
        assertThat(begin(one, held).kind()).isEqualTo(TurnKind.PAUSED);
        assertThat(begin(one, announced).kind()).isEqualTo(TurnKind.OURS);
        assertThat(ledger.bills().due()).hasSize(1);
    }

    @Test
    void whatWasAnnouncedBeforeThereWasACapPassesNone() {
        Claim claim = claim("before");
        ledger.bills().announce(Bill.due(claim, today(), null));
        bill("0000000000000001-0000000000000001.1", CAP);
        one.starts.obey();
        one.starts.obey();

        assertThat(begin(one, claim).kind()).isEqualTo(TurnKind.PAUSED);
    }

    @Test
    void anAttemptIsAnnouncedOnceHoweverOftenItsStartIsTried() {
        one.starts.obey();
        Claim claim = claim("again");
        assertThat(isOurs(one, claim)).isTrue();
        IntStream.range(0, 4).forEach(i -> bill("%016x-%016x.1".formatted(i, i), MINUTES / 2));
        bench.clock().passes(Duration.ofDays(1));
        other.starts.obey();

        assertThat(begin(other, claim).kind()).isEqualTo(TurnKind.TAKEN_OVER);

        assertThat(ledger.bills().due()).hasSize(1);
        one.starts.obey();
        assertThat(one.budget.used("day")).isZero();
    }

    @Test
    void anAnnouncementThatSomebodyElseReliesOnIsNotTakenBack() {
        one.starts.obey();
        other.starts.obey();
        Claim unanswered = claim("unanswered");
        assertThat(isOurs(one, unanswered)).isTrue();
        bench.clock().passes(TIMEOUT.plusSeconds(1));
        bill("0000000000000001-0000000000000001.1", CAP);

        begin(other, unanswered);

        assertThat(ledger.bills().due()).extracting(Bill::jobId).containsExactly(unanswered.jobId());
    }

    @Test
    void aTinyFileSaysNothingOfLargeOnes() {
        IntStream.range(0, 3).forEach(i -> bill("%016x-%016x.1".formatted(i, i), 2 / 60.0, 3_733));
        one.starts.obey();
        Claim large = claimOf("large", 1_000_000_000);
        assertThat(isOurs(one, large)).isTrue();
        assertThat(ledger.bills().due())
                .singleElement()
                .extracting(Bill::minutes)
                .isEqualTo(CAP / 20.0);
        assertThat(Estimates.read(ledger, bench.clock()).of(large)).isEqualTo("unknown");

        IntStream.range(3, 6).forEach(i -> bill("%016x-%016x.1".formatted(i, i), 2.7, 1_000_000_000));
        one.starts.obey();

        assertThat(isOurs(one, claimOf("larger", 2_000_000_000))).isTrue();
        assertThat(ledger.bills().due()).extracting(Bill::minutes).containsExactlyInAnyOrder(CAP / 20.0, 5.4);
        assertThat(isOurs(one, claimOf("tiny", 3_733))).isTrue();
        assertThat(one.budget.used("day")).isLessThan(1);
    }

    @Test
    void manySmallFilesAreEstimatedAsSmallOnesAndNotAsOneLargeFile() {
        IntStream.range(0, 3).forEach(i -> bill("%016x-%016x.1".formatted(i, i), 0.5, 500_000));
        long[] small = LongStream.generate(() -> 500_000).limit(1_000).toArray();
        long[] mixed = LongStream.concat(LongStream.of(small), LongStream.of(2_000_000_000))
                .toArray();

        assertThat(estimates().ofKey("in/x.mxf", small)).isEqualTo("500.0 to 500.0 billable minutes");
        assertThat(estimates().ofKey("in/x.mxf", mixed)).isEqualTo("unknown");

        IntStream.range(3, 6).forEach(i -> bill("%016x-%016x.1".formatted(i, i), 2.7, 1_000_000_000));

        assertThat(estimates().ofKey("in/x.mxf", small)).isEqualTo("500.0 to 500.0 billable minutes");
        assertThat(estimates().ofKey("in/x.mxf", mixed)).isEqualTo("505.4 to 505.4 billable minutes");
    }

    @Test
    void whatAKilledInstanceHadAnnouncedIsListedAsClaimedThoughABudgetIsUsedUp() {
        Claim killed = claim("killed");
        ledger.bills().announce(Bill.due(killed, today(), MINUTES));
        bill("0000000000000001-0000000000000001.1", CAP);
        one.starts.obey();
        one.starts.obey();

        var views = new JobViews(bench.ledger(LedgerBench.OWNER));
        assertThat(views.of(ledger.history(claim("held").jobId())).heldBy()).isEqualTo("budget");
        assertThat(views.of(ledger.history(killed.jobId())).stage()).isEqualTo(Stage.CLAIMED);
        assertThat(begin(one, killed).kind()).isEqualTo(TurnKind.OURS);
    }

    private Estimates estimates() {
        return Estimates.read(ledger, bench.clock());
    }

    @Test
    void aReleaseStandsAsLongAsAnotherBudgetHoldsIt() {
        Process both = process(OptionalInt.of(CAP), OptionalInt.of(CAP));
        bench.clock().passes(untilTheTenth());
        bill("0000000000000001-0000000000000001.1", CAP);
        both.starts.obey();
        both.starts.obey();
        assertThat(both.own.orderBook().read().holds()).hasSize(2);
        Claim held = claim("held");
        ledger.orderBook().release(held.jobId() + ".1", noteOfAnn());

        bench.clock().passes(Duration.ofDays(1));
        both.starts.obey();
        both.starts.obey();

        assertThat(both.own.orderBook().last().holds()).hasSize(1);
        assertThat(begin(both, claim("next")).kind()).isEqualTo(TurnKind.PAUSED);
        assertThat(begin(both, held).kind()).isEqualTo(TurnKind.OURS);

        bench.clock().passes(Duration.ofDays(31));
        both.starts.obey();
        both.starts.obey();
        assertThat(both.own.orderBook().last().releases()).isEmpty();
    }

    @Test
    void aBillBelowItsEstimateLetsTheRestGoOn() {
        IntStream.range(0, 18).forEach(i -> bill("%016x-%016x.1".formatted(i, i), MINUTES));
        one.starts.obey();
        Claim first = claim("first");
        assertThat(isOurs(one, first)).isTrue();
        assertThat(isOurs(one, claim("second"))).isTrue();
        one.starts.obey();
        Claim held = claim("held");
        assertThat(isOurs(one, held)).isFalse();

        Bill due = ledger.bills().due().stream()
                .filter(bill -> bill.jobId().equals(first.jobId()))
                .findFirst()
                .orElseThrow();
        ledger.bills().record(due.billed(1.0, End.Outcome.FINISHED));
        ledger.bills().withdraw(due);
        one.starts.obey();
        one.starts.obey();

        assertThat(isOurs(one, held)).isTrue();
    }

    @Test
    void aForeignObjectAmongTheBillsIsNamedAndKeepsNoPauseFromBeingObeyed() {
        bench.s3()
                .putObject(
                        b -> b.bucket(LedgerBench.OUTPUTS).key(LedgerBench.PREFIX + "bills/" + today() + "/note.txt"),
                        RequestBody.empty());
        Hold hold = Hold.on("", null, "ann", bench.clock().instant());
        ledger.orderBook().pause(hold);

        assertThatThrownBy(one.starts::obey).hasMessageContaining(today() + "/note.txt");

        assertThat(ledger.orderBook().obeying(hold)).hasSize(1);
    }

    private void refuse(String beginning) {
        bench.tap()
                .on(request -> request.operation().startsWith(beginning))
                .always()
                .answer(400, Map.of(), "<Error><Code>Odd</Code></Error>");
    }

    /** Of the next month. */
    private Duration untilTheTenth() {
        ZonedDateTime today = bench.clock().instant().atZone(ZoneOffset.UTC);
        return Duration.between(today, today.plusMonths(1).withDayOfMonth(10));
    }

    private String today() {
        return bench.clock().instant().toString().substring(0, 10);
    }

    private void bill(String attempt, double minutes) {
        bill(attempt, minutes, 5);
    }

    private void bill(String attempt, double minutes, long bytes) {
        ledger.bills().record(new Bill(attempt, today(), minutes, bytes, "finished", "mp4", "in/"));
    }

    private Ledger.Note noteOfAnn() {
        return Ledger.Note.of("ann", null, bench.clock().instant());
    }

    private Claim claimOf(String name, long bytes) {
        var source = new Source("e", null, Instant.EPOCH, bytes);
        return bench.claimed(LedgerBench.pointed("in/" + name + ".mxf").seenAs(source), 1, "enc-" + name);
    }

    private Claim claim(String name) {
        return bench.claimed(bench.upload("in/" + name + ".mxf", "media"), 1, "enc-" + name);
    }

    private boolean isOurs(Process by, Claim claim) {
        return begin(by, claim).isOurs();
    }

    private StartTurn begin(Process by, Claim claim) {
        return by.starts.begin(new DefaultExchange(context), claim);
    }

    private OpenJobs openJobs(Process of) {
        return WatchBench.openJobs(
                bench,
                of.own,
                new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, PERIOD, bench.clock()),
                new Line(Line.NO_LIMIT, Map.of()),
                new Progress(bench.clock(), Duration.ofHours(6)),
                PERIOD);
    }

    private Process process() {
        return process(OptionalInt.of(CAP), OptionalInt.empty());
    }

    private Process process(OptionalInt aDay, OptionalInt aMonth) {
        Ledger own = bench.ledger(LedgerBench.OWNER);
        var budget = new Budget(own, bench.clock(), aDay, aMonth);
        return new Process(
                own,
                budget,
                new Starts(
                        own,
                        budget,
                        new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, PERIOD, bench.clock()),
                        new StaleOutputs(own, bench.s3(), LedgerBench.OUTPUTS),
                        new Doubts(bench.clock(), Duration.ofMinutes(1)),
                        new Line(Line.NO_LIMIT, Map.of()),
                        bench.clock(),
                        TIMEOUT,
                        PERIOD));
    }

    private record Process(Ledger own, Budget budget, Starts starts) {}
}
