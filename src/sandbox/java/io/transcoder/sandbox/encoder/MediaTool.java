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
     */
    record Track(int index, String kind, String description) {
        String codec() {
            return description.split("[ ,]", 2)[0];
        }

        /** {@code 1280x720}; empty for audio. */
        Optional<String> size() {
            Matcher size = Pattern.compile("[ ,](\\d{2,}x\\d{2,})").matcher(description);
            return size.find() ? Optional.of(size.group(1)) : Optional.empty();
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
        double seconds = 0;
        List<Track> tracks = new ArrayList<>();
        for (String line :
                ffmpeg.execute(List.of("-i", file.toString()), ignored -> {}).lines()) {
            Matcher duration = DURATION.matcher(line);
            if (duration.find()) {
                seconds = Integer.parseInt(duration.group(1)) * 3600
                        + Integer.parseInt(duration.group(2)) * 60
                        + Double.parseDouble(duration.group(3));
            }
            Matcher track = TRACK.matcher(line);
            if (track.find()) {
                tracks.add(new Track(Integer.parseInt(track.group(1)), track.group(2), track.group(3)));
            }
        }
        return new Media(seconds, List.copyOf(tracks));
    }
}
