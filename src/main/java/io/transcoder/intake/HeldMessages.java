package io.transcoder.intake;

import io.transcoder.failure.Failure;
import io.transcoder.failure.Failures;
import io.transcoder.observe.Counters;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;
import org.apache.camel.spi.ExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import software.amazon.awssdk.core.exception.SdkException;

/** Says in one line why a message stays in the queue, or why the queue can't be read. */
public record HeldMessages(Failures failures, Counters counters) implements ExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /** The consumer reports a failed exchange a second time, in these words. */
    private static final String REPEATED = "Error processing exchange";

    /** Longer than a long poll: our own consumers, which end with their polls, would take it again and spend its receives. */
    private static final int GIVEN_BACK_SECONDS = 10;

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
            counters.held(failure.remedy());
            // the exchange is done, and its lines have lost what tells whose they are
            MDC.put("job", exchange.getProperty("job", String.class));
            MDC.put("key", exchange.getProperty("key", String.class));
            try {
                if (!exchange.getContext().getStatus().isStarted()) {
                    giveBack(exchange);
                }
                String subject = exchange.getProperty("key", "A message", String.class);
                LOG.warn("{} stays in the queue ({}): {}", subject, failure.remedy(), failure.reason());
            } finally {
                MDC.remove("job");
                MDC.remove("key");
            }
        }
    }

    /** The application is stopping: another instance need not wait for the end of the visibility timeout. */
    private void giveBack(Exchange exchange) {
        var queue = (Sqs2Endpoint) exchange.getFromEndpoint();
        String receipt = exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE, String.class);
        try {
            queue.getClient().changeMessageVisibility(b -> b.queueUrl(
                            queue.getConfiguration().getQueueUrl())
                    .receiptHandle(receipt)
                    .visibilityTimeout(GIVEN_BACK_SECONDS));
        } catch (SdkException e) {
            LOG.warn("A message could not be given back, and comes back after queue.visibility: {}", e.getMessage());
        }
    }
}
