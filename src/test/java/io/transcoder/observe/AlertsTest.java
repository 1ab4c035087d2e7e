package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What an alert tells an operator; that its series exist is in {@link MetricsTest}. */
class AlertsTest {
    @Test
    void everyAlertSaysWhatItIsAndWhereToRead() throws IOException {
        List<String> anchors = Files.readAllLines(Path.of("docs/operations.md")).stream()
                .filter(line -> line.startsWith("### "))
                .map(line -> "docs/operations.md#" + line.substring(4).toLowerCase(Locale.ROOT))
                .toList();

        assertThat(Deployed.alerts()).allSatisfy(alert -> {
            assertThat(alert.summary()).as(alert.name()).endsWith(".");
            assertThat(alert.severity()).as(alert.name()).isIn("warning", "critical");
            assertThat(alert.runbook()).as(alert.name()).isIn(anchors);
            assertThat(alert.runbook()).endsWith("#" + alert.name().toLowerCase(Locale.ROOT));
        });
        assertThat(anchors)
                .containsExactlyInAnyOrderElementsOf(
                        Deployed.alerts().stream().map(Deployed.Alert::runbook).toList());
    }

    @Test
    void noNameIsTwice() {
        List<String> names =
                Deployed.alerts().stream().map(Deployed.Alert::name).toList();

        assertThat(names).doesNotHaveDuplicates();
    }

    @Test
    void panelsDoNotOverlapAndHaveIdsOfTheirOwn() {
        var places = new HashSet<String>();
        var ids = new HashSet<Integer>();
        Deployed.dashboard().path("panels").forEach(panel -> {
            var grid = panel.path("gridPos");
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            for (int x = grid.path("x").asInt();
                    x < grid.path("x").asInt() + grid.path("w").asInt();
                    x++) {
                for (int y = grid.path("y").asInt();
                        y < grid.path("y").asInt() + grid.path("h").asInt();
                        y++) {
                    assertThat(x).isLessThan(24);
                    assertThat(places.add(x + "," + y))
                            .as(panel.path("title").asText())
                            .isTrue();
                }
            }
        });
    }
}
