package io.transcoder.sandbox.mam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.mam.MediaSummary.Audio;
import io.transcoder.sandbox.mam.MediaSummary.FieldOrder;
import io.transcoder.sandbox.mam.MediaSummary.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class MediaTest {
    private final Ffmpeg ffmpeg = new Ffmpeg();
    private final MediaProbe probe = new MediaProbe(ffmpeg);
    private final Tones tones = new Tones(ffmpeg);

    @TempDir
    Path folder;

    @Test
    void theHdClipIsInterlacedMpeg2At422WithEightMonoTracks() {
        Path clip = XdcamClip.hd().write(ffmpeg, folder.resolve("VX-1.mxf"));

        MediaSummary summary = probe.verify(clip);

        assertThat(summary.duration()).isEqualTo(Duration.ofSeconds(5));
        assertThat(summary.streams()).hasSize(9);
        assertThat(summary.videos())
                .containsExactly(
                        new Video("mpeg2video", "4:2:2", "yuv422p", 1920, 1080, FieldOrder.TOP_FIRST, 25.0, 50_000));
        assertThat(summary.audios()).hasSize(8).containsOnly(new Audio("pcm_s24le", "", 48_000, 1, "mono", 1152));
        assertThat(probe.seenFieldOrder(clip)).isEqualTo(FieldOrder.TOP_FIRST);
        assertThat(summary.oneLine())
                .isEqualTo("5.00 s, mpeg2video 4:2:2 yuv422p 1920x1080i tff 25 fps 50000 kb/s, "
                        + "8 x pcm_s24le mono 48000 Hz 1152 kb/s");
    }

    @Test
    void theClipIsOneMxfOfPatternOp1aWithATimecode() {
        Path clip = small();

        assertThat(ffmpeg.run(List.of("-i", "file:" + clip)).lines())
                .anyMatch(line -> line.startsWith("Input #0, mxf,"))
                .anyMatch(line -> line.matches(".*operational_pattern_ul: 060e2b34\\.04010101\\.0d010201\\.01010900"))
                .anyMatch(line -> line.matches(" +timecode +: 10:00:00:00"));
    }

    @Test
    void theClipLastsAsLongAsWished() {
        Path clip = XdcamClip.small().lasting(Duration.ofMillis(3200)).write(ffmpeg, folder.resolve("long.mxf"));

        assertThat(probe.probe(clip).duration()).isEqualTo(Duration.ofMillis(3200));
    }

    @Test
    void aClipThatCannotBeWrittenSaysWhy() {
        assertThatThrownBy(() -> XdcamClip.small().write(ffmpeg, folder.resolve("no-such-folder/VX-1.mxf")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No such file or directory");
    }

    @Test
    void everyTrackHasItsOwnTone() {
        Path clip = small();

        List<List<Integer>> heard = new ArrayList<>();
        for (int track = 0; track < 8; track++) {
            heard.add(tones.in(clip, track, 0));
        }

        assertThat(heard)
                .containsExactlyElementsOf(
                        XdcamClip.TONES.stream().map(List::of).toList());
    }

    @Test
    void aMixOfTwoTracksIsHeardInTheChannelsItWentTo() {
        Path mixed = encoded("[0:a:0][0:a:1]amerge=inputs=2,pan=stereo|c0=c0|c1=0.5*c0+0.5*c1[a]");

        assertThat(tones.in(mixed, 0, 0)).containsExactly(310);
        assertThat(tones.in(mixed, 0, 1)).containsExactly(310, 410);
    }

    @Test
    void silenceHasNoTone() {
        assertThat(tones.in(encoded("[0:a:0]volume=0[a]"), 0, 0)).isEmpty();
    }

    @Test
    void aTrackThatIsNotThereIsAnError() {
        Path clip = small();

        assertThatThrownBy(() -> tones.in(clip, 8, 0))
                .isInstanceOf(NotMediaException.class)
                .hasMessageContaining("audio track 8");
    }

    @Test
    void aProgressiveMp4IsSeenAsProgressiveThoughItsContainerDoesNotTell() {
        Path mp4 = encoded("[0:a:0][0:a:1]amerge=inputs=2[a]", "-vf", "bwdif=mode=send_field");

        MediaSummary summary = probe.verify(mp4);

        Video video = summary.videos().get(0);
        assertThat(video.codec()).isEqualTo("h264");
        assertThat(video.profile()).isEqualTo("High");
        assertThat(video.pixelFormat()).isEqualTo("yuv420p");
        assertThat(video.fieldOrder()).isEqualTo(FieldOrder.PROGRESSIVE);
        assertThat(video.framesPerSecond()).isEqualTo(50.0);
        Audio audio = summary.audios().get(0);
        assertThat(audio.codec()).isEqualTo("aac");
        assertThat(audio.profile()).isEqualTo("LC");
        assertThat(audio.channels()).isEqualTo(2);
        assertThat(audio.layout()).isEqualTo("stereo");
        assertThat(summary.oneLine())
                .matches("2\\.0\\d s, h264 High yuv420p 320x180p 50 fps \\d+ kb/s, aac LC stereo 48000 Hz \\d+ kb/s, "
                        + "data none");
    }

    @Test
    void anHdMp4ThatWasDeinterlacedIsSeenAsProgressive() {
        Path clip = XdcamClip.hd().lasting(Duration.ofSeconds(1)).write(ffmpeg, folder.resolve("VX-3.mxf"));
        Path mp4 = folder.resolve("hd.mp4");
        List<String> args = new ArrayList<>(List.of("-loglevel", "error", "-i", "file:" + clip, "-an", "-vf", "bwdif"));
        args.addAll(List.of("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "file:" + mp4));
        ffmpeg.run(args);

        assertThat(probe.probe(mp4).videos().get(0).fieldOrder()).isEqualTo(FieldOrder.PROGRESSIVE);
    }

    @Test
    void combsInAStreamThatCallsItselfProgressiveAreSeen() {
        Path forgotten = encoded("[0:a:0]anull[a]");

        assertThat(probe.seenFieldOrder(forgotten)).isEqualTo(FieldOrder.TOP_FIRST);
    }

    @Test
    void anInterlacedMp4IsSeenAsInterlacedThoughItsContainerDoesNotTell() {
        Path mp4 = encoded("[0:a:0]anull[a]", "-flags", "+ildct+ilme");

        assertThat(probe.probe(mp4).videos().get(0).fieldOrder()).isEqualTo(FieldOrder.TOP_FIRST);
    }

    @Test
    void aTextIsNotMedia() throws IOException {
        Path text = Files.writeString(folder.resolve("text.mp4"), "<Error><Code>NoSuchKey</Code></Error>");

        assertThatThrownBy(() -> probe.probe(text))
                .isInstanceOf(NotMediaException.class)
                .hasMessageContaining("Invalid data");
    }

    @Test
    void anEmptyFileIsNotMedia() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.mp4"));

        assertThatThrownBy(() -> probe.probe(empty)).isInstanceOf(NotMediaException.class);
    }

    @Test
    void aStillPictureIsNotAResult() {
        Path picture = folder.resolve("picture.png");
        ffmpeg.run(List.of("-f", "lavfi", "-i", "testsrc2", "-frames:v", "1", "file:" + picture));

        assertThatThrownBy(() -> probe.verify(picture))
                .isInstanceOf(NotMediaException.class)
                .hasMessageContaining("no duration");
    }

    @Test
    void aFileCutShortBehindItsHeadersIsDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(encoded("[0:a:0]anull[a]", "-movflags", "+faststart"));
        Path cut = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length * 2 / 3));

        assertThat(probe.probe(cut).duration()).isGreaterThan(Duration.ofSeconds(1));
        assertThatThrownBy(() -> probe.verify(cut))
                .isInstanceOf(NotMediaException.class)
                .hasMessageContaining("damaged");
    }

    private Path small() {
        return XdcamClip.small().write(ffmpeg, folder.resolve("VX-2.mxf"));
    }

    private Path encoded(String audioFilter, String... options) {
        Path file = folder.resolve("encoded.mp4");
        List<String> args = new ArrayList<>(List.of("-loglevel", "error", "-i", "file:" + small()));
        args.addAll(List.of("-filter_complex", audioFilter, "-map", "0:v", "-map", "[a]", "-c:v", "libx264"));
        args.addAll(List.of(options));
        args.addAll(List.of("-pix_fmt", "yuv420p", "-c:a", "aac", "file:" + file));
        Ffmpeg.Result result = ffmpeg.run(args);
        assertThat(result.succeeded()).as("%s", result.lines()).isTrue();
        return file;
    }
}
