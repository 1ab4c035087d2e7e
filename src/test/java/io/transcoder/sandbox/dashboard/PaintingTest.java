package io.transcoder.sandbox.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the dashboard can be painted as it is now, without a Prometheus. */
class PaintingTest {
    private static final Instant FROM = Instant.parse("2026-11-24T06:00:00Z");
    private static final Instant TO = FROM.plusSeconds(600);

    @TempDir
    private Path folder;

    /** Two pictures of the same names and maxima differ by nothing else than the values. */
    @Test
    void everyPanelShowsItsValues() throws IOException {
        assumeThat(hasFonts()).as("Java has no font on this machine").isTrue();
        BufferedImage one = painted(0);
        BufferedImage other = painted(1);

        for (Panel panel : panels()) {
            if (!panel.type().equals("row")) {
                assertThat(difference(one, other, panel)).as(panel.title()).isGreaterThan(0.002);
            }
        }
    }

    @Test
    void thePictureInTheDocumentsHasTheLayoutOfTheDashboard() throws IOException {
        BufferedImage shown = ImageIO.read(Path.of("docs", "dashboard.png").toFile());

        assertThat(shown.getHeight()).isEqualTo(Painting.height(panels()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 0, 0",
        "'', 1500, 1500",
        "'', 12.34, 12.3",
        "'', 2.5, 2.5",
        "s, 0, 0 s",
        "s, 0.25, 250 ms",
        "s, 59, 59 s",
        "s, 90, 1.5 min",
        "s, 28800, 8 h",
        "percentunit, 0.125, 12.5%"
    })
    void valuesAreWrittenAsGrafanaDoes(String unit, double value, String text) {
        assertThat(Unit.named(unit).text(value)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"'', 130, 200", "'', 0.011, 0.02", "'', 23, 25", "s, 0.3, 0.5", "s, 40, 60", "s, 700, 900"})
    void theStepsOfAnAxisAreEasyToRead(String unit, double least, double step) {
        assertThat(Unit.named(unit).step(least)).isEqualTo(step);
    }

    private BufferedImage painted(double phase) throws IOException {
        Map<Panel, List<Series>> all = new LinkedHashMap<>();
        for (Panel panel : panels()) {
            all.put(panel, series(panel, phase));
        }
        Path file = folder.resolve("dashboard.png");
        new Painting(FROM, TO).paint("Transcoder", all, file);
        return ImageIO.read(file.toFile());
    }

    /** Many of each target, so that legends are as full as they get. */
    private static List<Series> series(Panel panel, double phase) {
        return panel.targets().stream()
                .flatMap(target -> IntStream.range(0, 20).mapToObj(number -> {
                    var points = new TreeMap<Double, Double>();
                    for (int second = 0; second <= 600; second += 5) {
                        points.put(
                                (double) FROM.getEpochSecond() + second, number + Math.sin(second / 60.0 + phase) + 1);
                    }
                    Map<String, String> labels = new HashMap<>(Map.of("step", "step " + number, "kind", "exhausted"));
                    return new Series(target.legend(labels) + number, labels, points);
                }))
                .toList();
    }

    private static List<Panel> panels() throws IOException {
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("deploy", "grafana-dashboard.json").toFile());
        return dashboard.path("panels").valueStream().map(Panel::new).toList();
    }

    /** The share of a panel's pixels that are not alike. */
    private static double difference(BufferedImage one, BufferedImage other, Panel panel) {
        var place = Painting.place(panel);
        int pixels = place.width * place.height;
        return IntStream.range(0, pixels)
                        .filter(i -> differs(one, other, place.x + i % place.width, place.y + i / place.width))
                        .count()
                / (double) pixels;
    }

    private static boolean differs(BufferedImage one, BufferedImage other, int x, int y) {
        int green = one.getRGB(x, y) >> 8 & 0xFF;
        return Math.abs(green - (other.getRGB(x, y) >> 8 & 0xFF)) > 12;
    }

    /** A JDK without a desktop may lack the libraries for them, and says so in several ways. */
    private static boolean hasFonts() {
        try {
            return GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames().length > 0;
        } catch (RuntimeException | LinkageError | InternalError e) {
            return false;
        }
    }
}
