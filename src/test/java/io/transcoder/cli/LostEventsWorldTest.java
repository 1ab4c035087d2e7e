package io.transcoder.cli;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingInt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.upload.S3Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of a hundred uploads each twentieth event is lost, and as many come after the reconciliation has sent its own; of two instances one
 * is killed, and so is the first reconciliation. Nothing is lost, and each upload is paid for once.
 */
@Tag("slow")
class LostEventsWorldTest {
    private static final int UPLOADS = 100;
    private static final int LOST = 5;
    private static final int LATE = 5;
    private static final Map<String, String> SETTINGS = Map.of("source.delete", "never");

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostAndEachIsPaidForOnce() throws Exception {
        long seed = System.nanoTime();
        List<Process> running = new ArrayList<>();
        try (Site site = Site.start();
                Wiretap tap = Wiretap.start("sqs", site.queues().endpoint())) {
            Cli cli = Cli.on(site, folder, SETTINGS);
            Process victim = Cli.on(site, folder, SETTINGS).start("run", "--no-doctor");
            running.add(victim);
            running.add(Cli.on(site, folder, SETTINGS).start("run", "--no-doctor"));
            var random = new Random(seed);
            List<String> late = new ArrayList<>();
            int lost = 0;
            for (int i = 0; i < UPLOADS; i++) {
                String key = "in/world/" + i + ".mxf";
                site.uploadWithoutEvent(key, "media " + i);
                // as many of each, in any order
                int left = random.nextInt(UPLOADS - i);
                if (left < LOST - lost) {
                    lost++;
                } else if (left < LOST - lost + LATE - late.size()) {
                    late.add(key);
                } else {
                    send(site, key);
                }
            }
            await().atMost(Duration.ofMinutes(8)).until(() -> site.names("out/").size() > UPLOADS / 2);
            victim.destroyForcibly().waitFor();
            await().atMost(Duration.ofMinutes(8))
                    .until(() -> site.names("out/").size() == UPLOADS - LOST - LATE
                            && site.queues().depth(Site.EVENTS) == 0);
            running.add(Cli.on(site, folder, SETTINGS).start("run", "--no-doctor"));

            var first = new AtomicReference<Process>();
            tap.onOperation("SendMessage").nth(4).after(() -> first.get().destroyForcibly());
            first.set(Cli.on(
                            site,
                            folder,
                            Map.of(
                                    "source.delete",
                                    "never",
                                    "aws.sqs.endpoint",
                                    tap.endpoint().toString()))
                    .start("reconcile", "--fix", "--older-than", "0s", "--rate", "1/s"));
            assertThat(first.get().waitFor()).as("killed").isEqualTo(137);
            late.subList(0, LATE / 2).forEach(key -> send(site, key));
            await().atMost(Duration.ofMinutes(4)).until(() -> site.queues().depth(Site.EVENTS) == 0);
            Cli.Result second = cli.run("reconcile", "--fix", "--older-than", "0s");
            assertThat(second.exit()).as(second.out() + second.err()).isZero();
            late.forEach(key -> send(site, key));

            await().atMost(Duration.ofMinutes(8))
                    .until(() -> site.names("out/").size() == UPLOADS
                            && site.queues().depth(Site.EVENTS) == 0
                            && site.names("_jobs/open/").isEmpty());
            Cli.Result last = cli.run("reconcile", "--older-than", "0s");
            assertThat(last.exit()).as(last.out() + last.err()).isZero();
            assertThat(site.encoder().encodings().stream()
                            // a kill may leave some that were never started
                            .filter(encoding -> encoding.startedCount() > 0)
                            .collect(groupingBy(
                                    Encoder.Encoding::sourceKey, summingInt(Encoder.Encoding::startedCount))))
                    .as("seed " + seed)
                    .hasSize(UPLOADS)
                    .allSatisfy((key, paid) -> assertThat(paid).as(key).isEqualTo(1));
            assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        } finally {
            running.forEach(Process::destroyForcibly);
        }
    }

    private static void send(Site site, String key) {
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, key)
                                .sequencer("0055AED6DCD90281E5")
                                .json());
    }
}
