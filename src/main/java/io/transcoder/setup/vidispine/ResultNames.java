package io.transcoder.setup.vidispine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Judges the pattern that the MAM puts a job's quoted file name before. Whether that name has its extension, and whether the whole
 * name or a part of it has to match, is not documented, so a pattern has to do in all four cases.
 */
record ResultNames(String regex, String suffix) {
    private static final List<String> NAMES =
            List.of("VX-7.mxf", "VX-10.mp4", "VX-10", "Clip (1) + 50%.mov", "a.b.c.mxf");
    private static final String SHORT = "VX-10";
    private static final List<String> NEIGHBOURS = List.of("VX-100", "VX-100.mxf", "VX-1000.mov");

    /** What stands for itself in a pattern. */
    private static final Pattern QUOTED = Pattern.compile("(?s)\\\\Q.*?(?:\\\\E|$)|\\\\.");

    /** What is wrong with it, each on one line; empty if nothing is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        try {
            Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            return List.of("the pattern is no Java regex: " + e.getDescription());
        }
        if (regex.startsWith("^")) {
            faults.add("the pattern begins with '^', which never matches behind the file's name");
        }
        if (hasTopLevelAlternation()) {
            faults.add(
                    "the pattern has '|' at its top level: everything behind it matches whatever the file's name is; put it in (?:…)");
        }
        NAMES.stream()
                .filter(name -> !accepted(name, name))
                .findFirst()
                .ifPresent(name ->
                        faults.add("the job of '" + name + "' would not take its result '" + name + suffix + "'"));
        NEIGHBOURS.stream()
                .filter(neighbour -> takes(SHORT, neighbour))
                .findFirst()
                .ifPresent(neighbour -> faults.add("the job of '" + SHORT + "' would take the result of '" + neighbour
                        + "', '" + neighbour + suffix + "'"));
        return faults;
    }

    /** Free-form names of which one begins with the other, such as {@code Clip} and {@code Clip B}. */
    boolean mixesUpFreeNames() {
        return takes("Clip", "Clip B.mov");
    }

    private boolean accepted(String name, String source) {
        String result = source + suffix;
        return prefixes(name).stream()
                .allMatch(prefix -> pattern(prefix).matcher(result).matches()
                        && pattern(prefix).matcher(result).find());
    }

    private boolean takes(String name, String other) {
        String result = other + suffix;
        return prefixes(name).stream()
                .anyMatch(prefix -> pattern(prefix).matcher(result).find());
    }

    private static List<String> prefixes(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0 ? List.of(name, name.substring(0, dot)) : List.of(name);
    }

    private Pattern pattern(String prefix) {
        return Pattern.compile(Pattern.quote(prefix) + regex);
    }

    private boolean hasTopLevelAlternation() {
        String rest = QUOTED.matcher(regex).replaceAll("").replaceAll("\\[[^]]*]", "");
        for (String before = ""; !before.equals(rest); ) {
            before = rest;
            rest = before.replaceAll("\\([^()]*\\)", "");
        }
        return rest.contains("|");
    }
}
