package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the start makes of the doctor's findings. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartCheckTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

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
    void aWrongKeyStopsTheStart() {
        Cli.Result result = Cli.with(with("bitmovin.api-key", "wrong"), folder).run("run");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
                .contains("Bitmovin refuses the key (401)", "BITMOVIN_API_KEY")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownNameStopsTheStart() {
        Cli.Result result =
                Cli.with(with("bitmovin.output", "ouput-bucket"), folder).run();

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("'ouput-bucket'", "Bitmovin has [output-bucket]");
    }

    @Test
    void aFaultThatTheApplicationCanLiveWithDoesNot() throws IOException {
        try (var sqs = site.adminSqs()) {
            sqs.setQueueAttributes(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                    .attributesWithStrings(Map.of("MaximumMessageSize", "1024")));
        }

        assertThat(check(site.settings(), PATIENCE)).isEmpty();
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
    void aServiceThatHangsDelaysNoLongerThanPatienceLasts() throws IOException {
        CountDownLatch open = new CountDownLatch(1);
        site.s3Wire().on(request -> true).always().holdUntil(open);
        Instant before = Instant.now();

        assertThat(check(site.settings(), Duration.ofSeconds(1))).isEmpty();
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(8));
        open.countDown();
    }

    private Map<String, String> with(String key, String value) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put(key, value);
        return settings;
    }

    private static String check(Map<String, String> settings, Duration patience) throws IOException {
        String text = settings.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(Files.createTempFile(folder, "application", ".properties"), text);
        return new StartCheck(Configuration.load(file), patience).stops();
    }
}
