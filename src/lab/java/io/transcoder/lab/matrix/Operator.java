package io.transcoder.lab.matrix;

import io.transcoder.cli.Transcoder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Gives commands, in this JVM. */
final class Operator {
    private final Path config;

    Operator(Path config) {
        this.config = config;
    }

    /**
     * @param file takes the configuration
     * @param overrides laid over the other one
     */
    static Operator on(Path file, Path config, Map<String, String> overrides) {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(config);
                Writer out = Files.newBufferedWriter(file)) {
            properties.load(in);
            properties.putAll(overrides);
            properties.store(out, null);
            return new Operator(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the command again where it failed. @return whether it was done in the end */
    boolean insist(Duration atMost, String... command) {
        return Waiting.within(atMost, () -> run(command) == 0);
    }

    private int run(String... command) {
        var all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--config", config.toString()));
        return Transcoder.commandLine()
                .setOut(new PrintWriter(new StringWriter()))
                .setErr(new PrintWriter(new StringWriter()))
                .execute(all.toArray(String[]::new));
    }
}
