package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.LedgerBench;
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
        assertThat(rivals.running(upload, claim)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }

    @Test
    void anEncodingOfAnotherUploadOfTheKeyMayBeRunning() {
        Claim theirs = bench.started(other, 1, "enc-2");

        assertThat(rivals.running(upload, claim)).containsExactly(theirs);
        assertThat(rivals.areOpen(claim)).isTrue();
    }

    @Test
    void oneThatIsNotStartedYetIsOpenAndNotRunning() {
        bench.claimed(other, 1, "enc-2");

        assertThat(rivals.running(upload, claim)).isEmpty();
        assertThat(rivals.areOpen(claim)).isTrue();
    }

    @Test
    void oneThatNobodyHasClaimedYetIsOpen() {
        bench.ledger().open(other, 1);

        assertThat(rivals.running(upload, claim)).isEmpty();
        assertThat(rivals.areOpen(claim)).isTrue();
    }

    @Test
    void oneThatHasEndedIsNoRivalAnyMore() {
        bench.ended(
                other,
                1,
                "enc-2",
                End.skipped("enc-2", "superseded", bench.clock().instant()));

        assertThat(rivals.running(upload, claim)).isEmpty();
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

        assertThat(rivals.running(upload, claim)).containsExactly(first);
    }

    @Test
    void anotherAttemptOfTheSameJobIsNoRival() {
        bench.started(upload, 2, "enc-2");

        assertThat(rivals.running(upload, claim)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }

    @Test
    void anotherKeyHasNoRival() {
        Upload elsewhere = bench.upload("in/VX-70.mxf", "media");
        bench.started(elsewhere, 1, "enc-2");

        assertThat(rivals.running(upload, claim)).isEmpty();
        assertThat(rivals.areOpen(claim)).isFalse();
    }
}
