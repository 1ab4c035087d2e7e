package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages that can't be read do not hide the dead letters that matter. */
class UnreadableFloodTest extends RunningSite {
    @Test
    void beyondSixtyAMinuteTheyAreCountedAndOneLetterSaysSo() {
        for (int i = 0; i < 90; i++) {
            site.queues().send(Site.EVENTS, "no event " + i);
        }
        await().atMost(Duration.ofMinutes(3))
                .until(() -> site.deadLetters().stream().anyMatch(letter -> String.valueOf(attribute(letter, "reason"))
                        .contains("more messages within a minute")));

        assertThat(site.queues().depth(Site.EVENTS)).isZero();
        assertThat(site.deadLetters()).hasSizeLessThan(90).allMatch(letter -> "malformed"
                .equals(attribute(letter, "kind")));
    }
}
