package io.transcoder.job;

import io.transcoder.job.Line.Waiting;
import io.transcoder.ledger.OpenMarker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of the starts: the highest priority first, among equals by the shares of their profiles (start-time fair queueing), then
 * the oldest first. Every twentieth start is for the attempt that has waited longest, so that each is started at last.
 */
final class FairOrder {
    private static final int OLDEST_ONE_IN = 20;
    private static final Comparator<Map.Entry<Group, Deque<Waiting>>> OLDEST = Comparator.comparing(
            group -> group.getValue().element().marker(),
            Comparator.comparing(OpenMarker::since).thenComparing(OpenMarker::name));

    private final Map<String, String> shares;
    private final Map<Group, Double> turns = new HashMap<>();
    private final Map<Integer, Double> lastTurns = new HashMap<>();
    private int starts;

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
        List<Waiting> next = new ArrayList<>();
        while (next.size() < some && !groups.isEmpty()) {
            var group = groups.entrySet().stream().min(trial.order()).orElseThrow();
            Waiting one = group.getValue().remove();
            if (group.getValue().isEmpty()) {
                groups.remove(group.getKey());
            }
            trial.started(one);
            next.add(one);
        }
        return next;
    }

    void started(Waiting one) {
        starts++;
        Group group = group(one);
        double turn = turn(group);
        lastTurns.put(group.priority(), turn);
        turns.put(group, turn + 1.0 / Integer.parseInt(shares.getOrDefault(group.profile(), "1")));
    }

    private Comparator<Map.Entry<Group, Deque<Waiting>>> order() {
        if (starts % OLDEST_ONE_IN == OLDEST_ONE_IN - 1) {
            return OLDEST;
        }
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
        copy.starts = starts;
        return copy;
    }

    private record Group(int priority, String profile) {}
}
