package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.layout.template.json.JsonTemplateLayout;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a run with faults writes into the log. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogTest {
    private final List<LogEvent> lines = new CopyOnWriteArrayList<>();
    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);

    @BeforeAll
    void run() {
        var appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.toImmutable());
            }
        };
        appender.start();
        var root = context.getConfiguration().getRootLogger();
        root.addAppender(appender, Level.ALL, null);
        try (Site site = Site.start();
                Application application = site.application(Map.of())) {
            application.start();
            run(site);
        } finally {
            root.removeAppender("lines");
        }
    }

    @Test
    void noLineShowsASecretOrAStackTrace() {
        assertThat(lines)
                .extracting(line -> line.getMessage().getFormattedMessage())
                .isNotEmpty()
                .noneMatch(text -> text.contains(Site.API_KEY) || text.contains("sandbox-secret-81d0"))
                .allMatch(text -> text.lines().count() <= 1);
        assertThat(lines).as("no stack traces").allMatch(line -> line.getThrown() == null);
    }

    @Test
    void anUploadHasAtMostSixInfoLines() {
        assertThat(lines.stream()
                        .filter(line -> line.getContextData().getValue("job") != null)
                        .filter(line -> line.getLevel() == Level.INFO)
                        .map(line -> line.getContextData().<String>getValue("job"))
                        .collect(Collectors.groupingBy(job -> job, Collectors.counting()))
                        .values())
                .isNotEmpty()
                .allMatch(count -> count <= 6);
    }

    @Test
    void everyLineOfAnUploadHasItsJobAndItsKey() {
        for (String begin : List.of(
                "Started encoding", "Finished", "Skipped", "Dead letter (encoding-failed)", "mam-in/in/held.mxf")) {
            assertThat(lines)
                    .filteredOn(line -> text(line).startsWith(begin))
                    .as(begin)
                    .isNotEmpty()
                    .allMatch(line -> line.getContextData().getValue("job") != null
                            && line.getContextData().getValue("key") != null);
        }
        assertThat(lines)
                .filteredOn(line -> text(line).contains(".mxf"))
                .as("lines that name a key")
                .allMatch(line -> line.getContextData().getValue("job") != null);
    }

    @Test
    void aLineOfTheWatcherHasItsJobAlsoBeforeTheClaimIsRead() {
        assertThat(lines)
                .filteredOn(line -> text(line).startsWith("The job is looked at again"))
                .isNotEmpty()
                .allMatch(line -> line.getContextData().getValue("job") != null);
    }

    @Test
    void asJsonEveryLineIsOneObjectWithJobAndKey() throws JsonProcessingException {
        var layout = JsonTemplateLayout.newBuilder()
                .setConfiguration(context.getConfiguration())
                .setEventTemplateUri("classpath:log-line.json")
                .build();
        var json = new ObjectMapper();

        for (LogEvent line : lines) {
            String written = layout.toSerializable(line);
            assertThat(written).endsWith("\n");
            assertThat(written.strip().lines()).hasSize(1);
            JsonNode object = json.readTree(written);
            assertThat(object.path("message").asText()).isEqualTo(text(line));
            assertThat(object.path("level").asText()).isEqualTo(line.getLevel().name());
            assertThat(Instant.parse(object.path("time").asText())).isNotNull();
            assertThat(object.path("job").asText(null))
                    .isEqualTo(line.getContextData().getValue("job"));
            assertThat(object.path("key").asText(null))
                    .isEqualTo(line.getContextData().getValue("key"));
        }
    }

    private static String text(LogEvent line) {
        return line.getMessage().getFormattedMessage();
    }

    private void run(Site site) {
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/streams").losingReply());
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .fromCall(2)
                        .refusing(400, 2025, "invalid"));
        site.encoder().fault(Fault.on("GET", "/encoding/encodings/*/status").html(502, "<html>\nbad\n</html>"));
        site.encoder()
                .script(e -> "in/damaged.mxf".equals(e.sourceKey()), Outcome.error(10004, "bad", RetryHint.NO_RETRY));
        site.queues().send(Site.EVENTS, "not json");
        site.upload("in/empty.mxf", "");
        site.upload("in/line\nbreak \u001b[31mred.mxf", "media");
        await().atMost(Duration.ofSeconds(30)).until(() -> !site.names("out/").isEmpty());
        site.encoder().fault(Fault.on("POST", "/encoding/encodings").refusing(400, 8001, "minutes used up"));
        site.upload("in/held.mxf", "media");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> lines.stream().anyMatch(line -> text(line).contains("stays in the queue")));
        site.upload("in/refused.mxf", "media");
        await().atMost(Duration.ofSeconds(40)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 2);
        site.upload("in/damaged.mxf", "media");
        await().atMost(Duration.ofSeconds(40)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 3);
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status").times(8).html(502, "bad"));
        site.upload("in/asked-in-vain.mxf", "media");
        await().atMost(Duration.ofSeconds(40))
                .until(() -> lines.stream().anyMatch(line -> text(line).startsWith("The job is looked at again")));
    }
}
