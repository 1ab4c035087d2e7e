package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.sandbox.mam.XdcamClip;
import io.transcoder.sandbox.show.Options;
import io.transcoder.sandbox.show.Play;
import io.transcoder.sandbox.show.Screen;
import io.transcoder.sandbox.show.Show;
import io.transcoder.sandbox.show.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Bucket;

/** The show on S3 and SQS that are given by their endpoints, as somebody else's are. */
@Tag("slow")
class OtherStoreTest {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final SandboxStore store = SandboxStore.start();
    private final SandboxQueues queues = SandboxQueues.start();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    private final List<String> said = new ArrayList<>();

    @AfterEach
    void close() {
        store.close();
        queues.close();
    }

    @Test
    void anUploadOnAnotherStoreEndsWellAndNothingIsLeftThere() throws IOException {
        Elsewhere place = place(Map.of());
        try (Stage stage = Stage.open(folder, OtherStore.open(place, screen::line));
                Show show = new Show(stage, screen, PATIENCE)) {
            assertThat(show.run(Options.playing(Play.mp4(XdcamClip.small())), Instant.now()))
                    .as(shown())
                    .isZero();
            assertThat(buckets()).hasSize(3).allMatch(name -> name.contains(place.id()));
        }

        assertThat(shown())
                .containsSubsequence(
                        "S3 at " + store.endpoint() + " and SQS at " + queues.endpoint(),
                        "conditional PUT     yes",
                        "conditional DELETE  yes",
                        "lifecycle           no, refused with 501",
                        "versions            yes",
                        "notification        no: ",
                        "This store sends no events; the sandbox sends them itself.",
                        "uploaded " + place.sources() + "/in/VX-7.mxf, ",
                        "the sandbox tells the queue " + place.events() + ": ObjectCreated:CompleteMultipartUpload",
                        "wrote " + place.outputs() + "/out/VX-7.mxf_bitmovin.mp4, ",
                        "deleted " + place.sources() + "/in/VX-7.mxf",
                        "All as it should be")
                .doesNotContain("Could not be removed");
        assertThat(buckets()).isEmpty();
        assertThat(queues.client().listQueues().queueUrls()).isEmpty();
    }

    @Test
    void whatWasThereIsTakenAndStays() {
        store.createBucket("mine-in");
        queues.createWithDeadLetters("mine", "mine-dead", 5, Duration.ofSeconds(10));
        Elsewhere place =
                place(Map.of("source.bucket", "mine-in", "queue.events", "mine", "queue.dead-letters", "mine-dead"));

        try (OtherStore other = OtherStore.open(place, said::add)) {
            assertThat(other.sourceBucket()).isEqualTo("mine-in");
            assertThat(other.eventsQueue()).isEqualTo("mine");
            assertThat(buckets()).contains("mine-in", place.outputs());
        }

        assertThat(buckets()).containsExactly("mine-in");
        assertThat(queues.client().listQueues().queueUrls()).hasSize(2);
    }

    @Test
    void aBucketThatHoldsSomethingIsRefusedAndNothingIsLeftBeside() {
        store.createBucket("masters");
        store.client().putObject(b -> b.bucket("masters").key("in/VX-7.mxf"), RequestBody.fromString("a master"));

        assertThatThrownBy(() -> OtherStore.open(place(Map.of("output.bucket", "masters")), said::add))
                .hasMessage("The bucket masters holds objects, and the sandbox takes an empty one only");

        assertThat(buckets()).containsExactly("masters");
        assertThat(store.client()
                        .getObjectAsBytes(b -> b.bucket("masters").key("in/VX-7.mxf"))
                        .asUtf8String())
                .isEqualTo("a master");
    }

    @Test
    void aQueueThatHoldsMessagesIsRefusedAndKeepsThem() {
        queues.createWithDeadLetters("busy", "busy-dead", 5, Duration.ofSeconds(10));
        queues.send("busy", "an event");

        assertThatThrownBy(() -> OtherStore.open(
                        place(Map.of("queue.events", "busy", "queue.dead-letters", "busy-dead")), said::add))
                .hasMessage("The queue busy holds messages, and the sandbox takes an empty one only");

        assertThat(queues.depth("busy")).isEqualTo(1);
        assertThat(buckets()).isEmpty();
    }

    @Test
    void anInterruptedShowLeavesNothingEither() {
        OtherStore other = OtherStore.open(place(Map.of()), said::add);
        Thread.currentThread().interrupt();

        other.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(buckets()).isEmpty();
        assertThat(queues.client().listQueues().queueUrls()).isEmpty();
    }

    @Test
    void aStoreThatOverwritesWhatIsThereIsCalledUnfit() {
        store.createBucket("trial");
        assertThat(new StoreTrial(store.client(), "trial").faults()).isEmpty();

        try (S3Client deaf = withoutConditions()) {
            assertThat(new StoreTrial(deaf, "trial").faults())
                    .singleElement()
                    .asString()
                    .contains("cannot hold the ledger", "'run' refuses it");
        }
    }

    @Test
    void withoutAnEndpointAmongTheJvmPropertiesEverythingIsOnThisMachine() {
        assertThat(Elsewhere.of(Map.of("aws.region", "us-east-1"), Map.of("AWS_S3_ENDPOINT", "http://localhost:1")))
                .isEmpty();
    }

    @Test
    void oneEndpointAloneIsRefusedWithTheOther() {
        assertThatThrownBy(() -> Elsewhere.of(Map.of("aws.s3.endpoint", "http://localhost:1"), Map.of()))
                .hasMessageContainingAll("-Daws.sqs.endpoint=", "-Daws.endpoint=");
    }

    @Test
    void keysComeFromTheEnvironmentAndTheBucketsAndTheBitmovinOfAnInstallationDoNot() {
        Elsewhere place = Elsewhere.of(
                        Map.of("aws.endpoint", "http://localhost:1", "aws.region", "us-east-1"),
                        Map.of(
                                "AWS_ACCESS_KEY", "theirs",
                                "AWS_SECRET_KEY", "secret-7a20",
                                "SOURCE_BUCKET", "masters",
                                "BITMOVIN_API_KEY", "paid"))
                .orElseThrow();

        assertThat(place.settings())
                .containsEntry("aws.access-key", "theirs")
                .containsEntry("aws.secret-key", "secret-7a20")
                .containsEntry("aws.region", "us-east-1")
                .containsEntry("aws.sqs.endpoint", "http://localhost:1")
                .doesNotContainKeys("source.bucket", "bitmovin.api-key");
        assertThat(place.sources()).startsWith("transcoder-sandbox-");
        assertThat(place.toString()).doesNotContain("secret-7a20");
    }

    private Elsewhere place(Map<String, String> names) {
        Map<String, String> system = new HashMap<>(names);
        system.put("aws.s3.endpoint", store.endpoint().toString());
        system.put("aws.sqs.endpoint", queues.endpoint().toString());
        system.put("aws.access-key", "any");
        system.put("aws.secret-key", "any-secret");
        return Elsewhere.of(system, Map.of()).orElseThrow();
    }

    /** To the same store, as though it did not know the condition. */
    private S3Client withoutConditions() {
        return S3Client.builder()
                .endpointOverride(store.endpoint())
                .forcePathStyle(true)
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any-secret")))
                .overrideConfiguration(b -> b.addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public SdkHttpRequest modifyHttpRequest(
                            Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
                        return context.httpRequest().toBuilder()
                                .removeHeader("If-None-Match")
                                .build();
                    }
                }))
                .build();
    }

    private List<String> buckets() {
        return store.client().listBuckets().buckets().stream().map(Bucket::name).toList();
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
