package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.ListBudget;
import io.transcoder.job.Line;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.Instances;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** When a bill is believed, and when nobody waits for it any more. */
@Tag("slow")
class BillingTest {
    private static final Duration PERIOD = Duration.ofSeconds(20);

    private final LedgerBench bench = LedgerBench.start();
    private final Instances instances =
            new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, PERIOD, bench.clock());
    private final Billing billing = billing(bench.ledger());

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aMinuteOfNothingIsBelievedADayLater() {
        Billing.Ended ended = ended("a");
        assertThat(billing.record(ended, Map.of("billableMinutes", 0))).isNull();
        bench.clock().passes(Duration.ofHours(25));

        assertThat(billing.record(ended, Map.of("billableMinutes", 0)).minutes())
                .isZero();
        assertThat(bench.ledger().bills().due()).isEmpty();
    }

    @Test
    void afterAWeekTheBillIsUnknown() {
        Billing.Ended ended = ended("a");
        assertThat(billing.record(ended, null)).isNull();
        assertThat(billing.due()).isEmpty();
        bench.clock().passes(Duration.ofDays(6));
        assertThat(billing.due()).containsExactly(ended);
        assertThat(billing.record(ended, Map.of())).isNull();
        bench.clock().passes(Duration.ofDays(2));

        assertThat(billing.record(ended, null).minutes()).isNull();
        assertThat(bench.ledger().bills().in(ended.due().day()))
                .singleElement()
                .satisfies(bill -> assertThat(bill.outcome()).isEqualTo("failed"));
        assertThat(bench.ledger().bills().due()).isEmpty();
    }

    /** As where an instance that starts has not heard of the other one yet. */
    @Test
    void aBillThatTwoInstancesHaveAtHandIsCountedOnce() {
        Billing.Ended ended = ended("a");
        Billing other = billing(bench.ledger(LedgerBench.OWNER));

        assertThat(billing.record(ended, Map.of("billableMinutes", 5)).minutes())
                .isEqualTo(5);
        assertThat(other.record(ended, Map.of("billableMinutes", 5))).isNull();
        assertThat(bench.ledger().bills().in(ended.due().day())).hasSize(1);
    }

    @Test
    void noMoreIsAskedForInAMinuteThanBitmovinAllows() {
        for (int i = 0; i < 60; i++) {
            ended("job-" + i);
        }

        assertThat(billing.due().size() + billing.due().size()).isBetween(12, 50);
    }

    @Test
    void aRecordThatIsRefusedKeepsNoOtherBillBack() {
        Billing.Ended good = ended("good");
        bench.put(ended("foreign").due().jobId() + "/1.claim", LedgerBench.json(claimOf(good)));
        bench.put(ended("broken").due().jobId() + "/1.end", "no JSON");
        Billing restarted = billing(bench.ledger(LedgerBench.OWNER));

        assertThat(restarted.due()).containsExactly(good);
        assertThat(bench.ledger().bills().due()).hasSize(3);
    }

    @Test
    void recordsThatAreRefusedAreNotReadAgainAndTakeNoneOfTheCalls() {
        Billing.Ended good = ended("good");
        for (int i = 0; i < 60; i++) {
            bench.put(ended("foreign-" + i).due().jobId() + "/1.claim", LedgerBench.json(claimOf(good)));
        }
        Billing restarted = billing(bench.ledger(LedgerBench.OWNER));
        restarted.due();
        restarted.due();
        bench.clock().passes(Duration.ofHours(2));
        bench.tap().forgetCalls();

        assertThat(restarted.due()).containsExactly(good);
        assertThat(bench.tap().operations()).noneMatch(operation -> operation.endsWith(".claim"));
    }

    private Claim claimOf(Billing.Ended ended) {
        return bench.ledger().claimOf(ended.due().jobId(), 1).orElseThrow();
    }

    private Billing.Ended ended(String name) {
        var upload = bench.upload("in/" + name + ".mxf", "media");
        var end = End.failed(
                End.ENCODING_FAILED,
                "enc-" + name,
                "no such track",
                bench.clock().instant());
        var claim = bench.ended(upload, 1, "enc-" + name, end);
        Bill due = Bill.due(claim, bench.clock().instant().toString().substring(0, 10), null);
        bench.ledger().bills().announce(due);
        return new Billing.Ended(due, claim.encodingId(), end);
    }

    private Billing billing(Ledger ledger) {
        OpenJobs openJobs = WatchBench.openJobs(
                bench,
                ledger,
                instances,
                new Line(Line.NO_LIMIT, Map.of()),
                new Progress(bench.clock(), Duration.ofHours(6)),
                PERIOD);
        return new Billing(ledger, instances, openJobs, new ListBudget(bench.clock()), PERIOD, bench.clock());
    }
}
