package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Claim;
import io.transcoder.job.Ledger;
import io.transcoder.job.LedgerJson;
import io.transcoder.job.Output;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What is noted of outputs that are verified. */
class OutputsTest {
    private static final String BUCKET = "mam-out";
    private static final EncodingStatus FINISHED = new EncodingStatus("FINISHED", 100, null, null, List.of());

    private final SandboxStore store = SandboxStore.start();
    private final S3Client s3 = store.client();
    private final Ledger ledger =
            new Ledger(s3, BUCKET, "_jobs/", LedgerJson.mapper(new S3EventReader()), Clock.systemUTC());
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final Outputs outputs = new Outputs(s3, BUCKET, () -> {
        throw new AssertionError("nothing to ask the encoder for");
    });

    OutputsTest() {
        s3.createBucket(b -> b.bucket(BUCKET));
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @Test
    void theLastOfTheOutputsTellsWhenAllWereWritten() throws Exception {
        put("out/first.mp4", "media");
        put("out/second.mp4", "media");

        assertThat(fault("out/second.mp4", "out/first.mp4")).isNull();

        assertThat(exchange.getVariable("outputWritten")).isEqualTo(written("out/second.mp4"));
    }

    @Test
    void anEmptyOutputIsAFaultAndNotWritten() throws Exception {
        put("out/first.mp4", "media");
        put("out/second.mp4", "");

        assertThat(fault("out/first.mp4", "out/second.mp4")).contains("out/second.mp4 is empty");

        assertThat(exchange.getVariable("outputWritten")).isNull();
    }

    private String fault(String... keys) throws Exception {
        Upload upload = new S3EventReader()
                .read(S3Events.put("mam-in", "in/VX-7.mxf").json())
                .uploads()
                .get(0);
        List<Output> expected =
                List.of(keys).stream().map(key -> new Output(key, "mp4/1")).toList();
        var claim = new Claim(upload, 1, "mp4", "enc-1", expected, Map.of(), null, Instant.EPOCH, 0, List.of());
        outputs.verify(claim, ledger.history(upload.id()), FINISHED, exchange);
        return exchange.getVariable("fault", String.class);
    }

    private void put(String key, String content) {
        s3.putObject(b -> b.bucket(BUCKET).key(key), RequestBody.fromString(content));
    }

    private Instant written(String key) {
        return s3.headObject(b -> b.bucket(BUCKET).key(key)).lastModified();
    }
}
