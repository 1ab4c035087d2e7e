package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Fault;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class HealthTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void anEncoderThatIsAwayIsNamedAndNobodyIsReadyWithoutIt() throws Exception {
        try (Site site = Site.start();
                Application application = site.application(Map.of())) {
            site.encoder().fault(Fault.on("GET", "/**").always().html(502, "<html>bad gateway</html>"));
            application.start();
            int port = application.managementPort();

            await().atMost(SOON).until(() -> ready(port).contains("the last call was answered 502"));
            assertThat(get(port, "health/ready").statusCode()).isEqualTo(503);
            assertThatThrownBy(() -> http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.2:" + port + "/observe/health/live"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()))
                    .as("another address of this machine")
                    .isInstanceOf(ConnectException.class);
            assertThat(get(port, "health/live").statusCode()).isEqualTo(200);
            assertThat(get(port, "health/live").body()).contains("\"status\":\"UP\"");
            long asked = site.encoder().calls().size();
            for (int probe = 0; probe < 50; probe++) {
                ready(port);
            }
            assertThat(site.encoder().calls().size() - asked)
                    .as("calls for fifty probes")
                    .isLessThan(5);

            site.encoder().clearFaults();

            await().atMost(SOON).until(() -> get(port, "health/ready").statusCode() == 200);
            assertThat(ready(port))
                    .contains("{\"name\":\"encoder\",\"status\":\"UP\",\"message\":\"answers; last at 20")
                    .contains("{\"name\":\"intake\",\"status\":\"UP\",\"message\":\"receiving; last at 20");
        }
    }

    @Test
    void aReaderThatHasBecomeDeafIsNotLiveUntilItReceivesAgain() throws Exception {
        var released = new CountDownLatch(1);
        try (Site site = Site.start();
                Wiretap sqs = Wiretap.start("sqs", site.queues().endpoint());
                Application application = site.application(
                        Map.of("aws.sqs.endpoint", sqs.endpoint().toString(), "queue.deaf-after", "3s"))) {
            application.start();
            int port = application.managementPort();
            await().atMost(SOON)
                    .until(() -> sqs.operations().stream().anyMatch(name -> name.startsWith("ReceiveMessage")));
            assertThat(get(port, "health/live").statusCode()).isEqualTo(200);

            sqs.onOperation("ReceiveMessage").always().holdUntil(released);
            await().atMost(SOON).until(() -> get(port, "health/live").statusCode() == 503);
            assertThat(get(port, "health/live").body()).contains("deaf: no receive has succeeded since 20");

            application.context().getRouteController().suspendRoute("intake");
            assertThat(get(port, "health/live").statusCode())
                    .as("stopped by an operator")
                    .isEqualTo(200);
            application.context().getRouteController().resumeRoute("intake");
            await().atMost(SOON).until(() -> get(port, "health/live").statusCode() == 503);

            sqs.heal();
            released.countDown();
            await().atMost(SOON).until(() -> get(port, "health/live").statusCode() == 200);
        } finally {
            released.countDown();
        }
    }

    private String ready(int port) throws IOException, InterruptedException {
        return get(port, "health/ready").body();
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/observe/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
