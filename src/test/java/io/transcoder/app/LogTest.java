package io.transcoder.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.time.Duration;
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
import org.junit.jupiter.api.Test;

/** What a run with faults writes into the log. */
class LogTest {
    private final List<LogEvent> lines = new CopyOnWriteArrayList<>();

    @Test
    void aRunWithFaultsShowsNoSecretNoStackTraceAndAtMostSixInfoLinesAnUpload() {
        var appender = new AbstractAppender("lines", null, null, true, Property.EMPTY_ARRAY) {
            @Override
            public void append(LogEvent event) {
                lines.add(event.toImmutable());
            }
        };
        appender.start();
        var root = ((LoggerContext) LogManager.getContext(false))
                .getConfiguration()
                .getRootLogger();
        root.addAppender(appender, Level.ALL, null);
        try (Site site = Site.start();
                Application application = site.application(Map.of())) {
            application.start();
            run(site);
        } finally {
            root.removeAppender("lines");
        }

        assertThat(lines)
                .extracting(line -> line.getMessage().getFormattedMessage())
                .isNotEmpty()
                .noneMatch(text -> text.contains(Site.API_KEY) || text.contains("sandbox-secret-81d0"))
                .allMatch(text -> text.lines().count() <= 1);
        assertThat(lines).as("no stack traces").allMatch(line -> line.getThrown() == null);
        assertThat(lines.stream()
                        .filter(line -> line.getContextData().getValue("job") != null)
                        .filter(line -> line.getLevel() == Level.INFO)
                        .map(line -> line.getContextData().<String>getValue("job"))
                        .collect(Collectors.groupingBy(job -> job, Collectors.counting()))
                        .values())
                .isNotEmpty()
                .allMatch(count -> count <= 6);
        assertThat(lines)
                .filteredOn(line -> line.getMessage().getFormattedMessage().startsWith("Started encoding"))
                .isNotEmpty()
                .allMatch(line -> line.getContextData().getValue("job") != null
                        && line.getContextData().getValue("key") != null);
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
        site.queues()
                .send(Site.EVENTS, S3Events.put(Site.SOURCES, "in/gone.mxf").json());
        site.upload("in/line\nbreak \u001b[31mred.mxf", "media");
        await().atMost(Duration.ofSeconds(30)).until(() -> !site.names("out/").isEmpty());
        site.upload("in/refused.mxf", "media");
        await().atMost(Duration.ofSeconds(40)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 2);
        site.upload("in/damaged.mxf", "media");
        await().atMost(Duration.ofSeconds(40)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 3);
    }
}
