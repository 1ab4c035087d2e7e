package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpServer;
import io.transcoder.aws.AwsClients;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Settings;
import io.transcoder.failure.Failure;
import io.transcoder.failure.Failures;
import io.transcoder.failure.Remedy;
import io.transcoder.sandbox.ConnectProxy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class HttpClientsTest {
    private static final long TOO_MUCH = 10 * HttpClients.MOST_BYTES;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerWithoutAnEndIsCutOff(boolean packed) throws IOException {
        var sent = new AtomicLong();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", exchange -> {
            if (packed) {
                exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            }
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            if (packed) {
                out = new GZIPOutputStream(out);
            }
            byte[] block = " ".repeat(64 * 1024).getBytes(StandardCharsets.US_ASCII);
            while (sent.addAndGet(block.length) < TOO_MUCH) {
                out.write(block);
            }
            out.close();
        });
        server.start();
        try (var line = line(
                Map.of("bitmovin.url", "http://localhost:" + server.getAddress().getPort()))) {
            Throwable failure = catchThrowable(() -> line.bitmovin().call("GET /encoding/inputs", null));

            assertThat(failure).hasStackTraceContaining("longer than " + HttpClients.MOST_BYTES + " bytes");
            assertThat(new Failures().of(failure, "any").remedy()).isEqualTo(Remedy.ASK_FIRST);
            assertThat(packed || sent.get() < TOO_MUCH)
                    .as("the connection is closed, not read to its end: %s bytes", sent)
                    .isTrue();
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"407, user, wrong", "407, , ", "502, user, right"})
    void aProxyThatMakesNoTunnelIsNobodysVerdict(int status, String user, String password) throws IOException {
        try (var proxy = ConnectProxy.start("user", "right")) {
            var settings = new HashMap<>(Map.of(
                    "http.proxy", proxy.url().toString(),
                    "bitmovin.url", "https://bitmovin.transcoder.test/v1",
                    "bitmovin.timeout", "10s"));
            if (user != null) {
                settings.put("http.proxy-user", user);
                settings.put("http.proxy-password", password);
            }
            Failure bitmovin;
            try (var line = line(settings)) {
                bitmovin = new Failures()
                        .of(catchThrowable(() -> line.bitmovin().call("POST /encoding/encodings", Map.of())), "any");
            }
            Failure store;
            settings.put("aws.s3.endpoint", "https://s3.transcoder.test");
            try (S3Client s3 = new AwsClients(Settings.of(effective(settings))).s3()) {
                store = new Failures().of(catchThrowable(() -> s3.listObjectsV2(b -> b.bucket("mam-in"))), "any");
            }

            assertThat(bitmovin.status()).isEqualTo(status);
            assertThat(bitmovin.remedy()).isEqualTo(status == 407 ? Remedy.CONFIGURATION : Remedy.ASK_FIRST);
            assertThat(store.remedy()).isEqualTo(status == 407 ? Remedy.CONFIGURATION : Remedy.RETRY);
            if (status == 407) {
                assertThat(bitmovin.reason()).contains("set http.proxy-user and http.proxy-password");
                assertThat(store.reason()).contains("set http.proxy-user and http.proxy-password");
                assertThat(proxy.refused()).contains("bitmovin.transcoder.test:443", "s3.transcoder.test:443");
            }
            assertThat(bitmovin.reason() + store.reason()).doesNotContain("wrong");
        }
    }

    private static BitmovinLine line(Map<String, String> settings) {
        return new BitmovinLine(effective(settings), Path.of("application.properties"));
    }

    private static Map<String, String> effective(Map<String, String> settings) {
        var all = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        all.putAll(Map.of("bitmovin.api-key", "any", "source.bucket", "a-bucket", "output.bucket", "b-bucket"));
        all.putAll(Map.of("aws.access-key", "any", "aws.secret-key", "any"));
        all.putAll(settings);
        return EffectiveProperties.of(all, Map.of(), Map.of());
    }
}
