package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.job.Claim;
import io.transcoder.job.Doubts;
import io.transcoder.job.End;
import io.transcoder.job.JobHistory;
import io.transcoder.job.LedgerBench;
import io.transcoder.job.Output;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the outputs of a finished encoding turn out to be, by what the store shows and the encoder says. */
class OutputsTest {
    private static final Duration OVER = Duration.ofMinutes(1);

    private final LedgerBench bench = LedgerBench.start();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Map<String, Integer> sizes = new HashMap<>();
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
    void theLastOfTheOutputsTellsWhenAllWereWritten() throws InterruptedException {
        Claim claim = started("mp4/b", "mp4/a");
        put("mp4/a", "media");
        Thread.sleep(1_100);
        put("mp4/b", "media");

        assertThat(verify(claim).written())
                .isEqualTo(bench.headOutput(key("mp4/b")).lastModified())
                .isAfter(bench.headOutput(key("mp4/a")).lastModified());
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
