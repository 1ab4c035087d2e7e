package io.transcoder.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.transcoder.bitmovin.Failure;
import io.transcoder.bitmovin.Failures;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line why a message stays in the queue, or why the queue can't be read. */
public final class HeldMessages implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /** The consumer reports a failed exchange a second time, in these words. */
    private static final String REPEATED = "Error processing exchange";

    private final Failures failures;
    private final MeterRegistry meters;

    public HeldMessages(Failures failures, MeterRegistry meters) {
        this.failures = failures;
        this.meters = meters;
    }

    @Override
    public void handleException(Throwable exception) {
        handleException(null, null, exception);
    }

    @Override
    public void handleException(String message, Throwable exception) {
        handleException(message, null, exception);
    }

    @Override
    public void handleException(String message, Exchange exchange, Throwable exception) {
        if (REPEATED.equals(message)) {
            return;
        }
        Failure failure = failures.of(exception, "events queue");
        if (exchange == null) {
            LOG.warn("The events queue can't be read, which is tried again: {}", failure.reason());
        } else {
            meters.counter(
                            "transcoder.messages.held",
                            "remedy",
                            failure.remedy().name())
                    .increment();
            String subject = exchange.getProperty("key", "A message", String.class);
            LOG.warn("{} stays in the queue ({}): {}", subject, failure.remedy(), failure.reason());
        }
    }
}
