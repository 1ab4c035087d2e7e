package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.BitmovinAnswers;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.failure.BitmovinException;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Start;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Encodings that Bitmovin says it does not know: rarely is it they that are lost. */
@Tag("slow")
class LostJobsTest {
    private static final Duration OVER = Duration.ofMinutes(1);
    private static final Duration LONG = Duration.ofHours(6);
    private static final EncodingStatus RUNNING = new EncodingStatus("RUNNING", 40, null, null, List.of());

    private final LedgerBench bench = LedgerBench.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> calls = new ArrayList<>();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private Claim claim = bench.started(upload, 1, "enc-1");
    private int inputStatus = 200;
    private int encodingStatus = 404;
    private final Doubts doubts = new Doubts(bench.clock(), OVER);
    private LostJobs lostJobs;

    @BeforeEach
    void start() throws Exception {
        BitmovinAnswers.start(context, this::answer);
        var bitmovin = new Bitmovin(context);
        var outputs = new Outputs(
                bench.ledger(),
                bench.s3(),
                LedgerBench.OUTPUTS,
                () -> bitmovin,
                doubts,
                true,
                Duration.ofSeconds(1),
                bench.clock());
        lostJobs = new LostJobs(bench.ledger(), outputs, doubts, () -> bitmovin, () -> "input-1", LONG, bench.clock());
    }

    @AfterEach
    void stop() {
        context.stop();
        bench.close();
    }

    private void answer(Exchange exchange) {
        String call = exchange.getVariable("call", String.class);
        calls.add(call);
        int status = call.endsWith("/status") ? encodingStatus : call.contains("input-of-claim") ? 404 : inputStatus;
        if (status != 200) {
            throw new BitmovinException(call, status, 1001, "r-1", "not found");
        }
        exchange.getMessage().setBody(Map.of("type", "S3"));
    }

    @Test
    void oneAnswerIsNoProof() {
        assertThat(judge().inDoubt()).isTrue();
        assertThat(judge().inDoubt()).isTrue();
        assertThat(calls).isEmpty();
    }

    @Test
    void whoseOutputsAreNotThereIsLostWhenTheAnswerWasGivenOverAWhile() {
        Verification seen = confirmed();

        assertThat(seen.inDoubt()).isFalse();
        assertThat(seen.isSound()).isFalse();
        assertThat(seen.kind()).isEqualTo(End.LOST);
        assertThat(calls).containsExactly("GET /encoding/inputs/input-1/type", "GET /encoding/encodings/enc-1/status");
    }

