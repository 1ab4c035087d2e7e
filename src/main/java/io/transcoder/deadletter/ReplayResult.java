package io.transcoder.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a replay of dead letters. A letter that is in none of the parts was not tried.
 *
 * @param sent how many the events queue took
 * @param refused why the events queue did not take a letter, by message id; it stays a dead letter
 * @param left message ids of letters that were sent and could not be deleted; another replay of them is dropped by the ledger
 * @param stoppedBy why the replay ended early, or null
 */
public record ReplayResult(int sent, Map<String, String> refused, List<String> left, String stoppedBy) {
    public static final ReplayResult NONE = new ReplayResult(0, Map.of(), List.of(), null);

    public ReplayResult {
        refused = Map.copyOf(refused);
        left = List.copyOf(left);
    }

    public ReplayResult plus(ReplayResult other) {
        Map<String, String> allRefused = new TreeMap<>(refused);
        allRefused.putAll(other.refused);
        List<String> allLeft = new ArrayList<>(left);
        allLeft.addAll(other.left);
        return new ReplayResult(
                sent + other.sent, allRefused, allLeft, stoppedBy == null ? other.stoppedBy : stoppedBy);
    }

    public boolean isComplete() {
        return refused.isEmpty() && left.isEmpty() && stoppedBy == null;
    }
}
