package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.Site;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Real clips through the shipped profiles and an encoder on ffmpeg; {@code mvn test -Dtest=SourcesPageTest -Ddocs.write=true} writes
 * the page's table anew.
 */
@Tag("slow")
class SourcesPageTest {
    private static final Path PAGE = Path.of("docs/sources.md");
    private static final String HEAD = "| source | what is in it | `mp4` | `xdcam-stereo-mp4` |\n|---|---|---|---|\n";
    /** By the folder that it takes its sources from. */
    private static final List<String> PROFILES = List.of("in/", "in/xdcam/");

    /** Bytes of a packet of MPEG-TS. */
    private static final int PACKET = 188;

    private static final int SERVICE_DESCRIPTIONS = 0x11;
    private static final String NONE = "dead letter: no file";

    private static final String H264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    private static final String MPEG2 = "-c:v mpeg2video -pix_fmt yuv422p";
    private static final String AAC = "-c:a aac";
    private static final String PCM = "-c:a pcm_s16le";

    @TempDir
    private static Path folder;

    private final MediaTool ffmpeg = new MediaTool(new Ffmpeg());

    @Test
    void theTableSaysWhatBecomesOfRealClips() throws Exception {
        Map<String, Path> clips = make();
        var table = new StringBuilder(HEAD);
        try (Site site = Site.start(options -> options.real().withSlots(2));
                Application application = site.startApplication(
                        Map.of("bitmovin.timeout", "60s", "queue.visibility", "5m", "watch.period", "2s"))) {
            for (String profile : PROFILES) {
                clips.forEach((name, clip) -> site.s3()
                        .putObject(b -> b.bucket(Site.SOURCES).key(profile + name), RequestBody.fromFile(clip)));
            }
            await().atMost(Duration.ofMinutes(20))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> application.context().isStarted()
                            && PROFILES.stream().allMatch(profile -> clips.keySet().stream()
                                    .allMatch(
                                            name -> site.records(profile + name).contains("1.end"))));
            for (var clip : clips.entrySet()) {
                MediaTool.Media source = ffmpeg.probe(clip.getValue());
                List<String> cells = new ArrayList<>(List.of("`" + clip.getKey() + "`", words(source)));
                for (String profile : PROFILES) {
                    Optional<MediaTool.Media> made = made(site, profile + clip.getKey());
                    made.ifPresent(media -> neitherEnlargedNorSqueezed(clip.getKey(), source, media));
                    cells.add(made.map(SourcesPageTest::words).orElse(NONE));
                }
                table.append("| ").append(String.join(" | ", cells)).append(" |\n");
            }
        }

