package io.transcoder.sandbox.mam;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a media file holds.
 *
 * @param duration of the container, to 10 ms; null where it does not tell (a still picture)
 * @param streams in the order of the file
 */
public record MediaSummary(Duration duration, List<Stream> streams) {

    /** One stream of the file. */
    public sealed interface Stream permits Video, Audio, Other {
        /** ffmpeg's name: {@code h264}, {@code mpeg2video}, {@code aac}. */
        String codec();

        /** {@code High}, {@code 4:2:2}, {@code LC}; empty where there is none. */
        String profile();

        /** In kb/s; 0 where it is not known. */
        int kilobits();
    }

    /**
     * @param pixelFormat {@code yuv420p}, {@code yuv422p}
     * @param framesPerSecond frames, not fields
     */
    public record Video(
            String codec,
            String profile,
            String pixelFormat,
            int width,
            int height,
            FieldOrder fieldOrder,
            double framesPerSecond,
            int kilobits)
            implements Stream {}

    /**
     * @param layout {@code mono}, {@code stereo}, {@code 5.1}, or {@code 8 channels}
     * @param sampleRate in Hz
     */
    public record Audio(String codec, String profile, int sampleRate, int channels, String layout, int kilobits)
            implements Stream {}

    /** Timecode, subtitles and the like. */
    public record Other(String kind, String codec, String profile, int kilobits) implements Stream {}

    /** How the lines of a picture belong to moments. */
    public enum FieldOrder {
        PROGRESSIVE("p"),
        TOP_FIRST("i tff"),
        BOTTOM_FIRST("i bff"),
        /** The container does not tell and the pictures do not show it (a still scene). */
        UNKNOWN(" lines, fields unknown");

        private final String mark;

        FieldOrder(String mark) {
            this.mark = mark;
        }
    }

    public MediaSummary {
        streams = List.copyOf(streams);
    }

    public List<Video> videos() {
        return of(Video.class);
    }

    public List<Audio> audios() {
        return of(Audio.class);
    }

    /** For people: {@code 5.00 s, mpeg2video 4:2:2 yuv422p 1920x1080i tff 25 fps 50000 kb/s, 8 x pcm_s24le mono …}. */
    public String oneLine() {
        String length =
                duration == null ? "no duration" : String.format(Locale.ROOT, "%.2f s", duration.toMillis() / 1000.0);
        StringBuilder line = new StringBuilder(length);
        for (int i = 0; i < streams.size(); ) {
            String words = words(streams.get(i));
            int same = 1;
            while (i + same < streams.size() && words(streams.get(i + same)).equals(words)) {
                same++;
            }
            line.append(", ").append(same > 1 ? same + " x " : "").append(words);
            i += same;
        }
        return line.toString();
    }

    private <T extends Stream> List<T> of(Class<T> kind) {
        return streams.stream().filter(kind::isInstance).map(kind::cast).collect(Collectors.toUnmodifiableList());
    }

    private static String words(Stream stream) {
        String name = (stream.codec() + " " + stream.profile()).strip();
        String rate = stream.kilobits() > 0 ? " " + stream.kilobits() + " kb/s" : "";
        if (stream instanceof Video v) {
            String fps = String.format(Locale.ROOT, "%.2f", v.framesPerSecond()).replaceFirst("\\.?0+$", "");
            return name + " " + v.pixelFormat() + " " + v.width() + "x" + v.height() + v.fieldOrder().mark + " " + fps
                    + " fps" + rate;
        }
        if (stream instanceof Audio a) {
            return name + " " + a.layout() + " " + a.sampleRate() + " Hz" + rate;
        }
        return ((Other) stream).kind().toLowerCase(Locale.ROOT) + " " + name;
    }
}
