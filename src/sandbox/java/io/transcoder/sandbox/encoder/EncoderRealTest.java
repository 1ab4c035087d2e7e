package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.SandboxStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Real media through S3 and ffmpeg. */
@Tag("slow")
class EncoderRealTest {
    /** The only one of the eight mono tracks that is not silent. */
    private static final int LOUD = 2;

    @TempDir
    private static Path folder;

    private static MediaTool ffmpeg;
    private static SandboxStore store;
    private static Encoder encoder;
    private static Api api;

    @BeforeAll
    static void start() throws Exception {
        ffmpeg = new MediaTool(new Ffmpeg());
        store = SandboxStore.start();
        store.createBucket("source");
        store.createBucket("output");
        Path mxf = interlacedMxf();
        store.client().putObject(b -> b.bucket("source").key("in/a.mxf"), RequestBody.fromFile(mxf));
        store.client().putObject(b -> b.bucket("source").key("in/text.mxf"), RequestBody.fromString("no media"));
        encoder = Encoder.start(EncoderOptions.of(Api.KEY, store.client()).real());
        api = new Api(encoder);
    }

    @AfterAll
    static void stop() {
        encoder.close();
        store.close();
    }

    @Test
    void anInterlacedMxfWithMonoTracksBecomesAProgressiveMp4InStereo() throws Exception {
        String input = encoder.addS3Input("source", "source");
        String encoding = create("a");
        String left = ingest(encoding, input, LOUD);
        String right = ingest(encoding, input, LOUD + 1);
        String mix = api.post(
                        path(encoding, "input-streams/audio-mix"),
                        "{'channelLayout':'STEREO','audioMixChannels':[" + channel(left, "FRONT_LEFT") + ","
                                + channel(right, "FRONT_RIGHT") + "]}")
                .id();
        String video = video(encoding, input, "in/a.mxf");
        String audio = api.post(
                        path(encoding, "streams"),
                        "{'codecConfigId':'"
                                + api.post(
                                                "/encoding/configurations/audio/aac",
                                                "{'bitrate':96000,'rate':48000,'channelLayout':'STEREO'}")
                                        .id()
                                + "','inputStreams':[{'inputStreamId':'" + mix + "'}]}")
                .id();
        api.post(
                        path(encoding, "streams/" + video + "/filters"),
                        "[{'id':'" + encoder.addDeinterlace("d") + "','position':0}]")
                .result();
        String muxing = mp4(encoding, List.of(video, audio), "a.mp4");

        api.post(path(encoding, "start"), "").result();
        awaitEnd(encoding, "FINISHED");

        Path made = folder.resolve("made.mp4");
        store.client().getObject(b -> b.bucket("output").key("out/a.mp4"), made);
        MediaTool.Media media = ffmpeg.probe(made);
        assertThat(media.durationSeconds()).isBetween(1.8, 2.3);
        assertThat(media.video()).singleElement().satisfies(track -> {
            assertThat(track.codec()).isEqualTo("h264");
            assertThat(track.description())
                    .contains("(High)", "yuv420p", "25 fps")
                    .doesNotContain("first");
            assertThat(track.size()).hasValue("320x180");
        });
        assertThat(media.audio()).singleElement().satisfies(track -> {
            assertThat(track.codec()).isEqualTo("aac");
            assertThat(track.description()).contains("48000 Hz", "stereo");
        });
        double[] loudness = loudness(made);
        assertThat(loudness[0]).isGreaterThan(500);
        assertThat(loudness[1]).isLessThan(50);
        assertThat(indexBeforeMedia(made)).isTrue();

        JsonNode information = api.get(path(encoding, "muxings/mp4/" + muxing + "/information"))
                .result();
        assertThat(information.path("fileSize").asLong()).isEqualTo(Files.size(made));
        assertThat(information.path("videoTracks").path(0).path("frameHeight").asInt())
                .isEqualTo(180);
        assertThat(information.path("audioTracks")).hasSize(1);
    }

