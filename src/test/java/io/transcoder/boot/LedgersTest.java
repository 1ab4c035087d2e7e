package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.config.Settings;
import io.transcoder.sandbox.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LedgersTest {
    @Test
    void anAnswerWhoseConsequenceCannotBeUndoneCountsAfterEightRounds() {
        var clock = new SetClock(Instant.parse("2026-11-24T06:00:00Z"));
        var doubts = new Ledgers(Settings.of(Map.of("watch.period", "20s")), null, clock).doubts();
        doubts.isConfirmed("job", "lost");
        doubts.isConfirmed("job", "lost");

        clock.passes(Duration.ofSeconds(159));
        assertThat(doubts.isConfirmed("job", "lost")).isFalse();
        clock.passes(Duration.ofSeconds(1));
        assertThat(doubts.isConfirmed("job", "lost")).isTrue();
    }
}
