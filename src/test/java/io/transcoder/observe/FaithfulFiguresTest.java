package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Figures that no single call shows: what is tried more than once is counted once, and what takes several rounds is measured from its begin. */
@Tag("slow")
class FaithfulFiguresTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void aDeadLetterIsCountedWhenTheQueueHasIt() throws Exception {
        try (Site site = Site.start();
                Wiretap sqs = Wiretap.start("sqs", site.queues().endpoint())) {
            // the SDK tries a call three times
            var refused = sqs.onOperation("SendMessage").times(6).refuse();
            site.encoder().script(e -> true, Outcome.error(10004, "bad", RetryHint.NO_RETRY));
            try (Application application = site.startApplication(
                    Map.of("aws.sqs.endpoint", sqs.endpoint().toString()))) {
                site.upload("in/damaged.mxf", "media");
                await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);

                assertThat(refused.fired()).isEqualTo(6);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(counted("transcoder_dead_letters_total{", application))
                                .isEqualTo(1));
            }
        }
    }

    /** The first calls are told to wait for so long that the other instance takes the start over. */
    @Test
    void aStartIsCountedByTheInstanceThatMadeIt() throws Exception {
        Map<String, String> settings = Map.of("bitmovin.timeout", "1s");
        try (Site site = Site.start(options -> options.withEncodeTime(Duration.ofSeconds(6)))) {
            site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings/*/start")
                            .times(2)
                            .refusing(429, 0, "slowly")
                            .header("x-ratelimit-reset", "5"));
            try (Application one = site.startApplication(settings);
                    Application other = site.startApplication(settings)) {
                for (String key : new String[] {"in/a.mxf", "in/b.mxf", "in/c.mxf"}) {
                    site.upload(key, "media");
                }
                await().atMost(SOON).until(() -> Stream.of("in/a.mxf", "in/b.mxf", "in/c.mxf")
                        .allMatch(key -> site.records(key).contains("1.clean")));

                assertThat(counted("transcoder_encodings_started_total{", one, other))
                        .isEqualTo(site.encoder().encodings().stream()
                                .mapToInt(Encoder.Encoding::startedCount)
                                .sum());
            }
        }
    }

    @Test
    void theTimeUntilTheCleanUpBeginsWithTheOutput() throws Exception {
        try (Site site = Site.start(options -> options.withFinishLag(Duration.ofSeconds(4)));
                Application application = site.startApplication()) {
            site.upload("in/a.mxf", "media");
            await().atMost(SOON).until(() -> site.records("in/a.mxf").contains("1.clean"));

            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(counted("transcoder_output_to_cleanup_seconds_sum{", application))
                            .isGreaterThanOrEqualTo(3));
        }
    }

    private int counted(String series, Application... applications) throws IOException, InterruptedException {
        int sum = 0;
        for (Application application : applications) {
            var uri = URI.create("http://localhost:" + application.managementPort() + "/observe/metrics");
            HttpResponse<Stream<String>> response =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofLines());
            sum += response.body()
                    .filter(line -> line.startsWith(series))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
        return sum;
    }
}
