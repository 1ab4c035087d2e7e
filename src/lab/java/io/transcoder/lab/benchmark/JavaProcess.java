package io.transcoder.lab.benchmark;

import io.transcoder.sandbox.Jvms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A JVM of its own, whose CPU time and memory are read from {@code /proc}. */
final class JavaProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    /** Of {@code /proc/PID/stat}, behind the name in brackets: user and system time. */
    private static final int UTIME = 11;

    private static final int STIME = 12;
    /** The unit of these times, {@code USER_HZ}, is a hundredth of a second on every Linux that Java runs on. */
    private static final double MILLIS_A_TICK = 10;

    private final Process process;
    private final Path output;

    private JavaProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Java's own arguments, class path and main class included; what it says goes to {@code output}. */
    static JavaProcess start(Path javaHome, Path output, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(arguments);
        return start(command, output);
    }

    /** @param command runs Java in the process that it begins with */
    static JavaProcess start(List<String> command, Path output) {
        try {
            Files.createDirectories(output.toAbsolutePath().getParent());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            // whatever ends the benchmark, this one may be stopped at that moment
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            return new JavaProcess(process, output);
        } catch (IOException e) {
            throw new UncheckedIOException("No JVM by " + command.get(0), e);
        }
    }

    /** A main class of the tests. */
    static JavaProcess ofTests(
            Path javaHome, Path output, List<String> options, Class<?> main, Map<String, String> settings) {
        var arguments = new ArrayList<>(options);
        settings.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        arguments.addAll(List.of("-cp", String.join(":", Jvms.classPath()), main.getName()));
        return start(javaHome, output, arguments);
    }

    /** The rest of the first line that it says with this beginning. */
    String awaitLine(String beginning) {
        Instant end = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(end)) {
            for (String line : lines()) {
                int at = line.indexOf(beginning);
                if (at >= 0) {
                    return line.substring(at + beginning.length()).strip();
                }
            }
            requireAlive();
            Pause.millis(20);
        }
        throw new IllegalStateException(
                "No line with '" + beginning + "' came in " + PATIENCE + ":\n" + Jvms.lastWords(output));
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "A JVM ended with code " + process.exitValue() + ":\n" + Jvms.lastWords(output));
        }
    }

    /** User and system time of all its threads so far. */
    double cpuMillis() {
        String stat = proc("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * MILLIS_A_TICK;
    }

    /** Resident memory. */
    double residentMegabytes() {
        return megabytes("VmRSS:");
    }

    /** The most resident memory that it ever had. */
    double mostResidentMegabytes() {
        return megabytes("VmHWM:");
    }

    private double megabytes(String figure) {
        return proc("status")
                .lines()
                .filter(line -> line.startsWith(figure))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    void pause() {
        Jvms.signal(process, "STOP");
    }

    /** SIGCONT. */
    void resume() {
        Jvms.signal(process, "CONT");
    }

    /** SIGTERM; returns when it is over. A JVM writes its archive and its recording then. */
    void terminate() {
        process.destroy();
        await();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await();
    }

    private void await() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("A JVM did not end in " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String proc(String file) {
        requireAlive();
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException e) {
            throw new UncheckedIOException("No figures of a JVM: the benchmark needs Linux", e);
        }
    }

    private List<String> lines() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
