package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.boot.Application;
import io.transcoder.lint.PlantedRoutes;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backfill waits here before the encoder, where what is urgent overtakes it: an encoder with two places, and two instances whose rounds are at different times. */
class FairLineTest extends RunningSite {
    private static final int LOW = Integer.getInteger("line.low", 20);
    private static final int URGENT = Integer.getInteger("line.urgent", 3);
    private static final int SLOTS = 2;
    private static final int QUEUED = 2;
    private static final String BUILD = "uri: kamelet:bitmovin-create-encoding-action\n";
    private static final String PRIORITY = """
                    - to:
                        id: news-priority
                        uri: kamelet:bitmovin-set-start-options-action
                        parameters:
                          options: "{scheduling: {priority: 90} }"
            """;

    @TempDir
    private static Path folder;

    @Override
    protected Site newSite() {
        return Site.start(options -> options.withSlots(SLOTS).withEncodeTime(Duration.ofSeconds(1)));
    }

    @Override
    protected Map<String, String> overrides() {
        PlantedRoutes.shipped().write(folder);
        Path profiles = folder.resolve("profiles.camel.yaml");
        try {
            String text = Files.readString(profiles);
            int xdcam = text.indexOf(BUILD, text.indexOf("id: xdcam-encoding")) + BUILD.length();
            Files.writeString(profiles, text.substring(0, xdcam) + PRIORITY + text.substring(xdcam));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "routes.directory",
                folder.toString(),
                "bitmovin.timeout",
                "20s",
                "queue.visibility",
                "60s",
                "encoder.queue-target",
                Integer.toString(QUEUED),
                "encoder.shares",
                "mp4=1");
    }

    @Test
    void urgentUploadsOvertakeABackfillWhichEndsAllTheSameThoughAnInstanceIsRestarted() {
        Application other = another();
        try {
            List<String> low = IntStream.range(0, LOW)
                    .mapToObj(i -> "in/backfill-" + i + ".mxf")
                    .toList();
            low.forEach(key -> site.upload(key, "media"));
            eventually(() -> low.stream().allMatch(key -> site.records(key).contains("1.claim")));
            List<Integer> overtaken = new ArrayList<>();
            for (int i = 0; i < URGENT; i++) {
                String key = "in/xdcam/news-" + i + ".mxf";
                Instant uploaded = Instant.now();
                site.upload(key, "media");
                eventually(() -> site.records(key).contains("1.clean"));
                Instant start = started(site.encodingsOf(key)).get(0);
                overtaken.add((int) started(site.encoder().encodings()).stream()
                        .filter(at -> at.isAfter(uploaded) && at.isBefore(start))
                        .count());
                if (i == 0) {
                    other.close();
                    other = another();
                }
            }

            // what was started while its encoding was built, which costs more than an encoding here
            assertThat(overtaken).allMatch(starts -> starts <= 2 * SLOTS);
            eventually(() -> low.stream().allMatch(key -> site.records(key).contains("1.clean")));
        } finally {
            other.close();
        }
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> !encoding.deleted())
                .hasSize(LOW + URGENT)
                .allMatch(encoding -> encoding.startedCount() == 1);
        assertThat(mostAtOnce(site.encoder().encodings())).isLessThanOrEqualTo(SLOTS + QUEUED);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    private Application another() {
        var settings = new HashMap<>(overrides());
        settings.put("watch.period", "700ms");
        return site.startApplication(settings);
    }

    private static List<Instant> started(List<Encoder.Encoding> encodings) {
        return encodings.stream()
                .map(Encoder.Encoding::startedAt)
                .filter(at -> at != null)
                .toList();
    }

    private static long mostAtOnce(List<Encoder.Encoding> encodings) {
        return encodings.stream()
                .filter(encoding -> encoding.startedAt() != null)
                .mapToLong(one -> encodings.stream()
                        .filter(other -> other.startedAt() != null
                                && !other.startedAt().isAfter(one.startedAt())
                                && other.finishedAt().isAfter(one.startedAt()))
                        .count())
                .max()
                .orElse(0);
    }
}
