package io.transcoder.sandbox;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A wait of a test that names no limit has a minute instead of Awaitility's ten seconds, which are little on a busy machine. The looks
 * of a wait get rarer, for each of them costs: most ask the store or the queue, which are in the same process.
 */
public final class Patience implements BeforeAllCallback {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final long STEP_MILLIS = 50;
    private static final long LONGEST_MILLIS = 300;

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(LIMIT);
        Awaitility.setDefaultPollInterval(
                (looks, before) -> Duration.ofMillis(Math.min(looks * STEP_MILLIS, LONGEST_MILLIS)));
    }
}
