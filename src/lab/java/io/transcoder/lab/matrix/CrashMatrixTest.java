package io.transcoder.lab.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A selection of the matrix that takes about two minutes: each kind of place and of trouble, the cells that were red once first. */
@Tag("slow")
class CrashMatrixTest {
    private static final int BENCHES = 3;
    private static final int UPLOADS = 40;
    /** Encodings in a minute. */
    private static final int LIMIT = 6000;

    private static final long SEED = 20_260_301;
    private static final Set<String> SELECTION = Set.of(
            "RECEIVE.KILL_AFTER",
            "HEAD_SOURCE.HTTP_404",
            "HEAD_SOURCE.SUBMIT_AND_NEWER",
            "CREATE_ENCODING.REPLY_LOST",
            "SEARCH.HTTP_404",
            "PUT_MARKER.VERY_LATE",
            "PUT_CLAIM.HTTP_409",
            "PUT_CLAIM.KILL_AFTER",
            "PUT_CLAIM.TWO_INSTANCES",
            "HEAD_BEFORE_START.HTTP_404",
            "PUT_START.KILL_AFTER",
            "START.KILL_AFTER",
            "START.LATE",
            "START.SIGSTOP",
            "START.STALE_CREATED",
            "START.NEWER_VERSION",
            "START_WHEN_FULL.OTHER_INSTALLATION",
            "STATUS.HTTP_404",
            "STATUS.OUTPUT_OVERWRITTEN",
            "MUXING_INFORMATION.HTTP_404",
            "DELETE_SOURCE.SAME_BYTES_LATE",
            "DELETE_SOURCE.KILL_AFTER",
            "DELETE_MARKER.SUBMIT",
            "SEND_RECORDS.KILL_BEFORE",
            "NEWER_START.SIGSTOP",
            "SEND_DEAD_LETTER.KILL_BEFORE",
            "PUT_MARKER_FIRST.LATE",
            "START_2.KILL_AFTER",
            "PUT_CLAIM_REPLAYED.REPLAY",
            "START_TAKEN_OVER.HTTP_503");

    @Test
    void theFourPromisesAreKeptWhateverDiesWhen(@TempDir Path folder) {
        List<Cell> cells = Cell.all().stream()
                .filter(cell -> SELECTION.contains(cell.name()))
                .toList();
        assertThat(cells).hasSameSizeAs(SELECTION);

        List<CellResult> results =
                new CrashMatrix(Path.of("routes"), folder, BENCHES, Duration.ofHours(1), line -> {}).run(cells);

        assertThat(results).hasSameSizeAs(cells).allSatisfy(result -> assertThat(result.violations())
                .as("%s", String.join("\n", evidence(result)))
                .isEmpty());
    }

    @Test
    void everyTroubleAndEveryPlaceIsInTheWholeMatrix() {
        assertThat(Cell.all()).doesNotHaveDuplicates();
        assertThat(Cell.all().stream().map(Cell::place)).contains(Place.values());
        assertThat(Cell.all().stream().map(Cell::trouble)).contains(Trouble.values());
        assertThat(Stream.of(Place.values()).map(Place::scenario)).contains(Scenario.values());
    }

    @Test
    void theGuideSaysHowManyCellsEachTroubleAndScenarioHas() throws IOException {
        List<String> guide = Files.readAllLines(Path.of("docs", "crash-matrix.md"));

        for (Trouble trouble : Trouble.values()) {
            long cells = Cell.all().stream().filter(c -> c.trouble() == trouble).count();
            assertThat(guide).anyMatch(line -> line.startsWith("| `" + trouble + "` | " + cells + " |"));
        }
        for (Scenario scenario : Scenario.values()) {
            long places = Stream.of(Place.values())
                    .filter(place -> place.scenario() == scenario)
                    .count();
            long cells = Cell.all().stream()
                    .filter(c -> c.place().scenario() == scenario)
                    .count();
            assertThat(guide)
                    .anyMatch(line -> line.startsWith("| `" + scenario + "` | " + places + " | " + cells + " |"));
        }
        assertThat(guide).anyMatch(line -> line.contains(Cell.all().size() + " cells"));
    }

    @Test
    void manyUploadsWithAllTroublesAtRandomKeepTheFourPromises(@TempDir Path folder) {
        var said = new ConcurrentLinkedQueue<String>();

        List<Violation> violations = new Load(UPLOADS, 1, LIMIT, SEED, said::add).run(folder, Path.of("routes"));

        assertThat(violations).as("%s", said).isEmpty();
    }

    @Test
    void anApplicationThatDoesNotComeUpEndsTheRunWithItsWords(@TempDir Path folder) {
        assertThatThrownBy(() -> Bench.start("bench", folder, folder.resolve("no-routes"), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("routes.directory");
    }

    private static List<String> evidence(CellResult result) {
        return Stream.concat(Stream.of(result.line()), result.evidence().stream())
                .toList();
    }
}
