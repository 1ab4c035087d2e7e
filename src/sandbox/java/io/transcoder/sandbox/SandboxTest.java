package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.sandbox.mam.MediaProbe;
import io.transcoder.sandbox.mam.MediaSummary;
import io.transcoder.sandbox.mam.MediaSummary.Audio;
import io.transcoder.sandbox.mam.MediaSummary.FieldOrder;
import io.transcoder.sandbox.mam.MediaSummary.Video;
import io.transcoder.sandbox.mam.XdcamClip;
import io.transcoder.sandbox.show.Options;
import io.transcoder.sandbox.show.Play;
import io.transcoder.sandbox.show.Screen;
import io.transcoder.sandbox.show.Show;
import io.transcoder.sandbox.show.Stage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;

/** The show, with small recordings: real media through the real routes. */
@Tag("slow")
class SandboxTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String OF_ENCODING = "/encoding/encodings/{encodingId}";

    @TempDir
    private static Path folder;

    private static Stage stage;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Screen screen = new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), false);
    private int callsBefore;

    @BeforeAll
    static void open() {
        stage = Stage.open(folder);
    }

    @AfterAll
    static void close() {
        stage.close();
    }

    /** The MAM takes any file of the right name, and most tests upload the same one. */
    @BeforeEach
    void removeEarlierResults() {
        S3Client s3 = stage.site().s3();
        s3.listObjectsV2Paginator(r -> r.bucket(Site.OUTPUTS).prefix("out/")).contents().stream()
                .toList()
                .forEach(result -> s3.deleteObject(r -> r.bucket(Site.OUTPUTS).key(result.key())));
    }

    @BeforeEach
    void count() {
        callsBefore = stage.site().encoder().calls().size();
    }

    @Test
    void anMp4UploadIsToldStepByStepTakesSixPostsAndEndsWell() throws IOException {
        assertThat(run(Options.playing(Play.mp4(XdcamClip.small()))))
                .as(shown())
                .isZero();

        assertThat(shown())
                .containsSubsequence(
                        "1 upload ",
                        "uploaded mam-in/in/VX-7.mxf, ",
                        "2 event ",
                        "ObjectCreated:CompleteMultipartUpload",
                        "3 message ",
                        "job ",
                        "4 calls ",
                        "POST /encoding/encodings ",
                        "5 encode ",
                        "100 %",
                        "wrote mam-out/out/VX-7.mxf_bitmovin.mp4, ",
                        "6 poll ",
                        "found mam-out/out/VX-7.mxf_bitmovin.mp4",
                        "7 clean-up ",
                        "deleted mam-in/in/VX-7.mxf",
                        "8 complete ",
                        "FINISHED",
                        "mono 310 Hz, as it should be",
                        "All as it should be",
                        "upload to start: ");
        assertThat(shown()).containsPattern("upload to start: \\d+\\.\\d s\n$");
        MediaSummary media = made("VX-7.mxf_bitmovin.mp4");
        assertThat(media.streams()).hasSize(2);
        assertThat(media.videos()).singleElement().satisfies(SandboxTest::isH264High);
        assertThat(media.audios()).extracting(Audio::codec, Audio::layout).containsExactly(tuple("aac", "mono"));
        assertThat(stage.site().exists(Site.SOURCES, "in/VX-7.mxf")).isFalse();
        assertThat(last().outputs())
                .extracting(Encoder.Output::key, Encoder.Output::acl)
                .containsExactly(tuple("out/VX-7.mxf_bitmovin.mp4", "PRIVATE"));
        sixPostsAndNothingElseButLooks();
    }

    @Test
    void theXdcamProfileMakesProgressivePicturesAndStereoOfTheFirstTwoTracks() throws IOException {
        assertThat(run(Options.playing(Play.xdcam(XdcamClip.small()))))
                .as(shown())
                .isZero();

        assertThat(shown()).contains("left 310 Hz, right 410 Hz, as it should be");
        MediaSummary media = made("VX-8.mxf_bitmovin.mp4");
        assertThat(media.videos()).singleElement().satisfies(video -> {
            isH264High(video);
            assertThat(video.fieldOrder()).isEqualTo(FieldOrder.PROGRESSIVE);
        });
        assertThat(media.audios()).singleElement().satisfies(audio -> {
            assertThat(audio.codec()).isEqualTo("aac");
            assertThat(audio.layout()).isEqualTo("stereo");
        });
        assertThat(last().outputs()).extracting(Encoder.Output::acl).containsExactly("PRIVATE");
    }

    @Test
    void whatIsNoMediaEndsTheShowWithItsReason() throws IOException {
        Path text = Files.writeString(folder.resolve("text.mxf"), "This is no recording.");

        assertThat(run(Options.ofFile(text))).isEqualTo(1);

        assertThat(shown())
                .contains("5 encode ", "the encoder says ERROR", "FAILED: dead letter (encoding-failed)")
                .contains("'in/text.mxf' is not a media file", "Not all as it should be")
                .doesNotContain("8 complete");
        assertThat(stage.site().exists(Site.SOURCES, "in/text.mxf")).isTrue();
    }

    @Test
    void aResultWithTheWrongTrackIsNotWhatItShouldBe() throws IOException {
        Play swapped = new Play("xdcam/VX-9.mxf", "xdcam-stereo-mp4", XdcamClip.small(), true, List.of(410, 310));

        assertThat(run(Options.playing(swapped))).isEqualTo(1);

        assertThat(shown()).contains("8 complete", "WRONG: ", "[410, 310] Hz").doesNotContain("as it should be,");
    }

    @Test
    void aStepThatTakesTooLongIsNamed() throws IOException {
        Path endless = Files.writeString(folder.resolve("endless.mxf"), "Nobody reads this.");
        stage.site().encoder().script(encoding -> "in/endless.mxf".equals(encoding.sourceKey()), Outcome.stuckQueued());

        try (Show show = new Show(stage, screen, Duration.ofSeconds(8))) {
            assertThat(show.run(Options.ofFile(endless), Instant.now())).isEqualTo(1);
        }

        assertThat(shown()).containsPattern("FAILED: step \\d \\([a-z]+\\) is not over after 8.0 s");
    }

    @Test
    void aPlayForWhichTheTimeIsTooShortIsLeftOutAndSaysHowToGetIt() throws IOException {
        Options two = Options.playing(Play.mp4(XdcamClip.small()), Play.xdcam(XdcamClip.small()));
        try (Show show = new Show(stage, screen, PATIENCE)) {
            assertThat(show.run(two, Instant.now().minus(Duration.ofMinutes(2))))
                    .as(this::shown)
                    .isZero();
        }

        assertThat(shown()).contains("1 upload").contains("-Dsandbox.profile=xdcam-stereo-mp4");
        assertThat(shown()).doesNotContain("in/xdcam/");
    }

    @Test
    void anUnknownProfileIsRefusedWithTheKnownOnes() {
        var properties = new Properties();
        properties.setProperty("sandbox.profile", "mp5");

        assertThatThrownBy(() -> Options.of(properties)).hasMessageContainingAll("mp5", "mp4", "xdcam-stereo-mp4");
    }

    private void sixPostsAndNothingElseButLooks() {
        List<Encoder.Call> calls = stage.site().encoder().calls();
        assertThat(calls.subList(callsBefore, calls.size()))
                .allMatch(call -> call.status() < 300)
                .filteredOn(call -> !call.method().equals("GET"))
                .extracting(call -> call.method() + " " + call.template())
                .containsExactly(
                        "POST /encoding/encodings",
                        "POST " + OF_ENCODING + "/streams",
                        "POST " + OF_ENCODING + "/streams",
                        "POST " + OF_ENCODING + "/streams",
                        "POST " + OF_ENCODING + "/muxings/mp4",
                        "POST " + OF_ENCODING + "/start");
        assertThat(calls.subList(callsBefore, calls.size()))
                .filteredOn(call -> call.method().equals("GET"))
                .extracting(Encoder.Call::template)
                .isSubsetOf(
                        OF_ENCODING + "/status",
                        OF_ENCODING + "/muxings/mp4/{muxingId}/information",
                        OF_ENCODING + "/streams",
                        OF_ENCODING + "/streams/{streamId}/input",
                        "/encoding/statistics/encodings/{encodingId}",
                        "/encoding/encodings",
                        "/encoding/inputs",
                        "/encoding/outputs",
                        "/encoding/configurations",
                        "/encoding/configurations/video/h264");
    }

    private int run(Options options) throws IOException {
        try (Show show = new Show(stage, screen, PATIENCE)) {
            return show.run(options, Instant.now());
        }
    }

    private String shown() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static MediaSummary made(String name) {
        return new MediaProbe(new Ffmpeg()).verify(folder.resolve(name));
    }

    private static Encoder.Encoding last() {
        List<Encoder.Encoding> encodings = stage.site().encoder().encodings();
        return encodings.get(encodings.size() - 1);
    }

    private static void isH264High(Video video) {
        assertThat(video.codec()).isEqualTo("h264");
        assertThat(video.profile()).isEqualTo("High");
        assertThat(video.pixelFormat()).isEqualTo("yuv420p");
        // the clip is small, and is not enlarged
        assertThat(video.height()).isEqualTo(180);
    }
}
