package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.Removal;
import io.transcoder.lab.matrix.History.Uploaded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a source key held when: its uploads, deletes, versions and delete markers. */
final class Life {
    private record Change(Instant at, Uploaded put, Removal removal) {}

    /** Of a versioned key: an upload, or a delete marker. */
    private record Layer(String versionId, Uploaded upload) {}

    private final List<Change> changes;

    Life(History history, String key) {
        changes = Stream.concat(
                        history.uploads().stream()
                                .filter(upload -> upload.key().equals(key))
                                .map(upload -> new Change(upload.at(), upload, null)),
                        history.removals().stream()
                                .filter(removal -> removal.key().equals(key))
                                .map(removal -> new Change(removal.at(), null, removal)))
                .sorted(Comparator.comparing(Change::at))
                .toList();
    }

    /** What a HEAD would have shown at that time. */
    Optional<Uploaded> current(Instant at) {
        return current(change -> !change.at().isAfter(at));
    }

    /** What the removal found. */
    Optional<Uploaded> before(Removal removal) {
        int index = 0;
        while (index < changes.size() && changes.get(index).removal() != removal) {
            index++;
        }
        List<Change> earlier = changes.subList(0, index);
        return current(earlier::contains);
    }

    /**
     * What the MAM wants the key to hold: as {@link #current}, had the application removed nothing. Whoever purges a version that the
     * application has hidden does not bring back the one below it, as its marker is still on top.
     */
    Optional<Uploaded> wanted(Instant at) {
        List<Layer> layers = new ArrayList<>();
        Optional<String> hidden = Optional.empty();
        for (Change change : changes) {
            if (change.at().isAfter(at)) {
                break;
            }
            if (isOf(change, Actor.APPLICATION)) {
                hidden = change.removal().markerId() == null
                        ? hidden
                        : top(layers).map(upload -> upload.version().versionId());
                continue;
            }
            apply(change, layers);
            if (change.removal() != null
                    && hidden.isPresent()
                    && hidden.get().equals(change.removal().versionId())) {
                layers.clear();
            }
        }
        return top(layers);
    }

    /** The last removal at or before that time. */
    Optional<Removal> lastRemoval(Instant at) {
        return changes.stream()
                .filter(change -> change.removal() != null && !change.at().isAfter(at))
                .map(Change::removal)
                .reduce((first, second) -> second);
    }

    private static boolean isOf(Change change, Actor actor) {
        return change.removal() != null && change.removal().by() == actor;
    }

    private Optional<Uploaded> current(Predicate<Change> counts) {
        List<Layer> layers = new ArrayList<>();
        for (Change change : changes) {
            if (counts.test(change)) {
                apply(change, layers);
            }
        }
        return top(layers);
    }

    private static Optional<Uploaded> top(List<Layer> layers) {
        return layers.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(layers.get(layers.size() - 1).upload());
    }

    private static void apply(Change change, List<Layer> layers) {
        if (change.put() != null) {
            String versionId = change.put().version().versionId();
            if (versionId == null) {
                layers.clear();
            }
            layers.add(new Layer(versionId, change.put()));
        } else if (change.removal().versionId() != null) {
            layers.removeIf(layer -> change.removal().versionId().equals(layer.versionId()));
        } else if (change.removal().markerId() != null) {
            layers.add(new Layer(change.removal().markerId(), null));
        } else {
            layers.clear();
        }
    }
}
