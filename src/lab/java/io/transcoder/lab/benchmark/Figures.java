package io.transcoder.lab.benchmark;

import java.util.List;
import java.util.Locale;

/** What is said of a number of measurements. */
final class Figures {
    private Figures() {}

    static double median(List<Double> values) {
        return percentile(values, 50);
    }

    /** The smallest value that so many percent do not exceed. */
    static double percentile(List<Double> values, int percent) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.ceil(sorted.size() * percent / 100.0) - 1);
    }

    static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }

    static String text(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
