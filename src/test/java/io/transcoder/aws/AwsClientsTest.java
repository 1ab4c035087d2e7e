package io.transcoder.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.transcoder.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.services.s3.S3Client;

class AwsClientsTest {
    private final List<Map<String, List<String>>> heads = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final AtomicBoolean refusesChecksums = new AtomicBoolean();
    private HttpServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            heads.add(Map.copyOf(exchange.getRequestHeaders()));
            if (refusesChecksums.get()
                    && exchange.getRequestHeaders().keySet().stream().anyMatch(AwsClientsTest::isChecksum)) {
                byte[] refusal = "<Error><Code>InvalidArgument</Code><Message>Unsupported header</Message></Error>"
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(400, refusal.length);
                exchange.getResponseBody().write(refusal);
                exchange.close();
                return;
            }
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        s3 = new AwsClients(Settings.of(Map.of(
                        "aws.s3.endpoint",
                        "http://localhost:" + server.getAddress().getPort(),
                        "aws.access-key",
                        "any",
                        "aws.secret-key",
                        "any")))
                .s3();
    }

    @AfterEach
    void stop() {
        s3.close();
        server.stop(0);
    }

    @Test
    void aRecordIsPutInOneRoundTrip() {
        s3.putObject(b -> b.bucket("mam-out").key("_jobs/a").ifNoneMatch("*"), RequestBody.fromString("a record"));

        assertThat(heads)
                .singleElement()
                .satisfies(head -> assertThat(head).containsKey("If-none-match").doesNotContainKey("Expect"));
    }

    @Test
    void aRecordIsPutAsItIs() {
        s3.putObject(b -> b.bucket("mam-out").key("_jobs/a"), RequestBody.fromString("a record"));

        assertThat(heads).singleElement().satisfies(head -> assertThat(head)
                .doesNotContainKeys("Content-encoding", "X-amz-trailer"));
        assertThat(bodies).containsExactly("a record");
    }

    @Test
    void awsItselfGetsTheChecksumOfARecordInAHeader() {
        var sent = new AtomicReference<SdkHttpRequest>();
        var settings = Settings.of(Map.of("aws.access-key", "any", "aws.secret-key", "any"));
        try (S3Client aws = new AwsClients(settings).s3(new ExecutionInterceptor() {
            @Override
            public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
                sent.set(context.httpRequest());
                throw new IllegalStateException("not to be sent");
            }
        })) {
            assertThatThrownBy(
                            () -> aws.putObject(b -> b.bucket("mam-out").key("_jobs/a"), RequestBody.fromString("r")))
                    .hasStackTraceContaining("not to be sent");
        }

        assertThat(sent.get().host()).endsWith(".amazonaws.com");
        assertThat(sent.get().headers())
                .containsKey("x-amz-checksum-crc32")
                .doesNotContainKeys("Content-Encoding", "x-amz-trailer");
    }

    @Test
    void aStoreThatRefusesChecksumsTakesRecords() {
        refusesChecksums.set(true);

        s3.putObject(b -> b.bucket("mam-out").key("_jobs/a").ifNoneMatch("*"), RequestBody.fromString("a record"));
        s3.getObjectAsBytes(b -> b.bucket("mam-out").key("_jobs/a"));
        s3.headObject(b -> b.bucket("mam-out").key("_jobs/a"));
        s3.deleteObject(b -> b.bucket("mam-out").key("_jobs/a").ifMatch("etag"));

        assertThat(bodies).containsExactly("a record", "", "", "");
        assertThat(heads).allSatisfy(head -> assertThat(head.keySet()).noneMatch(AwsClientsTest::isChecksum));
    }

    /** As Backblaze's table of unsupported headers has them. */
    private static boolean isChecksum(String header) {
        return header.toLowerCase(Locale.ROOT).matches("x-amz-(sdk-)?checksum-.*|x-amz-trailer");
    }
}
