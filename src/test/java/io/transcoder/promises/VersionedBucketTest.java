package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.ledger.Hold;
import io.transcoder.ledger.Ledger;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** The promises on a source bucket that keeps versions. */
class VersionedBucketTest extends RunningSite {
    @Override
    protected Site newSite() {
        return Site.startVersioned();
    }

    @Test
    void theDeleteLeavesAMarkerSoThatItCanBeUndone() {
        String key = "in/versioned.mxf";
        site.upload(key, "media");
        settled(key);

        assertThat(site.record(key, "1.clean")).contains("deleted");
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        var versions = site.s3().listObjectVersions(b -> b.bucket(Site.SOURCES).prefix(key));
        assertThat(versions.versions()).as("the bytes are still there").hasSize(1);
    }

    @Test
    void aNewVersionOfTheSameBytesIsAnUploadOfItsOwnAndIsNotDeletedForTheOlder() {
        String key = "in/twice.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish), 1);
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));

        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).size() == 2);
        settled(key);

        assertThat(site.encodingsOf(key)).extracting(Encoder.Encoding::status).contains("CANCELED", "FINISHED");
        assertThat(site.records(key)).contains("1.stop", "1.clean");
    }

    @Test
    void anEncodingThatWasStoppedForAVersionThatIsDeletedForGoodIsMadeAnew() {
        String key = "in/taken-back.mxf";
        olderStoppedAndNewerDeleted(key);

        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(site.records(key)).contains("1.stop", "2.clean");
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void anEncodingThatFinishedInSpiteOfTheStopIsOfUseWhenItsVersionIsTheOneThatIsThere() {
        String key = "in/finished-all-the-same.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish), 1);
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/stop").times(20).refusing(500, 1004, "later"));
        site.upload(key, "older");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));
        String newer = newerOf(key);
        eventually(() -> site.records(key).contains("1.stop"));
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key).versionId(newer));
        finish.complete(null);

        settled(key);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.encodingsOf(key).stream()
                        .mapToInt(Encoder.Encoding::startedCount)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void anAttemptThatIsGivenUpWhileBitmovinIsAwayIsNotStartedWhenItsVersionIsBack() {
        String key = "in/given-up-in-an-outage.mxf";
        Hold pause = Hold.on(key, null, "ann", Instant.now());
        ledger().orderBook().pause(pause);
        eventually(() -> !ledger().orderBook().obeying(pause).isEmpty());
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)), RequestBody.fromString("of yesterday"));
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.claim"));
        String marker =
                site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key)).versionId();
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status").always().refusing(403, 1, "not now"));
        ledger().orderBook().resume(pause, Ledger.Note.of("ann", null, Instant.now()));
        // the second look of the watcher comes after whoever gave it up is done
        eventually(() -> site.records(key).contains("1.start") && statusCalls(key) > 1);
        assertThat(site.records(key))
                .as("the reason is in no record of its own, before which a crash may come")
                .containsExactly("1.claim", "1.start");

        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key).versionId(marker));
        site.encoder().clearFaults();

        settled(key);
        assertThat(site.record(key, "1.end")).contains("SKIPPED").contains("source-gone");
        assertThat(site.record(key, "2.start")).contains(outputOf(key));
        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::startedCount)
                .containsExactly(0, 1);
    }

    private long statusCalls(String key) {
        return site.encodingsOf(key).stream()
                .mapToLong(encoding -> site.encoder().calls().stream()
                        .filter(call -> call.path().endsWith(encoding.id() + "/status"))
                        .count())
                .sum();
    }

    private void olderStoppedAndNewerDeleted(String key) {
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(new CompletableFuture<Void>()), 1);
        site.upload(key, "older");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() == 1));
        // the newer one can't start before the end of the older is seen
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status").times(8).html(502, "<html>"));
        String newer = newerOf(key);
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.status().equals("CANCELED")));
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key).versionId(newer));
    }

    private String newerOf(String key) {
        return site.s3()
                .putObject(b -> b.bucket(Site.SOURCES).key(key), RequestBody.fromString("newer"))
                .versionId();
    }

    @Test
    void aMamsOwnDeleteMarkerStays() {
        String key = "in/mam-hides.mxf";
        site.uploadWithoutEvent(key, "media");
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(key));
        site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, key).json());

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.records(key)).isEmpty();
    }
}
