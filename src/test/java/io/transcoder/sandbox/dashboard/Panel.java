package io.transcoder.sandbox.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** A panel of the dashboard, read from its JSON. */
record Panel(JsonNode json) {
    private static final Pattern LABEL = Pattern.compile("\\{\\{\\s*(\\w+)\\s*}}");

    /** Something that a panel asks. */
    record Target(String expression, String legendFormat) {
        String legend(Map<String, String> labels) {
            return LABEL.matcher(legendFormat)
                    .replaceAll(found -> Matcher.quoteReplacement(labels.getOrDefault(found.group(1), "")));
        }
    }

    String title() {
        return json.path("title").asText();
    }

    String type() {
        return json.path("type").asText();
    }

    /** In columns or rows of the dashboard; {@code x}, {@code y}, {@code w} or {@code h}. */
    int grid(String name) {
        return json.path("gridPos").path(name).asInt();
    }

    List<Target> targets() {
        var targets = new ArrayList<Target>();
        for (JsonNode target : json.path("targets")) {
            targets.add(new Target(
                    target.path("expr").asText(), target.path("legendFormat").asText()));
        }
        return targets;
    }

    boolean isInstant() {
        return json.path("targets").path(0).path("instant").asBoolean();
    }

    JsonNode defaults() {
        return json.path("fieldConfig").path("defaults");
    }

    JsonNode custom() {
        return defaults().path("custom");
    }

    JsonNode options() {
        return json.path("options");
    }

    boolean isStacked() {
        return custom().path("stacking").path("mode").asText().equals("normal");
    }

    Unit unit() {
        return Unit.named(defaults().path("unit").asText());
    }

    /** As it is shown: mapped to a word, or with its unit. */
    String text(double value) {
        for (JsonNode mapping : defaults().path("mappings")) {
            JsonNode word = mapping.path("options").path(Unit.NONE.text(value));
            if (!word.isMissingNode()) {
                return word.path("text").asText();
            }
        }
        return unit().text(value);
    }

    /** The name of the color of the last threshold that the value has reached. */
    String threshold(double value) {
        return StreamSupport.stream(defaults().path("thresholds").path("steps").spliterator(), false)
                .filter(step ->
                        step.path("value").isNull() || step.path("value").asDouble() <= value)
                .reduce((first, second) -> second)
                .map(step -> step.path("color").asText())
                .orElse("green");
    }
}
