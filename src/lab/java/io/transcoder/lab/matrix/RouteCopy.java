package io.transcoder.lab.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A copy of a directory of routes, which a cell may change. Its receives are shorter, as the matrix waits for the end of those of
 * an instance that stands still, and of one that is dead.
 */
final class RouteCopy {
    private static final String RECEIVE = "waitTimeSeconds: 5";
    private static final String SHORT_RECEIVE = "waitTimeSeconds: 1";

    private RouteCopy() {}

    /** @return the copy, or the original where it is no directory, which the application is to say */
    static Path of(Path routes, Path copy) {
        if (!Files.isDirectory(routes)) {
            return routes;
        }
        try (Stream<Path> files = Files.walk(routes)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(routes.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.writeString(target, Files.readString(file).replace(RECEIVE, SHORT_RECEIVE));
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes nothing of what the routes do. */
    static void touch(Path routes) {
        try (Stream<Path> files = Files.walk(routes)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".camel.yaml")).toList()) {
                Files.writeString(file, Files.readString(file) + "# saved once more\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
