package io.transcoder.sandbox.encoder;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Counts calls in fixed windows. */
final class RateLimits {
    /** @param resetSeconds to the end of the window, rounded up */
    record Verdict(int limit, int remaining, long resetSeconds, boolean exceeded) {}

    private static final class Window {
        private long startedNanos;
        private int calls;
    }

    private final List<RateLimit> limits;
    private final LongSupplier nanoTime;
    private final Map<RateLimit, Window> windows = new HashMap<>();

    RateLimits(List<RateLimit> limits, LongSupplier nanoTime) {
        this.limits = List.copyOf(limits);
        this.nanoTime = nanoTime;
    }

    /** Counts the call; empty where no limit is set for it. */
    synchronized Optional<Verdict> count(String method, String path) {
        return limits.stream()
                .filter(limit -> limit.method().equals(method)
                        && PathPattern.of(limit.pattern()).matches(path))
                .findFirst()
                .map(this::count);
    }

    private Verdict count(RateLimit limit) {
        long now = nanoTime.getAsLong();
        Window window = windows.computeIfAbsent(limit, l -> {
            Window fresh = new Window();
            fresh.startedNanos = now;
            return fresh;
        });
        if (now - window.startedNanos >= limit.window().toNanos()) {
            window.startedNanos = now;
            window.calls = 0;
        }
        boolean exceeded = window.calls >= limit.calls();
        if (!exceeded) {
            window.calls++;
        }
        long left = limit.window().toNanos() - (now - window.startedNanos);
        return new Verdict(limit.calls(), limit.calls() - window.calls, (left + 999_999_999) / 1_000_000_000, exceeded);
    }
}
