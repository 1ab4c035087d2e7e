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

/**
 * A selection of the matrix, which shows that the matrix works: a kill before and after a call, a process that stands still, a lost
 * reply, an answer of somebody else, a late request, a stale status, a second message, instance and installation, at calls to the
 * queue, to the encoder and to each kind of record and object in S3. Most of its cells were red once. All cells are the command
 * {@code exec:java@crash-matrix}, as kills at every call cost a JVM each.
 */
@Tag("slow")
class CrashMatrixTest {
    private static final int BENCHES = 2;
    private static final int UPLOADS = 40;
    private static final List<Cell> ALL = Cell.all();
    /** Encodings in a minute. */
    private static final int LIMIT = 6000;

    private static final long SEED = 20_260_301;
    private static final Set<String> SELECTION = Set.of(
            "RECEIVE.KILL_AFTER",
            "HEAD_SOURCE.SUBMIT_AND_NEWER",
            "CREATE_ENCODING.REPLY_LOST",
            "SEARCH.HTTP_404",
            "PUT_MARKER.VERY_LATE",
            "PUT_CLAIM.HTTP_409",
            "PUT_CLAIM.KILL_AFTER",
            "PUT_CLAIM.TWO_INSTANCES",
            "HEAD_BEFORE_START.HTTP_404",
            "START.KILL_AFTER",
            "START.STALE_CREATED",
            "START_WHEN_FULL.OTHER_INSTALLATION",
            "STATUS.HTTP_404",
            "STATUS.OUTPUT_OVERWRITTEN",
            "MUXING_INFORMATION.HTTP_404",
            "DELETE_SOURCE.SAME_BYTES_LATE",
            "DELETE_SOURCE.KILL_AFTER",
            "PUT_CLEAN.REPLY_LOST",
            "DELETE_MARKER.SUBMIT",
            "SEND_RECORDS.REPLY_LOST",
            "NEWER_START.SIGSTOP",
            "SEND_DEAD_LETTER.KILL_BEFORE",
            "PUT_MARKER_FIRST.LATE",
            "START_2.REPLY_LOST",
            "PUT_CLAIM_REPLAYED.REPLAY",
            "START_TAKEN_OVER.HTTP_503",
            "PUT_BILL.REPLY_LOST",
            "PUT_ORDERED_STOP.REPLY_LOST");

    @Test
    void theFourPromisesAreKeptWhateverDiesWhen(@TempDir Path folder) {
        List<Cell> cells = selected();

        List<CellResult> results =
                new CrashMatrix(Path.of("routes"), folder, BENCHES, Duration.ofHours(1), line -> {}).run(cells);

        assertThat(results).hasSameSizeAs(cells).allSatisfy(result -> assertThat(result.violations())
                .as("%s", String.join("\n", evidence(result)))
                .isEmpty());
    }

    @Test
    void theSelectionHasEachServiceAndEachKindOfCrash() {
        List<Cell> cells = selected();
        assertThat(cells).hasSameSizeAs(SELECTION);
        assertThat(cells.stream().map(Cell::trouble))
                .contains(
                        Trouble.KILL_BEFORE,
                        Trouble.KILL_AFTER,
                        Trouble.SIGSTOP,
                        Trouble.REPLY_LOST,
                        Trouble.LATE,
                        Trouble.VERY_LATE,
                        Trouble.HTTP_404,
                        Trouble.TWO_INSTANCES,
                        Trouble.OTHER_INSTALLATION);
        for (Trouble kill : List.of(Trouble.KILL_AFTER, Trouble.REPLY_LOST)) {
            assertThat(cells.stream().filter(cell -> cell.trouble() == kill).map(cell -> cell.place()
                            .service()))
                    .as("%s", kill)
                    .contains(Place.Service.values());
        }
    }

    @Test
    void everyTroubleAndEveryPlaceIsInTheWholeMatrix() {
        assertThat(ALL).doesNotHaveDuplicates();
        assertThat(ALL.stream().map(Cell::place)).contains(Place.values());
        assertThat(ALL.stream().map(Cell::trouble)).contains(Trouble.values());
        assertThat(Stream.of(Place.values()).map(Place::scenario)).contains(Scenario.values());
    }

    @Test
    void theGuideSaysHowManyCellsEachTroubleAndScenarioHas() throws IOException {
        List<String> guide = Files.readAllLines(Path.of("docs", "crash-matrix.md"));

        for (Trouble trouble : Trouble.values()) {
            long cells = ALL.stream().filter(c -> c.trouble() == trouble).count();
            assertThat(guide).anyMatch(line -> line.startsWith("| `" + trouble + "` | " + cells + " |"));
        }
        for (Scenario scenario : Scenario.values()) {
            long places = Stream.of(Place.values())
                    .filter(place -> place.scenario() == scenario)
                    .count();
            long cells =
                    ALL.stream().filter(c -> c.place().scenario() == scenario).count();
            assertThat(guide)
                    .anyMatch(line -> line.startsWith("| `" + scenario + "` | " + places + " | " + cells + " |"));
        }
        assertThat(guide).anyMatch(line -> line.contains(ALL.size() + " cells"));
    }

    @Test
    @Tag("soak")
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

    private static List<Cell> selected() {
        return ALL.stream().filter(cell -> SELECTION.contains(cell.name())).toList();
    }

    private static List<String> evidence(CellResult result) {
        return Stream.concat(Stream.of(result.line()), result.evidence().stream())
                .toList();
    }
}
