package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.trace.Traces;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is served after a run in which everything happens that is counted. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {
    private static final Duration SOON = Duration.ofMinutes(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private Site site;
    private Application application;
    private Scrape scrape;
    private String text;

    @BeforeAll
    void run() throws Exception {
        site = Site.start();
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/streams").refusing(429, 0, "slowly"));
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/muxings/mp4")
                        .fromCall(2)
                        .refusing(400, 1000, "no"));
        site.encoder()
                .script(e -> "in/damaged.mxf".equals(e.sourceKey()), Outcome.error(10004, "bad", RetryHint.NO_RETRY));
        site.queues().create("transcode-notices", Duration.ofSeconds(10));
        application = site.startApplication(Map.of(
                "price.per-minute",
                "0.5",
                "price.currency",
                "EUR",
                "notify.queue",
                "transcode-notices",
                "reconcile.period",
                "6h"));

        site.upload("in/good.mxf", "media");
        await().atMost(SOON).until(() -> site.records("in/good.mxf").contains("1.clean"));
        site.upload("in/refused.mxf", "media");
        await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        site.upload("in/damaged.mxf", "media");
        site.upload("elsewhere/unknown.mxf", "media");
        site.queues().send(Site.EVENTS, "not json");
        site.upload("in/empty.mxf", "");
        String eTag = site.uploadWithoutEvent("in/twice.mxf", "media");
        String event =
                S3Events.put(Site.SOURCES, "in/twice.mxf").eTag(eTag).size(5).json();
        site.queues().send(Site.EVENTS, event);
        await().atMost(SOON).until(() -> site.records("in/twice.mxf").contains("1.clean"));
        await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 3);
        site.queues()
                .send(Site.EVENTS, S3Events.put(Site.SOURCES, "in/damaged.mxf").json());
        await().atMost(SOON).untilAsserted(() -> assertThat(scrape())
                .contains("transcoder_messages_dropped_total", "transcoder_billed_price_total"));
        text = scrape();
        scrape = Scrape.of(text);
    }

    @AfterAll
    void stop() {
        if (application != null) {
            application.close();
        }
        site.close();
    }

    private String scrape() throws IOException, InterruptedException {
        var uri = URI.create("http://localhost:" + application.managementPort() + "/observe/metrics");
        return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @ParameterizedTest
    @EnumSource
    void everyMetricIsServedWithItsLabels(Metric metric) {
        assertThat(scrape.families()).contains(metric.prometheusName());
        assertThat(scrape.labelsOf(metric.prometheusName()))
                .containsExactlyInAnyOrderElementsOf(metric.labels().keySet());
        assertThat(scrape.has(metric.prometheusName() + (metric.isHistogram() ? "_bucket" : "")))
                .isTrue();
    }

    @Test
    void nothingElseIsServedThanThePageNames() {
        Set<String> named = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            named.add(metric.prometheusName());
        }
        MetricsPage.CAMELS.forEach(camels -> named.add(camels.name()));

        assertThat(scrape.families())
                .filteredOn(family -> !family.matches("(jvm|process|system)_.*|app_info"))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void camelsMetricsHaveTheLabelsThatThePageNames() {
        for (MetricsPage.Camels camels : MetricsPage.CAMELS) {
            Set<String> labels = new HashSet<>(scrape.labelsOf(camels.name()));
            labels.removeAll(List.of("camelContext", "kind"));
            assertThat(labels).as(camels.name()).containsExactlyInAnyOrderElementsOf(camels.labels());
        }
    }

    @Test
    void noLabelHoldsAKeyOrAnIdOrASecret() {
        assertThat(text)
                .doesNotContain(".mxf")
                .doesNotContain(Site.API_KEY)
                .doesNotContainPattern("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}")
                .doesNotContainPattern("[0-9a-f]{16}-[0-9a-f]{16}");
        site.encoder().encodings().forEach(encoding -> assertThat(text).doesNotContain(encoding.id()));
    }

    @Test
    void labelsOfAClosedListHaveNoOtherValues() {
        for (String label : List.of("reason", "remedy", "kind", "outcome", "state", "status", "method")) {
            assertThat(scrape.valuesOf(label))
                    .filteredOn(
                            value -> !value.matches("Camel.*|runnable|blocked|new|waiting|timed-waiting|terminated"))
                    .as(label)
                    .isSubsetOf(MetricsPage.valuesOf(label));
        }
    }

    @Test
    void theCountsAreThoseOfTheRun() {
        assertThat(text.lines())
                .contains(
                        "transcoder_encodings_started_total{profile=\"mp4\"} 3.0",
                        "transcoder_dead_letters_total{kind=\"permanent\",step=\"POST /encoding/encodings/{id}/muxings/mp4\"} 1.0",
                        "transcoder_dead_letters_total{kind=\"malformed\",step=\"intake\"} 1.0",
                        "transcoder_dead_letters_total{kind=\"encoding-failed\",step=\"mp4\"} 1.0",
                        "transcoder_messages_dropped_total{reason=\"failed\"} 1.0",
                        "transcoder_uploads_skipped_total{reason=\"source-empty\"} 1.0",
                        "transcoder_records_ignored_total{reason=\"no-profile\"} 1.0",
                        "transcoder_bitmovin_refusals_total{code=\"1000\"} 1.0",
                        "transcoder_encode_duration_seconds_count{outcome=\"finished\",profile=\"mp4\"} 2",
                        "transcoder_encode_duration_seconds_count{outcome=\"failed\",profile=\"mp4\"} 1",
                        "transcoder_output_to_cleanup_seconds_count{profile=\"mp4\"} 2",
                        "transcoder_intake_state{state=\"receiving\"} 1.0",
                        "transcoder_bitmovin_answers 1.0");
    }

    /** Each of the encoder's own count of calls, by what it saw. */
    @Test
    void everyCallToTheEncoderIsCounted() {
        long creates = site.encoder().calls().stream()
                .filter(call -> call.method().equals("POST") && call.path().equals("/encoding/encodings"))
                .count();

        assertThat(text.lines())
                .contains(
                        "transcoder_bitmovin_call_duration_seconds_count{endpoint=\"/encoding/encodings\",method=\"POST\",status=\"2xx\"} "
                                + creates,
                        "transcoder_bitmovin_call_duration_seconds_count{endpoint=\"/encoding/encodings/{id}/streams\",method=\"POST\",status=\"429\"} 1",
                        "transcoder_bitmovin_call_duration_seconds_count{endpoint=\"/encoding/encodings/{id}/muxings/mp4\",method=\"POST\",status=\"4xx\"} 1");
    }

    @Test
    void everyRequestOfTheStartOfAJobIsCounted() {
        assertThat(scrape.samples().get("transcoder_aws_requests_total"))
                .contains(
                        Map.of("service", "S3", "operation", "PutObject"),
                        Map.of("service", "S3", "operation", "ListObjectsV2"),
                        Map.of("service", "S3", "operation", "DeleteObject"),
                        Map.of("service", "Sqs", "operation", "ReceiveMessage"),
                        Map.of("service", "Sqs", "operation", "DeleteMessage"),
                        Map.of("service", "Sqs", "operation", "SendMessage"));
    }

    @Test
    void theDashboardAsksOnlyForWhatIsServed() {
        assertThat(Deployed.queriesOfTheDashboard()).hasSizeGreaterThan(25).allSatisfy(query -> {
            PromQl expression = PromQl.of(query.expression());
            assertThat(expression.missingFrom(scrape)).as(query.place()).isEmpty();
            assertThat(query.legend()).as("legend of %s", query.place()).allMatch(expression.grouping()::contains);
        });
    }

    @Test
    void theDashboardShowsEveryMetricOfTheApplication() {
        Set<String> shown = new TreeSet<>();
        Deployed.queriesOfTheDashboard().forEach(query -> PromQl.of(query.expression())
                .selectors()
                .forEach(selector -> shown.add(selector.series().replaceFirst("_(bucket|count|sum|max)$", ""))));

        assertThat(Metric.values())
                .extracting(Metric::prometheusName)
                .filteredOn(name -> !shown.contains(name))
                .as("shown by an alert alone")
                .containsExactlyInAnyOrder(
                        Metric.WATCH_LAST_ROUND_TIMESTAMP.prometheusName(),
                        Metric.INTAKE_LAST_RECEIVE_TIMESTAMP.prometheusName(),
                        Metric.ROUTES_OUTDATED.prometheusName(),
                        Metric.RECONCILE_LAST_TIMESTAMP.prometheusName(),
                        Metric.CANARY_LAST_SUCCESS_TIMESTAMP.prometheusName(),
                        Metric.CANARY_DURATION.prometheusName(),
                        Metric.CANARY_FAILURES.prometheusName(),
                        Metric.NOTIFICATIONS_OLDEST.prometheusName(),
                        Metric.ORPHANS_REMOVED.prometheusName());
    }

    @Test
    void theAlertsAskOnlyForWhatIsServed() {
        assertThat(Deployed.alerts()).hasSizeGreaterThan(10).allSatisfy(alert -> {
            PromQl expression = PromQl.of(alert.expression());
            assertThat(expression.selectors()).as(alert.name()).isNotEmpty();
            assertThat(expression.missingFrom(scrape)).as(alert.name()).isEmpty();
            assertThat(Deployed.labelsIn(alert.summary())).as(alert.name()).allMatch(expression.grouping()::contains);
        });
    }

    @Test
    void withoutACollectorNothingIsTracedAndNoThreadWaitsForSpans() {
        assertThat(application.context().getRegistry().findByType(Traces.class)).isEmpty();
        await().atMost(SOON).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().contains("BatchSpanProcessor")));
    }
}
