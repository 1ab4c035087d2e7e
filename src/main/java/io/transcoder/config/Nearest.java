package io.transcoder.config;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word that is nearest to an unknown one, which may be misspelt. */
public final class Nearest {
    private Nearest() {}

    /** The known word that takes the fewest edits; empty where none is known. */
    public static Optional<String> to(String word, Collection<String> known) {
        return known.stream().min(Comparator.comparingInt(other -> distance(other, word)));
    }

    /** As {@link #to}, and empty as well where hardly anybody would have meant it. */
    public static Optional<String> closeTo(String word, Collection<String> known) {
        return to(word, known).filter(other -> distance(other, word) <= 1 + word.length() / 4);
    }

    /** Levenshtein's distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int swap = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(swap, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
