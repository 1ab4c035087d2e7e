package io.transcoder.lab.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What is shipped, started by a command as an operator does, with its settings in the environment. */
final class ShippedProcess implements AutoCloseable {
    private final Instant startedAt;
    private final Process process;
    private final Path output;

    private ShippedProcess(Instant startedAt, Process process, Path output) {
        this.startedAt = startedAt;
        this.process = process;
        this.output = output;
    }

    /** @param output where both its streams go */
    static ShippedProcess start(List<String> command, Map<String, String> settings, Path output) throws IOException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        settings.forEach((key, value) -> builder.environment()
                .put(key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value));
        Instant startedAt = Instant.now();
        return new ShippedProcess(startedAt, builder.start(), output);
    }

    Instant startedAt() {
        return startedAt;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Of all processors together, so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Resident memory in MB. */
    long megabytes() throws IOException {
        return Long.parseLong(status("VmRSS").replaceAll("\\D", "")) / 1024;
    }

    /** A line of /proc/PID/status, without its name. */
    String status(String name) throws IOException {
        return Files.readAllLines(proc("status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow();
    }

    /** The files that it has mapped. */
    String maps() throws IOException {
        return Files.readString(proc("maps"));
    }

    /** Its root directory, as this process can reach it. */
    Path root() {
        return proc("root");
    }

    /**
     * SIGTERM.
     *
     * @return the exit code
     * @throws IllegalStateException if it has not ended within that time
     */
    int terminate(Duration patience) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("It did not stop within " + patience.toSeconds() + " s: " + output());
        }
        return process.exitValue();
    }

    /** All that it has written so far. */
    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            return "(its output can't be read: " + e.getMessage() + ")";
        }
    }

    private Path proc(String name) {
        return Path.of("/proc", Long.toString(process.pid()), name);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
