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

/**
 * The application in a JVM of its own, which can be killed and stopped as an operating system does it: without a word to the
 * application.
 */
final class AppProcess implements AutoCloseable {
    private static final String HEAP = "-Xmx256m";
    private static final long SECONDS_TO_DIE = 10;

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
            command.add(1, HEAP);
            command.addAll(1, WrongClock.options(folder, ahead));
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
    void requireAlive() {
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

    @Override
    public void close() {
        kill();
    }
}
