package io.transcoder.job;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The names in a job's folder, with the time at which the store took each. Attempt 0 holds a job that was skipped before its
 * first attempt.
 */
public record JobHistory(String jobId, NavigableMap<Integer, Map<Part, Instant>> attempts) {
    public JobHistory {
        attempts = Collections.unmodifiableNavigableMap(new TreeMap<>(attempts));
    }

    static JobHistory empty(String jobId) {
        return new JobHistory(jobId, new TreeMap<>());
    }

    JobHistory with(int attempt, Part part, Instant at) {
        var all = new TreeMap<>(attempts);
        var parts = new EnumMap<Part, Instant>(Part.class);
        parts.putAll(all.getOrDefault(attempt, Map.of()));
        parts.put(part, at);
        all.put(attempt, parts);
        return new JobHistory(jobId, all);
    }

    /** The last attempt's number; 0 where there was none. */
    public int attempt() {
        return attempts.isEmpty() ? 0 : attempts.lastKey();
    }

    public Optional<Instant> at(Part part) {
        return Optional.ofNullable(last().get(part));
    }

    /** When the store took the first record; nothing where there is none. */
    public Optional<Instant> createdAt() {
        return times().min(Comparator.naturalOrder());
    }

    /** When the store took the latest record; nothing where there is none. */
    public Optional<Instant> updatedAt() {
        return times().max(Comparator.naturalOrder());
    }

    private Stream<Instant> times() {
        return attempts.values().stream().flatMap(parts -> parts.values().stream());
    }

    public boolean has(Part part) {
        return last().containsKey(part);
    }

    public State state() {
        if (has(Part.CLEAN)) {
            return State.CLEANED;
        }
        if (has(Part.END)) {
            return State.ENDED;
        }
        if (has(Part.START)) {
            return State.STARTED;
        }
        return has(Part.CLAIM) ? State.CLAIMED : State.NEW;
    }

    /** Has an encoding that may run now or later. */
    public boolean isLive() {
        return state() == State.CLAIMED || state() == State.STARTED;
    }

    private Map<Part, Instant> last() {
        return attempts.isEmpty() ? Map.of() : attempts.lastEntry().getValue();
    }
}
