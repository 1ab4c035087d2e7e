package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.boot.Ledgers;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Ledger;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** A small upload of the application's own goes the whole way, and what does not go as it should is counted. */
@Tag("slow")
class CanaryTest {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String PREFIX = "in/transcoder-canary/";
    private static final Map<String, String> ON =
            Map.of("canary.period", "1h", "bitmovin.timeout", "10s", "queue.visibility", "60s");

    private final Site site = Site.start();
    private final List<Application> applications = new ArrayList<>();

    @AfterEach
    void close() {
        applications.forEach(Application::close);
        site.close();
    }

    private void start(Map<String, String> more) {
        Map<String, String> overrides = new HashMap<>(ON);
        overrides.putAll(more);
        applications.add(site.startApplication(overrides));
    }

    @Test
    void oneOfTwoInstancesSendsItAndNothingOfItIsLeft() {
        start(Map.of());
        start(Map.of());

        await().atMost(SOON).until(() -> metrics().contains("transcoder_canary_last_success_timestamp_seconds 1."));

        assertThat(metrics()).contains("transcoder_canary_failures_total 0.0");
        assertThat(encodings()).singleElement().satisfies(encoding -> {
            assertThat(site.record(encoding.sourceKey(), "1.claim")).contains("\"mp4\"");
            assertThat(site.record(encoding.sourceKey(), "1.end")).contains("outputs verified");
        });
        await().atMost(SOON).until(() -> site.names("out/").isEmpty());
        assertThat(sources()).isEmpty();
    }

    @Test
    void aSourceThatTheApplicationKeepsIsRemovedWithTheOutput() {
        start(Map.of("source.delete", "never"));

        await().atMost(SOON).until(() -> metrics().contains("transcoder_canary_last_success_timestamp_seconds 1."));

        await().atMost(SOON)
                .until(() -> sources().isEmpty() && site.names("out/").isEmpty());
    }

    @Test
    void whatFailsIsCountedAndADeadLetterAsAnyOther() {
        site.encoder().script(encoding -> true, Outcome.error(10004, "bad", RetryHint.NO_RETRY));
        start(Map.of());

        await().atMost(SOON).until(() -> metrics().contains("transcoder_canary_failures_total 1.0"));

        assertThat(metrics()).contains("transcoder_canary_last_success_timestamp_seconds 0.0");
        await().atMost(SOON)
                .until(() -> !site.deadLetters().isEmpty() && sources().isEmpty());
    }

    @Test
    void aStoreThatRefusesIsAFailureToo() {
        site.s3().deleteBucket(b -> b.bucket(Site.SOURCES));
        start(Map.of());

        await().atMost(SOON).until(() -> metrics().contains("transcoder_canary_failures_total 1.0"));
    }

    @Test
    void anInstanceThatStopsWaitsForNoneAndLeavesTheJobAtWork() {
        site.encoder().script(encoding -> true, Outcome.stuckRunning());
        start(Map.of());
        await().atMost(SOON).until(() -> encodings().stream()
                .anyMatch(encoding -> encoding.status().equals("RUNNING")));

        applications.remove(0).close();

        assertThat(sources()).hasSize(1);
        assertThat(encodings()).singleElement().satisfies(encoding -> assertThat(encoding.status())
                .isEqualTo("RUNNING"));
    }

