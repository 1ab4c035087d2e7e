package io.transcoder.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * The static ffmpeg 4.4.1 of jave-nativebin (Linux, x86-64; GPL, so for tests only). It has no ffprobe. Safe for use by
 * several threads.
 */
public final class Ffmpeg {
    private static final String RESOURCE = "/ws/schild/jave/nativebin/ffmpeg-amd64";

    private final Path binary;

    /**
     * How a run ended.
     *
     * @param exit the exit code; 0 is success
     * @param lines everything ffmpeg said, a line each
     */
    public record Result(int exit, List<String> lines) {
        public boolean succeeded() {
            return exit == 0;
        }
    }

    /** Unpacks the binary (77 MB) below the build directory, unless it is there already. */
    public Ffmpeg() {
        this(Path.of("target", "ffmpeg"));
    }

    public Ffmpeg(Path folder) {
        try {
            binary = unpacked(folder.toAbsolutePath());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack ffmpeg to " + folder, e);
        }
    }

    public Path binary() {
        return binary;
    }

    /** Runs ffmpeg with these arguments and waits for it; a failure is an exit code, not an exception. */
    public Result run(List<String> args) {
        return run(args, line -> {});
    }

    /** The same, with each line given to the consumer as it comes. */
    public Result run(List<String> args, Consumer<String> lines) {
        try {
            return execute(args, lines);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run ffmpeg: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while ffmpeg ran", e);
        }
    }

    /**
     * As {@link #run(List, Consumer)}; an interrupt kills ffmpeg.
     *
     * @param lines called on another thread
     */
    public Result execute(List<String> args, Consumer<String> lines) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(binary.toString(), "-nostdin", "-hide_banner"));
        command.addAll(args);
        Process process = started(command);
        // a blocked read does not notice an interrupt, so another thread reads
        FutureTask<List<String>> said = new FutureTask<>(() -> read(process, lines));
        Thread reader = new Thread(said, "ffmpeg-output");
        reader.setDaemon(true);
        try {
            reader.start();
            // in this order: a reader that failed no longer empties the pipe, and ffmpeg would wait for ever
            List<String> output = said.get();
            return new Result(process.waitFor(), output);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrownByConsumer) {
                throw thrownByConsumer;
            }
            throw new IOException("cannot read what ffmpeg says", e.getCause());
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process started(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            String here = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
            throw new IOException("it is built for Linux on x86-64, and this is " + here, e);
        }
    }

    private static List<String> read(Process process, Consumer<String> lines) throws IOException {
        List<String> said = new ArrayList<>();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                said.add(line);
                lines.accept(line);
            }
        }
        return List.copyOf(said);
    }

    private static Path unpacked(Path folder) throws IOException {
        URL resource = Ffmpeg.class.getResource(RESOURCE);
        if (resource == null) {
            throw new IOException("no " + RESOURCE + " on the classpath");
        }
        Path target = folder.resolve("ffmpeg");
        if (Files.isExecutable(target)
                && Files.size(target) == resource.openConnection().getContentLengthLong()) {
            return target;
        }
        Files.createDirectories(folder);
        // moved into place whole, so that another JVM never starts half a binary
        Path partial = Files.createTempFile(folder, "ffmpeg", ".partial");
        try (InputStream in = resource.openStream()) {
            Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            if (!partial.toFile().setExecutable(true)) {
                throw new IOException(partial + " cannot be made executable");
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
        return target;
    }
}
