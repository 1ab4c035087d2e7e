package io.transcoder.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The dashboard and the alerts as they are in {@code deploy}. */
final class Deployed {
    /** @param legend the labels that the query's legend shows */
    record Query(String place, String expression, List<String> legend) {}

    record Alert(String name, String expression, String summary, String runbook, String severity) {}

    private static final Pattern SHOWN = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?(\\w+)\\s*}}");

    private Deployed() {}

    static JsonNode dashboard() {
        return read(new ObjectMapper(), Path.of("deploy/grafana-dashboard.json"));
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
        for (JsonNode group : read(new ObjectMapper(new YAMLFactory()), Path.of("deploy/alerts.yaml"))
                .path("groups")) {
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

    private static JsonNode read(ObjectMapper mapper, Path file) {
        try {
            return mapper.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
