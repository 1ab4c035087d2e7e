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

    public void at(Place place, String text) {
        at(place, place.line(), text);
    }

    public void at(Place place, int line, String text) {
        for (Place at = place; at != null; at = at.around()) {
            if (isWaived(Waiver.of(at))) {
                return;
            }
        }
        found.add(new Finding(rule, place.file().name(), line, place.label(), text));
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
