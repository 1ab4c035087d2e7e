package io.transcoder.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.transcoder.config.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

class AwsClientsTest {
    private final List<Map<String, List<String>>> heads = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            heads.add(Map.copyOf(exchange.getRequestHeaders()));
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
    void aRecordIsPutAsItIsWithItsChecksumInAHeader() {
        s3.putObject(b -> b.bucket("mam-out").key("_jobs/a"), RequestBody.fromString("a record"));

        assertThat(heads).singleElement().satisfies(head -> assertThat(head)
                .containsKey("X-amz-checksum-crc32")
                .doesNotContainKeys("Content-encoding", "X-amz-trailer"));
        assertThat(bodies).containsExactly("a record");
    }
}
