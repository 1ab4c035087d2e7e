package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.transcoder.sandbox.Site;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What routes get to see of a reply that a server or a proxy has compressed. */
@Tag("slow")
class CompressedReplyTest {
    private static final List<String> ASKED_FOR = new CopyOnWriteArrayList<>();

    private static HttpServer server;
    private static Site site;
    private static Application application;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            ASKED_FOR.add(String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding")));
            byte[] body = gzip("{\"status\":\"SUCCESS\"}");
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders()
                    .add("Content-Encoding", exchange.getRequestURI().getPath().substring(1));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        site = Site.start();
        application = site.startApplication(Map.of());
    }

    @AfterAll
    static void stop() {
        application.close();
        site.close();
        server.stop(0);
    }

    /** Of a server that compresses without being asked. Camel leaves the buffer's rest behind the text; who reads JSON ends before. */
    @Test
    void aCompressedReplyIsReadOnceDecompressed() throws IOException {
        assertThat(new ObjectMapper().readTree(get("gzip")).path("status").asText())
                .isEqualTo("SUCCESS");
    }

    /** So that the HTTP client has nothing to decompress, which Camel would do a second time. */
    @Test
    void noReplyIsAskedForCompressed() {
        get("gzip");

        assertThat(ASKED_FOR).isNotEmpty().containsOnly("null");
    }

    /** HttpClient's own decoding would keep the connection of such a reply for good (CVE-2026-64607). */
    @Test
    void repliesInAnUnknownEncodingUseNoConnectionUp() {
        String endpoint = "&connectionsPerRoute=2&connectionRequestTimeout=2000";
        for (int i = 0; i < 5; i++) {
            assertThat(get("no-such-encoding", endpoint)).isNotEmpty();
        }
    }

    private static String get(String encoding) {
        return get(encoding, "");
    }

    private static String get(String encoding, String options) {
        try (ProducerTemplate template = application.context().createProducerTemplate()) {
            String uri = "http://localhost:%d/%s?httpMethod=GET%s"
                    .formatted(server.getAddress().getPort(), encoding, options);
            return template.requestBody(uri, null, String.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] gzip(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var stream = new GZIPOutputStream(bytes)) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
