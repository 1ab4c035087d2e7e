package io.transcoder.lint.model;

import java.util.List;
import java.util.Map;

/** A route, a route configuration, or a Kamelet's template. */
public final class Route implements Place {
    private final RouteFile file;
    private final String kind;
    private final Map<?, ?> body;
    private final Map<?, ?> entry;
    private final List<Step> steps;

    /**
     * @param kind e.g. {@code route}; {@code from} for a route without the wrapper
     * @param entry what holds the body in the file, for its line
     */
    Route(RouteFile file, String kind, Map<?, ?> body, Map<?, ?> entry) {
        this.file = file;
        this.kind = kind;
        this.body = body;
        this.entry = entry;
        this.steps = Step.below(this, null, body);
    }

    @Override
    public RouteFile file() {
        return file;
    }

    @Override
    public String kind() {
        return kind;
    }

    @Override
    public Map<?, ?> body() {
        return body;
    }

    public Map<?, ?> entry() {
        return entry;
    }

    @Override
    public String note() {
        return file.isKamelet() ? file.kameletNote() : text("note");
    }

    @Override
    public int line() {
        return file.lines().of(entry);
    }

    @Override
    public Place around() {
        return null;
    }

    @Override
    public String label() {
        return file.isKamelet() ? "Kamelet " + file.stem() : kind + " " + id();
    }

    public boolean takesMessages() {
        return body.containsKey("from") && !kind.equals("routeTemplate") && !file.isKamelet();
    }

    /** Where its messages come from; never null. */
    public Step from() {
        return new Step(this, null, "from", body.get("from"), file.lines().of(body, "from"));
    }

    /** The name behind {@code direct:}, empty where it takes its messages from elsewhere. */
    public String directName() {
        String uri = from().uri();
        return takesMessages() && uri.startsWith("direct:") ? uri.substring("direct:".length()) : "";
    }

    /** Whether a failed step of it is tried again by its error configuration. */
    public boolean hasErrorConfiguration() {
        return !Trees.isBlank(body.get("routeConfigurationId"));
    }

    List<Step> steps() {
        return steps;
    }

    public List<Step> allSteps() {
        return steps.stream().flatMap(Step::all).toList();
    }
}
