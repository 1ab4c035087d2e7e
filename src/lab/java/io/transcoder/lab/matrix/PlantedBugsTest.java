package io.transcoder.lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Breaks the routes, and sees the matrix go red: a matrix that cannot fail proves nothing. */
@Tag("slow")
@Tag("soak")
class PlantedBugsTest {
    private static final String DELETE_OF_THE_SOURCE = """
                    - setHeader:
                        id: planted-key
                        name: CamelAwsS3Key
                        expression:
                          simple:
                            expression: ${variable.upload.key}
                    - to:
                        id: planted-delete
                        note: |
                          waive delete-past-the-cleaner: what must go wrong here
                          waive data-in-s3-key: what must go wrong here
                        uri: aws2-s3:{{source.bucket}}
                        parameters:
                          operation: deleteObject
            """;

    /** What was planted has had its effect when the trouble of its cell is over; some of it never settles. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void aMessageThatIsTakenAndForgottenBreaksPromiseOne() throws IOException {
        Path routes = edited("engine/intake.camel.yaml", "uri: direct:submit", "uri: log:planted");

        assertThat(promisesBroken(new Cell(Place.DELETE_MESSAGE, Trouble.HTTP_500), routes))
                .contains(1);
    }

    /** Two bugs that do not meet, in one application: no cell has both a duplicate and a failure. */
    @Test
    void aDuplicateThatIsNotDroppedBreaksPromiseTwoAndAFailureThatIsOnlyLoggedPromiseFour() throws IOException {
        edited("engine/submit.camel.yaml", "${variable.decision.action} == 'DROP'", "${body} == 'never'");
        Path routes = edited("engine/settle.camel.yaml", "uri: direct:send-dead-letter", "uri: log:planted");
        var duplicate = new Cell(Place.DELETE_SOURCE, Trouble.DUPLICATE);
        var failure = new Cell(Place.PUT_FAILED_END, Trouble.HTTP_500);

        Map<String, List<Integer>> broken = promisesBroken(List.of(duplicate, failure), routes);

        assertThat(broken.get(duplicate.name())).contains(2).doesNotContain(4);
        assertThat(broken.get(failure.name())).contains(4).doesNotContain(2);
    }

    @Test
    void aSourceThatIsDeletedBeforeItsEncodeBreaksPromiseThree() throws IOException {
        String start = "                - to:\n                    id: start-new\n";
        Path routes = edited("engine/submit.camel.yaml", start, DELETE_OF_THE_SOURCE.indent(8) + start);

        assertThat(promisesBroken(new Cell(Place.PUT_CLAIM, Trouble.HTTP_500), routes))
                .contains(3);
    }

    private List<Integer> promisesBroken(Cell cell, Path routes) throws IOException {
        return promisesBroken(List.of(cell), routes).get(cell.name());
    }

    /** By the name of the cell. */
    private Map<String, List<Integer>> promisesBroken(List<Cell> cells, Path routes) throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        return new CrashMatrix(routes, run, 1, Duration.ofHours(1), line -> {}, PATIENCE)
                .run(cells).stream().collect(Collectors.toMap(CellResult::cell, result -> result.violations().stream()
                        .map(Violation::promise)
                        .toList()));
    }

    /** Of the routes with what was edited before. */
    private Path edited(String file, String... fromAndTo) throws IOException {
        Path copy = folder.resolve("routes");
        if (!Files.exists(copy)) {
            RouteCopy.of(Path.of("routes"), copy);
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
