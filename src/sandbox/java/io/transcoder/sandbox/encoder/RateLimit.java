package io.transcoder.sandbox.encoder;

import java.time.Duration;
import java.util.List;

/**
 * At most so many calls of a method and path pattern per window, together.
 *
 * @param pattern as in {@link Fault}
 */
public record RateLimit(String method, String pattern, int calls, Duration window) {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** The published limits, most special first (Bitmovin's "Introduction of API rate limits"). */
    public static List<RateLimit> published() {
        return List.of(
                new RateLimit("POST", "/encoding/encodings", 600, MINUTE),
                new RateLimit("GET", "/encoding/encodings", 60, MINUTE),
                new RateLimit("POST", "/encoding/encodings/*/start", 600, MINUTE),
                new RateLimit("GET", "/encoding/encodings/*/status", 6000, MINUTE),
                new RateLimit("POST", "/encoding/encodings/**", 20000, MINUTE),
                new RateLimit("GET", "/encoding/encodings/**", 20000, MINUTE),
                new RateLimit("POST", "/encoding/inputs/**", 1000, MINUTE),
                new RateLimit("GET", "/encoding/inputs/**", 4000, MINUTE),
                new RateLimit("POST", "/encoding/outputs/**", 1000, MINUTE),
                new RateLimit("GET", "/encoding/outputs/**", 4000, MINUTE),
                new RateLimit("POST", "/encoding/configurations/**", 1000, MINUTE),
                new RateLimit("GET", "/encoding/configurations/**", 4000, MINUTE),
                new RateLimit("POST", "/encoding/filters/**", 1000, MINUTE),
                new RateLimit("GET", "/encoding/filters/**", 4000, MINUTE));
    }
}
