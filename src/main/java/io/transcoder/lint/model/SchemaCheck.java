package io.transcoder.lint.model;

import io.transcoder.config.Nearest;
import io.transcoder.lint.model.RouteSchema.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks one file against {@link RouteSchema}. */
public final class SchemaCheck {
    public enum Fault {
        UNKNOWN_FIELD,
        WRONG_VALUE,
        SHORT_FORM
    }

    /**
     * What does not fit.
     *
     * @param around the nearest step or route, null outside of all
     */
    public record Misfit(Fault fault, Place around, String file, int line, String text) {
        public void report(Findings found) {
            if (around != null) {
                found.at(around, line, text);
            } else {
                found.at(file, line, text);
            }
        }
    }

    /** Where in the file, for people and for waivers. */
    private record Position(Place around, int line) {
        Position at(int other) {
            return new Position(around, other);
        }
    }

    private static final int FEW = 8;

    private final RouteFile file;
    private final Map<Object, Place> places = new IdentityHashMap<>();
    private final List<Misfit> misfits = new ArrayList<>();

    private SchemaCheck(RouteFile file) {
        this.file = file;
        file.routes().forEach(route -> places.put(route.body(), route));
        file.steps().forEach(step -> places.put(step.body(), step));
    }

    static List<Misfit> misfits(RouteFile file) {
        var check = new SchemaCheck(file);
        RouteSchema schema = RouteSchema.shipped();
        var top = new Position(null, 1);
        if (file.isKamelet()) {
            check.value(schema.kamelet(), file.tree(), "the Kamelet", top);
        } else if (file.tree() instanceof List<?> entries) {
            entries.forEach(entry -> check.value(
                    schema.entry(), entry, "the file", top.at(file.lines().of(entry))));
        }
        return check.misfits;
    }

    private void value(Shape shape, Object value, String name, Position position) {
        switch (shape.type()) {
            case "object" -> object(shape, value, name, position);
            case "array" -> array(shape, value, name, position);
            case "string" -> text(shape, value, name, position);
            case "number", "integer", "boolean" -> scalar(shape.type(), value, name, position);
            default -> {}
        }
    }

    private void object(Shape shape, Object value, String name, Position position) {
        if (value instanceof Map<?, ?> map) {
            fields(shape, map, name, new Position(places.getOrDefault(map, position.around()), position.line()));
        } else if (value instanceof List) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " has fields, and is given a list");
        } else {
            shortValue(value, name, position);
        }
    }

    private void fields(Shape shape, Map<?, ?> map, String name, Position position) {
        map.forEach((key, value) -> {
            Position at = position.at(file.lines().of(map, key));
            String field = String.valueOf(key);
            if (shape.isOpen()) {
                shape.anyField().ifPresent(any -> value(any, value, field, at));
            } else {
                shape.field(field)
                        .ifPresentOrElse(
                                known -> value(known, value, field, at), () -> unknown(shape, field, name, at));
            }
        });
        if (shape.isOneOfItsFields() && map.size() > 1) {
            String names = map.keySet().stream()
                    .map(key -> quoted(String.valueOf(key)))
                    .collect(Collectors.joining(" and "));
            add(Fault.WRONG_VALUE, position, names + " stand in one, where each begins with '- '");
        }
        shape.required().stream()
                .filter(field -> !map.containsKey(field))
                .forEach(field -> add(Fault.WRONG_VALUE, position, quoted(name) + " lacks " + quoted(field)));
    }

    private void unknown(Shape shape, String field, String name, Position position) {
        boolean isLanguage = shape.field("expression")
                .filter(expression -> expression.field(field).isPresent())
                .isPresent();
        if (isLanguage) {
            add(
                    Fault.SHORT_FORM,
                    position,
                    quoted(field) + " stands directly under " + quoted(name) + ", without `expression:` between them");
            return;
        }
        String what;
        if (shape.isStep()) {
            what = " is no step";
        } else if (shape.isEntry()) {
            what = " is nothing that a file of routes has";
        } else {
            what = " is not a field of " + quoted(name);
        }
        add(Fault.UNKNOWN_FIELD, position, quoted(field) + what + help(field, shape.fields()));
    }

    private static String help(String field, List<String> known) {
        String few = known.stream().sorted().map(SchemaCheck::quoted).collect(Collectors.joining(", "));
        return Nearest.closeTo(field, known)
                .map(near -> "; did you mean " + quoted(near) + "?")
                .orElse(known.size() <= FEW ? "; it has " + few : "");
    }

    private void array(Shape shape, Object value, String name, Position position) {
        if (value instanceof List<?> list) {
            for (Object item : list) {
                Position at = item instanceof Map ? position.at(file.lines().of(item)) : position;
                value(shape.items(), item, name, at);
            }
        } else if (value instanceof Map) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " is a list, and its first item has no '- '");
        } else {
            shortValue(value, name, position);
        }
    }

    private void text(Shape shape, Object value, String name, Position position) {
        if (value instanceof Map || value instanceof List) {
            add(Fault.WRONG_VALUE, position, quoted(name) + " is a text, and is given more");
        } else if (!(value instanceof String text)) {
            add(
                    Fault.SHORT_FORM,
                    position,
                    quoted(name) + " is a text" + (value == null ? "" : ", " + value + " in quotes"));
        } else if (!shape.values().isEmpty() && !isOpen(text) && !shape.values().contains(text)) {
            boolean fits = shape.values().stream().anyMatch(text::equalsIgnoreCase);
            add(
                    fits ? Fault.SHORT_FORM : Fault.WRONG_VALUE,
                    position,
                    quoted(name) + " is one of " + String.join(", ", shape.values()) + ", not " + text);
        }
    }

    private void scalar(String type, Object value, String name, Position position) {
        boolean isTruth = type.equals("boolean");
        if (isTruth ? value instanceof Boolean : value instanceof Number) {
            return;
        }
        String what = isTruth ? " is true or false" : " is a number";
        if (value instanceof String text && !isOpen(text)) {
            boolean fits = text.matches(isTruth ? "true|false" : "-?\\d+(\\.\\d+)?");
            add(
                    fits ? Fault.SHORT_FORM : Fault.WRONG_VALUE,
                    position,
                    quoted(name) + what + ", " + (fits ? "without quotes" : "not " + text));
        } else if (!(value instanceof String)) {
            add(value == null ? Fault.SHORT_FORM : Fault.WRONG_VALUE, position, quoted(name) + what);
        }
    }

    private void shortValue(Object value, String name, Position position) {
        add(Fault.SHORT_FORM, position, quoted(name) + (value == null ? " has no value" : " is not written out"));
    }

    /** Only the start knows what it becomes. */
    private static boolean isOpen(String text) {
        return text.contains("{{");
    }

    private void add(Fault fault, Position position, String text) {
        misfits.add(new Misfit(fault, position.around(), file.name(), position.line(), text));
    }

    private static String quoted(String name) {
        return name.contains(" ") ? name : "`" + name + "`";
    }
}
