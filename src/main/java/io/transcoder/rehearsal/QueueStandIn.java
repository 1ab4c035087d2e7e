package io.transcoder.rehearsal;

import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** Keeps what is sent to queues, and never has a message. */
final class QueueStandIn implements SqsClient {
    private final List<SendMessageRequest> sent = new ArrayList<>();

    synchronized void forget() {
        sent.clear();
    }

    /** In the order in which they were sent. */
    synchronized List<SendMessageRequest> sentTo(String queueUrl) {
        return sent.stream()
                .filter(message -> queueUrl.equals(message.queueUrl()))
                .toList();
    }

    @Override
    public synchronized SendMessageResponse sendMessage(SendMessageRequest request) {
        sent.add(request);
        return SendMessageResponse.builder().messageId("message-" + sent.size()).build();
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    @Override
    public void close() {
        // nothing is open
    }
}
