package io.transcoder.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What was served at {@code /observe/metrics}.
 *
 * @param families without {@code _max}, which is one of its own there
 * @param samples the labels of every series, by its name
 */
record Scrape(Set<String> families, Map<String, List<Map<String, String>>> samples) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    static Scrape of(String text) {
        var families = new TreeSet<String>();
        var samples = new TreeMap<String, List<Map<String, String>>>();
        for (String line : text.lines().filter(line -> !line.isBlank()).toList()) {
            if (line.startsWith("# TYPE ")) {
                String family = line.split(" ")[2];
                families.add(family.endsWith("_max") ? family.substring(0, family.length() - 4) : family);
            } else if (!line.startsWith("#")) {
                var sample = SAMPLE.matcher(line);
                if (!sample.matches()) {
                    throw new AssertionError("Not in Prometheus' text format: " + line);
                }
                var labels = new HashMap<String, String>();
                if (sample.group(2) != null) {
                    LABEL.matcher(sample.group(2))
                            .results()
                            .forEach(label -> labels.put(label.group(1), label.group(2)));
                }
                samples.computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                        .add(labels);
            }
        }
        return new Scrape(families, samples);
    }

    boolean has(String series) {
        return samples.containsKey(series);
    }

    /** The labels of a series' or a family's samples, {@code le} not counted. */
    Set<String> labelsOf(String family) {
        var labels = new HashSet<String>();
        samples.forEach((name, all) -> {
            if (name.matches(Pattern.quote(family) + "(_bucket|_count|_sum|_max)?")) {
                all.forEach(each -> labels.addAll(each.keySet()));
            }
        });
        labels.remove("le");
        return labels;
    }

    Set<String> valuesOf(String label) {
        var values = new TreeSet<String>();
        samples.values().forEach(all -> all.stream()
                .filter(labels -> labels.containsKey(label))
                .forEach(labels -> values.add(labels.get(label))));
        return values;
    }
}
