package io.transcoder.lint.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Takes what one rule finds, and leaves out what a note waives. */
public final class Findings {
    private final Rule rule;
    private final List<Finding> found = new ArrayList<>();
    private final Set<Waiver> used = new TreeSet<>(Waiver.BY_PLACE);

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
            add(new Finding(rule, step.file().name(), line, step.label(), text));
        }
    }

    public void at(Route route, String text) {
        at(route, route.line(), text);
    }

    public void at(Route route, int line, String text) {
        if (!isWaived(Waiver.of(route))) {
            add(new Finding(rule, route.file().name(), line, route.label(), text));
        }
    }

    /** For what stands outside of every route, where there is no note. */
    public void at(String file, int line, String text) {
        add(new Finding(rule, file, line, "", text));
    }

    public List<Finding> found() {
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

    private void add(Finding finding) {
        if (!found.contains(finding)) {
            found.add(finding);
        }
    }
}
