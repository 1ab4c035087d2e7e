package io.transcoder.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often the routes of a running instance ran since its start, as its metrics say.
 *
 * @param since how long they have been counted; zero where there are none
 * @param source whose figures these are, or why there are none, for people
 * @param edits what the instance says of the routes that it runs; null where none answers
 * @param routes by their ids; empty where nothing is known for certain
 */
public record RouteFigures(Duration since, String source, String edits, Map<String, Figure> routes) {
    private static final Pattern OF_ROUTE = Pattern.compile("camel_(\\w+)\\{.*routeId=\"([^\"]+)\".*} (\\S+)");
    private static final Pattern UPTIME = Pattern.compile("(?m)^process_uptime_seconds (\\S+)");

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(1))
            .proxy(ProxySelector.of(null))
            .build();

    /** @param seconds on average */
    public record Figure(long done, long failed, double seconds) {}

    /** Asks the instance that the configuration would have on this machine. */
    public static RouteFigures ask(Settings settings, Workbench workbench) {
        String at = settings.text(Setting.CAMEL_MANAGEMENT_HOST).replace("0.0.0.0", "127.0.0.1") + ":"
                + settings.text(Setting.CAMEL_MANAGEMENT_PORT);
        try {
            JsonNode health = JsonMapper.builder().build().readTree(get("http://" + at + "/observe/health"));
            Set<String> live = workbench.pauses().instances().live().keySet();
            if (!live.contains(said(health, "instance"))) {
                return none("what answers at " + at + " is no running instance of this installation");
            }
            String metrics = get("http://" + at + "/observe/metrics");
            Matcher uptime = UPTIME.matcher(metrics);
            Duration since = Duration.ofSeconds(uptime.find() ? (long) Double.parseDouble(uptime.group(1)) : 0);
            return new RouteFigures(
                    since,
                    "from "
                            + (live.size() == 1
                                    ? "the only running instance"
                                    : "one of " + live.size() + " running instances")
                            + ", at " + at,
                    said(health, "routes"),
                    routes(metrics));
        } catch (IOException | IllegalArgumentException e) {
            return none("no instance answers at " + at + ", where camel.management.host and .port say");
        }
    }

    private static RouteFigures none(String why) {
        return new RouteFigures(Duration.ZERO, "none: " + why, null, Map.of());
    }

    private static Map<String, Figure> routes(String metrics) {
        Map<String, Map<String, Double>> samples = new HashMap<>();
        OF_ROUTE.matcher(metrics).results().forEach(sample -> samples.computeIfAbsent(
                        sample.group(2), route -> new HashMap<>())
                .put(sample.group(1), Double.valueOf(sample.group(3))));
        Map<String, Figure> routes = new HashMap<>();
        samples.forEach((route, values) -> {
            double runs = values.getOrDefault("route_policy_seconds_count", 0.0);
            double seconds = values.getOrDefault("route_policy_seconds_sum", 0.0);
            routes.put(
                    route,
                    new Figure(
                            values.getOrDefault("exchanges_total", 0.0).longValue(),
                            values.getOrDefault("exchanges_failed_total", 0.0).longValue(),
                            runs == 0 ? 0 : seconds / runs));
        });
        return routes;
    }

    /** The message of a health check; empty where there is none. */
    private static String said(JsonNode health, String check) {
        for (JsonNode one : health.path("checks")) {
            if (one.path("name").asText().equals(check)) {
                return one.path("message").asText();
            }
        }
        return "";
    }

    private static String get(String url) throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            return CLIENT.send(request, BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}
