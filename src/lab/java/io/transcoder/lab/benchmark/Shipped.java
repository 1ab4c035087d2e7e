package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The application as it is shipped: a jar with its libraries beside it. */
final class Shipped {
    static final Path JAR = Path.of("target", "transcoder.jar");

    private static final Path CLASSES = Path.of("target", "classes");

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
     * As in the image, in a container of 512 MB: with its options and its archive of classes.
     *
     * @param archive made by {@link #archive}
     */
    static List<String> command(Path jdk, Path archive) {
        return List.of(
                jdk.resolve("bin").resolve("java").toString(),
                "-XX:MaxRAM=512m",
                "@jvm.options",
                "@" + archive.resolve("archive.options"),
                "-jar",
                JAR.toString());
    }

    /** Makes the archive of classes in the way of the image. */
    static void archive(Path jdk, Path folder) {
        var script = new ProcessBuilder("deploy/make-archive", folder.toString(), JAR.toString()).inheritIO();
        script.environment().merge("PATH", jdk.resolve("bin").toString(), (path, bin) -> bin + ":" + path);
        try {
            Files.createDirectories(folder);
            int code = script.start().waitFor();
            if (code != 0) {
                throw new IllegalStateException("make-archive ended with code " + code + " on " + jdk);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
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
