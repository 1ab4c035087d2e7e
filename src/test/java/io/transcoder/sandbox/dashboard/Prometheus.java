package io.transcoder.sandbox.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.Jvms;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A Prometheus of this machine, and what it says. */
final class Prometheus implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long SECONDS_TO_STOP = 20;

    private final Process process;
    private final Path log;
    private final URI api;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Process process, Path log, URI api) {
        this.process = process;
        this.log = log;
        this.api = api;
    }

    /**
     * Starts it with the alerts of {@code deploy/}.
     *
     * @param folder has the data, also from an earlier time
     * @param instances what it asks, with the port of each on this machine; may be empty
     */
    static Prometheus start(
            String program, Path folder, int port, Map<String, Integer> instances, Duration scrapeInterval)
            throws IOException {
        var config = new StringBuilder("global: { scrape_interval: %1$ds, evaluation_interval: %1$ds }%n"
                .formatted(scrapeInterval.toSeconds()));
        config.append("rule_files: [ \"%s\" ]%n"
                .formatted(Path.of("deploy", "alerts.yaml").toAbsolutePath()));
        config.append("scrape_configs:\n  - job_name: transcoder\n    metrics_path: /observe/metrics\n");
        config.append("    static_configs:").append(instances.isEmpty() ? " []\n" : "\n");
        instances.forEach((name, at) -> config.append(
                "      - { targets: [ \"localhost:%d\" ], labels: { instance: \"%s\" } }%n".formatted(at, name)));
        Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
        Path log = folder.resolve("prometheus.log");
        Process process = new ProcessBuilder(
                        program,
                        "--config.file=" + file,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Prometheus(process, log, URI.create("http://127.0.0.1:" + port + "/api/v1/"));
    }

    /** Whether it answers, and has seen so many instances up. */
    boolean isReady(int instances) {
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus has ended:\n" + Jvms.lastWords(log));
        }
        try {
            JsonNode up = ask("query", Map.of("query", "sum(up) or vector(0)"));
            return up.path(0).path("value").path(1).asInt() >= instances;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What a panel shows of a time. */
    List<Series> answers(Panel panel, Instant from, Instant to, Duration step, Duration rateInterval)
            throws IOException {
        var answers = new ArrayList<Series>();
        for (Panel.Target target : panel.targets()) {
            String query = target.expression()
                    .replace("$__rate_interval", rateInterval.toSeconds() + "s")
                    .replace("$__range", Duration.between(from, to).toSeconds() + "s");
            var parameters = new HashMap<>(Map.of("query", query));
            if (panel.isInstant()) {
                parameters.put("time", to.toString());
            } else {
                parameters.put("start", from.toString());
                parameters.put("end", to.toString());
                parameters.put("step", Long.toString(step.toSeconds()));
            }
            for (JsonNode series : ask(panel.isInstant() ? "query" : "query_range", parameters)) {
                add(answers, target, series);
            }
        }
        return answers;
    }

    private static void add(List<Series> answers, Panel.Target target, JsonNode series) {
        var labels = new TreeMap<String, String>();
        series.path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        var points = new TreeMap<Double, Double>();
        Iterable<JsonNode> values = series.has("values") ? series.path("values") : List.of(series.path("value"));
        for (JsonNode point : values) {
            double value = Double.parseDouble(point.path(1).asText());
            if (Double.isFinite(value)) {
                points.put(point.path(0).asDouble(), value);
            }
        }
        if (!points.isEmpty()) {
            answers.add(new Series(target.legend(labels), labels, points));
        }
    }

    /** The alerts that were on for some time, pending or firing. */
    List<String> alertsSince(Instant from) throws IOException {
        var alerts = new ArrayList<String>();
        String seconds = Duration.between(from, Instant.now()).toSeconds() + 1 + "s";
        String query = "count by (alertname, alertstate) (max_over_time(ALERTS[" + seconds + "]))";
        for (JsonNode series : ask("query", Map.of("query", query))) {
            JsonNode labels = series.path("metric");
            alerts.add(labels.path("alertname").asText() + " "
                    + labels.path("alertstate").asText());
        }
        return alerts.stream().sorted().toList();
    }

    private JsonNode ask(String what, Map<String, String> parameters) throws IOException {
        var form = new StringBuilder();
        parameters.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(api.resolve(what))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("Prometheus refuses " + parameters + ": " + response.body());
            }
            return JSON.readTree(response.body()).path("data").path("result");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** As its operator would stop it, so that its data can be read again. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
