package io.transcoder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HealthTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void healthAndMetricsAreServed() throws Exception {
        try (Site site = Site.start();
                Application application = site.application(Map.of())) {
            application.start();
            int port = application.managementPort();

            assertThat(get(port, "health/live").statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> get(port, "health/ready").statusCode() == 200);
            assertThat(get(port, "health/ready").body()).contains("{\"name\":\"intake\",\"status\":\"UP\"}");

            site.upload("in/counted.mxf", "media");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> site.records("in/counted.mxf").contains("1.clean"));
            assertThat(get(port, "metrics").body())
                    .contains("transcoder_uploads_received_total 1.0")
                    .contains("transcoder_encodings_started_total{profile=\"mp4\"} 1.0")
                    .contains("transcoder_upload_age_at_start_seconds_count 1")
                    .contains("camel_exchanges_total");
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/observe/" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
