package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The application as it is shipped: a jar with its libraries beside it. */
final class Shipped {
    static final Path JAR = Path.of("target", "transcoder.jar");

    private static final Path CLASSES = Path.of("target", "classes");

    /** What the Dockerfile trains with. */
    private static final Map<String, String> TRAINING = Map.ofEntries(
            Map.entry("SOURCE_BUCKET", "none"),
            Map.entry("OUTPUT_BUCKET", "none"),
            Map.entry("BITMOVIN_API_KEY", "none"),
            Map.entry("AWS_ACCESS_KEY", "none"),
            Map.entry("AWS_SECRET_KEY", "none"),
            Map.entry("AWS_ENDPOINT", "http://localhost:9"),
            Map.entry("BITMOVIN_URL", "http://localhost:9"),
            Map.entry("QUEUE_EVENTS", "http://localhost:9/0/none"),
            Map.entry("QUEUE_DEAD_LETTERS", "http://localhost:9/0/no-letters"),
            Map.entry("CAMEL_MANAGEMENT_PORT", "0"),
            Map.entry("CAMEL_MAIN_DURATION_MAX_SECONDS", "4"),
            Map.entry("CAMEL_MAIN_SHUTDOWN_TIMEOUT", "1"));

    private Shipped() {}

    /** Packs it, unless the jar is newer than every class. */
    static void pack() {
        if (Files.exists(JAR) && Files.isDirectory(JAR.resolveSibling("lib")) && newestClass() <= modified(JAR)) {
            return;
        }
        System.out.println("packing " + JAR);
        Path home = Path.of(System.getProperty("maven.home", ""), "bin", "mvn");
        String maven = Files.isExecutable(home) ? home.toString() : "mvn";
        try {
            int code = new ProcessBuilder(List.of(
                            maven, "-q", "-ntp", "-Dmaven.test.skip=true", "-Dspotless.check.skip=true", "package"))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException(maven + " package ended with code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /**
     * As in the image: with its options and its archive of classes.
     *
     * @param archive made by {@link #archive}
     */
    static List<String> command(Path archive) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:MaxRAM=512m",
                "@jvm.options",
                "-XX:SharedArchiveFile=" + archive,
                "-jar",
                JAR.toString());
    }

    /** Makes the archive of classes that the image has: those of a run that reaches nobody. */
    static void archive(Path file) {
        var command = new ArrayList<>(command(file));
        command.set(3, "-XX:ArchiveClassesAtExit=" + file);
        command.addAll(4, List.of("-Xlog:disable"));
        command.addAll(List.of("run", "--no-doctor"));
        var training = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        training.environment().putAll(TRAINING);
        try {
            Files.deleteIfExists(file);
            training.start().waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        if (!Files.exists(file)) {
            throw new IllegalStateException("No archive of classes was written to " + file);
        }
    }

    private static long newestClass() {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(Shipped::modified)
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
