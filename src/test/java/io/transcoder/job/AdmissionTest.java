package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.Decision.Action;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an upload needs that a message has pointed at. */
@Tag("slow")
class AdmissionTest {
    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");

    private final LedgerBench bench = LedgerBench.start();
    private final Ledger ledger = bench.ledger();
    private final Admission admission = new Admission(ledger);
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void anUploadThatNobodyKnowsIsEncoded() {
        assertThat(decide()).isEqualTo(Decision.encode(1));
        assertThat(admission.isForgotten(upload)).isTrue();
    }

    @Test
    void anAttemptThatIsOpenAndNotClaimedIsStillTheFirst() {
        ledger.open(upload, 1);

        assertThat(decide()).isEqualTo(Decision.encode(1));
    }

    @Test
    void aClaimedAttemptIsResumedWithItsEncoding() {
        Claim claim = bench.claimed(upload, 1, "enc-1");

        assertThat(decide()).isEqualTo(Decision.resume(claim));
        assertThat(admission.isForgotten(upload)).isFalse();
    }

    @Test
    void whileItsEncodingRunsAnUploadNeedsNothing() {
        bench.started(upload, 1, "enc-1");

        assertDropped("encoding");
    }

    @Test
    void aFinishedUploadNeedsNothing() {
        bench.ended(upload, 1, "enc-1", End.finished("enc-1", "outputs verified", "FINISHED", List.of(), AT));

        assertDropped("finished");
    }

    @Test
    void anUploadWhoseSourceIsCleanedUpNeedsNothing() {
        Claim claim =
                bench.ended(upload, 1, "enc-1", End.finished("enc-1", "outputs verified", "FINISHED", List.of(), AT));
        ledger.recordCleaned(claim, new Ledger.Note(Cleaned.DELETED, AT));

        assertDropped("finished");
    }

    @Test
    void whoeverTellsOfAnUploadItIsTheSameJob() {
        bench.started(upload, 1, "enc-1");
        String event = S3Events.put(LedgerBench.SOURCES, upload.key())
                .eTag("forged")
                .size(0)
                .versionId("v9")
                .eventBridge();
        Upload told = new Upload(upload.bucket(), upload.key(), null, 0, "forged", "v9", AT, event, null);

        assertThat(admission.decide(told.seenAs(upload.source()), Replay.NONE).reason())
                .isEqualTo("encoding");
    }

    @Test
    void anotherUploadOfTheKeyIsAJobOfItsOwn() {
        bench.ended(upload, 1, "enc-1", End.finished("enc-1", "outputs verified", "FINISHED", List.of(), AT));
        Source shown = upload.source();
        var later = new Source(shown.eTag(), null, shown.lastModified().plusSeconds(1), shown.size());

        assertThat(admission.decide(upload.seenAs(later), Replay.NONE)).isEqualTo(Decision.encode(1));
    }

    @Test
    void aLateDuplicateDoesNotOpenAnotherAttemptAfterAFailure() {
        fail("enc-1");

        assertDropped("failed");
    }

    @Test
    void theLetterThatNamesTheFailedEncodingOpensTheNextAttempt() {
        fail("enc-1");

        assertThat(admission.decide(upload, letter("enc-1"))).isEqualTo(Decision.encode(2));
    }

    @Test
    void aLetterOfAnEarlierFailureOpensNothing() {
        fail("enc-1");
        bench.ended(upload, 2, "enc-2", End.failed(End.ENCODING_FAILED, "enc-2", "no", AT));

        assertThat(admission.decide(upload, letter("enc-1")).reason()).isEqualTo("failed");
        assertThat(admission.decide(upload, letter("enc-2"))).isEqualTo(Decision.encode(3));
    }

    @Test
    void aLetterThatNamesNoEncodingOpensNothing() {
        fail("enc-1");
        var unnamed = new Replay(upload.id(), null, 3, AT);

        assertThat(admission.decide(upload, unnamed).reason()).isEqualTo("failed");
    }

    @Test
    void aFailureWithoutAnEncodingIsNotOpenedByALetterWithoutOneEither() {
        bench.ended(upload, 1, "enc-1", End.failed(End.ENCODING_FAILED, null, "no", AT));

        assertDropped("failed");
    }

    @Test
    void whatWasSkippedBecauseSomethingElseWasThereIsEncodedOnceItIsThereAgain() {
        bench.ended(upload, 1, "enc-1", End.skipped("enc-1", "superseded", AT));

        assertThat(decide()).isEqualTo(Decision.encode(2));
    }

    @Test
    void whatAnOperatorHasStoppedIsEncodedAgainOnlyByAMessageThatNamesIt() {
        Claim claim = bench.started(upload, 1, "enc-1");
        ledger.orderBook().stop(claim.jobId(), 1, Ledger.Note.of("ops@here", "stopped by an operator", AT));
        ledger.end(upload.id(), 1, End.skipped("enc-1", "stopped by an operator", AT));

        assertDropped("stopped");
        assertThat(admission.decide(upload, letter("enc-0")).reason()).isEqualTo("stopped");
        assertThat(admission.decide(upload, letter("enc-1"))).isEqualTo(Decision.encode(2));
    }

    @Test
    void anAttemptThatWasSkippedUnclaimedIsFollowedByTheNext() {
        ledger.skip(upload, 1, "never claimed");

        assertThat(decide()).isEqualTo(Decision.encode(2));
    }

    @Test
    void anAttemptWhoseSkipDiedBeforeItsEndIsFollowedByTheNext() {
        ledger.claim(Claim.skipped(upload, 1, "never claimed"));

        assertThat(decide()).isEqualTo(Decision.encode(2));
    }

    @Test
    void anEmptyUploadStaysSkipped() {
        Upload empty = bench.upload("in/empty.mxf", "");
        ledger.skip(empty, 1, Admission.EMPTY);

        Decision decision = admission.decide(empty, Replay.NONE);

        assertThat(decision.action()).isEqualTo(Action.DROP);
        assertThat(decision.reason()).isEqualTo("skipped");
    }

    private Decision decide() {
        return admission.decide(upload, Replay.NONE);
    }

    private void fail(String encodingId) {
        bench.ended(upload, 1, encodingId, End.failed(End.ENCODING_FAILED, encodingId, "no", AT));
    }

    private Replay letter(String encodingId) {
        return new Replay(upload.id(), encodingId, 1, AT);
    }

    private void assertDropped(String reason) {
        assertThat(decide()).isEqualTo(Decision.drop(reason));
        assertThat(admission.isForgotten(upload)).isFalse();
    }
}
