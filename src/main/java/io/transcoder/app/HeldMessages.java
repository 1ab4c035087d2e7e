package io.transcoder.app;

import io.transcoder.bitmovin.Failure;
import io.transcoder.bitmovin.Failures;
import org.apache.camel.Exchange;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in one line why a message stays in the queue, or why the queue can't be read. */
public final class HeldMessages implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Failures failures;

    public HeldMessages(Failures failures) {
        this.failures = failures;
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
        Failure failure = failures.of(exception, "events queue");
        if (exchange == null) {
            LOG.warn("The events queue can't be read, which is tried again: {}", failure.reason());
        } else {
            String subject = exchange.getProperty("key", "A message", String.class);
            LOG.warn("{} stays in the queue ({}): {}", subject, failure.remedy(), failure.reason());
        }
    }
}
