package io.transcoder.sandbox.mam;

import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.mam.MediaSummary.Audio;
import io.transcoder.sandbox.mam.MediaSummary.FieldOrder;
import io.transcoder.sandbox.mam.MediaSummary.Other;
import io.transcoder.sandbox.mam.MediaSummary.Stream;
import io.transcoder.sandbox.mam.MediaSummary.Video;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into media files: the words of {@code ffmpeg -i}, since the sandbox's build has no ffprobe. */
public final class MediaProbe {
    private static final Pattern DURATION = Pattern.compile("^ {2}Duration: (\\d+):(\\d\\d):(\\d\\d)\\.(\\d\\d),.*");
    private static final Pattern STREAM =
            Pattern.compile("^ {2}Stream #0:\\d+(?:\\[[^]]*])?(?:\\([^)]*\\))?: (\\w+): (.*)$");
    private static final Pattern OUTER_COMMA = Pattern.compile(", (?![^(]*\\))");
    private static final Pattern PARENTHESES = Pattern.compile("\\(([^()]*)\\)");
    private static final Pattern FIELDS = Pattern.compile(
            "Multi frame detection: TFF: *(\\d+) BFF: *(\\d+) " + "Progressive: *(\\d+) Undetermined: *(\\d+)");

    private final Ffmpeg ffmpeg;

