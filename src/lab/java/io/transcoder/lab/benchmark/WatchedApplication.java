package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The application as it is shipped, in a JVM of its own, and what it says of itself by its metrics. */
record WatchedApplication(JavaProcess process, URI metrics) implements AutoCloseable {
    /** @param java the launcher, with what limits its memory */
    static WatchedApplication start(Path folder, String name, Map<String, String> settings, List<String> java) {
        Path config = folder.resolve(name + ".properties");
        Rig.write(config, settings);
        List<String> command = new ArrayList<>(List.of("@jvm.options", "-jar", Shipped.JAR.toString()));
        command.addAll(0, java);
        command.addAll(List.of("run", "--no-doctor", "--config", config.toString()));
        JavaProcess process = JavaProcess.start(command, folder.resolve(name + ".log"));
        String port = process.awaitLine("health and metrics on port ");
        return new WatchedApplication(process, URI.create("http://localhost:" + port + "/observe/metrics"));
    }

    /** A metric's sum over its series with a label, such as {@code state="unknown"}; over all where that is empty. */
    double metric(String name, String label) {
        process.requireAlive();
        try (InputStream page = metrics.toURL().openStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(name + "{") && line.contains(label))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
