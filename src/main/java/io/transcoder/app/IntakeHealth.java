package io.transcoder.app;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Readiness of the intake: {@code receiving}, {@code paused} by an outage, or {@code deaf}, which nothing else would show. */
final class IntakeHealth extends AbstractHealthCheck {
    /** Three times the long poll of the intake. */
    private static final Duration DEAF_AFTER = Duration.ofSeconds(15);

    private final IntakePolicy policy;
    private final LastReceive lastReceive;
    private final IntSupplier atWork;
    private final int consumers;
    private final Clock clock;

    IntakeHealth(IntakePolicy policy, LastReceive lastReceive, IntSupplier atWork, int consumers, Clock clock) {
        super("transcoder", "intake");
        this.policy = policy;
        this.lastReceive = lastReceive;
        this.atWork = atWork;
        this.consumers = consumers;
        this.clock = clock;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        builder.detail("last-receive", lastReceive.at().toString());
        if (policy.isPaused()) {
            builder.detail("intake", "paused")
                    .message("paused: Bitmovin or S3 does not answer, or refuses every upload")
                    .down();
        } else if (hasIdleConsumer() && lastReceive.at().plus(DEAF_AFTER).isBefore(clock.instant())) {
            builder.detail("intake", "deaf")
                    .message("deaf: no receive has succeeded since " + lastReceive.at())
                    .down();
        } else {
            builder.detail("intake", "receiving").up();
        }
    }

    /** One that is busy does not ask for messages. */
    private boolean hasIdleConsumer() {
        return atWork.getAsInt() < consumers;
    }
}
