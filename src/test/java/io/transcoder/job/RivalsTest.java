package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The encodings of other uploads of the same key. */
@Tag("slow")
class RivalsTest {
    private final LedgerBench bench = LedgerBench.start();
    private final Rivals rivals = new Rivals(bench.ledger());
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private final Upload other = upload.seenAs(
            new Source("other", null, upload.source().lastModified().minusSeconds(60), 9));
    private final Claim claim = bench.claimed(upload, 1, "enc-1");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void alone() {
        assertThat(rivals.running(upload, claim, null)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }

    @Test
    void anEncodingOfAnotherUploadOfTheKeyMayBeRunning() {
        Claim theirs = bench.started(other, 1, "enc-2");

        assertThat(rivals.running(upload, claim, null)).containsExactly(theirs);
        assertThat(rivals.areOpen(claim)).isTrue();
    }

    @Test
    void nobodyIsAskedWhereTheDecisionSawNoOther() {
        Decision decision = new Admission(bench.ledger()).decide(bench.upload("in/VX-8.mxf", "media"), Replay.NONE);
        bench.tap().forgetCalls();

        assertThat(rivals.running(upload, claim, decision)).isEmpty();
        assertThat(bench.tap().operations()).isEmpty();
    }

    @Test
    void anotherThatIsClaimedWhenTheAttemptIsDecidedOnIsAskedForAgain() {
        bench.claimed(other, 1, "enc-2");
        Upload third = upload.seenAs(
                new Source("third", null, upload.source().lastModified().plusSeconds(60), 9));
        Decision decision = new Admission(bench.ledger()).decide(third, Replay.NONE);
        Claim theirs = bench.started(other, 1, "enc-2");

        assertThat(decision.hasRivals()).isTrue();
        assertThat(rivals.running(third, bench.claimed(third, 1, "enc-3"), decision))
                .containsExactly(theirs);
    }

    @Test
    void anEarlierAttemptThatStillRunsIsARivalOfWhatIsDecidedOn() {
        bench.started(other, 1, "enc-2");
        bench.ended(
                other,
                2,
                "enc-3",
                End.skipped("enc-3", "superseded", bench.clock().instant()));

        bench.ended(
                upload,
                1,
                "enc-1",
                End.skipped("enc-1", "superseded", bench.clock().instant()));

        Upload third = upload.seenAs(
                new Source("third", null, upload.source().lastModified().plusSeconds(60), 9));
        assertThat(new Admission(bench.ledger()).decide(third, Replay.NONE).hasRivals())
                .isTrue();
    }

    @Test
    void oneThatIsResumedAsksForOthers() {
        Decision decision = new Admission(bench.ledger()).decide(upload, Replay.NONE);
        Claim theirs = bench.started(other, 1, "enc-2");

        assertThat(decision.action()).isEqualTo(Decision.Action.RESUME);
        assertThat(rivals.running(upload, claim, decision)).containsExactly(theirs);
    }

    @Test
    void oneThatIsNotStartedYetIsOpenAndNotRunning() {
        bench.claimed(other, 1, "enc-2");

        assertThat(rivals.running(upload, claim, null)).isEmpty();
        assertThat(rivals.areOpen(claim)).isTrue();
    }

    @Test
    void oneThatNobodyHasClaimedYetIsOpen() {
        bench.ledger().open(other, 1);

        assertThat(rivals.running(upload, claim, null)).isEmpty();
        assertThat(rivals.areOpen(claim)).isTrue();
    }

    @Test
    void oneThatHasEndedIsNoRivalAnyMore() {
        bench.ended(
                other,
                1,
                "enc-2",
                End.skipped("enc-2", "superseded", bench.clock().instant()));

        assertThat(rivals.running(upload, claim, null)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }

    @Test
    void anEarlierAttemptThatStillRunsIsFoundThoughALaterOneIsOver() {
        Claim first = bench.started(other, 1, "enc-2");
        bench.ended(
                other,
                2,
                "enc-3",
                End.skipped("enc-3", "superseded", bench.clock().instant()));

        assertThat(rivals.running(upload, claim, null)).containsExactly(first);
    }

    @Test
    void anotherAttemptOfTheSameJobIsNoRival() {
        bench.started(upload, 2, "enc-2");

        assertThat(rivals.running(upload, claim, null)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }

    @Test
    void anotherKeyHasNoRival() {
        Upload elsewhere = bench.upload("in/VX-70.mxf", "media");
        bench.started(elsewhere, 1, "enc-2");

        assertThat(rivals.running(upload, claim, null)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }
}
