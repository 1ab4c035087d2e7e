package io.transcoder.ledger;

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
 * The history of a job: the names of its records, with the time at which the store took each. Attempt 0 holds what an earlier
 * release recorded of a job that it skipped before its first attempt.
 *
 * @param followed whether a later attempt is left out
 */
public record JobHistory(String jobId, NavigableMap<Integer, Map<Part, Instant>> attempts, boolean followed) {
    public JobHistory {
        attempts = Collections.unmodifiableNavigableMap(new TreeMap<>(attempts));
    }

    public static JobHistory empty(String jobId) {
        return new JobHistory(jobId, new TreeMap<>(), false);
    }

    public JobHistory with(int attempt, Part part, Instant at) {
        var all = new TreeMap<>(attempts);
        var parts = new EnumMap<Part, Instant>(Part.class);
        parts.putAll(all.getOrDefault(attempt, Map.of()));
        parts.put(part, at);
        all.put(attempt, parts);
        return new JobHistory(jobId, all, followed);
    }

    /** As it was before any later attempt; without a record of that attempt its state is {@link State#NEW}. */
    public JobHistory upTo(int attempt) {
        var some = new TreeMap<>(attempts.headMap(attempt, true));
        some.putIfAbsent(attempt, Map.of());
        return new JobHistory(jobId, some, attempt() > attempt);
    }

    /** The last attempt's number; 0 where there was none. */
    public int attempt() {
        return attempts.isEmpty() ? 0 : attempts.lastKey();
    }

    public Optional<Instant> at(Part part) {
        return Optional.ofNullable(last().get(part));
    }

    /**
     * When the store took the latest record that says how far it is: bills and orders to try again come later and change nothing of that.
     * Nothing where there is none.
     */
    public Optional<Instant> changedAt() {
        return attempts.values().stream()
                .flatMap(parts -> parts.entrySet().stream())
                .filter(part -> part.getKey() != Part.BILL && part.getKey() != Part.RETRY)
                .map(Map.Entry::getValue)
                .max(Comparator.naturalOrder());
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

    /** Of the last attempt. */
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

    public State stateOf(int attempt) {
        return upTo(attempt).state();
    }

    /** Whether somebody has said that the last attempt's encoding is to be stopped. */
    public boolean isStopped() {
        return has(Part.STOP);
    }

    /** Whether the last attempt's encoding was about to be deleted, and nothing says that it was started. */
    public boolean isWithdrawn() {
        return has(Part.WITHDRAWN) && !isAccepted();
    }

    /** Whether the encoder has taken the start of the last attempt. */
    public boolean isAccepted() {
        return has(Part.ACCEPTED);
    }

    /** Has an encoding that may run now or later. */
    public boolean isLive() {
        return state() == State.CLAIMED || state() == State.STARTED;
    }

    private Map<Part, Instant> last() {
        return attempts.isEmpty() ? Map.of() : attempts.lastEntry().getValue();
    }
}
