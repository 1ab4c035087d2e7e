package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.records.Start.Stale;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** The MAM takes whatever has the output's name: what is not the new output has to go, and what is right has to stay. */
@Tag("slow")
class StaleOutputsTest {
    private static final Instant AT = Instant.parse("2026-11-24T06:00:00Z");

    private static final EncoderCall STREAM = call("streams", "stream-of-4800000");
    private static final EncoderCall MUXING = call("muxings/mp4", "muxing");

    private final LedgerBench bench = LedgerBench.start();
    private final StaleOutputs staleOutputs = new StaleOutputs(bench.ledger(), bench.s3(), LedgerBench.OUTPUTS);
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private final String output = LedgerBench.outputOf(upload);
    private final Claim claim = claim(upload, "mp4", "enc-1", Map.of(), STREAM, MUXING);

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void whereNothingLiesNothingIsStale() {
        assertThat(staleOutputs.of(claim)).isEmpty();
    }

    @Test
    void anOutputOfWhomeverIsStaleAndIsRemoved() {
        bench.putOutput(output, "of yesterday");

        List<Stale> stale = staleOutputs.of(claim);
        assertThat(stale).containsExactly(shown());

        remove(stale);
        assertThat(bench.hasOutput(output)).isFalse();
    }

    @Test
    void anOutputThatAProxyDeniesIsStaleAllTheSame() {
        bench.putOutput(output, "of yesterday");
        bench.tap().on(request -> request.method().equals("HEAD")).always().answer(404, Map.of(), "");

        List<Stale> stale = staleOutputs.of(claim);
        remove(stale);

        assertThat(bench.behind()
                        .listObjectsV2(b -> b.bucket(LedgerBench.OUTPUTS).prefix(output))
                        .contents())
                .isEmpty();
    }

    @Test
    void anotherObjectThatCameInTheMeantimeStays() {
        bench.putOutput(output, "of yesterday");
        List<Stale> stale = staleOutputs.of(claim);
        bench.putOutput(output, "of an encoding that was started since");

        remove(stale);

        assertThat(bench.hasOutput(output)).isTrue();
    }

    @Test
    void theSameBytesWrittenAgainStay() {
        bench.putOutput(output, "the same");
        List<Stale> stale = staleOutputs.of(claim);
        bench.nextSecond();
        bench.putOutput(output, "the same");

        remove(stale);

        assertThat(bench.hasOutput(output)).isTrue();
    }

    @Test
    void anObjectThatComesBetweenTheLookAndTheDeleteStays() {
        bench.putOutput(output, "of yesterday");
        List<Stale> stale = staleOutputs.of(claim);
        bench.tap().on(request -> request.method().equals("DELETE")).before(() -> bench.putOutput(output, "new"));

        remove(stale);

        assertThat(bench.hasOutput(output)).isTrue();
    }

    @Test
    void whatIsGoneByThenIsNoObstacle() {
        bench.putOutput(output, "of yesterday");
        List<Stale> stale = staleOutputs.of(claim);
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(output));

        remove(stale);

