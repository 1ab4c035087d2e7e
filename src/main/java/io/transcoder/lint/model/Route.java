package io.transcoder.lint.model;

import java.util.Map;

/** A route, a route configuration, or a Kamelet's template. */
public final class Route extends Place {
    /** @param kind e.g. {@code route}; {@code from} for a route without the wrapper */
    Route(RouteFile file, String kind, Map<?, ?> body, int line) {
        super(file, null, kind, body, line);
    }

    @Override
    public String label() {
        return file().isKamelet() ? "Kamelet " + file().stem() : kind() + " " + id();
    }

    @Override
    public String note() {
        return file().isKamelet() ? file().kameletNote() : super.note();
    }

    public boolean takesMessages() {
        return body().containsKey("from") && !file().isKamelet();
    }

    /** Where its messages come from; never null. */
    public Step from() {
        return new Step(this, "from", body().get("from"), file().yaml().line(body(), "from"));
    }

    /** The name behind {@code direct:}, empty where it takes its messages from elsewhere. */
    public String directName() {
        String uri = from().uri();
        return takesMessages() && uri.startsWith("direct:") ? uri.substring("direct:".length()) : "";
    }

    /** Whether a failed step of it is tried again by its error configuration. */
    public boolean hasErrorConfiguration() {
        return !Trees.isBlank(body().get("routeConfigurationId"));
    }
}
