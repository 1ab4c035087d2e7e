package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

    private final RateLimit limit = new RateLimit(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | x-ratelimit-reset | 7                             | 7",
                "429 | X-RateLimit-Reset | 7                             | 7",
                "429 | Retry-After       | 12                            | 12",
                "503 | Retry-After       | 3                             | 3",
                "503 | Retry-After       | Tue, 24 Nov 2026 12:00:20 GMT | 20",
                "429 | x-ratelimit-reset | 86400                         | 60",
                "429 | x-ratelimit-reset | -5                            | 0",
                "429 | x-ratelimit-reset | soon                          | 0",
                "503 | x-ratelimit-reset | 7                             | 0",
                "500 | Retry-After       | 7                             | 0",
                "429 | x-other           | 7                             | 0"
            })
    void thePauseIsWhatTheAnswerAsksForAndAMinuteAtMost(int status, String header, String value, long seconds) {
        limit.learn(status, Map.of(header, value));

        assertThat(limit.pause().isNegative() ? Duration.ZERO : limit.pause()).isEqualTo(Duration.ofSeconds(seconds));
    }

    @Test
    void aShorterPauseDoesNotEndALongerOne() {
        limit.learn(429, Map.of("x-ratelimit-reset", "30"));
        limit.learn(429, Map.of("x-ratelimit-reset", "2"));

        assertThat(limit.pause()).isEqualTo(Duration.ofSeconds(30));
    }
}
