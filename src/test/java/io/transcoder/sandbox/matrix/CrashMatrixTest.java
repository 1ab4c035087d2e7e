package io.transcoder.sandbox.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A selection of the matrix: each place once or twice, each trouble, and every cell that was red once. */
class CrashMatrixTest {
    private static final int BENCHES = 3;
    private static final Set<String> SELECTION = Set.of(
            "RECEIVE.KILL_AFTER",
            "HEAD_SOURCE.NEWER_VERSION",
            "CREATE_ENCODING.REPLY_LOST",
            "VIDEO_STREAM.KILL_AFTER",
            "AUDIO_STREAM.HTTP_504_PROCESSED",
            "MUXING.REPLY_LOST",
            "PUT_MARKER.KILL_AFTER",
            "PUT_CLAIM.KILL_AFTER",
            "PUT_CLAIM.SIGSTOP",
            "PUT_CLAIM.TWO_INSTANCES",
            "HEAD_BEFORE_START.NEWER_VERSION",
            "PUT_START.KILL_AFTER",
            "PUT_START.SHORT_VISIBILITY",
            "START.KILL_BEFORE",
            "START.KILL_AFTER",
            "START.LATE",
            "START.SIGSTOP",
            "START.HTTP_429",
            "DELETE_MESSAGE.REPLY_LOST",
            "STATUS.HTTP_500",
            "HEAD_OUTPUT.KILL_AFTER",
            "PUT_END.SIGSTOP",
            "DELETE_SOURCE.KILL_AFTER",
            "DELETE_SOURCE.NEWER_VERSION",
            "PUT_CLEAN.KILL_BEFORE",
            "DELETE_MARKER.DUPLICATE",
            "SEND_RECORD_1.REPLY_LOST",
            "SEND_RECORD_2.KILL_BEFORE",
            "PUT_STOP.KILL_AFTER",
            "STOP.REPLY_LOST",
            "STOP.HTTP_503",
            "NEWER_START.SIGSTOP",
            "PUT_FAILED_END.KILL_AFTER",
            "SEND_DEAD_LETTER.KILL_BEFORE",
            "SEND_NEXT_ATTEMPT.REPLY_LOST",
            "SEND_NEXT_ATTEMPT.NEWER_VERSION",
            "CLOSE_FIRST_ATTEMPT.SIGSTOP",
            "START_2.KILL_AFTER");

    @Test
    void theFourPromisesAreKeptWhateverDiesWhen(@TempDir Path folder) {
        List<Cell> cells = Cell.all().stream()
                .filter(cell -> SELECTION.contains(cell.name()))
                .toList();
        assertThat(cells).hasSameSizeAs(SELECTION);

        List<CellResult> results = new CrashMatrix(Path.of("routes"), folder, BENCHES, line -> {}).run(cells);

        assertThat(results).hasSameSizeAs(cells).allSatisfy(result -> assertThat(result.violations())
                .as("%s", String.join("\n", evidence(result)))
                .isEmpty());
    }

    @Test
    void everyTroubleAndEveryPlaceIsInTheWholeMatrix() {
        assertThat(Cell.all()).doesNotHaveDuplicates();
        assertThat(Cell.all().stream().map(Cell::place)).contains(Place.values());
        assertThat(Cell.all().stream().map(Cell::trouble)).contains(Trouble.values());
    }

    @Test
    void anApplicationThatDoesNotComeUpEndsTheRunWithItsWords(@TempDir Path folder) {
        assertThatThrownBy(() -> Bench.start("bench", folder, folder.resolve("no-routes")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("routes.directory");
    }

    private static List<String> evidence(CellResult result) {
        return Stream.concat(Stream.of(result.line()), result.evidence().stream())
                .toList();
    }
}
