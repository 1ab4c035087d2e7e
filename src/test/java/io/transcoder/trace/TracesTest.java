package io.transcoder.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.config.HttpProxy;
import io.transcoder.config.Settings;
import io.transcoder.sandbox.Collector;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Fault;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** The spans of four uploads: one ends well, one badly, one well after a replay, and one needs nothing. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String GOOD = "in/good \"${sys.user.name}\".mxf";
    private static final String BAD = "in/bad.mxf";
    private static final String AGAIN = "in/again.mxf";

    private static final String REFUSED = "<Error><Code>AccessDenied</Code><Message>planted text</Message></Error>";

    private final Collector collector = Collector.start();
    private List<Collector.Sent> spans;
    private String good;
    private String bad;
    private String again;

    @BeforeAll
    void run() {
        try (Site site = Site.start();
                Wiretap s3 = Wiretap.start("s3", site.store().endpoint());
                Application application = site.application(Map.of(
                        "tracing.endpoint", collector.url().toString(),
                        "tracing.headers", "Authorization=Bearer t0k=en, X-Team=media",
                        "aws.s3.endpoint", s3.endpoint().toString()))) {
            s3.onOperation("DELETE " + AGAIN).answer(403, Map.of("x-amz-request-id", "REQ-403"), REFUSED);
            application.start();
            site.upload(GOOD, "media");
            await().atMost(SOON).until(() -> site.records(GOOD).contains("1.clean") && !site.isOpen(GOOD));
            site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings/*/muxings/mp4").refusing(400, 1000, "planted"));
            site.upload(BAD, "media");
            site.upload("in/empty.mxf", "");
            await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
            await().atMost(SOON).until(() -> site.records("in/empty.mxf").contains("1.end"));
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

    @Test
    void theCollectorGetsTheHeadersThatItWants() {
        assertThat(collector.headers()).isNotEmpty().allSatisfy(headers -> assertThat(headers)
                .containsEntry("Authorization", List.of("Bearer t0k=en"))
                .containsEntry("X-team", List.of("media")));
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
                        "intake",
                        "encode",
                        "POST /encoding/encodings",
                        "POST /encoding/encodings/{id}/streams",
                        "POST /encoding/encodings/{id}/muxings/mp4",
                        "POST /encoding/encodings/{id}/start",
                        "watch",
                        "check-encoding",
                        "GET /encoding/encodings/{id}/status",
                        "clean");
    }

    @Test
    void theRequestsToS3AreInTheTraceOfTheirUpload() {
        assertThat(requests(good, "S3.HeadObject"))
                .extracting(span -> span.attributes().get("aws.s3.bucket") + "/"
                        + span.attributes().get("aws.s3.key"))
                .contains("mam-in/" + GOOD, "mam-out/out/" + GOOD.substring(3) + "_bitmovin.mp4");
        assertThat(requests(good, "S3.PutObject"))
                .extracting(span -> span.attributes().get("aws.s3.key"))
                .extracting(key -> key.substring(key.lastIndexOf('/') + 1))
                .contains("1.claim", "1.start", "1.end", "1.clean");
        assertThat(requests(good, "S3.DeleteObject"))
                .filteredOn(span -> GOOD.equals(span.attributes().get("aws.s3.key")))
                .singleElement()
                .satisfies(span -> assertThat(span.attributes())
                        .containsEntry("rpc.system", "aws-api")
                        .containsEntry("rpc.service", "S3")
                        .containsEntry("rpc.method", "DeleteObject")
                        .containsEntry("aws.s3.bucket", "mam-in")
                        .containsEntry("http.response.status_code", "204")
                        .doesNotContainKeys("error.type", "http.request.resend_count"))
                .matches(span -> path(good, span).endsWith(" > settle > clean > S3.DeleteObject"));
    }

    @Test
    void theDeleteOfTheMessageIsTheLastOfTheIntake() {
        Collector.Sent queue = only(requests(good, "queue"));
        Collector.Sent intake = only(requests(good, "intake"));
        Collector.Sent deleted = only(requests(good, "Sqs.DeleteMessage"));

        assertThat(queue.end()).isEqualTo(intake.start());
        assertThat(path(good, deleted)).isEqualTo("upload > intake > Sqs.DeleteMessage");
        assertThat(trace(good))
                .filteredOn(span -> span.parent().equals(intake.id()))
                .allMatch(span -> span.end() <= deleted.end() && span.end() <= intake.end());
        assertThat(deleted.attributes().get("aws.sqs.queue.url")).endsWith("/" + Site.EVENTS);
    }

    @Test
    void theDeadLettersSendIsBelowTheStepThatSendsIt() {
        Collector.Sent sent = only(requests(bad, "Sqs.SendMessage"));

        assertThat(sent.attributes()).containsKey("messaging.message.id");
        assertThat(sent.attributes().get("aws.sqs.queue.url")).endsWith("/" + Site.DEAD_LETTERS);
        assertThat(path(bad, sent)).startsWith("upload > intake > park > send-dead-letter > ");
    }

    @Test
    void aRefusedRequestShowsItsErrorInOurWords() {
        assertThat(requests(again, "S3.DeleteObject"))
                .filteredOn(span -> AGAIN.equals(span.attributes().get("aws.s3.key")))
                .hasSize(2)
                .filteredOn(span -> span.failure() != null)
                .singleElement()
                .matches(span -> span.failure().equals("answered 403 AccessDenied"))
                .satisfies(span -> assertThat(span.attributes())
                        .containsEntry("error.type", "AccessDenied")
                        .containsEntry("http.response.status_code", "403")
                        .containsEntry("aws.request_id", "REQ-403"));
    }

    @Test
    void withoutACollectorNoRequestIsNoted() {
        try (Site site = Site.start();
                Application application = site.startApplication()) {
            assertThat(interceptors(application)).isNotEmpty().doesNotHaveAnyElementsOfTypes(AwsSpans.class);
            assertThat(application.context().getRegistry().lookupByName("traces"))
                    .isNull();
        }
    }

    private static List<ExecutionInterceptor> interceptors(Application application) {
        var registry = application.context().getRegistry();
        return Stream.of(
                        registry.lookupByNameAndType("s3", S3Client.class).serviceClientConfiguration(),
                        registry.lookupByNameAndType("sqs", SqsClient.class).serviceClientConfiguration())
                .flatMap(client -> client.overrideConfiguration().executionInterceptors().stream())
                .toList();
    }

    private List<Collector.Sent> requests(String trace, String name) {
        return trace(trace).stream().filter(span -> span.name().equals(name)).toList();
    }

    private static Collector.Sent only(List<Collector.Sent> spans) {
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    /** The names from the span over all to this one. */
    private String path(String trace, Collector.Sent span) {
        Map<String, Collector.Sent> byId =
                trace(trace).stream().collect(Collectors.toMap(Collector.Sent::id, each -> each));
        var path = new StringBuilder(span.name());
        for (Collector.Sent at = byId.get(span.parent()); at != null; at = byId.get(at.parent())) {
            path.insert(0, at.name() + " > ");
        }
        return path.toString();
    }

    @Test
    void nothingIsTracedThatBelongsToNoUpload() {
        assertThat(spans.stream().map(Collector.Sent::trace).collect(Collectors.toSet()))
                .hasSize(4);
    }

    @Test
    void aReplayIsAnotherTryInTheSameTrace() {
        List<Collector.Sent> tries = requests(again, "upload");

        assertThat(tries)
                .extracting(span -> span.attributes().get("transcoder.outcome"))
                .containsExactlyInAnyOrder("dead letter", "cleaned");
        assertThat(root(trace(again)).attributes()).containsEntry("transcoder.outcome", "dead letter");
        assertThat(requests(again, "intake")).hasSize(2);
    }

    @Test
    void everySpanHasItsParentInTheTraceAndLiesWithinTheUpload() {
        for (String id : List.of(good, bad, again)) {
            List<Collector.Sent> trace = trace(id);
            Collector.Sent root = root(trace);
            Set<String> ids = trace.stream().map(Collector.Sent::id).collect(Collectors.toSet());

            assertThat(root.name()).isEqualTo("upload");
            assertThat(trace).filteredOn(span -> span != root).allMatch(span -> ids.contains(span.parent()));
            assertThat(trace).extracting(Collector.Sent::id).doesNotHaveDuplicates();
            assertThat(trace).allMatch(span -> span.start() <= span.end());
        }
        for (String id : List.of(good, bad)) {
            Collector.Sent root = root(trace(id));
            assertThat(trace(id))
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
                .containsOnly("queue", "intake", "watch");
    }

    @Test
    void aCallIsBelowTheStepThatMadeIt() {
        Collector.Sent span = only(requests(good, "POST /encoding/encodings/{id}/start"));

        assertThat(path(good, span))
                .startsWith("upload > intake > encode > start > post-start > bitmovin-start-encoding-action");
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
                .matches(span -> span.attributes().get("transcoder.key").equals("in/empty.mxf"));
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
                .contains("intake")
                .doesNotContain(Site.API_KEY)
                .doesNotContain("AWS4-HMAC-SHA256", "X-Amz-Signature", "eventSource")
                .doesNotContain("sandbox-secret-81d0");
    }

    @Test
    void anEventFromLongAgoBeginsNoEarlierThanAMonthAgo() {
        long monthAgo = Instant.now().minus(Duration.ofDays(31)).getEpochSecond() * 1_000_000_000;

        assertThat(spans).allMatch(span -> span.start() > monthAgo);
    }

    @Test
    void aCollectorThatNeverAnswersHoldsNothingUp() throws Exception {
        try (var silent = new ServerSocket(0);
                var context = new DefaultCamelContext();
                var traces = new Traces(
                        URI.create("http://localhost:" + silent.getLocalPort()),
                        Map::of,
                        HttpProxy.of(Settings.of(Map.of())))) {
            context.getManagementStrategy().addEventNotifier(traces);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:work")
                            .setProperty("job", constant("801d36980e460ca7-a039328a6c9817b6"))
                            .to("direct:step");
                    from("direct:step").setBody(constant("answer"));
                }
            });
            context.start();
            Instant begin = Instant.now();

            for (int i = 0; i < 5000; i++) {
                context.createProducerTemplate().send("direct:work", AwsSpansTest.received(context));
            }

            // far more than a busy machine needs, and less than 25 ms for each
            assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofMinutes(2));
        }
    }
}
