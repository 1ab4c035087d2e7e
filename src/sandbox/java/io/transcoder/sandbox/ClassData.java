package io.transcoder.sandbox;

import io.transcoder.config.EffectiveProperties;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The application's classes for JVMs of their own, without the tests, and an archive of their data, which halves what a start costs.
 * The first JVM that asks makes both below {@code target} by a run that takes an upload; the others wait for it. What was compiled has
 * to be in a jar, as an archive knows no folders. Both are made again when a class or a library has changed.
 */
public final class ClassData {
    private static final Path FOLDER = Path.of("target", "class-data").toAbsolutePath();
    private static final Path JAR = FOLDER.resolve("application.jar");
    private static final Path ARCHIVE = FOLDER.resolve("application.jsa");
    private static final Path MADE_OF = FOLDER.resolve("made-of");

    /** A machine may be busy, and the first start reads all classes. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private ClassData() {}

    /** Of Java, with the class path. */
    public static synchronized List<String> options() {
        List<Path> entries = Jvms.classPath().stream().map(Path::of).toList();
        Path classes = entries.stream()
                .filter(entry -> entry.endsWith("classes"))
                .findFirst()
                .orElseThrow();
        List<String> path = new ArrayList<>(List.of(JAR.toString()));
        entries.stream().filter(Files::isRegularFile).map(Path::toString).forEach(path::add);
        List<String> classPath = List.of("-cp", String.join(File.pathSeparator, path));
        try {
            Files.createDirectories(FOLDER);
            try (FileChannel channel = FileChannel.open(
                            FOLDER.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                Objects.requireNonNull(lock);
                String state = state(entries);
                if (!Files.exists(MADE_OF) || !Files.readString(MADE_OF).equals(state)) {
                    Files.deleteIfExists(ARCHIVE);
                    makeJar(classes);
                    makeArchive(classPath);
                    Files.writeString(MADE_OF, state);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The classes of the application are not to be had", e);
        }
        return Stream.concat(Stream.of("-XX:SharedArchiveFile=" + ARCHIVE), classPath.stream())
                .toList();
    }

    private static String state(List<Path> entries) throws IOException {
        var state = new StringBuilder(System.getProperty("java.vm.version")).append('\n');
        for (Path entry : entries) {
            if (!entry.endsWith("test-classes")) {
                try (Stream<Path> files = Files.walk(entry)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        state.append("%s %d %s%n".formatted(file, Files.size(file), Files.getLastModifiedTime(file)));
                    }
                }
            }
        }
        return state.toString();
    }

    private static void makeJar(Path classes) throws IOException {
        try (OutputStream out = Files.newOutputStream(JAR);
                var jar = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, jar);
            }
        }
    }

    private static void makeArchive(List<String> classPath) throws IOException {
        Path config = FOLDER.resolve("application.properties");
        Path output = FOLDER.resolve("run.log");
        try (Site site = Site.start()) {
            var properties = new Properties();
            properties.putAll(EffectiveProperties.read(Path.of("application.properties")));
            properties.putAll(site.settings());
            try (OutputStream out = Files.newOutputStream(config)) {
                properties.store(out, null);
            }
            var command = new ArrayList<>(List.of(Jvms.java(), "-XX:ArchiveClassesAtExit=" + ARCHIVE));
            command.addAll(Jvms.SHORT_LIFE);
            command.addAll(classPath);
            command.addAll(List.of("io.transcoder.Main", "run", "--no-doctor", "--config", config.toString()));
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                site.upload("in/first.mxf", "media");
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> !process.isAlive()
                                || site.records("in/first.mxf").contains("1.clean"));
                process.destroy();
                Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
            } finally {
                process.destroyForcibly();
            }
        }
        if (!Files.exists(ARCHIVE)) {
            throw new IllegalStateException("A run of the application left no archive:\n" + Jvms.lastWords(output));
        }
    }
}
