package io.transcoder.lint.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.config.Nearest;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Looks in one file for faults against {@link RouteSchema}. */
public final class SchemaCheck {
    public enum Fault {
        UNKNOWN_FIELD,
        WRONG_VALUE,
        SHORT_FORM
    }

    /** Where in the file; the nearest step or route is null outside of all. */
    private record Position(Place around, int line) {
        Position at(int other) {
            return new Position(around, other);
        }
    }

    /** @param around the nearest step or route; null outside of all */
    record Found(Fault fault, Place around, int line, String text) {}

    private static final int FEW = 8;

    private final RouteSchema schema = RouteSchema.shipped();
    private final Map<Object, Place> places = new IdentityHashMap<>();
    private final RouteFile file;
    private final List<Found> all = new ArrayList<>();

    private SchemaCheck(RouteFile file) {
        this.file = file;
        file.routes().forEach(route -> places.put(route.body(), route));
        file.steps().forEach(step -> places.put(step.body(), step));
    }

    public static Rule.Check of(Fault fault) {
        return (folder, findings) -> folder.files().forEach(file -> file.schemaFaults().stream()
                .filter(found -> found.fault() == fault)
                .forEach(found -> say(file, found, findings)));
    }

    private static void say(RouteFile file, Found found, Findings findings) {
        if (found.around() == null) {
            findings.at(file.name(), found.line(), found.text());
        } else {
            findings.at(found.around(), found.line(), found.text());
        }
    }

    /** Of all kinds; several rules ask for them, and one look costs as much as all the other rules of a file. */
    static List<Found> look(RouteFile file) {
        var check = new SchemaCheck(file);
        check.check();
        return List.copyOf(check.all);
    }

    private void check() {
        var top = new Position(null, 1);
        if (file.isKamelet()) {
            value(schema.kamelet(), file.tree(), "the Kamelet", top);
        } else {
            for (Object entry : file.entries()) {
                value(schema.entry(), entry, "the file", top.at(file.yaml().line(entry)));
            }
        }
    }

    private void value(JsonNode given, Object value, String name, Position position) {
        JsonNode shape = schema.resolved(given);
        switch (shape.path("type").asText(isOpen(shape) ? "" : "object")) {
            case "object" -> object(given, value, name, position);
            case "array" -> array(shape, value, name, position);
            case "string" -> text(shape, value, name, position);
            case "boolean" -> scalar(value instanceof Boolean, "true|false", "true or false", value, name, position);
            case "number", "integer" ->
                scalar(value instanceof Number, "-?\\d+(\\.\\d+)?", "a number", value, name, position);
            default -> {}
        }
    }

    /** Whether it takes any field. */
    private static boolean isOpen(JsonNode shape) {
        return !shape.has("properties");
    }

    private void object(JsonNode given, Object value, String name, Position position) {
        JsonNode shape = schema.resolved(given);
        if (value instanceof Map<?, ?> map) {
            fields(shape, map, name, new Position(places.getOrDefault(map, position.around()), position.line()));
        } else if (value instanceof List) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " has fields, and is given a list");
        } else if (value != null && !schema.hasShortForm(given)) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " has fields, and is given " + value);
        } else {
            shortValue(value, name, position);
        }
    }

    private void fields(JsonNode shape, Map<?, ?> map, String name, Position position) {
        map.forEach((key, value) -> {
            Position at = position.at(file.yaml().line(map, key));
            String field = String.valueOf(key);
            if (isOpen(shape)) {
                value(shape.path("additionalProperties"), value, field, at);
            } else if (shape.path("properties").has(field)) {
                value(shape.path("properties").path(field), value, field, at);
            } else {
                unknown(shape, field, name, at);
            }
        });
        // a step has one name
        if (shape.path("maxProperties").asInt() == 1 && map.size() > 1) {
            String names = map.keySet().stream()
                    .map(key -> quoted(String.valueOf(key)))
                    .collect(Collectors.joining(" and "));
            add(Fault.WRONG_VALUE, position, names + " stand in one, where each begins with '- '");
        }
        texts(shape, "required").stream()
                .filter(field -> !map.containsKey(field))
                .forEach(field -> add(Fault.WRONG_VALUE, position, quoted(name) + " lacks " + quoted(field)));
    }

    private void unknown(JsonNode shape, String field, String name, Position position) {
        if (schema.resolved(shape.path("properties").path("expression"))
                .path("properties")
                .has(field)) {
            add(
                    Fault.SHORT_FORM,
                    position,
                    quoted(field) + " stands directly under " + quoted(name) + ", without `expression:` between them");
            return;
        }
        String what;
        if (shape == schema.step()) {
            what = " is no step";
        } else if (shape == schema.entry()) {
            what = " is nothing that a file of routes has";
        } else {
            what = " is not a field of " + quoted(name);
        }
        List<String> known =
                shape.path("properties").propertyStream().map(Map.Entry::getKey).toList();
        add(Fault.UNKNOWN_FIELD, position, quoted(field) + what + help(field, known));
    }

    private static String help(String field, List<String> known) {
        String few = known.stream().sorted().map(SchemaCheck::quoted).collect(Collectors.joining(", "));
        return Nearest.closeTo(field, known)
                .map(near -> "; did you mean " + quoted(near) + "?")
                .orElse(known.size() <= FEW ? "; it has " + few : "");
    }

    private void array(JsonNode shape, Object value, String name, Position position) {
        if (value instanceof List<?> list) {
            for (Object item : list) {
                Position at = item instanceof Map ? position.at(file.yaml().line(item)) : position;
                value(shape.path("items"), item, name, at);
            }
        } else if (value instanceof Map) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " is a list, and its first item has no '- '");
        } else {
            shortValue(value, name, position);
        }
    }

    private void text(JsonNode shape, Object value, String name, Position position) {
        List<String> values = texts(shape, "enum");
        if (value instanceof Map || value instanceof List) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " is a text, and is given more");
        } else if (!(value instanceof String text)) {
            add(
                    Fault.SHORT_FORM,
                    position,
                    quoted(name) + " is a text" + (value == null ? "" : ", " + value + " in quotes"));
        } else if (!values.isEmpty() && !isOpen(text) && !values.contains(text)) {
            Fault fault = values.stream().anyMatch(text::equalsIgnoreCase) ? Fault.SHORT_FORM : Fault.WRONG_VALUE;
            add(fault, position, quoted(name) + " is one of " + String.join(", ", values) + ", not " + text);
        }
    }

    /** @param form of the same as a text */
    private void scalar(boolean isRight, String form, String what, Object value, String name, Position position) {
        boolean isText = value instanceof String;
        if (isRight || (isText && isOpen(value.toString()))) {
            return;
        }
        boolean fits = isText && value.toString().matches(form);
        String instead = !isText ? "" : fits ? ", without quotes" : ", not " + value;
        Fault fault = fits || value == null ? Fault.SHORT_FORM : Fault.WRONG_VALUE;
        add(fault, position, quoted(name) + " is " + what + instead);
    }

    private void shortValue(Object value, String name, Position position) {
        add(Fault.SHORT_FORM, position, quoted(name) + (value == null ? " has no value" : " is not written out"));
    }

    /** Only the start knows what it becomes. */
    private static boolean isOpen(String text) {
        return text.contains("{{");
    }

    private void add(Fault fault, Position position, String text) {
        all.add(new Found(fault, position.around(), position.line(), text));
    }

    private static List<String> texts(JsonNode shape, String word) {
        return shape.path(word).valueStream().map(JsonNode::asText).toList();
    }

    private static String quoted(String name) {
        return name.contains(" ") ? name : "`" + name + "`";
    }
}
