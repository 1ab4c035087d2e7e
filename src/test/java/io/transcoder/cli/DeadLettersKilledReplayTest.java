package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** Commands in a process of their own that are killed in the middle of their work. */
@Tag("slow")
class DeadLettersKilledReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LETTERS = 100;
    private static final int KILLED_AT_BATCH = 4;

    @TempDir
    private Path folder;

    @Test
    void aReplayThatIsKilledLosesNothingAndItsRepetitionPaysForNothingTwice() throws Exception {
        try (Site site = Site.start();
                Wiretap tap = Wiretap.start("sqs", site.queues().endpoint())) {
            var box = new LetterBox(site);
            for (int i = 0; i < LETTERS; i++) {
                String key = "in/letter-" + i + ".mxf";
                String eTag = site.uploadWithoutEvent(key, "media " + i);
                box.put(
                        S3Events.put(Site.SOURCES, key).eTag(eTag).json(),
                        Map.of("kind", "permanent", "attempts", "1"));
            }
            var replay = new AtomicReference<Process>();
            tap.onOperation("SendMessageBatch").nth(KILLED_AT_BATCH).after(() -> replay.get()
                    .destroyForcibly());

            replay.set(Cli.on(
                            site,
                            folder,
                            Map.of("aws.sqs.endpoint", tap.endpoint().toString()))
                    .start("dead-letters", "replay"));
            assertThat(replay.get().waitFor()).as("killed").isEqualTo(137);

            int sent = site.queues().depth(Site.EVENTS);
            assertThat(sent).isGreaterThanOrEqualTo(KILLED_AT_BATCH * 10);
            assertThat(box.depth() + sent)
                    .as("nothing is lost, the last batches are there twice")
                    .isGreaterThan(LETTERS);
            endOfTheVisibilityTimeout(site, tap);
            await().atMost(Duration.ofSeconds(90)).until(() -> box.letters().size() == box.depth());

            assertThat(Cli.on(site, folder).run("dead-letters", "replay").exit())
                    .isZero();

            assertThat(box.depth()).isZero();
            try (var application = site.application(Map.of())) {
                application.start();
                await().atMost(Duration.ofSeconds(120))
                        .until(() -> site.names("out/").size() == LETTERS);
                await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.EVENTS) == 0);
            }
            assertThat(site.encoder().encodings())
                    .filteredOn(encoding -> encoding.startedCount() > 0)
                    .extracting(Encoder.Encoding::sourceKey)
                    .hasSize(LETTERS)
                    .doesNotHaveDuplicates();
        }
    }

    /** Of the letters that the killed process holds; a minute is long. Those that it had deleted stay deleted. */
    private static void endOfTheVisibilityTimeout(Site site, Wiretap tap) throws IOException {
        String url = site.queues().url(Site.DEAD_LETTERS);
        for (Call call : tap.calls()) {
            if (call.operation().equals("ReceiveMessage") && call.status() == 200) {
                for (JsonNode message : JSON.readTree(call.responseBody()).path("Messages")) {
                    String receipt = message.path("ReceiptHandle").asText();
                    try {
                        site.queues().client().changeMessageVisibility(b -> b.queueUrl(url)
                                .receiptHandle(receipt)
                                .visibilityTimeout(0));
                    } catch (SqsException deleted) {
                        assertThat(deleted.statusCode()).isEqualTo(400);
                    }
                }
            }
        }
    }

    @Test
    void aListThatIsInterruptedGivesTheLettersBackAtOnce() throws Exception {
        try (Site site = Site.start();
                Wiretap tap = Wiretap.start("sqs", site.queues().endpoint())) {
            var box = new LetterBox(site);
            for (int i = 0; i < LETTERS; i++) {
                box.put(S3Events.put(Site.SOURCES, "in/letter-" + i + ".mxf").json(), Map.of("kind", "permanent"));
            }
            var list = new AtomicReference<Process>();
            tap.onOperation("ReceiveMessage").nth(KILLED_AT_BATCH).after(() -> list.get()
                    .destroy());

            list.set(Cli.on(
                            site,
                            folder,
                            Map.of("aws.sqs.endpoint", tap.endpoint().toString()))
                    .start("dead-letters", "list"));
            assertThat(list.get().waitFor()).as("ended by a signal").isEqualTo(143);

            // a minute before they would come back by themselves
            await().atMost(Duration.ofSeconds(40)).until(() -> box.letters().size() == LETTERS);
        }
    }
}
