package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The JDKs to measure on: {@code -Dbenchmark.jdks=HOME,HOME}, or this one and a 25 where it usually lies. */
final class Jdks {
    private static final Path NEWER = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64");

    private Jdks() {}

    static List<Path> all() {
        String given = System.getProperty("benchmark.jdks");
        return given != null
                ? Arrays.stream(given.split(",")).map(Path::of).toList()
                : Stream.of(Path.of(System.getProperty("java.home")), NEWER)
                        .distinct()
                        .filter(Files::isDirectory)
                        .toList();
    }

    static Path newest() {
        return all().stream()
                .max(Comparator.comparing(home -> Integer.valueOf(version(home))))
                .orElseThrow();
    }

    /** The feature release, such as 17. */
    static String version(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("JAVA_VERSION=\"(\\d+).*", "$1"))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(home + " is no JDK", e);
        }
    }
}
