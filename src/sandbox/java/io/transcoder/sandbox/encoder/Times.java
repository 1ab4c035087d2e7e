package io.transcoder.sandbox.encoder;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Dates as the API writes them: UTC, whole seconds, {@code 2025-01-02T10:00:00Z}. */
final class Times {
    private Times() {}

    static String text(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
