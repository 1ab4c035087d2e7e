package io.transcoder.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.transcoder.aws.AwsClients;
import io.transcoder.config.Settings;
import io.transcoder.ledger.s3.SourceChecksums;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class SourceChecksumsTest {
    /** Of each HEAD, whether it asked for the checksum. */
    private final List<Boolean> asked = new CopyOnWriteArrayList<>();

    private final AtomicInteger withChecksum = new AtomicInteger(200);
    private final AtomicInteger without = new AtomicInteger(200);
    private HttpServer server;
    private S3Client s3;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean wanted = "ENABLED".equals(exchange.getRequestHeaders().getFirst("x-amz-checksum-mode"));
            asked.add(wanted);
            if (wanted) {
                exchange.getResponseHeaders().add("x-amz-checksum-crc32", "AAAAAA==");
                exchange.getResponseHeaders().add("x-amz-checksum-crc64nvme", "6oZ4r8pRUZQ=");
            }
            exchange.getResponseHeaders().add("ETag", "\"0123\"");
            exchange.sendResponseHeaders((wanted ? withChecksum : without).get(), -1);
            exchange.close();
        });
        server.start();
        s3 = new SourceChecksums(new AwsClients(Settings.of(Map.of(
                        "aws.s3.endpoint",
                        "http://localhost:" + server.getAddress().getPort(),
                        "aws.access-key",
                        "any",
                        "aws.secret-key",
                        "any")))
                .s3());
    }

    @AfterEach
    void stop() {
        s3.close();
        server.stop(0);
    }

    private String checksum() {
        return SourceChecksums.in(s3.headObject(b -> b.bucket("mam-in").key("in/a.mxf")));
    }

    @Test
    void theStrongestChecksumComesWithTheOneHead() {
        assertThat(checksum()).isEqualTo("CRC64NVME 6oZ4r8pRUZQ=");
        assertThat(asked).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 501})
    void aStoreThatRefusesTheQuestionIsAskedWithoutIt(int refusal) {
        withChecksum.set(refusal);

        assertThat(checksum()).isNull();
        assertThat(asked).containsExactly(true, false);
    }

    @Test
    void whoMayNotSeeTheObjectGetsTheRefusal() {
        withChecksum.set(403);
        without.set(403);

        assertThatThrownBy(this::checksum).isInstanceOfSatisfying(S3Exception.class, e -> assertThat(e.statusCode())
                .isEqualTo(403));
    }

    @Test
    void anObjectThatIsNotThereIsNotAskedForTwice() {
        withChecksum.set(404);

        assertThatThrownBy(this::checksum).isInstanceOf(NoSuchKeyException.class);
        assertThat(asked).containsExactly(true);
    }
}
