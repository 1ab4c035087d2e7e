package io.transcoder.sandbox.mam;

import io.transcoder.sandbox.Ffmpeg;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A recording as a broadcaster's ingest leaves it: MXF OP1a with XDCAM-HD422-like video (MPEG-2 4:2:2, interlaced, 25
 * frames a second, top field first), eight mono tracks of 24-bit PCM at 48 kHz, and a timecode from 10:00:00:00.
 * Synthetic, and not checked against Sony's specification.
 *
 * @param width in pixels
 * @param height in pixels, even
 * @param megabits the constant video bit rate in Mb/s
 * @param duration at least one frame
 */
public record XdcamClip(int width, int height, int megabits, Duration duration) {
    /**
     * The sine in each of the eight tracks, in Hz. None is a multiple of another, so neither a mix nor a distortion of
     * one track looks like another.
     */
    public static final List<Integer> TONES = List.of(310, 410, 530, 670, 790, 970, 1130, 1270);

    /** 1080i25 at 50 Mb/s, 5 seconds: about 38 MB. */
    public static XdcamClip hd() {
        return new XdcamClip(1920, 1080, 50, Duration.ofSeconds(5));
    }

    /** 320x180 at 2 Mb/s, 2 seconds: about 3 MB, made in a twentieth of a second. */
    public static XdcamClip small() {
        return new XdcamClip(320, 180, 2, Duration.ofSeconds(2));
    }

    public XdcamClip lasting(Duration other) {
        return new XdcamClip(width, height, megabits, other);
    }

    /**
     * Writes the clip, over a file that is there.
     *
     * @return the file
     * @throws IllegalStateException with ffmpeg's words, if it failed
     */
    public Path write(Ffmpeg ffmpeg, Path file) {
        Ffmpeg.Result result = ffmpeg.run(arguments(file));
        if (!result.succeeded()) {
            throw new IllegalStateException(
                    "ffmpeg could not make " + file + ":\n" + String.join("\n", result.lines()));
        }
        return file;
    }

    private List<String> arguments(Path file) {
        String seconds = duration.toMillis() / 1000.0 + "";
        List<String> args = new ArrayList<>(List.of("-loglevel", "error", "-y"));
        // 50 pictures a second, woven in pairs: each field is a moment of its own, as in real interlaced video
        add(args, "-f", "lavfi", "-i", picture() + ":size=" + width + "x" + height + ":rate=50:duration=" + seconds);
        for (int tone : TONES) {
            add(args, "-f", "lavfi", "-i", "sine=frequency=" + tone + ":sample_rate=48000:duration=" + seconds);
        }
        for (int input = 0; input <= TONES.size(); input++) {
            add(args, "-map", input + (input == 0 ? ":v" : ":a"));
        }
        add(args, "-vf", "tinterlace=interleave_top,setfield=tff,format=yuv422p", "-r", "25");
        String buffer = Long.toString(17_825_792L * megabits / 50);
        add(args, "-c:v", "mpeg2video", "-profile:v", "0", "-level:v", "2", "-flags", "+ildct+ilme");
        add(args, "-b:v", megabits + "M", "-minrate", megabits + "M", "-maxrate", megabits + "M");
        add(args, "-bufsize", buffer, "-rc_init_occupancy", buffer, "-g", "12", "-bf", "2");
        add(args, "-intra_vlc", "1", "-non_linear_quant", "1", "-qmin", "1", "-qmax", "12", "-dc", "10");
        add(args, "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709", "-aspect", "16:9");
        add(args, "-c:a", "pcm_s24le", "-ac", "1", "-timecode", "10:00:00:00", "-f", "mxf", "file:" + file);
        return args;
    }

    /** Small pictures are smooth: in them, the fine lines of a test card look like interlacing to a detector. */
    private String picture() {
        return height >= 720
                ? "testsrc2=alpha=255"
                : "gradients=seed=7:speed=0.05:nb_colors=6:c0=red:c1=blue:c2=white:c3=black:c4=green:c5=yellow";
    }

    private static void add(List<String> args, String... more) {
        args.addAll(List.of(more));
    }
}
