package io.transcoder.bitmovin;

import io.transcoder.job.Encoding;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;

/**
 * Joins the variables of the branches of a profile's {@code multicast}, in the order in which they are written: of each branch what it
 * has changed. The encoding then has what every branch added. Where a branch failed, the result is that failure.
 */
public final class Branches implements AggregationStrategy {
    @Override
    public Exchange aggregate(Exchange joined, Exchange branch) {
        throw new UnsupportedOperationException("Branches are joined by what they have changed since they began");
    }

    @Override
    public Exchange aggregate(Exchange joined, Exchange branch, Exchange before) {
        if (joined == null || joined.getException() == null && branch.getException() != null) {
            return branch;
        }
        if (joined.getException() == null) {
            try {
                joined(before.getVariables(), joined.getVariables(), branch.getVariables())
                        .forEach(joined::setVariable);
            } catch (IllegalStateException e) {
                // not thrown, for with the variables of the first branch its encoding is discarded
                joined.setException(e);
            }
        }
        return joined;
    }

    /**
     * @param before what both began with
     * @return {@code one} with what is different in {@code other}
     */
    private static Object joined(Object before, Object one, Object other) {
        if (other == before || Objects.equals(other, before)) {
            return one;
        }
        if (Objects.equals(one, before)) {
            return other;
        }
        if (one instanceof Encoding first
                && other instanceof Encoding second
                && !first.id().equals(second.id())) {
            throw new IllegalStateException(
                    "Two branches of a profile make an encoding each, and one encoding an upload is"
                            + " claimed and started: make it before the multicast");
        }
        if (before instanceof Encoding start && one instanceof Encoding first && other instanceof Encoding second) {
            return joined(start, first, second);
        }
        if (one instanceof List<?> first && other instanceof List<?> second) {
            var all = new LinkedHashSet<Object>(first);
            all.addAll(second);
            return new ArrayList<>(all);
        }
        return other;
    }

    private static Encoding joined(Encoding before, Encoding one, Encoding other) {
        return new Encoding(
                one.id(),
                one.halfBuilt(),
                added(one.streams(), other.streams()),
                joined(before.streamNames(), one.streamNames(), other.streamNames()),
                joined(one.filters(), other.filters()),
                joined(before.asked(), one.asked(), other.asked()),
                added(one.outputs(), other.outputs()),
                joined(before.startRequest(), one.startRequest(), other.startRequest()));
    }

    private static Map<String, Set<Integer>> joined(Map<String, Set<Integer>> one, Map<String, Set<Integer>> other) {
        var all = new LinkedHashMap<>(one);
        other.forEach((stream, positions) -> all.merge(stream, positions, (some, more) -> {
            var both = new HashSet<>(some);
            both.addAll(more);
            return both;
        }));
        return all;
    }

    private static <T> List<T> added(List<T> one, List<T> other) {
        var all = new LinkedHashSet<>(one);
        all.addAll(other);
        return List.copyOf(all);
    }

    @SuppressWarnings("unchecked")
    private static <V> Map<String, V> joined(Map<String, V> before, Map<String, V> one, Map<String, V> other) {
        var all = new LinkedHashMap<>(one);
        other.forEach((name, value) -> all.put(name, (V) joined(before.get(name), one.get(name), value)));
        return all;
    }
}
