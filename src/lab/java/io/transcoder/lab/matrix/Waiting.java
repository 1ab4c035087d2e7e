package io.transcoder.lab.matrix;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The matrix's patience. */
final class Waiting {
    /** For a JVM to come up on a busy machine. */
    static final Duration START = Duration.ofMinutes(5);
    /** Longer than the application's long poll. */
    static final Duration POLL = Duration.ofSeconds(7);

    private Waiting() {}

    /** @throws IllegalStateException where it takes too long */
    static void until(String what, Duration atMost, BooleanSupplier condition) {
        if (!within(atMost, condition)) {
            throw new IllegalStateException("Waited " + atMost.toSeconds() + " s for " + what);
        }
    }

    static boolean within(Duration atMost, BooleanSupplier condition) {
        try {
            Awaitility.await().pollDelay(Duration.ZERO).atMost(atMost).until(condition::getAsBoolean);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Lets time pass. */
    static void pass(Duration time) {
        within(time, () -> false);
    }
}
