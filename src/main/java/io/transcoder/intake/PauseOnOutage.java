package io.transcoder.intake;

import io.transcoder.failure.Failures;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.throttling.ThrottlingExceptionHalfOpenHandler;
import org.apache.camel.throttling.ThrottlingExceptionRoutePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pauses the intake when messages in a row had to be left in the queue, until the probe succeeds.
 *
 * <p>Camel's own policy counts failures over all time, successes in between or not; and when two exchanges open it at the same
 * moment, the timer of the one cancels that of the other and the route is never tried again. So the counting and the timer are
 * here, and the suspending and resuming of the consumer is Camel's.
 */
public final class PauseOnOutage extends ThrottlingExceptionRoutePolicy {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int FAILURES = 3;
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final ThrottlingExceptionHalfOpenHandler probe;
    private final Duration shortest;
    private final Failures failures = new Failures();
    private Duration betweenProbes;
    private int inARow;
    /** Null where there is none. */
    private volatile Route pausedRoute;

    private volatile Instant pausedAt = Instant.EPOCH;
    private volatile String cause = "";
    private ScheduledExecutorService timer;
    private ScheduledFuture<?> probing;

    public PauseOnOutage(ThrottlingExceptionHalfOpenHandler probe, Duration betweenProbes) {
        super(FAILURES, 0, betweenProbes.toMillis(), null);
        this.probe = probe;
        this.shortest = betweenProbes;
        this.betweenProbes = betweenProbes;
    }

    boolean isPaused() {
        return pausedRoute != null;
    }

    /** When the last pause began; 1970 where there was none. */
    Instant pausedAt() {
        return pausedAt;
    }

    /** Why the last message before the pause had to wait, on one line; empty where there was no pause. */
    String cause() {
        return cause;
    }

    @Override
    public synchronized void onExchangeDone(Route route, Exchange exchange) {
        inARow = exchange.getException() == null ? 0 : inARow + 1;
        if (inARow == 0) {
            betweenProbes = shortest;
        }
        if (!isPaused() && inARow >= FAILURES) {
            cause = failures.of(exchange.getException(), "intake").reason();
            pausedAt = Instant.now();
            pausedRoute = route;
            LOG.warn(
                    "The intake is paused: {} messages in a row had to stay in the queue; Bitmovin and S3 are asked every {} s."
                            + " The last one: {}",
                    FAILURES,
                    betweenProbes.toSeconds(),
                    cause);
            openCircuit(route);
            // where the probe succeeds and messages fail on, each try costs some a receive
            betweenProbes = Collections.min(List.of(betweenProbes.multipliedBy(2), LONGEST));
        }
    }

    /** Called by {@link #openCircuit}. */
    @Override
    protected void addHalfOpenTimer(Route route) {
        if (timer == null) {
            timer = getCamelContext()
                    .getExecutorServiceManager()
                    .newSingleThreadScheduledExecutor(this, "intake-probe");
        }
        probing = timer.scheduleWithFixedDelay(
                () -> probe(route), betweenProbes.toMillis(), betweenProbes.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void probe(Route route) {
        if (probe.isReadyToBeClosed()) {
            goOn(route);
        }
    }

    /** A probe may outlive its route. It must not end the pause of the route that took its place. */
    private synchronized void goOn(Route route) {
        if (route == pausedRoute) {
            inARow = 0;
            closeCircuit(route);
            pausedRoute = null;
            probing.cancel(false);
        }
    }

    /** Whoever opens the route, an edit that waits among them, does not end a pause: the probe does. */
    @Override
    public synchronized void onResume(Route route) {
        if (isPaused()) {
            try {
                suspendOrStopConsumer(route.getConsumer());
            } catch (Exception e) {
                handleException(e);
            }
        }
    }

    /** The route that takes its place begins anew, and is paused anew where it has to be. */
    @Override
    public synchronized void onRemove(Route route) {
        inARow = 0;
        if (isPaused()) {
            pausedRoute = null;
            probing.cancel(false);
        }
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        if (timer != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(timer);
            timer = null;
        }
    }
}
