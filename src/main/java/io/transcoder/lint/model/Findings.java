package io.transcoder.lint.model;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Takes what one rule finds, and leaves out what a note waives. */
public final class Findings {
    private final Rule rule;
    private final Set<Finding> found = new LinkedHashSet<>();
    private final Set<Waiver> used = new HashSet<>();

    public Findings(Rule rule) {
        this.rule = rule;
    }

    public void at(Step step, String text) {
        at(step, step.line(), text);
    }

    public void at(Step step, int line, String text) {
        for (Step at = step; at != null; at = at.parent()) {
            if (isWaived(Waiver.of(at))) {
                return;
            }
        }
        if (!isWaived(Waiver.of(step.route()))) {
            found.add(new Finding(rule, step.file().name(), line, step.label(), text));
        }
    }

    public void at(Route route, String text) {
        at(route, route.line(), text);
    }

    public void at(Route route, int line, String text) {
        if (!isWaived(Waiver.of(route))) {
            found.add(new Finding(rule, route.file().name(), line, route.label(), text));
        }
    }

    /** For what stands outside of every route, where there is no note. */
    public void at(String file, int line, String text) {
        found.add(new Finding(rule, file, line, "", text));
    }

    public Set<Finding> found() {
        return found;
    }

    public Set<Waiver> used() {
        return used;
    }

    private boolean isWaived(List<Waiver> waivers) {
        List<Waiver> fitting = waivers.stream()
                .filter(waiver -> waiver.rule().equals(rule.id()))
                .toList();
        used.addAll(fitting);
        return fitting.stream().anyMatch(Waiver::hasReason);
    }
}
