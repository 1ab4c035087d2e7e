package io.transcoder.sandbox.encoder;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Which encodings end how; the first entry that matches and is not used up decides. */
final class Script {
    private record Entry(Predicate<Encoder.Encoding> which, Outcome outcome, AtomicInteger left) {}

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    void add(Predicate<Encoder.Encoding> which, Outcome outcome, int times) {
        entries.add(new Entry(which, outcome, new AtomicInteger(times)));
    }

    Outcome outcome(Encoder.Encoding encoding) {
        return entries.stream()
                .filter(entry -> entry.which().test(encoding) && entry.left().getAndDecrement() > 0)
                .findFirst()
                .map(Entry::outcome)
                .orElseGet(Outcome::success);
    }
}
