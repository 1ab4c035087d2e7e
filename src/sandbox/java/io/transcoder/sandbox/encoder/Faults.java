package io.transcoder.sandbox.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The scripted faults, each with the number of matching calls it has seen. */
final class Faults {
    private static final class Counted {
        private final Fault fault;
        private long seen;

        private Counted(Fault fault) {
            this.fault = fault;
        }

        private boolean hits() {
            seen++;
            return seen >= fault.first() && seen - fault.first() < fault.times();
        }
    }

    private final List<Counted> faults = new ArrayList<>();

    synchronized void add(Fault fault) {
        faults.add(new Counted(fault));
    }

    synchronized void clear() {
        faults.clear();
    }

    /** Counts the call for every fault it matches; the first that hits is taken. */
    synchronized Optional<Fault> of(String method, String path) {
        List<Fault> hits = faults.stream()
                .filter(counted -> counted.fault.matches(method, path))
                .filter(Counted::hits)
                .map(counted -> counted.fault)
                .toList();
        return hits.stream().findFirst();
    }
}
