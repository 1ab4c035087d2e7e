package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;

/** Which upload it is, the bucket says: whoever tells of it, however often, in whatever order and by whatever clock, it is the same job. */
class TruthOfTheBucketTest extends SiteWithTappedStore {
    @Test
    void anEventOfAMachineWhoseClockIsAheadHidesNoLaterUpload() {
        String key = "in/clock-ahead.mxf";
        site.uploadWithoutEvent(key, "older");
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, key)
                                .sequencer(null)
                                .eventTime("2099-01-01T00:00:00.000Z")
                                .json());
        eventually(() -> paid(key) == 1);

        site.upload(key, "newer media");

        await().atMost(Duration.ofSeconds(60)).until(() -> finishedJobs(key) == 2 && !site.isOpen(key));
        assertThat(paid(key)).isEqualTo(2);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    @Test
    void anEventOfOursAndTheLateNativeOneAreOneJob() {
        String key = "in/told-twice.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        String eTag = site.uploadWithoutEvent(key, "media");
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, key)
                                .eTag(eTag)
                                .sequencer(null)
                                .json());
        eventually(() -> paid(key) == 1);

        for (String sequencer : new String[] {"0055AED6DCD90281E5", "0055AED6DCD90281E6", "1", "FFFFFFFFFFFFFFFFFF"}) {
            site.queues()
                    .send(
                            Site.EVENTS,
                            S3Events.put(Site.SOURCES, key)
                                    .eTag(eTag)
                                    .sequencer(sequencer)
                                    .json());
        }
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        finish.complete(null);
        settled(key);

        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aForgedSequencerDoesNotKeepTheGenuineUploadOut() {
        String key = "in/forged.mxf";
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, key)
                                .sequencer("FFFFFFFFFFFFFFFFFF")
                                .json());
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.records(key))
                .as("nothing that could bind a later upload")
                .isEmpty();

        site.upload(key, "media");

        settled(key);
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
    }

    @Test
    void aProxysNotFoundForTheFirstHeadIsNotBelieved() {
        String key = "in/proxy-404.mxf";
        var fault = s3.on(request ->
                        request.method().equals("HEAD") && request.path().contains("proxy-404.mxf"))
                .answer(404, Map.of(), "");

        site.upload(key, "media");

        await().atMost(Duration.ofSeconds(60)).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(paid(key)).isEqualTo(1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void anOutputWhichIsNotWhatTheEncoderWroteAndWhichAProxyDeniesOnceCostsNoSource() {
        String key = "in/denied-output.mxf";
        site.store().onObjectCreated(Site.OUTPUTS, event -> {
            if (event.contains("denied-output.mxf_bitmovin.mp4") && !event.contains("\"size\":3")) {
                site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)), RequestBody.fromString("abc"));
            }
        });
        s3.on(request -> request.operation().equals("HEAD " + outputOf(key))).answer(404, Map.of(), "");
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("output-differs");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void aSourceThatWasGoneAndIsUploadedAgainIsEncoded() {
        String key = "in/gone-and-back.mxf";
        site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, key).json());
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);

        site.upload(key, "media");

        settled(key);
        assertThat(paid(key)).isEqualTo(1);
    }

    @Test
    void aKeyThatTheStoreDidNotEncodeIsFoundAsItIsWritten() {
        String key = "in/A+B 50% grey.mxf";
        site.uploadWithoutEvent(key, "media");
        site.queues()
                .send(
                        Site.EVENTS,
                        "{\"Records\":[{\"eventSource\":\"ceph:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\""
                                + Site.SOURCES + "\"},\"object\":{\"key\":\"" + key + "\",\"size\":\"0\"}}}]}");

        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.record(key, "1.claim")).contains("\"key\":\"" + key + "\"");
    }

    @Test
    void oneRecordThatIsNoneDoesNotTakeTheSoundOnesAlong() {
        String key = "in/beside-a-bad-one.mxf";
        site.uploadWithoutEvent(key, "media");
        String sound = S3Events.put(Site.SOURCES, key).record();
        site.queues().send(Site.EVENTS, "{\"Records\":[" + sound + ",{\"s3\":{\"bucket\":{}}}]}");

        settled(key);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(attribute(deadLetter(), "kind")).isEqualTo("malformed");
    }

    @Test
    void aPlaceholderOfAFolderAndAFileBesideTheSourcesAreNoUploads() {
        String folder = "in/only-a-folder/";
        String sideFile = "in/._VX-7.mxf";
        site.upload(folder, "");
        site.upload(sideFile, "what a file manager leaves behind");
        String key = "in/after-them.mxf";
        site.upload(key, "media");

        settled(key);
        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.records(folder)).isEmpty();
        assertThat(site.records(sideFile)).isEmpty();
        assertThat(site.encodingsOf(sideFile)).isEmpty();
    }

    private long paid(String key) {
        return site.encodingsOf(key).stream()
                .mapToInt(Encoder.Encoding::startedCount)
                .sum();
    }

    private long finishedJobs(String key) {
        return site.encodingsOf(key).stream()
                .filter(encoding -> encoding.status().equals("FINISHED")
                        || encoding.status().equals("CANCELED"))
                .count();
    }
}
