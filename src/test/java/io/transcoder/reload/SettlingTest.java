package io.transcoder.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettlingTest {
    private static final RouteTexts OLD = files("old");
    private static final RouteTexts EDITED = files("edited");

    private Instant now = Instant.EPOCH;
    private final Settling settling = new Settling(Duration.ofSeconds(1), OLD, now);

    private static RouteTexts files(String text) {
        return new RouteTexts(Map.of("a.camel.yaml", text));
    }

    private boolean lookAfter(int millis, RouteTexts files) {
        now = now.plusMillis(millis);
        return settling.isComplete(files, now);
    }

    @Test
    void whatRunsIsNoEdit() {
        assertThat(lookAfter(5000, OLD)).isFalse();
    }

    @Test
    void anEditIsCompleteWhenItHasBeenTheSameForAWhile() {
        assertThat(lookAfter(5000, EDITED)).isFalse();
        assertThat(lookAfter(900, EDITED)).isFalse();
        assertThat(lookAfter(100, EDITED)).isTrue();
    }

    @Test
    void eachStepOfAnEditBeginsTheWaitAnew() {
        assertThat(lookAfter(5000, files("half"))).isFalse();
        assertThat(lookAfter(900, EDITED)).isFalse();
        assertThat(lookAfter(900, EDITED)).isFalse();
        assertThat(lookAfter(100, EDITED)).isTrue();
    }

    @Test
    void anEditThatWasTakenBackIsNone() {
        lookAfter(100, EDITED);
        lookAfter(100, OLD);
        assertThat(lookAfter(5000, OLD)).isFalse();
    }

    @Test
    void whatWasRefusedIsLeftAloneUntilItChanges() {
        lookAfter(0, EDITED);
        settling.dealtWith(EDITED);
        assertThat(lookAfter(5000, EDITED)).isFalse();

        lookAfter(0, files("mended"));
        assertThat(lookAfter(1000, files("mended"))).isTrue();
    }

    @Test
    void theWayBackToWhatRunsIsAnEditWhereAnotherWasRefused() {
        lookAfter(0, EDITED);
        settling.dealtWith(EDITED);
        lookAfter(0, OLD);
        assertThat(lookAfter(1000, OLD)).isTrue();
    }

    @Test
    void whatHasToWaitIsCompleteLaterOrWhenItChanges() {
        lookAfter(0, EDITED);
        settling.later(now.plusSeconds(60));
        assertThat(lookAfter(60_000, EDITED)).isFalse();
        assertThat(lookAfter(1000, EDITED)).isTrue();

        settling.later(now.plusSeconds(60));
        lookAfter(0, files("other"));
        assertThat(lookAfter(1000, files("other"))).isTrue();

        settling.later(now.plusSeconds(60));
        lookAfter(0, OLD);
        assertThat(lookAfter(1000, OLD)).as("it is taken back").isTrue();
    }
}
