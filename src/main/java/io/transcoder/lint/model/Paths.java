package io.transcoder.lint.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BinaryOperator;

/**
 * Follows every way that a message can take, through branches and called routes, and carries along what is known on the way.
 *
 * @param <S> what is known; null: nobody gets there, because the way before has stopped
 */
public final class Paths<S> {
    /** @param <S> what is known */
    public interface Visitor<S> {
        /** What is known behind the step itself, which is also what is known within it. */
        S at(Step step, S before);

        /** What is known in a route that is entered. */
        default S entering(Route route, S before) {
            return before;
        }

        /** What is known behind a call of a route. */
        default S returned(S before, S after) {
            return after;
        }
    }

    private record Entry<S>(Route route, S known) {}

    private final RouteFolder folder;
    private final BinaryOperator<S> join;
    private final Visitor<S> visitor;
    private final Map<Entry<S>, Optional<S>> seen = new HashMap<>();

    /** @param join what is known where two ways meet */
    public Paths(RouteFolder folder, BinaryOperator<S> join, Visitor<S> visitor) {
        this.folder = folder;
        this.join = join;
        this.visitor = visitor;
    }

    /** @return what is known at the end */
    public S follow(Route route, S start) {
        S known = visitor.entering(route, start);
        var entry = new Entry<>(route, known);
        if (!seen.containsKey(entry)) {
            // a route that comes back to itself adds nothing to what the other ways know
            seen.put(entry, Optional.empty());
            seen.put(entry, Optional.ofNullable(sequence(route.children(), known)));
        }
        return seen.get(entry).orElse(null);
    }

    private S sequence(List<Step> steps, S before) {
        S known = before;
        for (Step step : steps) {
            known = known == null ? null : step(step, known);
        }
        return known;
    }

    private S step(Step step, S before) {
        S known = visitor.at(step, before);
        Optional<Route> called = folder.direct(step.direct());
        if (called.isPresent()) {
            S after = follow(called.get(), known);
            return after == null ? null : visitor.returned(known, after);
        }
        return switch (step.kind()) {
            case "stop", "rollback", "throwException" -> null;
            case "choice" -> choice(step, known);
            case "doTry", "circuitBreaker" -> attempt(step, before, known);
            case "filter", "split", "loop", "onException", "onCompletion", "intercept", "interceptFrom" ->
                join(before, sequence(step.children(), known));
            default -> sequence(step.children(), known);
        };
    }

    private S choice(Step step, S known) {
        boolean hasOtherwise =
                step.children().stream().anyMatch(branch -> branch.kind().equals("otherwise"));
        S after = hasOtherwise ? null : known;
        for (Step branch : step.children()) {
            after = join(after, step(branch, known));
        }
        return after;
    }

    /** A failure may come at the first step, so a catch knows only what was known before. */
    private S attempt(Step step, S before, S known) {
        List<Step> all = step.children();
        S after = sequence(all.stream().filter(child -> !child.isBranch()).toList(), known);
        for (Step branch : all.stream().filter(Step::isBranch).toList()) {
            if (branch.kind().equals("doFinally")) {
                S end = step(branch, before);
                after = after == null || end == null ? null : after;
            } else {
                after = join(after, step(branch, before));
            }
        }
        return after;
    }

    private S join(S one, S other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return join.apply(one, other);
    }
}
