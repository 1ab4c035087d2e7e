package io.transcoder.lint.model;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A route or a step: where a rule can be broken, and a note can waive it. */
public abstract sealed class Place permits Route, Step {
    private final RouteFile file;
    private final Place around;
    private final String kind;
    private final Map<?, ?> body;
    private final int line;
    private final List<Step> children;

    Place(RouteFile file, Place around, String kind, Map<?, ?> body, int line) {
        this.file = file;
        this.around = around;
        this.kind = kind;
        this.body = body;
        this.line = line;
        this.children = Step.below(this, body);
    }

    public final RouteFile file() {
        return file;
    }

    /** The step or the route that it is in; null for a route. */
    public final Place around() {
        return around;
    }

    /** E.g. {@code route}, {@code to} or {@code when}. */
    public final String kind() {
        return kind;
    }

    /** Empty where it has none. */
    public final Map<?, ?> body() {
        return body;
    }

    public final int line() {
        return line;
    }

    /** The steps and branches directly in it. */
    public final List<Step> children() {
        return children;
    }

    /** All steps in it, however deep. */
    public final List<Step> allSteps() {
        return children.stream()
                .flatMap(step -> Stream.concat(Stream.of(step), step.allSteps().stream()))
                .toList();
    }

    /** How people know it. */
    public abstract String label();

    /** What waives rules here and in the steps in it. */
    public String note() {
        return text("note");
    }

    /** Empty where the body has no such text. */
    public final String text(String key) {
        return Trees.text(body, key);
    }

    public final String id() {
        return text("id");
    }
}
