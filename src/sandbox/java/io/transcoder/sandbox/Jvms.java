package io.transcoder.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** What it takes to run JVMs beside this one. */
public final class Jvms {
    /** The options of one with a short life: the second compiler would cost more than it brings, and a larger collector has threads. */
    public static final List<String> SHORT_LIFE = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    private static final long LAST_LINES = 30;

    private Jvms() {}

    /** The launcher of this JVM. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The class path of this JVM, tests included. Maven's exec plugin has it in its class loader alone. */
    public static List<String> classPath() {
        ClassLoader loader = Jvms.class.getClassLoader();
        return loader instanceof URLClassLoader urls
                ? Arrays.stream(urls.getURLs()).map(Jvms::file).toList()
                : List.of(System.getProperty("java.class.path").split(System.getProperty("path.separator")));
    }

    /** @param name of a signal, such as {@code STOP}; a process that is over gets none */
    public static void signal(Process process, String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
            if (code != 0 && process.isAlive()) {
                throw new IllegalStateException("kill -" + name + " ended with code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The end of what a process has written. */
    public static String lastWords(Path output) {
        try {
            List<String> lines = Files.readAllLines(output);
            return lines.stream().skip(Math.max(0, lines.size() - LAST_LINES)).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return "(its output can't be read: " + e.getMessage() + ")";
        }
    }

    private static String file(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