    @Test
    void editedRoutesAreTakenWhileItIsInGraceAndSendNoOther(@TempDir Path routes) throws IOException {
        Path shipped = Path.of("routes");
        try (Stream<Path> files = Files.walk(shipped)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = routes.resolve(shipped.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        start(Map.of("routes.directory", routes.toString(), "source.delete-after", "40s"));
        await().atMost(SOON).until(() -> encodings().stream()
                .anyMatch(encoding -> site.records(encoding.sourceKey()).contains("1.end")));
        String key = encodings().get(0).sourceKey();

        Path orphans = routes.resolve("engine/orphans.camel.yaml");
        Files.writeString(orphans, Files.readString(orphans).replace("    id: orphans\n", "    id: strays\n"));
        await().atMost(SOON).until(() -> applications.get(0).context().getRoute("strays") != null);

        assertThat(site.records(key)).as("the edit did not wait").doesNotContain("1.clean");
        await().atMost(SOON).until(() -> metrics().contains("transcoder_canary_last_success_timestamp_seconds 1."));
        assertThat(encodings()).hasSize(1);
        await().atMost(SOON).until(() -> site.names("out/").isEmpty());
    }

    @Test
    void withoutAPeriodNoneIsSentAndTheFaultsOfOneAreTold() {
        applications.add(site.startApplication(Map.of("source.delete", "never", "bitmovin.timeout", "10s")));
        Canary kept = canary(Duration.ofHours(1), false);
        Canary deleted = canary(Duration.ofHours(1), true);

        LiveUpload upload = kept.send();
        await().atMost(SOON).until(() -> !kept.isUnderWay(upload));

        assertThat(encodings()).hasSize(1);
        assertThat(kept.fault(upload)).isNull();
        assertThat(deleted.fault(upload)).contains("its source is still there");
        assertThat(deleted.fault(upload)).isNotNull();
        upload.remove();
        assertThat(kept.fault(upload)).contains("there is no [out/transcoder-canary/");
    }

    @Test
    void whatNobodyTakesIsLateAndRemoved() {
        Canary hasty = canary(Duration.ZERO, true);

        LiveUpload upload = hasty.send();

        assertThat(hasty.isUnderWay(upload)).isFalse();
        assertThat(hasty.fault(upload)).isEqualTo("it was not taken after 0 minutes");
        hasty.remove(upload);
        assertThat(sources()).isEmpty();
    }

    @Test
    void aLedgerThatGivesNoAnswerIsAskedAgainUntilItsTimeIsOver() {
        try (Wiretap wire = Wiretap.start("s3", site.store().endpoint());
                S3Client s3 = SandboxStore.clientOf(wire.endpoint())) {
            Canary canary = canary(s3, Duration.ofHours(1), true);
            Canary hasty = canary(s3, Duration.ZERO, true);
            LiveUpload upload = canary.send();
            LiveUpload late = hasty.send();
            wire.on(request -> true).always().answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");

            assertThat(canary.over()).isNull();
            assertThat(hasty.over()).isEqualTo(late);

            wire.heal();
            assertThat(canary.over()).isNull();
            assertThat(canary.isUnderWay(upload)).isTrue();
        }
    }

    private Canary canary(Duration patience, boolean isSourceDeleted) {
        return canary(site.s3(), patience, isSourceDeleted);
    }

    private Canary canary(S3Client s3, Duration patience, boolean isSourceDeleted) {
        var settings = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        settings.putAll(site.settings());
        Ledger ledger = new Ledgers(Settings.of(settings), s3, Clock.systemUTC()).ledger();
        var plan = new Canary.Plan(Site.SOURCES, Site.OUTPUTS, PREFIX, Duration.ofHours(1), patience, isSourceDeleted);
        return new Canary(s3, ledger, null, plan, Clock.systemUTC());
    }

    private List<Encoder.Encoding> encodings() {
        return site.encoder().encodings().stream()
                .filter(encoding ->
                        encoding.sourceKey() != null && encoding.sourceKey().startsWith(PREFIX))
                .toList();
    }

    private List<String> sources() {
        return site.s3().listObjectsV2(b -> b.bucket(Site.SOURCES)).contents().stream()
                .map(object -> object.key())
                .toList();
    }

    /** Of all instances. */
    private String metrics() {
        var text = new StringBuilder();
        for (Application application : applications) {
            URI address = URI.create("http://localhost:" + application.managementPort() + "/observe/metrics");
            try (var in = address.toURL().openStream()) {
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return text.toString();
    }
}
