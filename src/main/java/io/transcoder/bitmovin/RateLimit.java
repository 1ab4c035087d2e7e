package io.transcoder.bitmovin;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The pause that Bitmovin asks for, shared by all routes of the process: until its end nobody calls.
 *
 * <p>{@code x-ratelimit-reset} and {@code Retry-After} give seconds, the latter a date as well; a pause is at most a minute, as
 * Bitmovin's windows are.
 */
public final class RateLimit {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Clock clock;
    private final AtomicReference<Instant> until = new AtomicReference<>(Instant.EPOCH);

    public RateLimit(Clock clock) {
        this.clock = clock;
    }

    void learn(int status, Map<String, Object> headers) {
        if (status != 429 && status != 503) {
            return;
        }
        headers.forEach((name, value) -> {
            boolean reset = name.equalsIgnoreCase("x-ratelimit-reset") && status == 429;
            if (reset || name.equalsIgnoreCase("Retry-After")) {
                Duration asked = duration(String.valueOf(value));
                Instant end = clock.instant().plus(asked.compareTo(LONGEST) > 0 ? LONGEST : asked);
                until.accumulateAndGet(end, (a, b) -> a.isAfter(b) ? a : b);
            }
        });
    }

    private Duration duration(String text) {
        try {
            return Duration.ofSeconds(Math.max(0, Long.parseLong(text.strip())));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant date = ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Duration.between(clock.instant(), date);
            } catch (DateTimeException neither) {
                return Duration.ZERO;
            }
        }
    }

    /** How long to wait before the next call; zero or less where there is no pause. */
    public Duration pause() {
        return Duration.between(clock.instant(), until.get());
    }

    /** Waits for the end of the pause, and of any that is announced meanwhile. */
    public void await() throws InterruptedException {
        for (Duration pause = pause(); !pause.isNegative() && !pause.isZero(); pause = pause()) {
            TimeUnit.MILLISECONDS.sleep(pause.toMillis() + 1);
        }
    }
}
