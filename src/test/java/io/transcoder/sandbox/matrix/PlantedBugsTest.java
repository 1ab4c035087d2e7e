package io.transcoder.sandbox.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaks the routes, and sees the matrix go red: a matrix that cannot fail proves nothing. */
class PlantedBugsTest {
    private static final String CLAIM = """
                    - setVariable:
                        id: claim
                        name: claim
                        expression:
                          method:
                            ref: claims
                            method: claim
            """;
    private static final String CLAIM_OF_OUR_OWN = """
                    - setVariable:
                        id: claim
                        name: claim
                        expression:
                          method:
                            ref: claims
                            method: claim
                    - setVariable:
                        id: put-our-own
                        name: claim
                        expression:
                          simple:
                            expression: ${null}
            """;

    @TempDir
    private Path folder;

    @Test
    void aSourceThatIsDeletedWithoutALookAtItsOutputBreaksPromiseThree() throws IOException {
        Path routes = edited(
                "jobs.camel.yaml",
                "expression: ${variable.status.final}",
                "expression: ${variable.status} != null",
                "ref: outputs\n                          method: fault",
                "ref: none\n                          method: fault");

        assertThat(promisesBroken(new Cell(Place.STATUS, Trouble.HTTP_500), routes))
                .contains(3);
    }

    private List<Integer> promisesBroken(Cell cell, Path routes) throws IOException {
        return new CrashMatrix(routes, Files.createDirectories(folder.resolve("run")), 1, line -> {})
                .run(List.of(cell)).stream()
                        .flatMap(result -> result.violations().stream())
                        .map(Violation::promise)
                        .toList();
    }

    private Path edited(String file, String... fromAndTo) throws IOException {
        Path copy = folder.resolve("routes");
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path one : files.toList()) {
                Files.copy(one, copy.resolve(Path.of("routes").relativize(one).toString()));
            }
        }
        String text = Files.readString(copy.resolve(file));
        for (int i = 0; i < fromAndTo.length; i += 2) {
            assertThat(text).contains(fromAndTo[i]);
            text = text.replace(fromAndTo[i], fromAndTo[i + 1]);
        }
        Files.writeString(copy.resolve(file), text);
        return copy;
    }
}