    @Test
    void theDeinterlaceFilterRemovesTheCombing() throws Exception {
        String input = encoder.addS3Input("source", "source");
        String combed = create("combed");
        mp4(combed, List.of(video(combed, input, "in/a.mxf")), "combed.mp4");
        String smooth = create("smooth");
        String stream = video(smooth, input, "in/a.mxf");
        api.post(
                        path(smooth, "streams/" + stream + "/filters"),
                        "[{'id':'" + encoder.addDeinterlace("d") + "','position':0}]")
                .result();
        mp4(smooth, List.of(stream), "smooth.mp4");

        api.post(path(combed, "start"), "").result();
        api.post(path(smooth, "start"), "").result();
        awaitEnd(combed, "FINISHED");
        awaitEnd(smooth, "FINISHED");

        assertThat(combing("out/smooth.mp4")).isLessThan(0.9 * combing("out/combed.mp4"));
    }

    @Test
    void aSourceThatIsNoMediaEndsInAnError() throws Exception {
        String encoding = create("text");
        mp4(encoding, List.of(video(encoding, encoder.addS3Input("source", "source"), "in/text.mxf")), "text.mp4");

        api.post(path(encoding, "start"), "").result();
        awaitEnd(encoding, "ERROR");

        JsonNode task = api.get(path(encoding, "status")).result();
        assertThat(task.path("error").path("text").asText()).contains("in/text.mxf", "not a media file");
        assertThat(task.path("error").path("retryHint").asText()).isEqualTo("NO_RETRY");
    }

    @Test
    void aTrackThatTheSourceDoesNotHaveEndsInAnErrorInTheWordsOfFfmpeg() throws Exception {
        String input = encoder.addS3Input("source", "source");
        String encoding = create("track");
        String stream = api.post(
                        path(encoding, "streams"),
                        "{'codecConfigId':'" + encoder.addAac("aac", 64_000) + "','inputStreams':[{'inputId':'" + input
                                + "','inputPath':'in/a.mxf','selectionMode':'AUDIO_RELATIVE','position':8}]}")
                .id();
        mp4(encoding, List.of(stream), "track.mp4");

        api.post(path(encoding, "start"), "").result();
        awaitEnd(encoding, "ERROR");

        assertThat(api.get(path(encoding, "status"))
                        .result()
                        .path("error")
                        .path("text")
                        .asText())
                .contains("matches no streams");
    }

