package io.transcoder.app;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.throttling.ThrottlingExceptionHalfOpenHandler;
import org.apache.camel.throttling.ThrottlingExceptionRoutePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses the intake when messages in a row had to be left in the queue, until the probe succeeds. Camel's own policy counts
 * failures over all time, successes in between or not.
 */
final class IntakePolicy extends ThrottlingExceptionRoutePolicy {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int FAILURES = 3;
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final AtomicInteger inARow = new AtomicInteger();
    private volatile boolean paused;

    IntakePolicy(ThrottlingExceptionHalfOpenHandler probe) {
        super(FAILURES, 0, BETWEEN_PROBES.toMillis(), null);
        setHalfOpenHandler(probe);
    }

    boolean isPaused() {
        return paused;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        if (exchange.getException() == null) {
            inARow.set(0);
        } else {
            inARow.incrementAndGet();
        }
        super.onExchangeDone(route, exchange);
    }

    @Override
    protected boolean isThresholdExceeded() {
        return inARow.get() >= FAILURES;
    }

    @Override
    protected void openCircuit(Route route) {
        if (!paused) {
            LOG.warn(
                    "The intake is paused: {} messages in a row had to stay in the queue; Bitmovin and S3 are asked every {} s",
                    FAILURES,
                    BETWEEN_PROBES.toSeconds());
        }
        paused = true;
        super.openCircuit(route);
    }

    @Override
    protected void closeCircuit(Route route) {
        inARow.set(0);
        paused = false;
        super.closeCircuit(route);
    }
}
