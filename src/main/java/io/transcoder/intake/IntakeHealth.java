package io.transcoder.intake;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** The health check of the intake: it is {@code receiving}, {@code paused} by an outage, or {@code deaf}, receiving nothing. */
public final class IntakeHealth extends AbstractHealthCheck {
    /** Three times the long poll of the intake. */
    private static final Duration DEAF_AFTER = Duration.ofSeconds(15);

    private final PauseOnOutage policy;
    private final LastReceive lastReceive;
    private final IntSupplier atWork;
    private final int consumers;
    private final BooleanSupplier runs;
    private final Clock clock;

    /** @param runs whether the route of the intake does */
    public IntakeHealth(
            PauseOnOutage policy,
            LastReceive lastReceive,
            IntSupplier atWork,
            int consumers,
            BooleanSupplier runs,
            Clock clock) {
        super("transcoder", "intake");
        this.policy = policy;
        this.lastReceive = lastReceive;
        this.atWork = atWork;
        this.consumers = consumers;
        this.runs = runs;
        this.clock = clock;
    }

    /** What the intake is doing. */
    public enum State {
        RECEIVING,
        /** By an outage. */
        PAUSED,
        /** Nothing is received although somebody asks. */
        DEAF;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public State state() {
        if (policy.isPaused()) {
            return State.PAUSED;
        }
        boolean silent = lastReceive.at().plus(DEAF_AFTER).isBefore(clock.instant());
        return hasIdleConsumer() && silent ? State.DEAF : State.RECEIVING;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Instant last = lastReceive.at();
        State state = state();
        builder.detail("last-receive", last.toString()).detail("intake", state.word());
        switch (state) {
            case PAUSED ->
                builder.message("paused by an outage since " + policy.pausedAt() + ": " + policy.cause())
                        .down();
            case DEAF ->
                builder.message("deaf: no receive has succeeded since " + last).down();
            case RECEIVING -> builder.message("receiving; last at " + last).up();
        }
    }

    /** A consumer that is busy does not ask for messages. */
    private boolean hasIdleConsumer() {
        return atWork.getAsInt() < consumers;
    }

    /**
     * The check by which a process that has become deaf is started anew: down after that time without a successful receive, unless
     * an outage has paused the intake or somebody has stopped its route.
     */
    public HealthCheck liveness(Duration after) {
        return new AbstractHealthCheck("transcoder", "intake-liveness") {
            private volatile Instant excused = Instant.EPOCH;

            @Override
            public boolean isReadiness() {
                return false;
            }

            @Override
            public boolean isLiveness() {
                return true;
            }

            @Override
            protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
                Instant now = clock.instant();
                if (policy.isPaused() || !runs.getAsBoolean() || !hasIdleConsumer()) {
                    excused = now;
                }
                Instant since = lastReceive.at().isAfter(excused) ? lastReceive.at() : excused;
                if (since.plus(after).isBefore(now)) {
                    builder.message("deaf: no receive has succeeded since " + since)
                            .down();
                } else {
                    builder.up();
                }
            }
        };
    }
}