    public MediaProbe(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /**
     * Reads the headers. The field order of the first video stream is judged from pictures where the container does
     * not tell it (MP4 never tells that a stream is progressive).
     *
     * @throws NotMediaException if ffmpeg sees no video and no audio in it
     */
    public MediaSummary probe(Path file) {
        List<String> lines = ffmpeg.run(List.of("-i", "file:" + file)).lines();
        Duration duration = null;
        List<Stream> streams = new ArrayList<>();
        for (String line : lines) {
            Matcher time = DURATION.matcher(line);
            if (time.matches()) {
                duration = duration(time);
            }
            Matcher stream = STREAM.matcher(line);
            if (stream.matches()) {
                streams.add(stream(stream.group(1), stream.group(2)));
            }
        }
        if (streams.stream().allMatch(Other.class::isInstance)) {
            throw new NotMediaException("no video and no audio in it: " + last(lines));
        }
        return new MediaSummary(duration, withFieldOrder(streams, file));
    }

    /**
     * Probes and then decodes all video and audio, which finds a file that is cut short behind good headers.
     *
     * @throws NotMediaException if it is no media, has no duration, or cannot be decoded to its end
     */
    public MediaSummary verify(Path file) {
        MediaSummary summary = probe(file);
        if (summary.duration() == null || summary.duration().isZero()) {
            throw new NotMediaException("it has no duration: " + summary.oneLine());
        }
        Ffmpeg.Result result = ffmpeg.run(List.of(
                "-loglevel",
                "error",
                "-xerror",
                "-i",
                "file:" + file,
                "-map",
                "0:v?",
                "-map",
                "0:a?",
                "-f",
                "null",
                "-"));
        if (!result.succeeded()) {
            throw new NotMediaException("it is damaged: " + last(result.lines()));
        }
        return summary;
    }

    /**
     * Judges from the first 50 pictures of the first video stream, whatever the container says: so it also finds combs
     * in a stream that calls itself progressive. Fine horizontal lines look like combs in pictures below some 500
     * lines.
     */
    public FieldOrder seenFieldOrder(Path file) {
        List<String> lines = ffmpeg.run(List.of(
                        "-i", "file:" + file, "-map", "0:v:0", "-frames:v", "50", "-vf", "idet", "-f", "null", "-"))
                .lines();
        for (String line : lines) {
            Matcher seen = FIELDS.matcher(line);
            if (seen.find()) {
                int top = Integer.parseInt(seen.group(1));
                int bottom = Integer.parseInt(seen.group(2));
                int progressive = Integer.parseInt(seen.group(3));
                int open = Integer.parseInt(seen.group(4));
                int half = (top + bottom + progressive + open) / 2;
                if (top > half) {
                    return FieldOrder.TOP_FIRST;
                }
                if (bottom > half) {
                    return FieldOrder.BOTTOM_FIRST;
                }
                return progressive > half ? FieldOrder.PROGRESSIVE : FieldOrder.UNKNOWN;
            }
        }
        return FieldOrder.UNKNOWN;
    }

    private List<Stream> withFieldOrder(List<Stream> streams, Path file) {
        List<Stream> complete = new ArrayList<>();
        boolean first = true;
        for (Stream stream : streams) {
            if (stream instanceof Video v) {
                complete.add(first && v.fieldOrder() == FieldOrder.UNKNOWN ? with(v, seenFieldOrder(file)) : v);
                first = false;
            } else {
                complete.add(stream);
            }
        }
        return complete;
    }

    private static Video with(Video v, FieldOrder order) {
        return new Video(
                v.codec(),
                v.profile(),
                v.pixelFormat(),
                v.width(),
                v.height(),
                order,
                v.framesPerSecond(),
                v.kilobits());
    }

    private static Stream stream(String kind, String description) {
        List<String> parts = List.of(OUTER_COMMA.split(description));
        String codec = parts.get(0).split(" ")[0];
        String profile = profile(parts.get(0));
        int kilobits = (int) number(parts, "kb/s");
        switch (kind) {
            case "Video":
                String[] size = parts.stream()
                        .map(part -> part.split(" ")[0])
                        .filter(word -> word.matches("\\d+x\\d+"))
                        .findFirst()
                        .orElse("0x0")
                        .split("x");
                String pixels = parts.size() > 1 ? parts.get(1) : "";
                return new Video(
                        codec,
                        profile,
                        pixels.replaceFirst("\\(.*", ""),
                        Integer.parseInt(size[0]),
                        Integer.parseInt(size[1]),
                        declaredFieldOrder(pixels),
                        number(parts, "fps"),
                        kilobits);
            case "Audio":
                String layout = parts.size() > 2 ? parts.get(2) : "";
                return new Audio(codec, profile, (int) number(parts, "Hz"), channels(layout), layout, kilobits);
            default:
                return new Other(kind, codec, profile, kilobits);
        }
    }

    private static FieldOrder declaredFieldOrder(String pixels) {
        if (pixels.contains("progressive")) {
            return FieldOrder.PROGRESSIVE;
        }
        // "swapped": coded in one order, shown in the other
        if (pixels.contains("top first") || pixels.contains("bottom coded first")) {
            return FieldOrder.TOP_FIRST;
        }
        if (pixels.contains("bottom first") || pixels.contains("top coded first")) {
            return FieldOrder.BOTTOM_FIRST;
        }
        return FieldOrder.UNKNOWN;
    }

    private static String profile(String codec) {
        Matcher parentheses = PARENTHESES.matcher(codec);
        while (parentheses.find()) {
            // the other thing in parentheses is the container's tag, as in (avc1 / 0x31637661)
            if (!parentheses.group(1).contains(" / 0x")) {
                return parentheses.group(1);
            }
        }
        return "";
    }

    private static int channels(String layout) {
        return switch (layout) {
            case "mono" -> 1;
            case "stereo" -> 2;
            default -> {
                Matcher several =
                        Pattern.compile("(\\d+) channels.*|(\\d)\\.(\\d).*").matcher(layout);
                if (!several.matches()) {
                    yield 0;
                }
                yield several.group(1) != null
                        ? Integer.parseInt(several.group(1))
                        : Integer.parseInt(several.group(2)) + Integer.parseInt(several.group(3));
            }
        };
    }

    private static double number(List<String> parts, String unit) {
        Pattern pattern = Pattern.compile("([\\d.]+) " + unit + "(?: .*)?");
        return parts.stream()
                .map(pattern::matcher)
                .filter(Matcher::matches)
                .mapToDouble(matcher -> Double.parseDouble(matcher.group(1)))
                .findFirst()
                .orElse(0);
    }

    private static Duration duration(Matcher time) {
        return Duration.ofHours(Long.parseLong(time.group(1)))
                .plusMinutes(Long.parseLong(time.group(2)))
                .plusSeconds(Long.parseLong(time.group(3)))
                .plusMillis(10 * Long.parseLong(time.group(4)));
    }

    private static String last(List<String> lines) {
        return lines.isEmpty() ? "ffmpeg said nothing" : lines.get(lines.size() - 1);
    }
}
