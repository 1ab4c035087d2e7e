package io.transcoder.sandbox;

import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * An SQS service in this process (ElasticMQ) on a free loopback port.
 *
 * <p>Unlike AWS, a message whose receives are used up moves to the dead-letter queue only when the source queue is
 * polled again, and a long poll that already waits on the dead-letter queue is not woken by that move: poll the source
 * once more, and look at the dead letters with {@link #peekAll}. And the delete of a message that is deleted already is
 * refused (ReceiptHandleIsInvalid), where AWS is content.
 */
public final class SandboxQueues implements AutoCloseable {
    private static final int BATCH = 10;
    private static final int PEEK_SECONDS = 60;

    private final SQSRestServer server;
    private final URI endpoint;
    private final SqsClient client;
    /** By the queue's name; tests look at a queue again and again. */
    private final Map<String, String> urls = new ConcurrentHashMap<>();

    /** @param server null where it runs elsewhere */
    private SandboxQueues(SQSRestServer server, URI endpoint, SqsClient client) {
        this.server = server;
        this.endpoint = endpoint;
        this.client = client;
    }

    public static SandboxQueues start() {
        SQSRestServer server =
                SQSRestServerBuilder.withPort(0).withInterface("localhost").start();
        InetSocketAddress address = server.waitUntilStarted().localAddress();
        URI endpoint = URI.create("http://localhost:" + address.getPort());
        return new SandboxQueues(server, endpoint, clientOf(endpoint));
    }

    /** The queues of a service that runs elsewhere; the client is closed with it. */
    static SandboxQueues at(URI endpoint, SqsClient client) {
        return new SandboxQueues(null, endpoint, client);
    }

    /** {@code http://localhost:PORT}, or where the other service is. */
    public URI endpoint() {
        return endpoint;
    }

    /** A client of this service, closed with it. */
    public SqsClient client() {
        return client;
    }

    /** A client of the same queues through another address, such as a recording proxy; the caller closes it. */
    public static SqsClient clientOf(URI endpoint) {
        return SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("sandbox-key", "sandbox-secret")))
                .build();
    }

    /**
     * Makes a queue, or finds the one of that name with the same attributes.
     *
     * @param visibility whole seconds, 0 s to 12 h
     * @return the queue's URL
     */
    public String create(String name, Duration visibility) {
        return create(name, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, seconds(visibility)));
    }

    /**
     * Makes both queues, the first with a redrive policy to the second.
     *
     * @param maxReceiveCount receives after which a message counts as a dead letter; {@link #peekAll} counts as one
     * @return the URL of the events queue
     */
    public String createWithDeadLetters(String events, String deadLetters, int maxReceiveCount, Duration visibility) {
        String deadLettersArn = client.getQueueAttributes(
                        r -> r.queueUrl(create(deadLetters, visibility)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        Map<QueueAttributeName, String> attributes = new HashMap<>();
        attributes.put(QueueAttributeName.VISIBILITY_TIMEOUT, seconds(visibility));
        attributes.put(
                QueueAttributeName.REDRIVE_POLICY,
                "{\"deadLetterTargetArn\":\"%s\",\"maxReceiveCount\":\"%d\"}"
                        .formatted(deadLettersArn, maxReceiveCount));
        return create(events, attributes);
    }

    /** The URL of an existing queue; {@code QueueDoesNotExistException} if there is none of that name. */
    public String url(String queueName) {
        return client.getQueueUrl(r -> r.queueName(queueName)).queueUrl();
    }

    public void send(String queueName, String body) {
        client.sendMessage(r -> r.queueUrl(knownUrl(queueName)).messageBody(body));
    }

    /**
     * The visible messages with all their attributes, given back at once; messages in flight or delayed are not in it.
     * It counts as a receive of each. While somebody else polls the queue, each message is seen by one of the two only.
     */
    public List<Message> peekAll(String queueName) {
        String url = url(queueName);
        List<Message> messages = new ArrayList<>();
        try {
            List<Message> batch;
            do {
                batch = client.receiveMessage(r -> r.queueUrl(url)
                                .maxNumberOfMessages(BATCH)
                                .waitTimeSeconds(0)
                                .visibilityTimeout(PEEK_SECONDS)
                                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                                .messageAttributeNames("All"))
                        .messages();
                messages.addAll(batch);
            } while (!batch.isEmpty());
        } finally {
            giveBack(url, messages);
        }
        return List.copyOf(messages);
    }

    /** All messages that the queue holds: visible, in flight and delayed. */
    public int depth(String queueName) {
        return client
                .getQueueAttributes(r -> r.queueUrl(knownUrl(queueName))
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    public void purge(String queueName) {
        client.purgeQueue(r -> r.queueUrl(url(queueName)));
    }

    public void remove(String queueName) {
        client.deleteQueue(r -> r.queueUrl(url(queueName)));
    }

    /** The messages that somebody received and has not given back or deleted; it is not a receive. */
    public int inFlight(String queueName) {
        return Integer.parseInt(client.getQueueAttributes(r -> r.queueUrl(knownUrl(queueName))
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE));
    }

    @Override
    public void close() {
        client.close();
        if (server != null) {
            server.stopAndWait();
        }
    }

    private String knownUrl(String queueName) {
        return urls.computeIfAbsent(queueName, this::url);
    }

    private String create(String name, Map<QueueAttributeName, String> attributes) {
        return client.createQueue(r -> r.queueName(name).attributes(attributes)).queueUrl();
    }

    private void giveBack(String url, List<Message> messages) {
        for (int from = 0; from < messages.size(); from += BATCH) {
            List<Message> batch = messages.subList(from, Math.min(from + BATCH, messages.size()));
            List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
            for (Message message : batch) {
                entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(Integer.toString(entries.size()))
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)
                        .build());
            }
            client.changeMessageVisibilityBatch(r -> r.queueUrl(url).entries(entries));
        }
    }

    private static String seconds(Duration duration) {
        return Long.toString(duration.toSeconds());
    }
}
