package io.transcoder.ledger;

import io.transcoder.ledger.records.OpenMarker;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What operators have ordered and not taken back, as the ledger showed it.
 *
 * @param holds the oldest first
 * @param stops the attempts whose encodings are to be stopped, as {@link OpenMarker#name()} names them
 * @param releases the attempts that are started although a budget is used up
 * @param at when the ledger was asked
 */
public record Orders(List<Hold> holds, Set<String> stops, Set<String> releases, Instant at) {
    /** Before the ledger was asked for the first time. */
    public static final Orders UNREAD = new Orders(List.of(), Set.of(), Set.of(), Instant.EPOCH);

    public Orders {
        holds = List.copyOf(holds);
        stops = Set.copyOf(stops);
        releases = Set.copyOf(releases);
    }

    /** Why an upload has to wait before its start; nothing where it has not. */
    public Optional<Hold> holdOn(String key, OpenMarker attempt) {
        return holdsOn(key, attempt).stream().findFirst();
    }

    /** The oldest first. */
    public List<Hold> holdsOn(String key, OpenMarker attempt) {
        return holds.stream()
                .filter(hold -> hold.covers(key) && !(hold.isOfBudget() && isReleased(attempt)))
                .toList();
    }

    public boolean isReleased(OpenMarker attempt) {
        return releases.contains(attempt.name());
    }

    public boolean isToStop(OpenMarker marker) {
        // of an earlier release's marker the attempt is not known
        return stops.stream().anyMatch(name -> name.equals(marker.name()) || name.startsWith(marker.name() + "."));
    }
}