    @Test
    void whoseOutputsAreThereIsFinishedAllTheSame() {
        bench.putOutput(LedgerBench.outputOf(upload), "media");

        Verification seen = confirmed();

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.outputs()).singleElement().satisfies(output -> assertThat(output.key())
                .isEqualTo(LedgerBench.outputOf(upload)));
    }

    /** Another organisation's key knows the input of the same name there. */
    @Test
    void theKeyHasToKnowTheInputThatTheEncodingReads() {
        claim = withInput("input-of-claim");

        assertThat(confirmed().inDoubt()).isTrue();
        assertThat(calls).containsOnly("GET /encoding/inputs/input-of-claim/type");
    }

    @Test
    void whatAnOperatorHasStoppedDoesNotWaitForAnInputThatIsGone() {
        claim = withInput("input-of-claim");
        stop(claim);

        assertThat(confirmed().kind()).isEqualTo(End.LOST);
    }

    private Claim withInput(String input) {
        return new Claim(
                claim.jobId(),
                upload,
                1,
                claim.profile(),
                claim.encodingId(),
                claim.outputs(),
                claim.start(),
                claim.source(),
                claim.firstSeen(),
                0,
                List.of(),
                null,
                input);
    }

    @Test
    void anEmptyOutputIsNone() {
        bench.putOutput(LedgerBench.outputOf(upload), "");

        assertThat(confirmed().kind()).isEqualTo(End.LOST);
    }

    @Test
    void whereTheKeyDoesNotKnowTheInputEitherTheJobWaits() {
        inputStatus = 404;

        assertThat(confirmed().inDoubt()).isTrue();
        inputStatus = 200;
        assertThat(judge().inDoubt()).isFalse();
    }

    @Test
    void whatTheKeyKnowsOnceItKnowsTheInputIsNotLost() {
        encodingStatus = 200;

        assertThat(confirmed().inDoubt()).isTrue();
        encodingStatus = 404;
        assertThat(judge().inDoubt()).as("the count begins anew").isTrue();
    }

    @Test
    void aStatusInBetweenBeginsTheCountAnew() {
        judge();
        judge();
        bench.clock().passes(OVER);
        lostJobs.known(OpenMarker.of(claim), RUNNING);

        assertThat(judge().inDoubt()).isTrue();
        assertThat(calls).isEmpty();
    }

    @Test
    void theNextAttemptIsNotJudgedByWhatWasSaidOfTheOneBefore() {
        new Endings(bench.ledger(), doubts, bench.clock(), 2, OVER)
                .lost(claim, bench.ledger().history(claim.jobId()), confirmed(), List.of());

        Claim next = bench.started(upload, 2, "enc-2");

        assertThat(judge(next).inDoubt()).isTrue();
    }

    @Test
    void theManyThatAreKnownAgainAreNotCountedAmongTheUnknown() {
        List<Claim> all = three();
        all.forEach(this::judge);
        all.forEach(one -> lostJobs.known(OpenMarker.of(one), RUNNING));

        assertThat(confirmed().inDoubt()).isFalse();
    }

    @Test
    void whereBitmovinIsInTroubleTheJobWaitsAloud() {
        inputStatus = 500;

        assertThatThrownBy(this::confirmed).isInstanceOf(BitmovinException.class);
    }

    @Test
    void whereThreeAreUnknownAtOnceAllWaitForALongWhile() {
        List<Claim> all = three();
        for (int round = 0; round < 5; round++) {
            for (Claim one : all) {
                assertThat(judge(one).inDoubt()).as(one.encodingId()).isTrue();
            }
            bench.clock().passes(OVER);
        }
        assertThat(calls).isEmpty();

        bench.clock().passes(LONG);

        assertThat(all).extracting(one -> judge(one).inDoubt()).containsOnly(false);
    }

    @Test
    void whereThreeAreUnknownForALongWhileToAKeyThatDoesNotKnowTheInputEitherAllWait() {
        inputStatus = 404;
        List<Claim> all = three();
        for (int round = 0; round < 3; round++) {
            all.forEach(this::judge);
            bench.clock().passes(LONG);
        }

        assertThat(all).extracting(one -> judge(one).inDoubt()).containsOnly(true);
    }

    @Test
    void whatAnOperatorHasStoppedOrWeHaveDeletedNeitherWaitsForTheManyNorIsOneOfThem() {
        List<Claim> all = three();
        Claim stopped = bench.started(bench.upload("in/VX-10.mxf", "media"), 1, "enc-4");
        Claim withdrawn = bench.claimed(bench.upload("in/VX-11.mxf", "media"), 1, "enc-5");
        Claim superseded = bench.started(bench.upload("in/VX-12.mxf", "media"), 1, "enc-6");
        Claim givenUp = bench.claimed(bench.upload("in/VX-13.mxf", "media"), 1, "enc-7");
        stop(stopped);
        bench.ledger().start(givenUp, new Start("maker", bench.clock().instant(), List.of(), "source-gone"));
        bench.ledger().withdraw(withdrawn.jobId(), 1, "source-gone");
        bench.ledger().stop(superseded.jobId(), 1, Endings.SUPERSEDED);
        for (int round = 0; round < 3; round++) {
            all.forEach(this::judge);
            judge(stopped);
            judge(withdrawn);
            judge(givenUp);
            judge(superseded);
            bench.clock().passes(OVER);
        }

        assertThat(all).extracting(one -> judge(one).inDoubt()).containsOnly(true);
        assertThat(judge(superseded).inDoubt()).isTrue();
        assertThat(judge(stopped).inDoubt()).isFalse();
        assertThat(judge(withdrawn).inDoubt()).isFalse();
        assertThat(judge(givenUp).inDoubt()).isFalse();
    }

    private void stop(Claim one) {
        bench.ledger().orderBook().stop(one.jobId(), 1, Ledger.Note.of("ann", "wrong title", Instant.EPOCH));
    }

    private List<Claim> three() {
        return List.of(
                claim,
                bench.started(bench.upload("in/VX-8.mxf", "media"), 1, "enc-2"),
                bench.started(bench.upload("in/VX-9.mxf", "media"), 1, "enc-3"));
    }

    private Verification confirmed() {
        judge();
        judge();
        bench.clock().passes(OVER);
        return judge();
    }

    private Verification judge() {
        return judge(claim);
    }

    private Verification judge(Claim one) {
        return lostJobs.judge(one, bench.ledger().history(one.jobId()));
    }
}