    @Test
    void aStopLeavesNoOutput() throws Exception {
        Path endless = folder.resolve("long.mxf");
        ffmpeg.run(List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=640x360:rate=25:duration=60",
                "-c:v",
                "mpeg2video",
                "-q:v",
                "20",
                "-f",
                "mxf",
                endless.toString()));
        store.client().putObject(b -> b.bucket("source").key("in/long.mxf"), RequestBody.fromFile(endless));
        String encoding = create("long");
        mp4(encoding, List.of(video(encoding, encoder.addS3Input("source", "source"), "in/long.mxf")), "long.mp4");
        api.post(path(encoding, "start"), "").result();
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> api.get(path(encoding, "status"))
                                .result()
                                .path("progress")
                                .asInt()
                        > 0);

        assertThat(api.post(path(encoding, "stop"), "").status()).isEqualTo(200);

        assertThat(api.status(encoding)).isEqualTo("CANCELED");
        assertThat(store.client().listObjectsV2(b -> b.bucket("output")).contents())
                .noneMatch(object -> object.key().contains("long"));
    }

    private static Path interlacedMxf() throws Exception {
        Path mxf = folder.resolve("a.mxf");
        List<String> arguments =
                new ArrayList<>(List.of("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=50:duration=2"));
        for (int track = 0; track < 8; track++) {
            String sound = track == LOUD
                    ? "sine=frequency=440:sample_rate=48000:duration=2"
                    : "anullsrc=channel_layout=mono:sample_rate=48000:duration=2";
            arguments.addAll(List.of("-f", "lavfi", "-i", sound));
        }
        for (int track = 0; track <= 8; track++) {
            arguments.addAll(List.of("-map", track == 0 ? "0:v" : track + ":a"));
        }
        arguments.addAll(List.of(
                "-vf",
                "tinterlace=interleave_top,setfield=tff,format=yuv422p",
                "-r",
                "25",
                "-c:v",
                "mpeg2video",
                "-flags",
                "+ildct+ilme",
                "-q:v",
                "4",
                "-c:a",
                "pcm_s24le",
                "-ac",
                "1",
                "-f",
                "mxf",
                mxf.toString()));
        ffmpeg.run(arguments);
        MediaTool.Media media = ffmpeg.probe(mxf);
        assertThat(media.audio()).hasSize(8);
        assertThat(media.video().get(0).description()).contains("yuv422p", "top first");
        return mxf;
    }

    /** The root mean square of each channel's 16-bit samples. */
    private static double[] loudness(Path file) throws Exception {
        Path raw = folder.resolve("made.raw");
        ffmpeg.run(List.of("-i", file.toString(), "-map", "0:a:0", "-f", "s16le", raw.toString()));
        ByteBuffer samples = ByteBuffer.wrap(Files.readAllBytes(raw)).order(ByteOrder.LITTLE_ENDIAN);
        double[] squares = new double[2];
        int frames = samples.remaining() / 4;
        for (int frame = 0; frame < frames; frame++) {
            for (int channel = 0; channel < 2; channel++) {
                squares[channel] += Math.pow(samples.getShort(), 2);
            }
        }
        return new double[] {Math.sqrt(squares[0] / frames), Math.sqrt(squares[1] / frames)};
    }

    /** How much neighbouring lines, of different fields in the source, differ more than lines of the same field. */
    private static double combing(String key) throws Exception {
        Path file = Files.createTempFile(folder, "combing", ".mp4");
        Files.delete(file);
        store.client().getObject(b -> b.bucket("output").key(key), file);
        Path raw = folder.resolve("combing.raw");
        ffmpeg.run(List.of("-i", file.toString(), "-pix_fmt", "gray", "-f", "rawvideo", raw.toString()));
        byte[] pixels = Files.readAllBytes(raw);
        double neighbours = 0;
        double field = 0;
        for (int at = 0; at + 2 * 320 < pixels.length; at++) {
            if (at / 320 % 180 < 178) {
                neighbours += Math.abs((pixels[at] & 0xff) - (pixels[at + 320] & 0xff));
                field += Math.abs((pixels[at] & 0xff) - (pixels[at + 640] & 0xff));
            }
        }
        return neighbours / field;
    }

    private static boolean indexBeforeMedia(Path file) throws Exception {
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        return bytes.indexOf("moov") < bytes.indexOf("mdat");
    }

    private static String path(String encoding, String rest) {
        return "/encoding/encodings/" + encoding + "/" + rest;
    }

    private static String create(String name) throws Exception {
        return api.post("/encoding/encodings", "{'name':'" + name + "'}").id();
    }

    private static String ingest(String encoding, String input, int position) throws Exception {
        return api.post(
                        path(encoding, "input-streams/ingest"),
                        "{'inputId':'" + input
                                + "','inputPath':'in/a.mxf','selectionMode':'AUDIO_RELATIVE','position':" + position
                                + "}")
                .id();
    }

    private static String channel(String ingest, String output) {
        return "{'inputStreamId':'" + ingest + "','outputChannelType':'" + output
                + "','sourceChannels':[{'type':'CHANNEL_NUMBER','channelNumber':0}]}";
    }

    private static String video(String encoding, String input, String key) throws Exception {
        return api.post(
                        path(encoding, "streams"),
                        "{'codecConfigId':'" + encoder.addH264("h264", 180, 400_000)
                                + "','inputStreams':[{'inputId':'" + input + "','inputPath':'" + key
                                + "','selectionMode':'VIDEO_RELATIVE','position':0}]}")
                .id();
    }

    private static String mp4(String encoding, List<String> streams, String filename) throws Exception {
        String named = String.join(
                ",",
                streams.stream().map(stream -> "{'streamId':'" + stream + "'}").toList());
        return api.post(
                        path(encoding, "muxings/mp4"),
                        "{'filename':'" + filename + "','streams':[" + named + "],'outputs':[{'outputId':'"
                                + encoder.addS3Output("output", "output")
                                + "','outputPath':'out','acl':[{'permission':'PRIVATE'}]}]}")
                .id();
    }

    /** Fails at once, with the encoder's words, on another end. */
    private static void awaitEnd(String encoding, String wanted) {
        JsonNode task = Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> api.get(path(encoding, "status")).result(), seen -> seen.has("finishedAt"));
        assertThat(task.path("status").asText()).as(task.toString()).isEqualTo(wanted);
    }
}
