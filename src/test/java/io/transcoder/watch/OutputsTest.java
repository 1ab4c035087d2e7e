package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.Output;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the outputs of a finished encoding turn out to be, by what the store shows and the encoder says. */
@Tag("slow")
class OutputsTest {
    private static final Duration OVER = Duration.ofMinutes(1);

    private final LedgerBench bench = LedgerBench.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, Integer> sizes = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final Upload upload = bench.upload("in/VX-7.mxf", "media");
    private Outputs outputs;

    @BeforeEach
    void start() throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:bitmovin").process(OutputsTest.this::answer);
            }
        });
        context.start();
        var bitmovin = new Bitmovin(context);
        outputs = new Outputs(bench.s3(), LedgerBench.OUTPUTS, () -> bitmovin, new Doubts(bench.clock(), OVER));
    }

    @AfterEach
    void stop() {
        context.stop();
        bench.close();
    }

    private void answer(Exchange exchange) {
        String muxing = exchange.getVariable("call", String.class).replaceAll(".*/muxings/(.*)/information", "$1");
        asked.add(muxing);
        Integer size = sizes.get(muxing);
        exchange.getMessage().setBody(size == null ? Map.of() : Map.of("fileSize", size));
    }

    @Test
    void whatIsThereAndAsLargeAsTheEncoderSaysIsSound() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");
        sizes.put("mp4/a", 5);

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.inDoubt()).isFalse();
        String eTag = bench.headOutput(key("mp4/a")).eTag();
        assertThat(seen.outputs()).containsExactly(new End.Written(key("mp4/a"), eTag, 5));
    }

    @Test
    void theLastOfTheOutputsTellsWhenAllWereWritten() {
        Claim claim = started("mp4/b", "mp4/a");
        put("mp4/a", "media");
        bench.nextSecond();
        put("mp4/b", "media");

        assertThat(verify(claim).written())
                .isEqualTo(bench.headOutput(key("mp4/b")).lastModified())
                .isAfter(bench.headOutput(key("mp4/a")).lastModified());
    }

    @Test
    void anOutputThatTheEncoderCannotSizeIsSoundWhenItHasBytes() {
        Claim claim = started("hls/a");
        put("hls/a", "media");

        assertThat(verify(claim).isSound()).isTrue();
        assertThat(asked).isEmpty();
    }

    @Test
    void anOutputThatTheMamHasTakenIsSoundWhereTheEncoderSaysItsSize() {
        Claim claim = started("mp4/a");
        sizes.put("mp4/a", 5);

        Verification seen = verify(claim);

        assertThat(seen.isSound()).isTrue();
        assertThat(seen.outputs()).isEmpty();
        assertThat(seen.written()).isNull();
    }

    @Test
    void anOutputThatIsNotThereIsAFaultWhichCountsWhenItWasSeenSeveralTimes() {
        Claim claim = started("mp4/a");

        Verification first = verify(claim);
        Verification second = verify(claim);
        bench.clock().passes(OVER);
        Verification third = verify(claim);

        assertThat(first.fault()).contains(key("mp4/a") + " is not there");
        assertThat(List.of(first.inDoubt(), second.inDoubt(), third.inDoubt())).containsExactly(true, true, false);
        assertThat(third.kind()).isEqualTo(End.ENCODING_FAILED);
    }

    @Test
    void anOutputThatAppearsInTheMeantimeIsSoundAndTheDoubtIsForgotten() {
        Claim claim = started("hls/a");
        verify(claim);
        verify(claim);
        put("hls/a", "media");
        assertThat(verify(claim).isSound()).isTrue();
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.OUTPUTS).key(key("hls/a")));
        bench.clock().passes(OVER);

        assertThat(verify(claim).inDoubt()).isTrue();
    }

    @Test
    void anEmptyOutputIsAFault() {
        Claim claim = started("hls/a", "hls/b");
        put("hls/a", "media");
        put("hls/b", "");

        assertThat(verify(claim).fault()).contains(key("hls/b") + " is empty");
    }

    @Test
    void anOutputOfAnotherSizeThanTheEncoderWroteIsAFaultOfItsOwnKind() {
        Claim claim = started("mp4/a");
        put("mp4/a", "media");
        sizes.put("mp4/a", 6);

        Verification seen = verify(claim);

        assertThat(seen.fault()).contains("has 5 bytes, where the encoder wrote 6");
        assertThat(seen.kind()).isEqualTo(End.OUTPUT_DIFFERS);
    }

    @Test
    void anOutputThatAProxyDeniesIsNotTakenByTheMam() {
        Claim claim = started("mp4/a");
        put("mp4/a", "abc");
        sizes.put("mp4/a", 6);
        bench.tap().on(request -> request.method().equals("HEAD")).answer(404, Map.of(), "");

        assertThatThrownBy(() -> verify(claim)).hasMessageContaining("the bucket lists it");
        assertThat(verify(claim).fault()).contains("has 3 bytes, where the encoder wrote 6");
    }

    @Test
    void whatAProxyDeniesOfAFailedEncodingIsNotForgotten() {
        Claim claim = started("hls/b");
        put("hls/b", "half");
        bench.tap().on(request -> request.method().equals("HEAD")).answer(404, Map.of(), "");

        assertThatThrownBy(() -> outputs.removePartial(claim, bench.ledger().history(upload.id())))
                .hasMessageContaining("the bucket lists it");
    }

    @Test
    void anOutputThatIsOlderThanTheStartIsAFault() {
        put("hls/a", "of yesterday");
        bench.nextSecond();
        Claim claim = started("hls/a");

        assertThat(verify(claim).fault()).contains(key("hls/a") + " is older than its start");
    }

    @Test
    void whatAFailedEncodingWroteIsRemovedAndWhatIsOlderStays() {
        put("hls/a", "of yesterday");
        bench.nextSecond();
        Claim claim = started("hls/a", "hls/b", "hls/c");
        put("hls/b", "half");

        outputs.removePartial(claim, bench.ledger().history(upload.id()));

        assertThat(bench.hasOutput(key("hls/a"))).isTrue();
        assertThat(bench.hasOutput(key("hls/b"))).isFalse();
    }

    @Test
    void whatSomebodyElseHasWrittenInTheMeantimeIsNotRemoved() {
        Claim claim = started("hls/b");
        put("hls/b", "half");
        bench.tap().on(request -> request.method().equals("DELETE")).before(() -> put("hls/b", "whole"));

        outputs.removePartial(claim, bench.ledger().history(upload.id()));

        assertThat(bench.hasOutput(key("hls/b"))).isTrue();
    }

    private Claim started(String... muxings) {
        List<Output> expected = List.of(muxings).stream()
                .map(muxing -> new Output(key(muxing), muxing))
                .toList();
        Claim claim = bench.ledger().claim(LedgerBench.claim(upload, 1, "enc-1", expected));
        bench.put(claim, "start", Map.of("maker", "m", "at", bench.clock().instant()));
        return claim;
    }

    private static String key(String muxing) {
        return "out/" + muxing + "/VX-7.mxf.mp4";
    }

    private void put(String muxing, String content) {
        bench.putOutput(key(muxing), content);
    }

    private Verification verify(Claim claim) {
        JobHistory history = bench.ledger().history(upload.id());
        return outputs.verify(claim, history);
    }
}
