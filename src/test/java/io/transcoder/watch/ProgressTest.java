package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.sandbox.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Since when an encoding makes no progress. */
class ProgressTest {
    private final SetClock clock = new SetClock(Instant.parse("2026-11-24T06:00:00Z"));
    private final Progress progress = new Progress(clock, Duration.ofHours(6));
    private final OpenMarker marker = new OpenMarker("job", 1, clock.instant());

    private boolean isStuckAt(int percent) {
        return progress.isStuck(marker, "enc-1", new EncodingStatus("RUNNING", percent, null, null, List.of()));
    }

    @Test
    void oneThatGetsOnIsNotStuckHoweverLongItRuns() {
        isStuckAt(10);
        for (int percent = 11; percent < 20; percent++) {
            clock.passes(Duration.ofHours(5));
            assertThat(isStuckAt(percent)).isFalse();
        }
    }

    @Test
    void oneThatStaysWhereItIsIsStuckSinceItGotThere() {
        isStuckAt(10);
        clock.passes(Duration.ofHours(5));
        isStuckAt(20);
        clock.passes(Duration.ofHours(6));
        assertThat(isStuckAt(20)).isFalse();
        clock.passes(Duration.ofSeconds(1));
        assertThat(isStuckAt(20)).isTrue();
    }
}
