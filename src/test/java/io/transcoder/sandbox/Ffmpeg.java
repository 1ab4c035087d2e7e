package io.transcoder.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The static ffmpeg 4.4.1 (GPL build) of the test class path, unpacked to a temporary directory until closed. Linux on
 * x86-64 only. Safe for use by several threads.
 */
public final class Ffmpeg implements AutoCloseable {
    private static final String RESOURCE = "/ws/schild/jave/nativebin/ffmpeg-amd64";
    private static final Pattern DURATION = Pattern.compile("Duration: (\\d+):(\\d\\d):(\\d\\d\\.\\d+)");
    private static final Pattern TRACK =
            Pattern.compile("^\\s*Stream #\\d+:(\\d+)\\S*: (Video|Audio|Data|Subtitle): (.*)$");
    private static final Pattern PROGRESS = Pattern.compile("out_time_us=(\\d+)");

    /** ffmpeg ended with an error; the message has its last lines. */
    public static final class Failed extends Exception {
        Failed(String message) {
            super(message);
        }
    }

    /** @param durationSeconds 0 where ffmpeg names none */
    public record Media(double durationSeconds, List<Track> tracks) {
        public List<Track> video() {
            return of("Video");
        }

        public List<Track> audio() {
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
    public record Track(int index, String kind, String description) {
        public String codec() {
            return description.split("[ ,]", 2)[0];
        }

        /** {@code 1280x720}; empty for audio. */
        public Optional<String> size() {
            Matcher size = Pattern.compile("[ ,](\\d{2,}x\\d{2,})").matcher(description);
            return size.find() ? Optional.of(size.group(1)) : Optional.empty();
        }
    }

    private final Path folder;
    private final Path binary;

    public Ffmpeg() {
        try (InputStream packed = Ffmpeg.class.getResourceAsStream(RESOURCE)) {
            if (packed == null) {
                throw new IllegalStateException("no ffmpeg on the class path: " + RESOURCE);
            }
            folder = Files.createTempDirectory("sandbox-ffmpeg");
            binary = folder.resolve("ffmpeg");
            Files.copy(packed, binary);
            if (!binary.toFile().setExecutable(true)) {
                throw new IllegalStateException("ffmpeg cannot be made executable in " + folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ffmpeg could not be unpacked", e);
        }
    }

    /** Runs ffmpeg to its end; an interrupt kills it. {@code -y}, {@code -nostdin} and the like are added. */
    public void run(List<String> arguments) throws Failed, IOException, InterruptedException {
        run(arguments, 0, percent -> {});
    }

    /**
     * @param expectedSeconds of the output, the base of the percentage; 0 for no progress
     * @param percent told 0 to 100, from another thread
     */
    public void run(List<String> arguments, double expectedSeconds, IntConsumer percent)
            throws Failed, IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("-hide_banner", "-nostdin", "-y", "-loglevel", "error", "-progress", "pipe:1"));
        command.addAll(arguments);
        List<String> said = new ArrayList<>();
        int exit = execute(command, line -> {
            Matcher at = PROGRESS.matcher(line);
            if (at.matches()) {
                if (expectedSeconds > 0) {
                    percent.accept((int) Math.min(100, Long.parseLong(at.group(1)) / (expectedSeconds * 10_000)));
                }
            } else if (!line.matches("\\w+=.*")) {
                said.add(line);
            }
        });
        if (exit != 0) {
            List<String> last = said.subList(Math.max(0, said.size() - 5), said.size());
            throw new Failed("ffmpeg ended with " + exit + ": " + String.join(" | ", last));
        }
    }

    /** What is in the file; without tracks where ffmpeg does not know it as media. */
    public Media probe(Path file) throws IOException, InterruptedException {
        List<Track> tracks = new ArrayList<>();
        double[] seconds = {0};
        execute(List.of("-hide_banner", "-nostdin", "-i", file.toString()), line -> {
            Matcher duration = DURATION.matcher(line);
            if (duration.find()) {
                seconds[0] = Integer.parseInt(duration.group(1)) * 3600
                        + Integer.parseInt(duration.group(2)) * 60
                        + Double.parseDouble(duration.group(3));
            }
            Matcher track = TRACK.matcher(line);
            if (track.find()) {
                tracks.add(new Track(Integer.parseInt(track.group(1)), track.group(2), track.group(3)));
            }
        });
        return new Media(seconds[0], List.copyOf(tracks));
    }

    @Override
    public void close() {
        try (Stream<Path> files = Stream.of(binary, folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    private int execute(List<String> arguments, Consumer<String> lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(binary.toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        // a blocked read does not notice an interrupt, so another thread reads
        Thread reader = new Thread(() -> read(process, lines), "ffmpeg-output");
        reader.setDaemon(true);
        try {
            reader.start();
            int exit = process.waitFor();
            reader.join();
            return exit;
        } finally {
            process.destroyForcibly();
        }
    }

    private static void read(Process process, Consumer<String> lines) {
        try {
            process.inputReader().lines().forEach(lines);
        } catch (UncheckedIOException e) {
            // an interrupted run: its process was killed, and nobody waits for the rest
            return;
        }
    }
}
