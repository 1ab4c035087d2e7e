package io.transcoder.sandbox.dashboard;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * One series of an answer.
 *
 * @param legend as the panel names it
 * @param points by seconds since 1970; NaN is left out
 */
record Series(String legend, Map<String, String> labels, NavigableMap<Double, Double> points) {
    double last() {
        return points.lastEntry().getValue();
    }

    double max() {
        return points.values().stream().mapToDouble(Double::doubleValue).max().orElse(0);
    }

    /** This one on top of another; where that one has no point it is 0. */
    Series onTopOf(NavigableMap<Double, Double> below) {
        var sums = new TreeMap<Double, Double>();
        points.forEach((at, value) -> sums.put(at, value + below.getOrDefault(at, 0.0)));
        return new Series(legend, labels, sums);
    }
}
