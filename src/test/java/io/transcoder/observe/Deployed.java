package io.transcoder.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The dashboard and the alerts as they are in {@code deploy}. */
final class Deployed {
    /** @param legend the labels that the query's legend shows */
    record Query(String place, String expression, List<String> legend) {}

    record Alert(String name, String expression, String summary, String runbook, String severity) {}

    private static final Pattern SHOWN = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

    private Deployed() {}

    static JsonNode dashboard() {
        try {
            return new ObjectMapper().readTree(read("deploy/grafana-dashboard.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Query> queriesOfTheDashboard() {
        var queries = new ArrayList<Query>();
        for (JsonNode panel : dashboard().path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(new Query(
                        panel.path("title").asText(),
                        target.path("expr").asText().replace("$__rate_interval", "5m"),
                        labelsIn(target.path("legendFormat").asText())));
            }
        }
        return queries;
    }

    static List<Alert> alerts() {
        var alerts = new ArrayList<Alert>();
        Object rules = new Load(LoadSettings.builder().build()).loadFromString(read("deploy/alerts.yaml"));
        JsonNode groups = new ObjectMapper().valueToTree(rules);
        for (JsonNode group : groups.path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                JsonNode annotations = rule.path("annotations");
                alerts.add(new Alert(
                        rule.path("alert").asText(),
                        rule.path("expr").asText(),
                        annotations.path("summary").asText(),
                        annotations.path("runbook_url").asText(),
                        rule.path("labels").path("severity").asText()));
            }
        }
        return alerts;
    }

    /** The labels that a legend or a summary shows. */
    static List<String> labelsIn(String text) {
        return SHOWN.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
