package io.transcoder.sandbox.encoder;

import io.transcoder.sandbox.Ffmpeg;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ffmpeg as an encoder needs it: with its progress, and with exceptions. Safe for use by several threads. */
final class MediaTool {
    private static final Pattern DURATION = Pattern.compile("Duration: (\\d+):(\\d\\d):(\\d\\d\\.\\d+)");
    private static final Pattern TRACK =
            Pattern.compile("^\\s*Stream #\\d+:(\\d+)\\S*: (Video|Audio|Data|Subtitle): (.*)$");
    private static final Pattern ROTATION = Pattern.compile("rotation of (-?[\\d.]+) degrees");
    private static final Pattern RATE = Pattern.compile("([\\d.]+) fps");
    private static final Pattern ASPECT = Pattern.compile("DAR (\\d+):(\\d+)");
    private static final Pattern PROGRESS = Pattern.compile("out_time_us=(\\d+)");

    /** ffmpeg ended with an error; the message has its last lines. */
    static final class Failed extends Exception {
        Failed(String message) {
            super(message);
        }
    }

    /** @param durationSeconds 0 where ffmpeg names none */
    record Media(double durationSeconds, List<Track> tracks) {
        List<Track> video() {
            return of("Video");
        }

        List<Track> audio() {
            return of("Audio");
        }

        private List<Track> of(String kind) {
            return tracks.stream().filter(track -> track.kind().equals(kind)).toList();
        }
    }

    /**
     * @param index among all tracks of the file, from 0
     * @param kind Video, Audio, Data or Subtitle
     * @param description ffmpeg's words, such as {@code h264 (High) (avc1 / 0x31637661), yuv420p, 320x180, 25 fps}
     * @param rotation by which it is to be turned clockwise when it is shown, in degrees
     */
    record Track(int index, String kind, String description, long rotation) {
        String codec() {
            return description.split("[ ,]", 2)[0];
        }

        /** {@code 1280x720}; empty for audio. */
        Optional<String> size() {
            Matcher size = Pattern.compile("[ ,](\\d{2,}x\\d{2,})").matcher(description);
            return size.find() ? Optional.of(size.group(1)) : Optional.empty();
        }

        /** As it is shown, in pixels; 0 where it is no picture. */
        int width() {
            return side(isUpended() ? 1 : 0);
        }

        /** As it is shown, in pixels; 0 where it is no picture. */
        int height() {
            return side(isUpended() ? 0 : 1);
        }

        private int side(int which) {
            return size().map(text -> Integer.parseInt(text.split("x")[which])).orElse(0);
        }

        private boolean isUpended() {
            return rotation % 180 != 0;
        }

        /** As it is shown; 0 where it is no picture. */
        double aspectRatio() {
            Matcher aspect = ASPECT.matcher(description);
            if (!aspect.find()) {
                return height() == 0 ? 0 : (double) width() / height();
            }
            double stored = Double.parseDouble(aspect.group(1)) / Double.parseDouble(aspect.group(2));
            return isUpended() ? 1 / stored : stored;
        }

        /** 0 where none is named. */
        double framesPerSecond() {
            Matcher rate = RATE.matcher(description);
            return rate.find() ? Double.parseDouble(rate.group(1)) : 0;
        }
    }

    private final Ffmpeg ffmpeg;

    MediaTool(Ffmpeg ffmpeg) {
        this.ffmpeg = ffmpeg;
    }

    /** Runs ffmpeg to its end; an interrupt kills it. {@code -y} and the like are added. */
    void run(List<String> arguments) throws Failed, IOException, InterruptedException {
        run(arguments, 0, percent -> {});
    }

    /**
     * @param expectedSeconds of the output, the base of the percentage; 0 for no progress
     * @param percent told 0 to 100, from another thread
     */
    void run(List<String> arguments, double expectedSeconds, IntConsumer percent)
            throws Failed, IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-y", "-loglevel", "error", "-progress", "pipe:1"));
        command.addAll(arguments);
        Ffmpeg.Result result = ffmpeg.execute(command, line -> {
            Matcher at = PROGRESS.matcher(line);
            if (at.matches() && expectedSeconds > 0) {
                percent.accept((int) Math.min(100, Long.parseLong(at.group(1)) / (expectedSeconds * 10_000)));
            }
        });
        if (!result.succeeded()) {
            List<String> said = result.lines().stream()
                    .filter(line -> !line.matches("\\w+=.*"))
                    .toList();
            List<String> last = said.subList(Math.max(0, said.size() - 5), said.size());
            throw new Failed("ffmpeg ended with " + result.exit() + ": " + String.join(" | ", last));
        }
    }

    /** What is in the file; without tracks where ffmpeg does not know it as media. */
    Media probe(Path file) throws IOException, InterruptedException {
        return media(
                ffmpeg.execute(List.of("-i", file.toString()), ignored -> {}).lines());
    }

    /** @param said the lines of {@code ffmpeg -i} */
    static Media media(List<String> said) {
        double seconds = 0;
        List<Track> tracks = new ArrayList<>();
        for (String line : said) {
            Matcher duration = DURATION.matcher(line);
            if (duration.find()) {
                seconds = Integer.parseInt(duration.group(1)) * 3600
                        + Integer.parseInt(duration.group(2)) * 60
                        + Double.parseDouble(duration.group(3));
            }
            Matcher track = TRACK.matcher(line);
            if (track.find()) {
                tracks.add(new Track(Integer.parseInt(track.group(1)), track.group(2), track.group(3), 0));
            }
            Matcher rotation = ROTATION.matcher(line);
            if (rotation.find() && !tracks.isEmpty()) {
                Track turned = tracks.remove(tracks.size() - 1);
                tracks.add(new Track(
                        turned.index(),
                        turned.kind(),
                        turned.description(),
                        Math.floorMod(-Math.round(Double.parseDouble(rotation.group(1))), 360)));
            }
        }
        return new Media(seconds, List.copyOf(tracks));
    }
}
