package io.transcoder.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The operators' page says of each kind what the command says. */
class DriftTest {
    @Test
    void eachKindIsOnTheOperatorsPage() throws IOException {
        List<String> rows = Arrays.stream(Drift.values())
                .map(drift -> "| `" + drift.word() + "` | " + drift.meaning() + " | " + drift.mending() + " |")
                .toList();

        assertThat(Files.readAllLines(Path.of("docs", "operations.md"))).containsAll(rows);
    }
}
