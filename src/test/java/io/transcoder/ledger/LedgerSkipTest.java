package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An attempt is claimed or skipped, never both. */
@Tag("slow")
class LedgerSkipTest {
    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aSkippedAttemptHasEndedForTheReason() {
        assertThat(ledger.skip(upload, 1, "source-empty")).isTrue();

        JobHistory history = ledger.history(upload.id());
        assertThat(history.state()).isEqualTo(State.ENDED);
        assertThat(ledger.lastClaim(history)).isNull();
        assertThat(ledger.lastEnd(history).outcome()).isEqualTo(End.Outcome.SKIPPED);
        assertThat(ledger.lastEnd(history).reason()).isEqualTo("source-empty");
    }

    @Test
    void whoClaimsASkippedAttemptGetsTheSkip() {
        ledger.skip(upload, 1, "never claimed");

        Claim held = ledger.claim(LedgerBench.claim(upload, 1, "enc-1"));

        assertThat(held.isSkip()).isTrue();
        assertThat(held.skipped()).isEqualTo("never claimed");
        assertThat(ledger.isClaimed(upload.id(), "enc-1")).isFalse();
    }

    @Test
    void aClaimedAttemptIsNotSkippedAndDoesNotEnd() {
        Claim claim = ledger.claim(LedgerBench.claim(upload, 1, "enc-1"));

        assertThat(ledger.skip(upload, 1, "never claimed")).isFalse();

        JobHistory history = ledger.history(upload.id());
        assertThat(history.state()).isEqualTo(State.CLAIMED);
        assertThat(ledger.lastClaim(history)).isEqualTo(claim);
    }

    @Test
    void skippingTwiceKeepsTheFirstReason() {
        ledger.skip(upload, 1, "source-empty");

        assertThat(ledger.skip(upload, 1, "never claimed")).isTrue();

        assertThat(ledger.lastEnd(ledger.history(upload.id())).reason()).isEqualTo("source-empty");
    }

    @Test
    void aSkipThatDiedBeforeItsEndIsEndedByTheNextOne() {
        ledger.claim(Claim.skipped(upload, 1, "source-empty"));
        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.CLAIMED);

        assertThat(ledger.skip(upload, 1, "never claimed")).isTrue();

        assertThat(ledger.lastEnd(ledger.history(upload.id())).reason()).isEqualTo("source-empty");
    }

    @Test
    void aSkippedJobIsFoundByItsName() {
        ledger.skip(upload, 1, "source-empty");

        assertThat(ledger.called("VX-7")).containsExactly(upload.id());
    }

    @Test
    void aLaterAttemptOfASkippedJobIsClaimed() {
        ledger.skip(upload, 1, "never claimed");

        Claim second = ledger.claim(LedgerBench.claim(upload, 2, "enc-2"));

        assertThat(second.encodingId()).isEqualTo("enc-2");
        assertThat(ledger.history(upload.id()).state()).isEqualTo(State.CLAIMED);
    }
}
