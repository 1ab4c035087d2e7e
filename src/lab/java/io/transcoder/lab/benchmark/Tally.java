package io.transcoder.lab.benchmark;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** Calls of one service by their kind and second. */
final class Tally {
    private static final int MINUTE = 60;

    private final Clock clock = Clock.systemUTC();
    private final Map<String, NavigableMap<Long, LongAdder>> secondsByKind = new ConcurrentSkipListMap<>();

    void count(String kind) {
        secondsByKind
                .computeIfAbsent(kind, k -> new ConcurrentSkipListMap<>())
                .computeIfAbsent(clock.instant().getEpochSecond(), second -> new LongAdder())
                .increment();
    }

    /** By kind, those that there were none of left out. */
    Map<String, Long> between(Instant from, Instant to) {
        Map<String, Long> counts = new TreeMap<>();
        secondsByKind.forEach((kind, seconds) -> {
            long sum = sum(seconds.subMap(from.getEpochSecond(), to.getEpochSecond()));
            if (sum > 0) {
                counts.put(kind, sum);
            }
        });
        return counts;
    }

    /** The most calls of a kind in any sixty seconds. */
    long mostInAMinute(String kind) {
        NavigableMap<Long, LongAdder> seconds = secondsByKind.getOrDefault(kind, new TreeMap<>());
        return seconds.keySet().stream()
                .mapToLong(first -> sum(seconds.subMap(first, first + MINUTE)))
                .max()
                .orElse(0);
    }

    long inTheLast(Duration time) {
        long now = clock.instant().getEpochSecond();
        return secondsByKind.values().stream()
                .mapToLong(seconds -> sum(seconds.subMap(now - time.toSeconds(), true, now, true)))
                .sum();
    }

    private static long sum(Map<Long, LongAdder> seconds) {
        return seconds.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