        String page = Files.readString(PAGE);
        int begin = page.indexOf(HEAD);
        int end = page.indexOf("\n\n", begin) + 1;
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        }
        assertThat(PAGE).content().contains("\n\n" + table + "\n");
    }

    /** Arguments of ffmpeg for each file. */
    private static Map<String, List<String>> clips() {
        Map<String, List<String>> clips = new LinkedHashMap<>();
        clip(clips, "hd.mp4", picture("1920x1080", "25"), sound("stereo", 1), H264, AAC);
        clip(clips, "without-sound.mp4", picture("1280x720", "25"), H264);
        clip(clips, "sound-alone.wav", sound("stereo", 1), "-c:a pcm_s16le");
        clip(clips, "sound-alone.m4a", sound("mono", 1), AAC);
        clip(clips, "upright.mp4", picture("1080x1920", "30"), sound("stereo", 1), H264, AAC);
        clip(clips, "phone.mov", picture("1920x1080", "30"), sound("mono", 1), H264, AAC);
        clip(clips, "uhd.mp4", picture("3840x2160", "25"), sound("stereo", 1), H264, AAC);
        clip(clips, "sd.ts", picture("720x576", "25"), sound("stereo", 1), MPEG2, "-aspect 16:9 -c:a mp2");
        clip(clips, "sd-ntsc.mov", picture("720x480", "30000/1001"), sound("stereo", 1), H264, "-aspect 4:3", PCM);
        clip(clips, "film.mov", picture("1280x720", "24"), sound("stereo", 2), H264, PCM);
        clip(clips, "720p50.mxf", picture("1280x720", "50"), sound("mono", 4), MPEG2, PCM);
        clip(clips, "720p5994.mp4", picture("1280x720", "60000/1001"), sound("stereo", 1), H264, AAC);
        clip(clips, "one-track.mxf", picture("1920x1080", "25"), sound("mono", 1), MPEG2, PCM);
        clip(clips, "8-tracks.mxf", picture("1920x1080", "25"), sound("mono", 8), MPEG2, PCM);
        clip(clips, "16-tracks.mxf", picture("1920x1080", "25"), sound("mono", 16), MPEG2, PCM);
        clip(clips, "16-tracks.mov", picture("1280x720", "25"), sound("stereo", 16), H264, PCM);
        clip(clips, "subtitles-alone.mkv", "-i LINES -c:s srt");
        return clips;
    }

    private Map<String, Path> make() throws Exception {
        Path lines = Files.writeString(folder.resolve("lines.srt"), "1\n00:00:00,000 --> 00:00:01,000\nHello.\n");
        Map<String, Path> made = new LinkedHashMap<>();
        for (var clip : clips().entrySet()) {
            Path file = folder.resolve(clip.getKey());
            List<String> arguments = clip.getValue().stream()
                    .flatMap(part -> Stream.of(part.split(" ")))
                    .map(part -> part.equals("LINES") ? lines.toString() : part)
                    .collect(Collectors.toCollection(ArrayList::new));
            arguments.add(file.toString());
            ffmpeg.run(arguments);
            if (clip.getKey().endsWith(".ts")) {
                withoutServiceDescriptions(file);
            }
            made.put(clip.getKey(), clip.getKey().equals("phone.mov") ? turned(file) : file);
        }
        return made;
    }

    /** A phone that is held upright records as always, and says so. */
    private Path turned(Path recorded) throws Exception {
        Path turned = folder.resolve("turned-" + recorded.getFileName());
        ffmpeg.run(List.of("-i", recorded.toString(), "-c", "copy", "-metadata:s:v:0", "rotate=90", turned.toString()));
        return turned;
    }

    /** The static ffmpeg of the sandbox ends with a segmentation fault where it reads the name of a service. */
    private static void withoutServiceDescriptions(Path transportStream) throws Exception {
        byte[] all = Files.readAllBytes(transportStream);
        var kept = new ByteArrayOutputStream();
        for (int packet = 0; packet < all.length; packet += PACKET) {
            int id = (all[packet + 1] & 0x1f) << 8 | all[packet + 2] & 0xff;
            if (id != SERVICE_DESCRIPTIONS) {
                kept.write(all, packet, PACKET);
            }
        }
        Files.write(transportStream, kept.toByteArray());
    }

    private Optional<MediaTool.Media> made(Site site, String key) throws Exception {
        String output = "out/" + key.substring("in/".length()) + "_bitmovin.mp4";
        if (!site.exists(Site.OUTPUTS, output)) {
            assertThat(site.exists(Site.SOURCES, key))
                    .as(key + " without an output is kept")
                    .isTrue();
            assertThat(site.record(key, "1.end")).contains("FAILED");
            return Optional.empty();
        }
        Path file = folder.resolve(key.replace('/', '-') + ".made.mp4");
        site.s3().getObject(b -> b.bucket(Site.OUTPUTS).key(output), file);
        return Optional.of(ffmpeg.probe(file));
    }

    private static void neitherEnlargedNorSqueezed(String name, MediaTool.Media source, MediaTool.Media made) {
        assertThat(made.video()).as(name).hasSameSizeAs(source.video());
        for (int i = 0; i < made.video().size(); i++) {
            MediaTool.Track before = source.video().get(i);
            MediaTool.Track after = made.video().get(i);
            assertThat(after.width()).as(name).isLessThanOrEqualTo(before.width());
            assertThat(after.height()).as(name).isLessThanOrEqualTo(before.height());
            assertThat(after.aspectRatio()).as(name).isCloseTo(before.aspectRatio(), within(0.01));
            assertThat(after.framesPerSecond()).as(name).isEqualTo(before.framesPerSecond());
        }
        assertThat(made.audio()).as(name).hasSize(Math.min(1, source.audio().size()));
    }

    private static String words(MediaTool.Media media) {
        List<String> words = new ArrayList<>();
        for (MediaTool.Track picture : media.video()) {
            words.add(String.format(
                    Locale.ROOT,
                    "%s %dx%d%s, %s fps",
                    picture.codec(),
                    picture.width(),
                    picture.height(),
                    picture.rotation() == 0 ? "" : " (turned by " + picture.rotation() + "°)",
                    String.valueOf(picture.framesPerSecond()).replaceFirst("\\.0$", "")));
        }
        media.audio().stream()
                .collect(Collectors.groupingBy(SourcesPageTest::sound, LinkedHashMap::new, Collectors.counting()))
                .forEach((sound, count) -> words.add(count == 1 ? sound : count + " x " + sound));
        return words.isEmpty() ? "neither picture nor sound" : String.join("; ", words);
    }

    private static String sound(MediaTool.Track track) {
        boolean isMono =
                track.description().contains("mono") || track.description().contains("1 channels");
        return track.codec() + (isMono ? " mono" : " stereo");
    }

    private static String picture(String size, String rate) {
        return "-f lavfi -i color=gray:size=" + size + ":rate=" + rate + ":duration=1";
    }

    /** Tracks of a tone, behind a picture if there is one. */
    private static String sound(String layout, int tracks) {
        return "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=1 SOUND:" + layout + ":" + tracks;
    }

    private static void clip(Map<String, List<String>> clips, String name, String... parts) {
        List<String> inputs = new ArrayList<>();
        List<String> options = new ArrayList<>();
        boolean hasPicture = Stream.of(parts).anyMatch(part -> part.contains("color="));
        for (String part : parts) {
            int sound = part.indexOf(" SOUND:");
            if (sound < 0) {
                (part.startsWith("-f") || part.startsWith("-i") ? inputs : options).add(part);
            } else {
                String[] layout = part.substring(sound + 7).split(":");
                inputs.add(part.substring(0, sound));
                for (int track = 0; track < Integer.parseInt(layout[1]); track++) {
                    options.add("-map " + (hasPicture ? "1" : "0") + ":a");
                }
                options.add("-ac " + (layout[0].equals("mono") ? 1 : 2));
            }
        }
        if (hasPicture) {
            // in MXF it has to be the first
            options.add(0, "-map 0:v");
        }
        inputs.addAll(options);
        clips.put(name, inputs);
    }
}
