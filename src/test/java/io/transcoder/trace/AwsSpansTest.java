package io.transcoder.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.aws.AwsClients;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.HttpProxy;
import io.transcoder.config.Settings;
import io.transcoder.sandbox.Collector;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Wiretap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Which requests to AWS come into which trace. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsSpansTest {
    private static final String JOB = "801d36980e460ca7-a039328a6c9817b6";
    private static final String QUEUE = "events";

    private final SandboxQueues queues = SandboxQueues.start();
    private final SandboxStore store = SandboxStore.start();
    private final Wiretap tap = Wiretap.start("s3", store.endpoint());
    private final ExecutorService another = Executors.newSingleThreadExecutor();
    private Collector collector;
    private Traces traces;
    private DefaultCamelContext context;
    private S3Client s3;
    private SqsClient sqs;
    private String queue;

    @BeforeAll
    void fill() {
        store.createBucket("bucket");
        queue = queues.create(QUEUE, Duration.ofSeconds(30));
    }

    @BeforeEach
    void start() throws Exception {
        collector = Collector.start();
        traces = new Traces(collector.url(), Map::of, HttpProxy.of(Settings.of(Map.of())));
        var clients = clients();
        s3 = clients.s3(traces.requests());
        sqs = clients.sqs(traces.requests());
        context = new DefaultCamelContext();
        context.getManagementStrategy().addEventNotifier(traces);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:upload").setProperty("job", constant(JOB)).to("direct:work");
                from("direct:of-nobody").to("direct:work");
                from("direct:work").process(exchange -> exchange.getProperty("run", Runnable.class)
                        .run());
                from("direct:upload-in-parts").setProperty("job", constant(JOB)).to("direct:parts");
                from("direct:parts").process(exchange -> {
                    Exchange part = exchange.copy();
                    onAnotherThread(() -> context.createProducerTemplate().send("direct:inner", part));
                    onAnotherThread(AwsSpansTest.this::list);
                });
                from("direct:upload-with-an-end")
                        .setProperty("job", constant(JOB))
                        .process(exchange -> exchange.getExchangeExtension()
                                .addOnCompletion(new SynchronizationAdapter() {
                                    @Override
                                    public void onDone(Exchange done) {
                                        done.getProperty("run", Runnable.class).run();
                                    }
                                }))
                        .to("direct:inner");
                from("direct:upload-on-another-thread")
                        .setProperty("job", constant(JOB))
                        .to("direct:threads");
                from("direct:threads").threads(1).to("direct:inner");
                from("direct:inner").setBody(constant("answer"));
            }
        });
        context.start();
    }

    private AwsClients clients() {
        Path file = Path.of("application.properties");
        var settings = new HashMap<>(EffectiveProperties.read(file));
        settings.putAll(Map.of(
                "aws.s3.endpoint", tap.endpoint().toString(),
                "aws.sqs.endpoint", queues.endpoint().toString(),
                "aws.access-key", "sandbox",
                "aws.secret-key", "sandbox-secret-81d0",
                "source.bucket", "bucket",
                "output.bucket", "bucket",
                "bitmovin.api-key", "key"));
        return new AwsClients(Settings.of(EffectiveProperties.of(settings, Map.of(), Map.of())));
    }

    @AfterEach
    void stop() throws IOException {
        context.close();
        traces.close();
        tap.heal();
        s3.close();
        sqs.close();
        collector.close();
    }

    @AfterAll
    void close() {
        another.shutdownNow();
        tap.close();
        store.close();
        queues.close();
    }

    private void work(String endpoint, Runnable work) {
        Exchange exchange = received(context);
        exchange.setProperty("run", work);
        context.createProducerTemplate().send(endpoint, exchange);
    }

    /** As a consumer makes it. */
    static Exchange received(CamelContext context) {
        var exchange = new DefaultExchange(context);
        exchange.getExchangeExtension().setFromRouteId("intake");
        return exchange;
    }

    private Message receive() {
        queues.send(QUEUE, "the body of the message");
        return sqs.receiveMessage(b -> b.queueUrl(queue).waitTimeSeconds(5).maxNumberOfMessages(1))
                .messages()
                .get(0);
    }

    private void list() {
        s3.listObjectsV2(b -> b.bucket("bucket"));
    }

    private List<Collector.Sent> spans() {
        traces.close();
        return collector.spans();
    }

    @Test
    void neitherAMessageNorItsReceiptIsInASpan() {
        var receipt = new AtomicReference<String>();

        work("direct:upload", () -> {
            receipt.set(receive().receiptHandle());
            sqs.deleteMessage(b -> b.queueUrl(queue).receiptHandle(receipt.get()));
        });

        assertThat(spans())
                .allMatch(span -> span.trace().equals(JOB.replace("-", "")))
                .filteredOn(span -> span.parent().equals("a039328a6c9817b6"))
                .extracting(Collector.Sent::name)
                .containsExactly("intake");
        assertThat(collector.spans())
                .extracting(Collector.Sent::name)
                .contains("Sqs.ReceiveMessage", "Sqs.DeleteMessage");
        assertThat(collector.raw()).doesNotContain("the body of the message").doesNotContain(receipt.get());
    }

    @Test
    void whatIsDoneWhenTheExchangeIsDoneIsInItsTrace() {
        work("direct:upload", () -> {});
        work("direct:upload-with-an-end", this::list);

        assertThat(spans())
                .filteredOn(span -> span.name().equals("S3.ListObjectsV2"))
                .singleElement()
                .matches(span -> collector.spans().stream()
                        .anyMatch(each ->
                                each.name().equals("intake") && each.id().equals(span.parent())));
    }

    @Test
    void aMessageOfNoUploadLeavesNoSpan() {
        work("direct:of-nobody", this::list);

        assertThat(spans()).isEmpty();
    }

    @Test
    void aStepThatFailsLeavesNothingOfItOnTheThread() {
        work("direct:upload", () -> {
            throw new IllegalStateException("planted");
        });
        list();

        assertThat(spans())
                .filteredOn(span -> span.name().equals("work"))
                .singleElement()
                .matches(span -> span.failure() != null);
        assertThat(collector.spans()).extracting(Collector.Sent::name).doesNotContain("S3.ListObjectsV2");
    }

    @Test
    void aRequestWhileNoUploadIsAtWorkOnTheThreadIsNotedNowhere() {
        work("direct:upload", () -> {});
        list();

        assertThat(spans()).extracting(Collector.Sent::name).doesNotContain("S3.ListObjectsV2");
    }

    @Test
    void aThreadWhoseUploadWentOnOnAnotherIsFreeForOthers() {
        work("direct:upload-on-another-thread", () -> {});
        list();

        assertThat(spans()).extracting(Collector.Sent::name).contains("threads").doesNotContain("S3.ListObjectsV2");
    }

    @Test
    void aCallThatIsOpenWhenItsExchangeIsDoneEndsWithIt() {
        Exchange exchange = received(context);
        exchange.setProperty("job", JOB);
        context.createProducerTemplate().send("direct:inner", exchange);
        list();

        assertThat(spans()).extracting(Collector.Sent::name).containsExactly("inner", "intake");
    }

    @Test
    void aThreadThatDidAPartOfTheUploadsWorkIsFreeForOthers() {
        work("direct:upload-in-parts", () -> {});

        assertThat(spans()).extracting(Collector.Sent::name).contains("inner").doesNotContain("S3.ListObjectsV2");
    }

    private void onAnotherThread(Runnable task) {
        CompletableFuture.runAsync(task, another).join();
    }

    @Test
    void aBeansOwnCallIsWithinItsUploadAndWhatFollowsItTo() {
        work("direct:upload", () -> {
            context.createFluentProducerTemplate().to("direct:inner").request();
            list();
        });
        List<Collector.Sent> spans = spans();
        String work = spans.stream()
                .filter(span -> span.name().equals("work"))
                .findFirst()
                .orElseThrow()
                .id();

        assertThat(spans)
                .filteredOn(span -> span.parent().equals(work))
                .extracting(Collector.Sent::name)
                .containsExactly("inner", "S3.ListObjectsV2");
    }

    @Test
    void aRequestThatWasSentAgainSaysHowOften() {
        tap.onOperation("LIST ").times(2).answer(503, Map.of(), "");

        work("direct:upload", this::list);

        assertThat(spans())
                .filteredOn(span -> span.name().equals("S3.ListObjectsV2"))
                .singleElement()
                .matches(span -> span.failure() == null)
                .satisfies(span -> assertThat(span.attributes()).containsEntry("http.request.resend_count", "2"));
    }

    @Test
    void anAnswersRequestIdIsKept() {
        tap.onOperation("LIST ")
                .answer(200, Map.of("x-amz-request-id", "REQ-200"), "<ListBucketResult></ListBucketResult>");

        work("direct:upload", this::list);

        assertThat(spans())
                .filteredOn(span -> span.name().equals("S3.ListObjectsV2"))
                .extracting(span -> span.attributes().get("aws.request_id"))
                .containsExactly("REQ-200");
    }

    @Test
    void aRequestWithoutAnAnswerSaysSo() {
        tap.onOperation("LIST ").always().loseReply();

        work("direct:upload", () -> assertThatThrownBy(this::list).isInstanceOf(SdkException.class));

        assertThat(spans())
                .filteredOn(span -> span.name().equals("S3.ListObjectsV2"))
                .singleElement()
                .matches(span -> span.failure().equals("no answer: SdkClientException"))
                .satisfies(span -> assertThat(span.attributes())
                        .containsEntry("error.type", "SdkClientException")
                        .doesNotContainKey("http.response.status_code"));
    }
}
