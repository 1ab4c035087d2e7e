package io.transcoder.lab.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of routes with one change.
 *
 * @param line where it is, from 1
 * @param change what it is, for people
 */
record Mutant(int line, String change, String text) {
    private static final Pattern VALUE = Pattern.compile("(\\s*(?:- )?)([\\w.-]+): (\\S.*)");
    private static final Pattern STEP = Pattern.compile("(\\s*)- (?:to|setVariable|setVariables|bean|stop):");

    /** Every value changed that means something to the application, and every step taken out, one at a time. */
    static List<Mutant> of(String text) {
        List<String> lines = text.lines().toList();
        List<Mutant> mutants = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            Matcher value = VALUE.matcher(lines.get(i));
            if (value.matches() && !value.group(2).matches("id|description")) {
                String changed = value.group(1) + value.group(2) + ": " + changed(value.group(3));
                mutants.add(new Mutant(
                        i + 1,
                        lines.get(i).strip() + " -> " + changed.strip(),
                        with(lines, i, i + 1, List.of(changed))));
            }
            Matcher step = STEP.matcher(lines.get(i));
            if (step.matches()) {
                mutants.add(new Mutant(
                        i + 1,
                        "without " + lines.get(i + 1).strip(),
                        with(lines, i, end(lines, i, step.group(1)), List.of())));
            }
        }
        return mutants;
    }

    private static String changed(String value) {
        if (value.matches("\\d+")) {
            return Integer.toString(Integer.parseInt(value) + 1);
        }
        return switch (value) {
            case "VIDEO_RELATIVE" -> "AUDIO_RELATIVE";
            case "AUDIO_RELATIVE" -> "VIDEO_RELATIVE";
            case "true" -> "false";
            case "false" -> "true";
            default -> value.endsWith("\"") ? value.substring(0, value.length() - 1) + "x\"" : value + "x";
        };
    }

    /** The first line after a step. */
    private static int end(List<String> lines, int start, String indent) {
        int end = start + 1;
        while (end < lines.size() && lines.get(end).startsWith(indent + "  ")) {
            end++;
        }
        return end;
    }

    private static String with(List<String> lines, int from, int to, List<String> instead) {
        List<String> all = new ArrayList<>(lines.subList(0, from));
        all.addAll(instead);
        all.addAll(lines.subList(to, lines.size()));
        return String.join("\n", all) + "\n";
    }
}
