package io.transcoder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Collector;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.upload.S3Events;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.Message;

/** The spans of four uploads: one ends well, one badly, one well after a replay, and one needs nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesTest {
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String GOOD = "in/good \"${sys.user.name}\".mxf";
    private static final String BAD = "in/bad.mxf";
    private static final String AGAIN = "in/again.mxf";

    private final Collector collector = Collector.start();
    private List<Collector.Sent> spans;
    private String good;
    private String bad;
    private String again;

    @BeforeAll
    void run() {
        try (Site site = Site.start();
                Application application = site.application(
                        Map.of("tracing.endpoint", collector.url().toString()))) {
            application.start();
            site.upload(GOOD, "media");
            await().atMost(SOON).until(() -> site.records(GOOD).contains("1.clean") && !site.isOpen(GOOD));
            site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings/*/muxings/mp4").refusing(400, 1000, "planted"));
            site.upload(BAD, "media");
            site.queues()
                    .send(Site.EVENTS, S3Events.put(Site.SOURCES, "in/gone.mxf").json());
            await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
            await().atMost(SOON).until(() -> site.records("in/gone.mxf").contains("0.end"));
            await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0);
            good = traceOf(site, GOOD);
            bad = trace(site.deadLetters().get(0));
            again = failAndReplay(site);
        }
        spans = collector.spans();
    }

    private static String failAndReplay(Site site) {
        site.queues().purge(Site.DEAD_LETTERS);
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/muxings/mp4").refusing(400, 1000, "planted"));
        site.upload(AGAIN, "media");
        await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        Message letter = site.deadLetters().get(0);
        site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                .messageBody(letter.body())
                .messageAttributes(letter.messageAttributes()));
        await().atMost(SOON).until(() -> site.records(AGAIN).contains("1.clean") && !site.isOpen(AGAIN));
        return trace(letter);
    }

    private static String trace(Message letter) {
        return letter.messageAttributes().get("job-id").stringValue().replace("-", "");
    }

    @AfterAll
    void stop() {
        collector.close();
    }

    private static String traceOf(Site site, String key) {
        return site.names("_jobs/").stream()
                .filter(name -> name.endsWith("/1.clean"))
                .map(name -> name.split("/")[1].replace("-", ""))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no job of " + key));
    }

    private List<Collector.Sent> trace(String id) {
        return spans.stream().filter(span -> span.trace().equals(id)).toList();
    }

    private static Collector.Sent root(List<Collector.Sent> trace) {
        List<Collector.Sent> roots =
                trace.stream().filter(span -> span.parent().isEmpty()).toList();
        assertThat(roots).hasSize(1);
        return roots.get(0);
    }

    @Test
    void anUploadIsOneTraceFromTheQueueOverTheCallsToTheCleanUp() {
        List<Collector.Sent> trace = trace(good);

        assertThat(trace)
                .extracting(Collector.Sent::name)
                .contains(
                        "upload",
                        "queue",
                        "take-event",
                        "submit",
                        "POST /encoding/encodings",
                        "POST /encoding/encodings/{id}/streams",
                        "POST /encoding/encodings/{id}/muxings/mp4",
                        "POST /encoding/encodings/{id}/start",
                        "watch-job",
                        "GET /encoding/encodings/{id}/status",
                        "clean");
    }

    @Test
    void nothingIsTracedThatBelongsToNoUpload() {
        assertThat(spans.stream().map(Collector.Sent::trace).collect(Collectors.toSet()))
                .hasSize(4);
    }

    @Test
    void aReplayIsAnotherTryInTheSameTrace() {
        List<Collector.Sent> tries =
                trace(again).stream().filter(span -> span.parent().isEmpty()).toList();

        assertThat(tries)
                .extracting(span -> span.attributes().get("transcoder.outcome"))
                .containsExactlyInAnyOrder("dead letter", "cleaned");
        assertThat(tries).extracting(Collector.Sent::id).doesNotHaveDuplicates();
        assertThat(trace(again))
                .filteredOn(span -> span.name().equals("take-event"))
                .extracting(Collector.Sent::parent)
                .containsExactlyInAnyOrderElementsOf(
                        tries.stream().map(Collector.Sent::id).toList());
    }

    @Test
    void everySpanHasItsParentInTheTraceAndLiesWithinTheUpload() {
        for (String id : List.of(good, bad)) {
            List<Collector.Sent> trace = trace(id);
            Collector.Sent root = root(trace);
            Set<String> ids = trace.stream().map(Collector.Sent::id).collect(Collectors.toSet());

            assertThat(root.name()).isEqualTo("upload");
            assertThat(trace).filteredOn(span -> span != root).allMatch(span -> ids.contains(span.parent()));
            assertThat(trace).extracting(Collector.Sent::id).doesNotHaveDuplicates();
            assertThat(trace).allMatch(span -> span.start() <= span.end());
            assertThat(trace)
                    .filteredOn(span -> span.name().startsWith("POST "))
                    .isNotEmpty()
                    .allMatch(span -> span.start() >= root.start() && span.end() <= root.end());
        }
    }

    @Test
    void theWatchersPartIsBesideTheIntakesBelowTheUpload() {
        List<Collector.Sent> trace = trace(good);
        Collector.Sent root = root(trace);

        assertThat(trace)
                .filteredOn(span -> span.parent().equals(root.id()))
                .extracting(Collector.Sent::name)
                .contains("queue", "take-event", "watch-job");
    }

    @Test
    void aCallIsBelowTheStepThatMadeIt() {
        Map<String, Collector.Sent> byId =
                trace(good).stream().collect(Collectors.toMap(Collector.Sent::id, span -> span));
        Collector.Sent span = byId.values().stream()
                .filter(each -> each.name().equals("POST /encoding/encodings/{id}/start"))
                .findFirst()
                .orElseThrow();
        var path = new StringBuilder();
        for (Collector.Sent at = span; at != null; at = byId.get(at.parent())) {
            path.insert(0, " > " + at.name());
        }

        assertThat(path.toString())
                .contains(" > submit > encode > start > post-start > bitmovin-start-encoding-action");
        assertThat(span.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.response.status_code", "200");
    }

    @Test
    void aDeadLetterIsAFailedTraceWithTheCallThatFailed() {
        assertThat(root(trace(bad)).attributes()).containsEntry("transcoder.outcome", "dead letter");
        assertThat(root(trace(bad)).failure()).isNotNull();
        assertThat(trace(bad))
                .filteredOn(span -> span.name().equals("POST /encoding/encodings/{id}/muxings/mp4"))
                .singleElement()
                .matches(span -> "answered 400".equals(span.failure()));
    }

    @Test
    void whatNeedsNoEncodeEndsAsSkipped() {
        assertThat(spans)
                .filteredOn(span -> "skipped".equals(span.attributes().get("transcoder.outcome")))
                .singleElement()
                .matches(span -> span.attributes().get("transcoder.key").equals("in/gone.mxf"));
    }

    @Test
    void aKeyIsAnAttributeOfTheUploadAndNoName() {
        assertThat(root(trace(good)).attributes())
                .containsEntry("transcoder.key", GOOD)
                .containsEntry("transcoder.outcome", "cleaned");
        assertThat(spans).extracting(Collector.Sent::name).noneMatch(name -> name.contains(".mxf"));
        assertThat(spans)
                .extracting(Collector.Sent::name)
                .noneMatch(name -> name.matches(".*[0-9a-f]{8}-[0-9a-f]{4}-.*"));
    }

    @Test
    void noSecretIsSent() {
        assertThat(collector.raw())
                .contains("take-event")
                .doesNotContain(Site.API_KEY)
                .doesNotContain("sandbox-secret-81d0");
    }

    @Test
    void anEventFromLongAgoBeginsNoEarlierThanAMonthAgo() {
        long monthAgo = Instant.now().minus(Duration.ofDays(31)).getEpochSecond() * 1_000_000_000;

        assertThat(spans).allMatch(span -> span.start() > monthAgo);
    }

    @Test
    void aCollectorThatIsAwayHoldsNothingUp() throws Exception {
        try (var context = new DefaultCamelContext();
                var traces = new Traces(URI.create("http://localhost:1"), Clock.systemUTC())) {
            context.getManagementStrategy().addEventNotifier(traces);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:work").setProperty("job", constant("801d36980e460ca7-a039328a6c9817b6"));
                }
            });
            context.start();
            Instant begin = Instant.now();

            for (int i = 0; i < 5000; i++) {
                context.createFluentProducerTemplate().to("direct:work").send();
            }

            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }
}
