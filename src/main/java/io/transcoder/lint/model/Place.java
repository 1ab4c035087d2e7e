package io.transcoder.lint.model;

import java.util.Map;

/** A route or a step: where a rule can be broken, and a note can waive it. */
public sealed interface Place permits Route, Step {
    RouteFile file();

    /** E.g. {@code route}, {@code to} or {@code when}. */
    String kind();

    /** Empty where it has none. */
    Map<?, ?> body();

    int line();

    /** How people know it. */
    String label();

    /** What waives rules here and in the steps in it. */
    String note();

    /** The step or the route that it is in; null for a route. */
    Place around();

    /** Empty where the body has no such text. */
    default String text(String key) {
        return Trees.text(body(), key);
    }

    default String id() {
        return text("id");
    }
}
