package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.bitmovin.ResourceName;
import io.transcoder.boot.Application;
import io.transcoder.cli.common.Configuration;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;

/** What the start makes of the doctor's findings. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartCheckTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private BareSite site;
    private Runnable mend;

    @BeforeAll
    void start() {
        site = new BareSite();
        assertThat(Cli.with(site.settings(), folder).run("setup", "all").exit()).isZero();
        mend = site.keep();
    }

    @AfterEach
    void mend() {
        mend.run();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void aWrongKeyStopsTheStartBeforeAnythingIsTaken() {
        site.sqsWire().forgetCalls();

        Cli.Result result = Cli.with(with("bitmovin.api-key", "wrong"), folder).run("run");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("Bitmovin refuses the key (401)", "BITMOVIN_API_KEY")
                .doesNotContain("\tat ");
        assertThat(site.sqsWire().operations()).isNotEmpty().doesNotContain("ReceiveMessage");
    }

    /** For which the application would wait. */
    @Test
    @Timeout(60)
    void aWrongKeyStopsTheStartWhileTheQueuesCannotBeReached() {
        site.sqsWire().on(request -> true).always().answer(503, Map.of(), "");

        Cli.Result result = Cli.with(with("bitmovin.api-key", "wrong"), folder).run("run");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("Bitmovin refuses the key (401)");
    }

    @Test
    void anUnknownNameStopsTheStart() {
        Cli.Result result =
                Cli.with(with("bitmovin.output", "ouput-bucket"), folder).run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("'ouput-bucket'", "Bitmovin has [output-bucket]");
    }

    /** It would run, write where nobody looks, and delete the source: the wrong output is taken for the right one. */
    @ParameterizedTest
    @CsvSource({"bitmovin.input, mam-in", "bitmovin.output, mam-out"})
    void aResourceOnAnotherBucketStopsTheStart(String key, String bucket) {
        List<String> made = List.of(
                site.encoder().addS3Input("elsewhere", "theirs"), site.encoder().addS3Output("elsewhere", "theirs"));
        site.sqsWire().forgetCalls();

        Cli.Result result = Cli.with(with(key, "elsewhere"), folder).run("run");
        made.forEach(site.encoder()::remove);

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines().filter(line -> line.contains("STOP")))
                .singleElement()
                .asString()
                .contains("on the bucket 'theirs', not on '" + bucket + "'", "name another in " + key);
        assertThat(site.sqsWire().operations()).doesNotContain("ReceiveMessage");
    }

    @Test
    void aStoreThatOverwritesRecordsStopsTheStart() {
        site.s3Wire()
                .on(request -> request.method().equals("PUT") && request.header("if-none-match") != null)
                .always()
                .answer(200, Map.of("ETag", "\"0\""), "");
        site.sqsWire().forgetCalls();

        Cli.Result result = Cli.with(site.settings(), folder).run("run");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines().filter(line -> line.contains("STOP")))
                .singleElement()
                .asString()
                .contains("s3://mam-out writes: this store ignores If-None-Match on a PUT", "mend: put the ledger on");
        assertThat(site.sqsWire().operations()).doesNotContain("ReceiveMessage");
    }

    /** Nothing is known then, so that it may be sound. */
    @Test
    void aStoreThatCannotBeTriedDoesNot() throws IOException {
        site.s3Wire()
                .on(request -> request.method().equals("PUT") && request.header("if-none-match") != null)
                .always()
                .answer(503, Map.of(), "");

        assertThat(check(site.settings(), PATIENCE)).isNotNull();
    }

    @Test
    void aFaultThatTheApplicationCanLiveWithDoesNot() throws IOException {
        try (var sqs = site.adminSqs()) {
            sqs.setQueueAttributes(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                    .attributesWithStrings(Map.of("MaximumMessageSize", "1024")));
        }

        assertThat(check(site.settings(), PATIENCE)).hasSize(6);
    }

    @Test
    void servicesThatCannotBeReachedDoNot() throws IOException {
        Map<String, String> settings = with("bitmovin.url", "http://localhost:1/v1");
        settings.put("vidispine.url", "http://localhost:1");
        site.s3Wire().on(request -> true).always().refuse();
        site.sqsWire().on(request -> true).always().answer(503, Map.of(), "");

        assertThat(check(settings, PATIENCE)).isEmpty();
    }

    @Test
    @Timeout(60)
    void aServiceThatHangsDelaysNoLongerThanPatienceLasts() throws IOException {
        CountDownLatch open = new CountDownLatch(1);
        site.s3Wire().on(request -> true).always().holdUntil(open);

        // who had waited for all findings would know the ids that Bitmovin has told
        assertThat(check(site.settings(), Duration.ofSeconds(1))).isEmpty();
        open.countDown();
    }

    @Test
    void withoutTheDoctorUnknownNamesStopTheStartAsWell() {
        Map<String, String> settings = with("bitmovin.output", "ouput-bucket");
        settings.put("bitmovin.audio-config", "aac");
        site.encoder().addH264("twice", 1080, 1);
        site.encoder().addH264("twice", 1080, 2);
        settings.put("bitmovin.video-config", "twice");

        Cli.Result result = Cli.with(settings, folder).run("run", "--no-doctor");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err().lines())
                .hasSize(3)
                .anyMatch(line -> line.contains("no output named 'ouput-bucket'; it has [output-bucket]"))
                .anyMatch(line -> line.contains("no codec configuration named 'aac'; it has [aac-128k, "))
                .anyMatch(line -> line.contains("several codec configurations named 'twice': ["));
    }

    @Test
    void withoutTheDoctorAWrongKeyStopsTheStartAsWell() {
        Cli.Result result = Cli.with(with("bitmovin.api-key", "wrong"), folder).run("run", "--no-doctor");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).hasLineCount(1).contains("Bitmovin refuses the key", "bitmovin.api-key");
    }

    @Test
    void whatTheDoctorLookedUpIsNotLookedUpAgain() throws IOException {
        Map<ResourceName, String> ids = check(site.settings(), PATIENCE);
        long before = lists();
        Path file = Path.of("application.properties");
        Map<String, String> settings = new HashMap<>(EffectiveProperties.read(file));
        settings.putAll(site.settings());

        try (var application = new Application(EffectiveProperties.of(settings, Map.of(), Map.of()), file)) {
            application.know(() -> ids);
            application.start();
        }
        assertThat(lists()).isEqualTo(before);

        try (var application = site.application(Map.of())) {
            application.start();
        }
        assertThat(lists()).as("one list of each kind").isEqualTo(before + 4);
    }

    @Test
    void nothingBeginsBeforeTheDoctorHasSpoken() throws IOException {
        Path file = Path.of("application.properties");
        Map<String, String> settings = new HashMap<>(EffectiveProperties.read(file));
        settings.putAll(site.settings());
        Map<String, ServiceStatus> seen = new HashMap<>();
        List<String> routes = List.of("intake", "watch", "orphans");

        try (var application = new Application(EffectiveProperties.of(settings, Map.of(), Map.of()), file)) {
            application.know(() -> {
                routes.forEach(route -> seen.put(
                        route, application.context().getRouteController().getRouteStatus(route)));
                return Map.of();
            });
            application.start();

            assertThat(seen).hasSize(3).allSatisfy((route, status) -> assertThat(status.isStarted())
                    .as(route)
                    .isFalse());
            assertThat(routes).allMatch(route -> application
                    .context()
                    .getRouteController()
                    .getRouteStatus(route)
                    .isStarted());
        }
    }

    private long lists() {
        return site.encoder().calls().stream()
                .filter(call -> call.template().matches("/encoding/(inputs|outputs|configurations|filters)"))
                .filter(call -> call.query().contains("limit=100"))
                .count();
    }

    @Test
    void namesThatCannotBeLookedUpAtTheStartAreLookedUpByTheFirstUpload() {
        site.encoder().fault(Fault.on("GET", "/encoding/**").always().html(503, "down"));
        try (Application application = site.application(Map.of())) {
            application.start();
            site.encoder().clearFaults();

            site.store()
                    .client()
                    .putObject(b -> b.bucket(BareSite.SOURCES).key("in/VX-9.mxf"), RequestBody.fromString("media"));

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> site.encoder().encodings().stream().anyMatch(e -> e.startedCount() > 0));
        }
    }

    private Map<String, String> with(String key, String value) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put(key, value);
        return settings;
    }

    private static Map<ResourceName, String> check(Map<String, String> settings, Duration patience) throws IOException {
        String text = settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(Files.createTempFile(folder, "application", ".properties"), text);
        return StartCheck.begin(Configuration.load(file), patience).require();
    }
}
