package io.transcoder.observe;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.failure.Failures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.apache.camel.spi.LifecycleStrategy;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health check of the encoder: whether Bitmovin gave a useful answer lately. The routes' own calls count; where there are none
 * {@link #ask} makes one, so that a probe costs no call.
 */
public final class EncoderHealth extends AbstractHealthCheck {
    /** How often {@link #ask} is to be called. */
    static final Duration PERIOD = Duration.ofSeconds(10);

    private static final Duration LATELY = PERIOD.multipliedBy(5).dividedBy(2);

    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Supplier<Bitmovin> bitmovin;
    private final Clock clock;
    private volatile Instant lastAnswer;
    private volatile int lastStatus = -1;

    public EncoderHealth(Supplier<Bitmovin> bitmovin, Clock clock) {
        super("transcoder", "encoder");
        this.bitmovin = bitmovin;
        this.clock = clock;
    }

    /** @param status HTTP status of a call's answer; 0 where there was none */
    void heard(int status) {
        lastStatus = status;
        // an answer that refuses this call alone shows that the encoder is there
        if (status != 0 && status < 500 && !Failures.isEveryUploads(status)) {
            lastAnswer = clock.instant();
        }
    }

    /** Asks from the context's start on. A listener of Main is not called when a context is started without {@code Main.run}. */
    public LifecycleStrategy asking() {
        return new LifecycleStrategySupport() {
            @Override
            public void onContextStarted(CamelContext context) {
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(EncoderHealth.this, "encoder-health")
                        .scheduleWithFixedDelay(EncoderHealth.this::ask, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
            }
        };
    }

    /** Makes a call where there was none lately; never throws. May take as long as a call. */
    void ask() {
        Instant answer = lastAnswer;
        if (answer == null || answer.plus(PERIOD).isBefore(clock.instant())) {
            try {
                bitmovin.get().call("GET /encoding/outputs?limit=1", null);
            } catch (RuntimeException e) {
                LOG.debug("Bitmovin was asked whether it is there: {}", e.getMessage());
            }
        }
    }

    public boolean answers() {
        Instant answer = lastAnswer;
        return answer != null && answer.plus(LATELY).isAfter(clock.instant());
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Instant answer = lastAnswer;
        String since = answer == null ? "so far" : "since " + answer;
        if (answer != null) {
            builder.detail("last-answer", answer.toString());
        }
        if (answers()) {
            builder.message("answers; last at " + answer).up();
        } else if (lastStatus == -1) {
            builder.message("Bitmovin was not asked yet").down();
        } else if (lastStatus == 401 || lastStatus == 403) {
            builder.message("Bitmovin refuses bitmovin.api-key or bitmovin.tenant-org-id (" + lastStatus + ")")
                    .down();
        } else {
            builder.message("Bitmovin gave no useful answer " + since + "; the last call "
                            + (lastStatus == 0 ? "had none" : "was answered " + lastStatus))
                    .down();
        }
    }
}
