package io.transcoder.lab.matrix;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.ClassData;
import io.transcoder.sandbox.Jvms;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The application in a JVM of its own, which can be killed and stopped as an operating system does it: without a word to the
 * application.
 */
public final class AppProcess implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 256;
    private static final long SECONDS_TO_DIE = 10;
    private static final long KILOBYTE = 1024;

    private final Process process;
    private final Path config;
    private final Path output;

    private AppProcess(Process process, Path config, Path output) {
        this.process = process;
        this.config = config;
        this.output = output;
    }

    /**
     * @param folder takes the configuration and what the process says
     * @param settings laid over the file {@code application.properties} of the working directory
     * @param routes the directory of the routes
     * @param ahead by how much its clock is wrong
     */
    static AppProcess start(Path folder, String name, Map<String, String> settings, Path routes, Duration ahead) {
        return start(folder, name, settings, routes, HEAP_MEGABYTES, WrongClock.options(folder, ahead));
    }

    /** @param heap in megabytes */
    public static AppProcess start(Path folder, String name, Map<String, String> settings, Path routes, int heap) {
        return start(folder, name, settings, routes, heap, List.of());
    }

    private static AppProcess start(
            Path folder, String name, Map<String, String> settings, Path routes, int heap, List<String> options) {
        try {
            Path config = folder.resolve(name + ".properties");
            var properties = new Properties();
            properties.putAll(EffectiveProperties.read(Path.of("application.properties")));
            properties.putAll(settings);
            properties.setProperty("routes.directory", routes.toAbsolutePath().toString());
            try (OutputStream out = Files.newOutputStream(config)) {
                properties.store(out, null);
            }
            Path output = folder.resolve(name + ".log");
            List<String> command = command("run", "--no-doctor", "--config", config.toString());
            command.add(1, "-Xmx" + heap + "m");
            command.addAll(1, options);
            return new AppProcess(
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start(),
                    config,
                    output);
        } catch (IOException e) {
            throw new UncheckedIOException("The application was not started", e);
        }
    }

    /** The command that starts a command of the application; options of Java may be put behind its first word. */
    static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(Jvms.java()));
        command.addAll(Jvms.SHORT_LIFE);
        command.addAll(ClassData.options());
        command.add("io.transcoder.Main");
        command.addAll(List.of(arguments));
        return command;
    }

    /** @throws IllegalStateException with its last words if the process is over */
    public void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "The application ended with code " + process.exitValue() + ":\n" + lastWords());
        }
    }

    /** SIGKILL; returns when it is dead. */
    void kill() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The application survived its kill");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** SIGSTOP: it stands still, its connections stay open. */
    void stop() {
        Jvms.signal(process, "STOP");
    }

    /** SIGCONT. */
    void cont() {
        Jvms.signal(process, "CONT");
    }

    String lastWords() {
        return Jvms.lastWords(output);
    }

    Path output() {
        return output;
    }

    /** The configuration file, for commands beside it. */
    Path config() {
        return config;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() {
        return process.exitValue();
    }

    /** In bytes, as Linux counts it; 0 elsewhere, and when the process is over. */
    public long residentMemory() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KILOBYTE)
                    .sum();
        } catch (IOException e) {
            return 0;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
