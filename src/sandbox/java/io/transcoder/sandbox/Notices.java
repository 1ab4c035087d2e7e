package io.transcoder.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Whether a store tells a queue of what is written to a bucket: it is asked to, an object is written, and the queue is watched. */
final class Notices {
    /** Outside of every profile's prefix. */
    private static final String PROBE = "sandbox-probe.txt";

    private final S3Client s3;
    private final SandboxQueues queues;
    private final Duration patience;
    private String refusal = "";

    /** @param patience how long an event may take */
    Notices(S3Client s3, SandboxQueues queues, Duration patience) {
        this.s3 = s3;
        this.queues = queues;
        this.patience = patience;
    }

    /** Has the bucket's events sent to the queue, as far as both take it. */
    void ask(String bucket, String queue) {
        String url = queues.url(queue);
        try {
            String arn = queues.client()
                    .getQueueAttributes(b -> b.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes()
                    .get(QueueAttributeName.QUEUE_ARN);
            allow(bucket, url, arn);
            QueueConfiguration uploads = QueueConfiguration.builder()
                    .id("uploads")
                    .queueArn(arn)
                    .events(Event.S3_OBJECT_CREATED)
                    .build();
            s3.putBucketNotificationConfiguration(
                    b -> b.bucket(bucket).notificationConfiguration(n -> n.queueConfigurations(uploads)));
        } catch (SdkException e) {
            refusal = ": " + e.getMessage();
        }
    }

    /** Takes the event of its own object, and everything else that the queue, which was empty, got with it. */
    String seen(String bucket, String queue) {
        s3.putObject(b -> b.bucket(bucket).key(PROBE), RequestBody.fromString("probe"));
        try {
            // one that was refused is not waited for as long
            Instant end = Instant.now().plus(refusal.isEmpty() ? patience : Duration.ofSeconds(1));
            do {
                Optional<String> told = take(queue);
                if (told.isPresent()) {
                    return told.get();
                }
            } while (Instant.now().isBefore(end));
            return "no" + refusal;
        } finally {
            s3.deleteObject(b -> b.bucket(bucket).key(PROBE));
        }
    }

    private Optional<String> take(String queue) {
        String url = queues.url(queue);
        Optional<String> told = Optional.empty();
        for (Message message : queues.client()
                .receiveMessage(b -> b.queueUrl(url).maxNumberOfMessages(10).waitTimeSeconds(1))
                .messages()) {
            queues.client().deleteMessage(b -> b.queueUrl(url).receiptHandle(message.receiptHandle()));
            if (message.body().contains(PROBE)) {
                told = Optional.of(describe(message.body()));
            }
        }
        return told;
    }

    private static String describe(String body) {
        try {
            JsonNode event =
                    JsonMapper.builder().build().readTree(body).path("Records").path(0);
            String sequencer = event.path("s3").path("object").path("sequencer").asText("");
            return "yes, from " + event.path("eventSource").asText("an unnamed source")
                    + (sequencer.isEmpty() ? ", without a sequencer" : ", with a sequencer");
        } catch (IOException e) {
            return "yes, in a form that is no JSON";
        }
    }

    /** AWS asks for it before it takes the notification; another store may not know policies. */
    private void allow(String bucket, String url, String queueArn) {
        String policy = """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"s3.amazonaws.com"},
                "Action":"sqs:SendMessage","Resource":"%s","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:s3:::%s"}}}]}
                """.formatted(queueArn, bucket);
        try {
            queues.client()
                    .setQueueAttributes(b -> b.queueUrl(url).attributes(Map.of(QueueAttributeName.POLICY, policy)));
        } catch (SdkException e) {
            // whether it is needed, the notification tells
        }
    }
}
