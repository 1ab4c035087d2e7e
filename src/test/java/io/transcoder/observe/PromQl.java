package io.transcoder.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * As much of a PromQL expression as tells what it is about.
 *
 * @param selectors the series it asks for, with the values that it asks of their labels
 * @param grouping the labels that it groups or joins by
 */
record PromQl(List<Selector> selectors, Set<String> grouping) {
    record Selector(String series, Map<String, String> labels) {}

    private static final Pattern TOKEN = Pattern.compile(
            "\"(?:[^\"\\\\]|\\\\.)*\"|[a-zA-Z_:][\\w:]*|\\d[\\w.]*|=~|!~|!=|==|>=|<=|[-+*/%^<>=(){}\\[\\],]");
    private static final Set<String> GROUPS = Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Set<String> FUNCTIONS = Set.of(
            "sum",
            "max",
            "min",
            "avg",
            "count",
            "rate",
            "increase",
            "max_over_time",
            "min_over_time",
            "round",
            "histogram_quantile",
            "time",
            "absent",
            "clamp_min",
            "vector");

    static PromQl of(String expression) {
        List<String> tokens =
                TOKEN.matcher(expression).results().map(found -> found.group()).toList();
        String rest = TOKEN.matcher(expression).replaceAll("");
        if (!rest.isBlank()) {
            throw new IllegalArgumentException("Not understood in " + expression + ": " + rest.strip());
        }
        var selectors = new ArrayList<Selector>();
        var grouping = new LinkedHashSet<String>();
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            String next = i + 1 < tokens.size() ? tokens.get(i + 1) : "";
            if (!Character.isLetter(token.charAt(0)) || WORDS.contains(token)) {
                continue;
            }
            if (GROUPS.contains(token)) {
                for (i += 2; !tokens.get(i).equals(")"); i++) {
                    if (!tokens.get(i).equals(",")) {
                        grouping.add(tokens.get(i));
                    }
                }
            } else if (next.equals("(") || GROUPS.contains(next)) {
                if (!FUNCTIONS.contains(token)) {
                    throw new IllegalArgumentException("No function that is known here: " + token);
                }
            } else {
                var labels = new LinkedHashMap<String, String>();
                if (next.equals("{")) {
                    for (i += 2; !tokens.get(i).equals("}"); i++) {
                        if (!tokens.get(i).equals(",")) {
                            String value = tokens.get(i + 2);
                            labels.put(tokens.get(i), value.substring(1, value.length() - 1));
                            i += 2;
                        }
                    }
                }
                selectors.add(new Selector(token, labels));
            }
        }
        return new PromQl(selectors, grouping);
    }

    /** What it asks for and is not there, in words; nothing where all is. */
    List<String> missingFrom(Scrape scrape) {
        var missing = new ArrayList<String>();
        for (Selector selector : selectors) {
            if (!scrape.has(selector.series())) {
                missing.add("There is no series " + selector.series());
                continue;
            }
            Set<String> known = scrape.labelsOf(selector.series());
            selector.labels().forEach((label, value) -> {
                if (!known.contains(label)) {
                    missing.add(selector.series() + " has no label " + label);
                } else {
                    alternatives(value)
                            .filter(each -> !isKnown(scrape, label, each))
                            .forEach(each -> missing.add("The label " + label + " is never " + each));
                }
            });
        }
        for (String label : grouping) {
            boolean somewhere = Set.of("le", "instance").contains(label)
                    || selectors.stream()
                            .anyMatch(s -> scrape.labelsOf(s.series()).contains(label));
            if (!somewhere) {
                missing.add("No series of the expression has the label " + label);
            }
        }
        return missing;
    }

    /** A list of words of a regular expression; whatever else it may be is taken as one. */
    private static Stream<String> alternatives(String value) {
        return Stream.of(value.split("\\|"));
    }

    private static boolean isKnown(Scrape scrape, String label, String value) {
        return MetricsPage.valuesOf(label).contains(value)
                || scrape.valuesOf(label).stream().anyMatch(there -> there.equals(value) || matches(there, value));
    }

    private static boolean matches(String text, String expression) {
        return expression.matches(".*[.*+\\[].*") && text.matches(expression);
    }
}
