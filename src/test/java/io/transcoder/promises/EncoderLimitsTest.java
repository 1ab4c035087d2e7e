package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An encoder with few places, and encodings that do not get on. */
class EncoderLimitsTest extends RunningSite {
    private static final int UPLOADS = Integer.getInteger("limits.uploads", 40);

    private static final Duration STUCK_AFTER = Duration.ofSeconds(4);

    @Override
    protected Site newSite() {
        return Site.start(options -> options.withSlots(2).withQueueLimit(1).withEncodeTime(Duration.ofMillis(50)));
    }

    @Override
    protected Map<String, String> overrides() {
        return Map.of("encoding.stuck-after", STUCK_AFTER.toSeconds() + "s", "bitmovin.tenant-org-id", "org-1");
    }

    @Test
    void manyUploadsAgainstFewPlacesAllFinishAndEachIsPaidOnce() {
        for (int i = 0; i < UPLOADS; i++) {
            site.upload("in/many-" + i + ".mxf", "media");
        }

        for (int i = 0; i < UPLOADS; i++) {
            String key = "in/many-" + i + ".mxf";
            await().atMost(Duration.ofSeconds(90 + UPLOADS))
                    .until(() -> site.records(key).contains("1.clean"));
        }
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> encoding.name().startsWith("many-"))
                .hasSize(UPLOADS)
                .allMatch(encoding -> encoding.startedCount() == 1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aJobThatWaitsForAPlaceIsWithdrawnWhenItsSourceIsDeleted() {
        String key = "in/given-up.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .always()
                        .refusing(400, 8004, "queue limit reached"));
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.claim"));

        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key));
        settled(key);

        assertThat(site.record(key, "1.end")).contains("SKIPPED").contains("source-gone");
        assertThat(site.encodingsOf(key)).allMatch(encoding -> encoding.deleted() && encoding.startedCount() == 0);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void anEncodingWithoutProgressIsStoppedAndIsADeadLetter() {
        String key = "in/stuck.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.stuckRunning());
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "reason")).contains("no progress");
        settled(key);
        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).containsExactly("CANCELED");
        assertThat(site.records(key)).containsExactly("1.accepted", "1.claim", "1.end", "1.start", "1.stop");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void anEncodingThatIsQueuedForLongIsHealthyAndSoIsOneThatGetsOnForLong() {
        String key = "in/queued.mxf";
        String slow = "in/slow.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.stuckQueued(), 1);
        site.encoder().script(e -> slow.equals(e.sourceKey()), Outcome.getsOnUntil(finish));
        site.upload(slow, "media");
        site.upload(key, "media");
        eventually(() ->
                site.records(key).contains("1.accepted") && site.records(slow).contains("1.accepted"));
        Instant longEnough = Instant.now().plus(STUCK_AFTER.multipliedBy(2));
        await().atMost(Duration.ofSeconds(60)).until(() -> Instant.now().isAfter(longEnough));

        assertThat(site.records(key)).doesNotContain("1.stop", "1.end");
        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).containsExactly("QUEUED");
        finish.complete(null);
        settled(slow);
        assertThat(site.records(slow)).contains("1.clean").doesNotContain("1.stop");
        // a newer upload ends it, so that its place in the queue is free for the tests that follow
        site.upload(key, "newer media");
        settled(key);
    }

    @Test
    void aStatusThatNobodyKnowsIsWaitedOutAndThenIsADeadLetter() {
        String key = "in/unknown-status.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.unknownStatus("PONDERING"));
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.start"));
        assertThat(site.records(key)).doesNotContain("1.end");

        assertThat(attribute(deadLetter(), "reason")).contains("no progress");
    }
}
