package io.transcoder.reconcile;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Counts the messages that wait in the queue of the events or are taken from it. */
record EventsQueue(SqsClient sqs, Supplier<String> url) {
    private static final List<QueueAttributeName> MESSAGES = List.of(
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
            QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED);

    Seen look() {
        Map<QueueAttributeName, String> said = sqs.getQueueAttributes(
                        b -> b.queueUrl(url.get()).attributeNames(QueueAttributeName.ALL))
                .attributes();
        long messages = MESSAGES.stream()
                .mapToLong(name -> Long.parseLong(said.getOrDefault(name, "0")))
                .sum();
        String seconds = said.getOrDefault(QueueAttributeName.MESSAGE_RETENTION_PERIOD, "345600");
        return new Seen(messages, Duration.ofSeconds(Long.parseLong(seconds)));
    }

    /** @param retention how long the queue keeps a message */
    record Seen(long messages, Duration retention) {}
}