        assertThat(bench.hasOutput(output)).isFalse();
    }

    @Test
    void whatAFinishedJobMadeOfTheSameBytesByTheSameProfileStays() {
        bench.putOutput(output, "made");

        finished(earlier(earlier(upload.source().eTag()), "mp4"));

        assertThat(staleOutputs.of(claim)).isEmpty();
    }

    @Test
    void whatAFinishedJobMadeOfOtherBytesIsStale() {
        bench.putOutput(output, "made");

        finished(earlier(earlier("other bytes"), "mp4"));

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    @Test
    void whatAFinishedJobMadeByAnotherProfileIsStale() {
        bench.putOutput(output, "made");

        finished(earlier(earlier(upload.source().eTag()), "webm"));

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    @Test
    void whatTheProfileMadeAsItWasBeforeAnEditIsStale() {
        bench.putOutput(output, "made");
        Upload before = earlier(upload.source().eTag());

        finished(claim(before, "mp4", "enc-0", Map.of(), call("streams", "stream-of-2000000"), MUXING));

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    @Test
    void whereMoreWasAskedForThanTheClaimNamesNobodyKnowsWhetherItIsTheSame() {
        bench.putOutput(output, "made");
        var calls = Stream.generate(() -> STREAM).limit(50).toArray(EncoderCall[]::new);

        finished(claim(earlier(upload.source().eTag()), "mp4", "enc-0", Map.of(), calls));

        assertThat(staleOutputs.of(claim(upload, "mp4", "enc-1", Map.of(), calls)))
                .containsExactly(shown());
    }

    @Test
    void whatAnotherPartOfTheSourceBecameIsStale() {
        bench.putOutput(output, "made");
        Upload before = earlier(upload.source().eTag());

        finished(claim(before, "mp4", "enc-0", Map.of("trimming", Map.of("duration", 20)), STREAM, MUXING));

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    @Test
    void whatAnEarlierReleaseMadeIsStaleBecauseNobodyKnowsOfWhichProfile() {
        bench.putOutput(output, "made");

        finished(claim(earlier(upload.source().eTag()), "mp4", "enc-0", Map.of()));

        assertThat(staleOutputs.of(claim(upload, "mp4", "enc-1", Map.of()))).containsExactly(shown());
    }

    @Test
    void whatAFailedJobLeftIsStale() {
        bench.putOutput(output, "half");

        end(earlier(earlier(upload.source().eTag()), "mp4"), End.failed(End.ENCODING_FAILED, "enc-0", "no", AT));

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    @Test
    void anObjectThatIsNotWhatTheFinishedJobMadeIsStale() {
        bench.putOutput(output, "made");
        finished(earlier(earlier(upload.source().eTag()), "mp4"));
        bench.putOutput(output, "of somebody else");

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    @Test
    void whatAFinishedJobMadeOfAnotherKeyIsStale() {
        bench.putOutput(output, "made");
        Upload other = bench.upload("in/sub/VX-7.mxf", "media");

        finished(earlier(other, "mp4"));

        assertThat(staleOutputs.of(claim)).containsExactly(shown());
    }

    private Upload earlier(String eTag) {
        Source shown = upload.source();
        return upload.seenAs(new Source(eTag, null, shown.lastModified().minusSeconds(60), shown.size()));
    }

    private void finished(Claim made) {
        HeadObjectResponse head = bench.headOutput(output);
        var written = new End.Written(output, head.eTag(), head.contentLength(), 60.0, List.of());
        end(made, End.finished("enc-0", "outputs verified", "FINISHED", List.of(written), AT));
    }

    private void end(Claim made, End end) {
        bench.ledger().claim(made);
        bench.ledger().end(made.jobId(), 1, end);
    }

    /** Branches of a profile make their calls in any order. */
    private Claim earlier(Upload made, String profile) {
        return claim(made, profile, "enc-0", Map.of(), MUXING, STREAM);
    }

    private Claim claim(Upload of, String profile, String encodingId, Map<String, Object> start, EncoderCall... calls) {
        return new Claim(
                of.id(),
                of,
                1,
                profile,
                encodingId,
                List.of(new Output(output, "mp4/1")),
                start,
                of.source(),
                AT,
                0,
                List.of(calls),
                null,
                null);
    }

    private static EncoderCall call(String part, String request) {
        return new EncoderCall("POST /encoding/encodings/{encodingId}/" + part, AT, 5, 201, "r-1", request, null);
    }

    private Stale shown() {
        HeadObjectResponse head = bench.headOutput(output);
        return new Stale(output, head.eTag(), head.lastModified());
    }

    private void remove(List<Stale> stale) {
        staleOutputs.remove(new StartTurn(StartTurn.TurnKind.OURS, new Start("me", AT, stale, null)));
    }
}
