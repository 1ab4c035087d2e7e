package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.CodecSettings;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lost reply is no failure of the upload: what the call may have done is found out, undone or left alone. */
class LostRepliesTest extends SiteWithTappedStore {
    @Test
    void anAttemptWhoseClaimWasTakenWithoutAReplyIsWatchedOnceItIsStarted() {
        String key = "in/claim-in-doubt.mxf";
        String id = Upload.keyHash(Site.SOURCES, key) + "-[0-9a-f]+";
        Predicate<Request> claim = request -> request.operation().matches("PUT _jobs/" + id + "/1.claim");
        // after a refusal an earlier release left no marker
        s3.on(request -> request.operation().matches("PUT _jobs/open/" + id + ".1"))
                .answer(200, Map.of(), "");
        s3.on(claim).loseReply();
        s3.on(claim).nth(2).always().answer(429, Map.of(), "<Error><Code>TooManyRequests</Code></Error>");

        site.upload(key, "media");

        eventually(() -> site.records(key).contains("1.clean"));
        assertThat(site.encodingsOf(key)).extracting(Encoding::startedCount).containsExactly(1);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"streams", "muxings/mp4"})
    void anEncodingWithADoubtfulPartIsDeletedAndBuiltAnew(String part) {
        String key = "in/doubt-" + part.replace('/', '-') + ".mxf";
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/" + part).losingReply());

        site.upload(key, "media");

        settled(key);
        assertThat(site.encodingsOf(key)).extracting(Encoding::deleted).containsExactly(true, false);
        assertThat(site.encodingsOf(key)).extracting(Encoding::startedCount).containsExactly(0, 1);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void anIndexThatStillShowsTheDeletedEncodingDoesNotFailTheUpload() {
        String key = "in/index-lags.mxf";
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/streams").losingReply());
        // the search below still shows what this claims to have deleted
        site.encoder()
                .fault(Fault.on("DELETE", "/encoding/encodings/*")
                        .answering(
                                200,
                                "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"e\"}}}"));
        site.encoder()
                .fault(Fault.on("DELETE", "/encoding/encodings/*").fromCall(2).refusing(404, 1001, "no such encoding"));

        site.upload(key, "media");

        settled(key);
        assertThat(site.encodingsOf(key)).extracting(Encoding::startedCount).containsExactly(0, 1);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aResourceThatWasMadeAnewUnderItsNameIsFound() {
        site.upload("in/before.mxf", "media");
        settled("in/before.mxf");
        String old = site.encoder().named("h264-1080p", "configurations").get(0);
        site.encoder().remove(old);
        site.encoder().addH264("h264-1080p", 1080, 4_800_000);

        site.upload("in/after-1.mxf", "media");
        site.upload("in/after-2.mxf", "media");

        for (String key : List.of("in/after-1.mxf", "in/after-2.mxf")) {
            settled(key);
            assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
            assertThat(site.encodingsOf(key)).noneMatch(e -> e.status().equals("CREATED") && !e.deleted());
        }
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void anOutputThatWasMadeAnewForAnotherBucketIsUsedForNothing() {
        String key = "in/astray.mxf";
        site.upload("in/not-astray.mxf", "media");
        settled("in/not-astray.mxf");
        site.encoder().named("output-bucket", "outputs").forEach(site.encoder()::remove);
        String astray = site.encoder().addS3Output("output-bucket", Site.SOURCES);

        site.upload(key, "media");

        eventually(() -> site.encodingsOf(key).size() == 2
                && site.encodingsOf(key).stream().allMatch(Encoding::deleted));
        assertThat(site.encodingsOf(key)).extracting(Encoding::startedCount).containsExactly(0, 0);
        site.encoder().remove(astray);
        site.encoder().addS3Output("output-bucket", Site.OUTPUTS);
        settled(key);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aCodecOfAProfileWhoseConfigurationWasDeletedIsMadeAnew() {
        String name = CodecSettings.of(Map.of(
                        "codec",
                        "h264",
                        "bitrate",
                        4_800_000,
                        "profile",
                        "HIGH",
                        "presetConfiguration",
                        "VOD_STANDARD",
                        "pixelFormat",
                        "YUV420P"))
                .name();
        site.upload("in/codec-before.mxf", "media");
        settled("in/codec-before.mxf");
        site.encoder().named(name, "configurations").forEach(site.encoder()::remove);

        site.upload("in/codec-after.mxf", "media");

        settled("in/codec-after.mxf");
        assertThat(site.exists(Site.OUTPUTS, outputOf("in/codec-after.mxf"))).isTrue();
        assertThat(site.encoder().named(name, "configurations")).hasSize(1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aStopThatIsRefusedBecauseItWorkedBeforeIsNoFailureOfTheNewerVersion() {
        String key = "in/stopped.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(new CompletableFuture<>()), 1);
        site.encoder().fault(Fault.on("POST", "/encoding/encodings/*/stop").losingReply());
        site.upload(key, "media");
        eventually(() -> site.encodingsOf(key).stream().anyMatch(e -> e.startedCount() > 0));

        site.upload(key, "newer media");

        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(site.encodingsOf(key)).extracting(Encoding::status).containsExactly("CANCELED", "FINISHED");
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }
}
