package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.job.Claims;
import io.transcoder.job.Sources;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Attempts that come to nothing, and are given up: by the watcher, by somebody in between, because Bitmovin takes no start or no stop. */
class GivenUpAttemptsTest extends SiteWithTappedStore {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String START = "/encoding/encodings/*/start";
    private static final String STOP = "/encoding/encodings/*/stop";

    private volatile boolean isListed = true;

    @Override
    protected Map<String, String> settings() {
        return Map.of("encoding.stuck-after", "3s");
    }

    @Test
    void anAttemptThatNobodyClaimedForADayIsClosedAndAMessageOfItIsStillEncoded() {
        String key = "in/never-claimed.mxf";
        site.uploadWithoutEvent(key, "media");
        ledgerPastTheTap().open(upload(key), 1);
        everyMarkerIsOld();

        await().atMost(SOON).until(() -> !site.isOpen(key));

        assertThat(site.record(key, "1.end")).contains("SKIPPED").contains("never claimed");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.encodingsOf(key)).isEmpty();
        s3.heal();

        site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, key).json());

        encodedOnce(key);
        assertThat(site.records(key)).contains("2.clean");
    }

    @Test
    void anAttemptThatAnInstanceGaveUpBeforeItDiedIsClosedByTheNextAndAMessageOfItIsStillEncoded() {
        String key = "in/given-up-and-died.mxf";
        site.uploadWithoutEvent(key, "media");
        // the watcher keeps since when an attempt is open from its first look
        isListed = false;
        everyMarkerIsOld();
        ledgerPastTheTap().open(upload(key), 1);
        giveUp(Upload.keyHash(Site.SOURCES, key));
        isListed = true;

        await().atMost(SOON).until(() -> !site.isOpen(key));

        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.encodingsOf(key)).isEmpty();
        s3.heal();

        site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, key).json());

        encodedOnce(key);
    }

    @Test
    void anUploadWhoseAttemptIsGivenUpWhileItsEncodingIsBuiltIsEncodedByTheNext() {
        String key = "in/given-up-meanwhile.mxf";
        String hash = Upload.keyHash(Site.SOURCES, key);
        s3.on(request -> request.operation().matches("PUT _jobs/" + hash + "-[0-9a-f]+/1.claim"))
                .before(() -> giveUp(hash));

        site.upload(key, "media");

        await().atMost(SOON).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0 && !site.isOpen(key));
        assertThat(site.record(key, "1.claim")).contains("never claimed");
        assertThat(site.record(key, "2.end")).contains("FINISHED");
        assertThat(site.encodingsOf(key))
                .filteredOn(encoding -> encoding.startedCount() > 0)
                .singleElement()
                .matches(encoding -> encoding.startedCount() == 1 && !encoding.deleted());
        // on a busy machine a reply may get lost, and one more is built
        assertThat(site.encodingsOf(key))
                .filteredOn(encoding -> encoding.startedCount() == 0)
                .isNotEmpty()
                .allMatch(Encoder.Encoding::deleted);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void anEncodingThatEndsAlthoughItWasStoppedForANewerUploadIsNotThatUploads() {
        String key = "in/ends-all-the-same.mxf";
        var end = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(end), 1);
        site.encoder()
                .fault(Fault.on("POST", STOP)
                        .always()
                        .answering(
                                200,
                                "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"e\"}}}"));
        site.upload(key, "media");
        await().atMost(SOON)
                .until(() -> site.encodingsOf(key).stream().anyMatch(encoding -> encoding.startedCount() > 0));
        nextSecond();
        site.upload(key, "newer media");
        await().atMost(SOON).until(() -> site.encoder().calls().stream()
                .anyMatch(call -> call.path().endsWith("/stop")
                        && call.path().contains(site.encodingsOf(key).get(0).id())));
        end.complete(null);

        await().atMost(SOON).until(() -> !site.exists(Site.SOURCES, key));
        await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0 && !site.isOpen(key));
        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::status, Encoder.Encoding::startedCount)
                .containsExactly(tuple("FINISHED", 1), tuple("FINISHED", 1));
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aMarkerThatIsPutLateBehindTheNextAttemptIsTakenAwayAgain() {
        String key = "in/late-marker.mxf";
        String hash = Upload.keyHash(Site.SOURCES, key);
        var late = new CountDownLatch(1);
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(5000, "instance lost", RetryHint.RETRY), 1);
        s3.on(request -> request.operation().matches("PUT _jobs/open/" + hash + "-[0-9a-f]+\\.1"))
                .applyLater(late);

        site.upload(key, "media");
        await().atMost(SOON).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        List<String> before = site.records(key);
        late.countDown();

        await().atMost(SOON).until(() -> markersPut(hash) == 2 && !site.isOpen(key));
        assertThat(site.records(key)).isEqualTo(before);
        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::startedCount)
                .containsExactly(1, 1);
        assertThat(site.queues().depth(Site.EVENTS)).isZero();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aStartThatTheEncoderTookAndNeverBeganIsADeadLetterAndCostsNothing() {
        String key = "in/never-begun.mxf";
        site.encoder()
                .fault(
                        Fault.on("POST", START)
                                .answering(
                                        200,
                                        "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"a6336204-c591-4c6a-9b6d-0c1d1a8b2f9e\"}}}"));

        site.upload(key, "media");

        await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        assertThat(attribute(deadLetter(), "reason")).contains("stopped: no progress");
        settled(key);
        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::startedCount)
                .containsExactly(0);
        assertThat(site.encodingsOf(key)).allMatch(Encoder.Encoding::deleted);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void anEncodingWithoutProgressWhoseStopIsRefusedIsStoppedByTheNextRoundAndIsADeadLetter() {
        String key = "in/stop-refused.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.stuckRunning());
        site.encoder().fault(Fault.on("POST", STOP).times(3).refusing(400, 1000, "it can't be stopped now"));

        site.upload(key, "media");

        await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        assertThat(attribute(deadLetter(), "reason")).contains("no progress");
        settled(key);
        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).containsExactly("CANCELED");
        assertThat(site.encodingsOf(key)).noneMatch(Encoder.Encoding::deleted);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void aStartThatIsRefusedAfterALostReplyIsADeadLetterWhenTheStatusHasSaidOftenThatNothingRuns() {
        String key = "in/refused-again.mxf";
        site.encoder().fault(Fault.on("POST", START).html(504, "<h1>504 Gateway Timeout</h1>"));
        site.encoder().fault(Fault.on("POST", START).fromCall(2).always().refusing(400, 2025, "configuration invalid"));

        site.upload(key, "media");

        await().atMost(SOON).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        assertThat(attribute(deadLetter(), "reason")).contains("configuration invalid");
        settled(key);
        assertThat(startsPosted(key)).isGreaterThanOrEqualTo(4);
        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::startedCount)
                .containsExactly(0);
        assertThat(site.encodingsOf(key)).allMatch(Encoder.Encoding::deleted);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void threeThatWereDeletedUnstartedBeforeTheStoreTookNoEndAreSkippedWithoutALetter() {
        List<String> keys = List.of("in/gone-1.mxf", "in/gone-2.mxf", "in/gone-3.mxf");
        Hold pause = claimedUnderAPause(keys);
        keys.forEach(key -> site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key)));

        resumeWhileTheStoreTakesNoEnd(pause, keys);

        keys.forEach(key -> {
            settled(key);
            assertThat(site.record(key, "1.end")).contains("SKIPPED").contains("source-gone");
        });
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void oneThatBitmovinDoesNotKnowWhenItIsGivenUpIsSkippedWhenTheAnswerHasComeSeveralTimes() {
        String key = "in/gone-at-both.mxf";
        Hold pause = claimedUnderAPause(List.of(key));
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key));
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status")
                        .always()
                        .refusing(404, 1001, "no such encoding"));

        resume(pause);

        settled(key);
        assertThat(site.record(key, "1.withdrawn")).contains("source-gone");
        assertThat(site.record(key, "1.end")).contains("SKIPPED").contains("source-gone");
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void whatBitmovinRefusesToStartIsADeadLetterWithTheReasonAlthoughTheStoreTookNoEndAtFirst() {
        String key = "in/refused-and-no-end.mxf";
        Hold pause = claimedUnderAPause(List.of(key));
        site.encoder().fault(Fault.on("POST", START).always().refusing(400, 2025, "configuration invalid"));

        resumeWhileTheStoreTakesNoEnd(pause, List.of(key));

        assertThat(attribute(deadLetter(), "reason")).contains("configuration invalid");
        assertThat(attribute(deadLetter(), "kind")).isEqualTo("encoding-failed");
        settled(key);
    }

    @Test
    void anUploadThatIsBackByThenIsSentForBeforeTheSkippedOneIsClosed() {
        String key = "in/back-by-then.mxf";
        Hold pause = claimedUnderAPause(List.of(key));
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key));
        s3.on(request -> request.operation().matches("PUT _jobs/.*/1\\.end")).after(() -> {
            site.uploadWithoutEvent(key, "newer media");
            // the SDK asks once more by itself
            s3.onOperation("HEAD " + key).times(2).answer(403, Map.of(), "");
        });

        resume(pause);

        await().atMost(SOON).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
    }

    @Test
    void anEncodingWhoseStartAnotherInstanceMayBePostingIsNotDeletedUnderIt() {
        String key = "in/start-on-its-way.mxf";
        Hold pause = claimedUnderAPause(List.of(key));
        Ledger another = ledgerPastTheTap();
        JobHistory job = another.ofKey(Upload.keyHash(Site.SOURCES, key)).get(0);
        // by a clock that is ahead, so that it is left alone by nobody yet
        Instant later = Instant.now().plus(Duration.ofHours(1));
        another.start(another.lastClaim(job), new Start("another", later, List.of(), null));
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key));

        resume(pause);
        await().atMost(SOON).until(() -> calls(key, "/status") > 2);

        assertThat(site.encodingsOf(key)).noneMatch(Encoder.Encoding::deleted);
        another.end(job.jobId(), 1, End.skipped(null, "over", Instant.now()));
        settled(key);
    }

    private Hold claimedUnderAPause(List<String> keys) {
        Hold pause = Hold.on("in/", null, "ann", Instant.now());
        ledgerPastTheTap().orderBook().pause(pause);
        await().atMost(SOON)
                .until(() -> !ledgerPastTheTap().orderBook().obeying(pause).isEmpty());
        keys.forEach(key -> site.upload(key, "media"));
        await().atMost(SOON)
                .until(() -> site.queues().depth(Site.EVENTS) == 0
                        && keys.stream().allMatch(key -> site.records(key).contains("1.claim")));
        return pause;
    }

    private void resume(Hold pause) {
        ledgerPastTheTap().orderBook().resume(pause, Ledger.Note.of("ann", null, Instant.now()));
    }

    /** Until the encodings of the keys are deleted. */
    private void resumeWhileTheStoreTakesNoEnd(Hold pause, List<String> keys) {
        s3.on(request -> request.operation().matches("PUT _jobs/.*/1\\.end"))
                .always()
                .answer(
                        403,
                        Map.of("Content-Type", "application/xml"),
                        put -> "<Error><Code>AccessDenied</Code></Error>");
        resume(pause);
        await().atMost(SOON).until(() -> keys.stream()
                .flatMap(key -> site.encodingsOf(key).stream())
                .allMatch(Encoder.Encoding::deleted));
        s3.heal();
    }

    /** As another instance has it. */
    private Ledger ledgerPastTheTap() {
        return new Ledger(
                site.s3(),
                Site.OUTPUTS,
                "_jobs/",
                new Owner(Site.SOURCES, Site.OUTPUTS),
                LedgerJson.mapper(new S3EventReader()),
                Clock.systemUTC());
    }

    /** As the store shows it. */
    private Upload upload(String key) {
        var head = site.s3().headObject(b -> b.bucket(Site.SOURCES).key(key));
        return new S3EventReader()
                .read(S3Events.put(Site.SOURCES, key).json())
                .uploads()
                .get(0)
                .seenAs(Sources.of(head));
    }

    /** As an instance does that finds the marker a day later. */
    private void giveUp(String keyHash) {
        Ledger ledger = ledgerPastTheTap();
        var claims = new Claims(ledger, Clock.offset(Clock.systemUTC(), Duration.ofHours(25)));
        OpenMarker marker = ledger.openOfKey(keyHash).get(0);
        assertThat(claims.isAbandoned(marker)).isTrue();
        assertThat(claims.abandon(marker)).isTrue();
    }

    private void everyMarkerIsOld() {
        s3.onOperation("LIST _jobs/open/")
                .always()
                .answer(200, Map.of("Content-Type", "application/xml"), this::openSinceLong);
    }

    /** What is in the folder of the markers, as if it had been put there long ago. */
    private String openSinceLong(Request list) {
        var page = new StringBuilder(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                        + "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><IsTruncated>false</IsTruncated>");
        List<String> names = isListed ? site.names("_jobs/open/") : List.of();
        names.forEach(name -> page.append("<Contents><Key>")
                .append(name)
                .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"));
        return page.append("</ListBucketResult>").toString();
    }

    private long markersPut(String keyHash) {
        return s3.calls().stream()
                .filter(call -> call.operation().matches("PUT _jobs/open/" + keyHash + "-[0-9a-f]+\\.1"))
                .filter(call -> call.status() == 200)
                .count();
    }

    private long calls(String key, String end) {
        return site.encodingsOf(key).stream()
                .mapToLong(encoding -> site.encoder().calls().stream()
                        .filter(call -> call.path().endsWith(encoding.id() + end))
                        .count())
                .sum();
    }

    private void encodedOnce(String key) {
        await().atMost(SOON).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0 && !site.isOpen(key));
        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::startedCount)
                .containsExactly(1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }
}
