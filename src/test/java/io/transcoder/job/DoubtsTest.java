package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One answer is no proof. */
class DoubtsTest {
    private static final Duration OVER = Duration.ofMinutes(1);

    private final SetClock clock = new SetClock(Instant.parse("2030-01-01T00:00:00Z"));
    private final Doubts doubts = new Doubts(clock, OVER);

    @Test
    void anAnswerCountsWhenItWasGivenThreeTimesOverAWhile() {
        assertThat(doubts.isConfirmed("job", "gone")).isFalse();
        clock.passes(OVER.dividedBy(2));
        assertThat(doubts.isConfirmed("job", "gone")).isFalse();
        clock.passes(OVER.dividedBy(2));
        assertThat(doubts.isConfirmed("job", "gone")).isTrue();
        assertThat(doubts.isConfirmed("job", "gone")).isTrue();
    }

    @Test
    void manyAnswersAtOnceAreOne() {
        for (int i = 0; i < 100; i++) {
            assertThat(doubts.isConfirmed("job", "gone")).isFalse();
        }
        clock.passes(OVER.minusMillis(1));
        assertThat(doubts.isConfirmed("job", "gone")).isFalse();
    }

    @Test
    void twoAnswersAreNotEnoughHoweverFarApart() {
        doubts.isConfirmed("job", "gone");
        clock.passes(OVER.multipliedBy(100));

        assertThat(doubts.isConfirmed("job", "gone")).isFalse();
    }

    @Test
    void anotherAnswerInBetweenBeginsAnew() {
        doubts.isConfirmed("job", "gone");
        doubts.isConfirmed("job", "gone");
        clock.passes(OVER);
        assertThat(doubts.isConfirmed("job", "empty")).isFalse();

        assertThat(doubts.isConfirmed("job", "gone")).isFalse();
    }

    @Test
    void aSoundAnswerInBetweenBeginsAnew() {
        doubts.isConfirmed("job", "gone");
        doubts.isConfirmed("job", "gone");
        clock.passes(OVER);
        doubts.clear("job");

        assertThat(doubts.isConfirmed("job", "gone")).isFalse();
    }

    @Test
    void eachJobHasDoubtsOfItsOwn() {
        doubts.isConfirmed("job", "gone");
        doubts.isConfirmed("job", "gone");
        clock.passes(OVER);

        assertThat(doubts.isConfirmed("other", "gone")).isFalse();
        assertThat(doubts.isConfirmed("job", "gone")).isTrue();
    }

    @Test
    void itIsKnownHowManyJobsHaveAnAnswer() {
        doubts.isConfirmed("a", "gone");
        doubts.isConfirmed("b", "gone");
        doubts.isConfirmed("c", "empty");
        assertThat(doubts.having("gone")).isEqualTo(2);

        doubts.isConfirmed("b", "empty");
        assertThat(doubts.having("gone")).isEqualTo(1);

        doubts.retain(Set.of("c"));
        assertThat(doubts.having("gone")).isZero();
        assertThat(doubts.having("empty")).isEqualTo(1);
    }
}
