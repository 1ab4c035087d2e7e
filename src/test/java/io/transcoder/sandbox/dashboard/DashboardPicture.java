package io.transcoder.sandbox.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Makes {@code docs/dashboard.png}: {@code mvn -q test-compile exec:java@dashboard-picture}. It takes twelve minutes and needs a
 * Prometheus on this machine.
 *
 * <p>System properties: {@code prometheus}, the program, by default {@code prometheus}; {@code picture.again=true} paints the data of
 * the last run once more, in seconds.
 */
public final class DashboardPicture {
    private static final Path FOLDER = Path.of("target", "dashboard-picture");
    private static final Path PICTURE = Path.of("docs", "dashboard.png");
    private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(5);
    /** What Grafana takes where its data source says nothing else: four times 15 s. */
    private static final Duration RATE_INTERVAL = Duration.ofMinutes(1);

    private static final Duration SHOWN = Duration.ofMinutes(10);
    /** Until the first rates are whole. */
    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final String program = System.getProperty("prometheus", "prometheus");

    private DashboardPicture() {}

    public static void main(String[] args) throws IOException {
        System.setProperty("java.awt.headless", "true");
        boolean again = Boolean.getBoolean("picture.again");
        var picture = new DashboardPicture();
        if (!again) {
            picture.watch();
        }
        boolean complete = picture.paint();
        // threads of the services' libraries may live on
        System.exit(complete ? 0 : 1);
    }

    private void watch() throws IOException {
        clear();
        try (var installation = new BusyInstallation(FOLDER);
                Prometheus prometheus = Prometheus.start(
                        program, FOLDER, BusyInstallation.freePort(), installation.ports(), SCRAPE_INTERVAL)) {
            awaitReady(prometheus, installation.ports().size());
            Instant begin = Instant.now();
            Instant end = begin.plus(WARM_UP).plus(SHOWN);
            installation.begin();
            while (Instant.now().isBefore(end)) {
                System.out.printf(
                        "%d s to go%n", Duration.between(Instant.now(), end).toSeconds());
                LockSupport.parkNanos(BETWEEN_LINES.toNanos());
                installation.requireAlive();
            }
            System.out.println("Alerts: " + prometheus.alertsSince(begin));
            Files.writeString(FOLDER.resolve("end"), end.toString());
        }
    }

    /** @return whether each panel shows something */
    private boolean paint() throws IOException {
        Instant to = Instant.parse(Files.readString(FOLDER.resolve("end")));
        Instant from = to.minus(SHOWN);
        JsonNode dashboard = new ObjectMapper()
                .readTree(Path.of("deploy", "grafana-dashboard.json").toFile());
        Map<Panel, List<Series>> panels = new LinkedHashMap<>();
        try (Prometheus prometheus =
                Prometheus.start(program, FOLDER, BusyInstallation.freePort(), Map.of(), SCRAPE_INTERVAL)) {
            awaitReady(prometheus, 0);
            for (JsonNode json : dashboard.path("panels")) {
                var panel = new Panel(json);
                panels.put(panel, prometheus.answers(panel, from, to, SCRAPE_INTERVAL, RATE_INTERVAL));
            }
        }
        List<String> empty = panels.entrySet().stream()
                .filter(panel ->
                        !panel.getKey().type().equals("row") && panel.getValue().isEmpty())
                .map(panel -> panel.getKey().title())
                .toList();
        new Painting(from, to).paint(dashboard.path("title").asText(), panels, PICTURE);
        System.out.printf("%s, %d bytes; empty panels: %s%n", PICTURE, Files.size(PICTURE), empty);
        return empty.isEmpty();
    }

    private static void awaitReady(Prometheus prometheus, int instances) {
        Instant last = Instant.now().plus(PATIENCE);
        while (!prometheus.isReady(instances)) {
            if (Instant.now().isAfter(last)) {
                throw new IllegalStateException("Prometheus has not seen " + instances + " instances in time");
            }
            LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
        }
    }

    private static void clear() throws IOException {
        if (Files.exists(FOLDER)) {
            try (Stream<Path> all = Files.walk(FOLDER)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(FOLDER);
    }
}
