package io.transcoder.ledger;

import io.transcoder.ledger.records.OpenMarker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What operators have ordered and not taken back, as the ledger showed it.
 *
 * @param holds the oldest first
 * @param stops the attempts whose encodings are to be stopped, as {@link OpenMarker#name()} names them
 * @param releases the attempts that are started although a budget is used up, with when that was ordered
 * @param announced the attempts that budgets do not hold, as {@link OrderBook#pass} was told
 * @param at when the ledger was asked
 */
public record Orders(
        List<Hold> holds, Set<String> stops, Map<String, Instant> releases, Set<String> announced, Instant at) {
    /** Before the ledger was asked for the first time. */
    public static final Orders UNREAD = new Orders(List.of(), Set.of(), Map.of(), Set.of(), Instant.EPOCH);

    public Orders {
        holds = List.copyOf(holds);
        stops = Set.copyOf(stops);
        releases = Map.copyOf(releases);
        announced = Set.copyOf(announced);
    }

    /** Why an upload has to wait before its start; nothing where it has not. Of several reasons the oldest. */
    public Optional<Hold> holdOn(String key, OpenMarker attempt) {
        boolean passesBudgets = isReleased(attempt) || announced.contains(attempt.name());
        return holds.stream()
                .filter(hold -> hold.covers(key) && !(hold.isOfBudget() && passesBudgets))
                .findFirst();
    }

    public boolean isReleased(OpenMarker attempt) {
        return releases.containsKey(attempt.name());
    }

    public boolean isToStop(OpenMarker marker) {
        // of an earlier release's marker the attempt is not known
        return stops.stream().anyMatch(name -> name.equals(marker.name()) || name.startsWith(marker.name() + "."));
    }
}
