package io.transcoder.lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Histories that an earlier build made in the matrix and that broke a promise: the checker finds the fault in each. */
class RecordedHistoriesTest {
    private static final Path HISTORIES = Path.of("src/test/resources/io/transcoder/sandbox/matrix");

    static List<Path> histories() throws IOException {
        try (Stream<Path> files = Files.list(HISTORIES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("histories")
    void theFaultIsFound(Path file) throws IOException {
        Recorded recorded;
        try (InputStream in = Files.newInputStream(file)) {
            recorded = Recorded.read(in);
        }

        List<Violation> promises = recorded.violations().stream()
                .filter(violation -> violation.promise() > 0)
                .toList();
        assertThat(promises).isNotEmpty();
        assertThat(Checker.check(recorded.history())).containsExactlyInAnyOrderElementsOf(promises);
    }
}
