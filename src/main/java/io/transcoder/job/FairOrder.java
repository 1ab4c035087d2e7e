package io.transcoder.job;

import io.transcoder.job.Line.Waiting;
import io.transcoder.ledger.records.OpenMarker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of the starts: the highest priority first, among equals by the shares of their profiles (start-time fair queueing), then
 * the oldest first. The one that has waited longest is overtaken by nineteen in a row at most, so that each is started at last.
 */
final class FairOrder {
    private static final int MOST_OVERTAKING = 19;
    private static final Comparator<Map.Entry<Group, Deque<Waiting>>> OLDEST =
            Comparator.comparing(group -> group.getValue().element().marker(), OpenMarker.OLDEST_FIRST);

    private final Map<String, String> shares;
    private final Map<Group, Double> turns = new HashMap<>();
    private final Map<Integer, Double> lastTurns = new HashMap<>();
    private final Set<Waiting> oldest = new HashSet<>();
    private int overtaking;

    FairOrder(Map<String, String> shares) {
        this.shares = Map.copyOf(shares);
    }

    /**
     * Those to start next, the first one first. Nothing counts as started.
     *
     * @param waiting the oldest first
     */
    List<Waiting> next(List<Waiting> waiting, int some) {
        Map<Group, Deque<Waiting>> groups = new HashMap<>();
        waiting.forEach(one ->
                groups.computeIfAbsent(group(one), group -> new ArrayDeque<>()).add(one));
        FairOrder trial = copy();
        oldest.clear();
        List<Waiting> next = new ArrayList<>();
        while (next.size() < some && !groups.isEmpty()) {
            var longest = groups.entrySet().stream().min(OLDEST).orElseThrow();
            var group = trial.overtaking == MOST_OVERTAKING
                    ? longest
                    : groups.entrySet().stream().min(trial.order()).orElseThrow();
            Waiting one = group.getValue().remove();
            if (group.getKey().equals(longest.getKey())) {
                oldest.add(one);
            }
            if (group.getValue().isEmpty()) {
                groups.remove(group.getKey());
            }
            trial.started(one, oldest.contains(one));
            next.add(one);
        }
        return next;
    }

    void started(Waiting one) {
        started(one, oldest.contains(one));
    }

    private void started(Waiting one, boolean isOldest) {
        overtaking = isOldest ? 0 : Math.min(overtaking + 1, MOST_OVERTAKING);
        Group group = group(one);
        double turn = turn(group);
        lastTurns.put(group.priority(), turn);
        turns.put(group, turn + 1.0 / Integer.parseInt(shares.getOrDefault(group.profile(), "1")));
    }

    private Comparator<Map.Entry<Group, Deque<Waiting>>> order() {
        return Map.Entry.<Group, Deque<Waiting>>comparingByKey(
                        Comparator.comparing(Group::priority).reversed().thenComparing(this::turn))
                .thenComparing(OLDEST);
    }

    private double turn(Group group) {
        return Math.max(turns.getOrDefault(group, 0.0), lastTurns.getOrDefault(group.priority(), 0.0));
    }

    private Group group(Waiting one) {
        return new Group(one.priority(), shares.isEmpty() ? "" : one.profile());
    }

    private FairOrder copy() {
        var copy = new FairOrder(shares);
        copy.turns.putAll(turns);
        copy.lastTurns.putAll(lastTurns);
        copy.overtaking = overtaking;
        return copy;
    }

    private record Group(int priority, String profile) {}
}
