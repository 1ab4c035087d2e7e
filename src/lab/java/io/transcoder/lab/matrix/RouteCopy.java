package io.transcoder.lab.matrix;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** A copy of a directory of routes, which a cell may change. */
final class RouteCopy {
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
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
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
