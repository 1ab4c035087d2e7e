package io.transcoder.mam;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.Sources;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class MamNoticesTest {
    private static final String KEY = "in/VX-7.mxf";
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final LedgerBench bench = LedgerBench.start();
    private final Outbox<MamNotice> outbox =
            new Outbox<>(bench.records(), LedgerBench.PREFIX + "failures", MamNotice.class);
    private final Instances instances =
            new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, Duration.ofHours(9), bench.clock());
    private final MamNotices notices = notices(bench.clock());
    private Upload upload;
    private Claim failed;
    private End end;
    private MamNotice notice;

    @BeforeEach
    void fail() {
        upload = bench.upload(KEY, "media");
        end = End.failed(
                End.ENCODING_FAILED, "enc-1", "bad input", bench.clock().instant());
        failed = bench.ended(upload, 1, "enc-1", end);
        notices.put(failed, end);
        notices.put(failed, end);
        notice = outbox.read(outbox.waiting().get(0)).orElseThrow();
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void itIsDueFromWhenThePatienceIsOverUntilItIsTold() {
        assertThat(outbox.waiting()).containsExactly(notice.name());
        assertThat(notices.due()).isEmpty();
        assertThat(notices(bench.after(PATIENCE.minusSeconds(1))).due()).isEmpty();
        bench.clock().passes(PATIENCE);
        assertThat(notices.due()).containsExactly(notice.name());
        assertThat(notices.due()).containsExactly(notice.name());
        assertThat(notices.read(notice.name())).isEqualTo(notice);

        notices.done(notice, MamJob.without(MamJob.Fate.NONE));

        assertThat(notices.due()).isEmpty();
        assertThat(notices.read(notice.name())).isNull();
        assertThat(outbox.receipt(notice.name()).orElseThrow().warning())
                .get()
                .asString()
                .startsWith("perhaps nobody waits");
    }

    @Test
    void aForeignNameKeepsNoNoticeBack() {
        bench.clock().passes(PATIENCE);
        for (String foreign : List.of("", "notes.txt", "-", "99999999999999999999-VX-7", notice.name() + ".bak")) {
            bench.put("failures/" + foreign, "");
        }

        assertThat(notices.due()).containsExactly(notice.name());
    }

    /** An edit of the routes waits for it, and lets no upload in meanwhile. */
    @Test
    void aRoundThatLastsTooLongLeavesTheRestToTheNext() {
        bench.clock().passes(PATIENCE);
        String name = notices.due().get(0);
        bench.clock().passes(Duration.ofSeconds(20));
        assertThat(notices.read(name)).isNull();

        assertThat(notices.due()).containsExactly(name);

        assertThat(notices.read(name)).isEqualTo(notice);
    }

    @Test
    void theFirstReceiptHolds() {
        notices.done(notice, new MamJob(MamJob.Fate.ABORTED, "VX-5", "STARTED"));
        notices.done(notice, MamJob.without(MamJob.Fate.NONE));

        assertThat(outbox.receipt(notice.name()).orElseThrow().warning())
                .get()
                .asString()
                .contains("the MAM's job VX-5 was aborted");
    }

    @Test
    void whatWasToldIsNotToldAgainWhenItsJobIsSettledAgain() {
        notices.done(notice, MamJob.without(MamJob.Fate.SEVERAL));

        notices.put(failed, end);

        assertThat(outbox.waiting()).isEmpty();
    }

    @Test
    void whatWasToldBeforeACrashIsTakenAwayAndNotToldAgain() {
        notices.done(notice, MamJob.without(MamJob.Fate.SEVERAL));
        bench.put("failures/" + notice.name(), LedgerBench.json(notice));

        assertThat(notices.read(notice.name())).isNull();

        assertThat(outbox.waiting()).isEmpty();
    }

    @Test
    void itIsStillFailedUntilSomethingHappens() {
        assertThat(notices.claimOf(notice).encodingId()).isEqualTo("enc-1");
        assertThat(notices.isStillFailed(notice, failed)).isTrue();

        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY));
        assertThat(notices.isStillFailed(notice, failed)).as("source gone").isTrue();
    }

    @Test
    void anotherAttemptKeepsTheJob() {
        bench.claimed(upload, 2, "enc-2");
        assertThat(notices.isStillFailed(notice, failed)).as("claimed").isFalse();
        End finished = End.finished(
                "enc-2",
                "outputs verified",
                "FINISHED",
                List.of(),
                bench.clock().instant());
        bench.ledger().end(upload.id(), 2, finished);
        assertThat(notices.isStillFailed(notice, failed)).as("finished").isFalse();
    }

    @Test
    void anotherAttemptThatFailedHasANoticeOfItsOwn() {
        bench.ended(
                upload,
                2,
                "enc-2",
                End.failed(End.ENCODING_FAILED, "enc-2", "bad", bench.clock().instant()));

        assertThat(notices.isStillFailed(notice, failed)).isFalse();
    }

    @Test
    void anOrderedAttemptKeepsTheJob() {
        bench.ledger()
                .recordRetry(upload.id(), 1, Note.of("ann", null, bench.clock().instant()));

        assertThat(notices.isStillFailed(notice, failed)).isFalse();
    }

    @Test
    void aNewerUploadOfTheKeyKeepsTheJobHoweverItEnded() {
        bench.nextSecond();
        Upload newer = bench.upload(KEY, "media of a second try");
        assertThat(notices.isStillFailed(notice, failed)).as("in the bucket").isFalse();
        bench.ended(
                newer,
                1,
                "enc-9",
                End.failed(End.ENCODING_FAILED, "enc-9", "bad", bench.clock().instant()));
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key(KEY));

        assertThat(notices.isStillFailed(notice, failed)).as("in the ledger").isFalse();
    }

    @Test
    void anOlderUploadOfTheKeyThatIsOverDoesNotMatter() {
        bench.nextSecond();
        Upload newer = bench.upload(KEY, "media of a second try");
        End failure =
                End.failed(End.ENCODING_FAILED, "enc-9", "bad", bench.clock().instant());
        Claim claim = bench.ended(newer, 1, "enc-9", failure);
        notices.put(claim, failure);
        MamNotice second =
                outbox.read(MamNotice.name(newer.id(), 1, failure.at())).orElseThrow();
        assertThat(notices.isStillFailed(second, claim)).isTrue();

        bench.claimed(upload, 2, "enc-2");
        assertThat(notices.isStillFailed(second, claim))
                .as("it is encoded again")
                .isFalse();
    }

    @Test
    void anOutputThatTheMamWouldTakeKeepsTheJob() {
        bench.putOutput(LedgerBench.outputOf(upload), "late");

        assertThat(notices.isStillFailed(notice, failed)).isFalse();
    }

    @Test
    void whatTheLedgerHasForgottenIsNotTold() {
        bench.behind()
                .deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(LedgerBench.PREFIX + upload.id() + "/1.claim"));

        assertThat(notices.claimOf(notice)).isNull();
        assertThat(notices.isStillFailed(notice, null)).isFalse();
    }

    private MamNotices notices(Clock clock) {
        return new MamNotices(
                outbox,
                bench.ledger(),
                new Sources(bench.s3(), bench.ledger(), Duration.ZERO),
                new Listed(bench.s3()),
                LedgerBench.OUTPUTS,
                Map.of("in/", "bitmovin-mp4"),
                () -> "user:password",
                PATIENCE,
                instances,
                new AtomicReference<>(clock.instant()),
                clock);
    }
}
