package io.transcoder.rehearsal;

import java.util.ArrayList;
import java.util.List;

/** Compares two texts line by line, in the form of a diff of version control. */
public final class TextDiff {
    private static final int CONTEXT = 2;
    private static final String GAP = "  ...";

    private TextDiff() {}

    /** Begins each line with {@code - }, {@code + } or two spaces; null stands for no text at all. */
    public static List<String> of(String before, String after) {
        List<String> lines = new ArrayList<>();
        for (var pair : Alignment.of(lines(before), lines(after), (a, b) -> a.equals(b) ? 1 : 0)) {
            if (pair.after() == null) {
                lines.add("- " + pair.before());
            } else {
                lines.add((pair.before() == null ? "+ " : "  ") + pair.after());
            }
        }
        return withoutWhatIsFarAway(lines);
    }

    private static List<String> lines(String text) {
        return text == null ? List.of() : text.lines().toList();
    }

    private static List<String> withoutWhatIsFarAway(List<String> lines) {
        List<String> near = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.subList(Math.max(0, i - CONTEXT), Math.min(lines.size(), i + CONTEXT + 1)).stream()
                    .anyMatch(line -> !line.startsWith(" "))) {
                near.add(lines.get(i));
            } else if (near.isEmpty() || !near.get(near.size() - 1).equals(GAP)) {
                near.add(GAP);
            }
        }
        return near;
    }
}
