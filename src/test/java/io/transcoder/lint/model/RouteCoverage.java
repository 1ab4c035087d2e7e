package io.transcoder.lint.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What the tests ran of the routes. Camel's own report of it knows Java and XML alone, and finds nothing in YAML. */
final class RouteCoverage {
    /** A file of each process of the tests; the build empties it before they start. */
    static final Path DIRECTORY = Path.of("target/route-coverage");

    private RouteCoverage() {}

    /** The ids of what can run. A branch and a {@code doTry} are not in it: that they were taken shows in their steps. */
    static Set<String> steps(Collection<RouteFile> files) {
        Set<String> ids = new TreeSet<>();
        for (RouteFile file : files) {
            if (!file.isKamelet()) {
                file.steps().stream()
                        .filter(step -> !isHolder(step) && !step.id().isBlank())
                        .map(Step::id)
                        .forEach(ids::add);
            }
        }
        return ids;
    }

    private static boolean isHolder(Step step) {
        return step.kind().equals("doTry") || step.isBranch();
    }

    /** The ids that all processes wrote down; empty where none did. */
    static Set<String> recorded(Path directory) {
        Set<String> ids = new TreeSet<>();
        if (!Files.isDirectory(directory)) {
            return ids;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.txt")) {
            for (Path file : files) {
                ids.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ids;
    }

    /**
     * One line each.
     *
     * @param allowed steps that need not run; one that is not there is a problem as well
     */
    static List<String> problems(Set<String> steps, Set<String> ran, Set<String> allowed) {
        List<String> problems = new ArrayList<>();
        for (String step : steps) {
            if (!ran.contains(step) && !allowed.contains(step)) {
                problems.add(step + ": no test ran it");
            }
        }
        for (String step : new TreeSet<>(allowed)) {
            if (!steps.contains(step)) {
                problems.add(step + ": is no step, take it off the list");
            }
        }
        return problems;
    }
}
