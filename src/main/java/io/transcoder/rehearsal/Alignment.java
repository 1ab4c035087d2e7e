package io.transcoder.rehearsal;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToIntBiFunction;

/** Pairs the items of an old list with those of a new one, in their order. */
public final class Alignment {
    /** One of the two is null where it has no counterpart. */
    public record Pair<T>(T before, T after) {}

    private Alignment() {}

    /** @param likeness 0 where the one can't have become the other; of all ways to pair them, the one with the highest sum is taken */
    public static <T> List<Pair<T>> of(List<T> before, List<T> after, ToIntBiFunction<T, T> likeness) {
        int[][] best = new int[before.size() + 1][after.size() + 1];
        for (int i = 1; i <= before.size(); i++) {
            for (int j = 1; j <= after.size(); j++) {
                int like = likeness.applyAsInt(before.get(i - 1), after.get(j - 1));
                int paired = like == 0 ? 0 : best[i - 1][j - 1] + like;
                best[i][j] = Math.max(paired, Math.max(best[i - 1][j], best[i][j - 1]));
            }
        }
        Deque<Pair<T>> pairs = new ArrayDeque<>();
        int i = before.size();
        int j = after.size();
        while (i > 0 || j > 0) {
            if (j > 0 && (i == 0 || best[i][j] == best[i][j - 1])) {
                j--;
                pairs.push(new Pair<>(null, after.get(j)));
            } else if (i > 0 && (j == 0 || best[i][j] == best[i - 1][j])) {
                i--;
                pairs.push(new Pair<>(before.get(i), null));
            } else {
                i--;
                j--;
                pairs.push(new Pair<>(before.get(i), after.get(j)));
            }
        }
        return List.copyOf(pairs);
    }
}
