package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;

/** The SDK's own clients through the proxy: what they send is what the application sends. */
@Tag("slow")
@Timeout(120)
class WiretapOnAwsTest {
    private static final int PART = 5 * 1024 * 1024;
    private static final int POLLS = 20;

    private final SandboxStore store = SandboxStore.start();
    private final SandboxQueues queues = SandboxQueues.start();
    private final Wiretap s3Tap = Wiretap.start("s3", store.endpoint());
    private final Wiretap sqsTap = Wiretap.start("sqs", queues.endpoint());
    private final S3Client s3 = SandboxStore.clientOf(s3Tap.endpoint());
    private final SqsClient sqs = SandboxQueues.clientOf(sqsTap.endpoint());
    private String queue;

    @BeforeEach
    void prepare() {
        store.createBucket("source");
        queue = queues.create("events", Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        s3.close();
        sqs.close();
        s3Tap.close();
        sqsTap.close();
        store.close();
        queues.close();
    }

    @Test
    void objectsPass() {
        String key = "a b+c%/ü${x}.mxf";
        s3.putObject(r -> r.bucket("source").key(key).ifNoneMatch("*"), RequestBody.fromString("content"));
        assertThat(s3.headObject(r -> r.bucket("source").key(key)).contentLength())
                .isEqualTo(7);
        assertThat(s3.getObjectAsBytes(r -> r.bucket("source").key(key)).asUtf8String())
                .isEqualTo("content");
        s3.copyObject(r -> r.sourceBucket("source")
                .sourceKey(key)
                .destinationBucket("source")
                .destinationKey("copy"));
        assertThat(s3.listObjectsV2(r -> r.bucket("source").prefix("a b")).contents())
                .hasSize(1);
        s3.deleteObject(r -> r.bucket("source").key(key));
        assertThatThrownBy(() -> s3.headObject(r -> r.bucket("source").key(key)))
                .isInstanceOf(NoSuchKeyException.class);

        assertThat(s3Tap.operations())
                .containsExactly(
                        "PUT " + key,
                        "HEAD " + key,
                        "GET " + key,
                        "COPY copy",
                        "LIST a b",
                        "DELETE " + key,
                        "HEAD " + key);
        assertThat(s3Tap.calls()).extracting(Call::status).containsExactly(200, 200, 200, 200, 200, 204, 404);
        assertThat(s3Tap.calls().get(0).headers()).containsEntry("if-none-match", "*");
        assertThat(s3Tap.calls().get(2).responseBody()).isEqualTo("content");
        assertThat(s3Tap.calls()).allMatch(Call::replyDelivered);
    }

    @Test
    void aMultipartUploadPassesAndIsTheSameBytes() {
        byte[] part = new byte[PART];
        for (int i = 0; i < part.length; i++) {
            part[i] = (byte) (i * 7);
        }
        String id = s3.createMultipartUpload(r -> r.bucket("source").key("big")).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int n = number;
            String eTag = s3.uploadPart(
                            r -> r.bucket("source").key("big").uploadId(id).partNumber(n), RequestBody.fromBytes(part))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(n).eTag(eTag).build());
        }
        s3.completeMultipartUpload(
                r -> r.bucket("source").key("big").uploadId(id).multipartUpload(m -> m.parts(parts)));

        byte[] whole = s3.getObjectAsBytes(r -> r.bucket("source").key("big")).asByteArray();
        assertThat(whole).hasSize(2 * PART).startsWith(part).endsWith(part);
        assertThat(s3Tap.operations())
                .containsExactly(
                        "CREATE-MULTIPART big",
                        "UPLOAD-PART big",
                        "UPLOAD-PART big",
                        "COMPLETE-MULTIPART big",
                        "GET big");
        assertThat(s3Tap.calls().get(1).requestBody()).isEqualTo("(binary)");
    }

    @Test
    void messagesPass() {
        String url = sqs.getQueueUrl(r -> r.queueName("events")).queueUrl();
        sqs.sendMessage(r -> r.queueUrl(url).messageBody("VX-7"));
        Message message = sqs.receiveMessage(r -> r.queueUrl(url)).messages().get(0);
        sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(60));
        sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(message.receiptHandle()));

        assertThat(sqsTap.operations())
                .containsExactly(
                        "GetQueueUrl", "SendMessage", "ReceiveMessage", "ChangeMessageVisibility", "DeleteMessage");
        assertThat(sqsTap.calls().get(1).requestBody()).contains("VX-7");
        assertThat(sqsTap.calls().get(2).responseBody()).contains("VX-7");
        assertThat(queues.depth("events")).isZero();
    }

    @Test
    void longPollsHinderNobody() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(POLLS);
        List<CompletableFuture<Integer>> polls = new ArrayList<>();
        for (int i = 0; i < POLLS; i++) {
            polls.add(CompletableFuture.supplyAsync(
                    () -> sqs.receiveMessage(
                                    r -> r.queueUrl(queue).waitTimeSeconds(20).maxNumberOfMessages(1))
                            .messages()
                            .size(),
                    threads));
        }
        Awaitility.await().until(() -> sqsTap.calls().size() == POLLS);

        sqs.sendMessage(r -> r.queueUrl(queue).messageBody("x"));

        Awaitility.await()
                .until(() -> polls.stream().filter(CompletableFuture::isDone).count() == 1);
        for (int i = 1; i < POLLS; i++) {
            sqs.sendMessage(r -> r.queueUrl(queue).messageBody("x"));
        }
        for (CompletableFuture<Integer> poll : polls) {
            assertThat(poll.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        }
        threads.shutdown();
    }

    @Test
    void theSdkRetriesALostReplyAndFindsItsOwnWork() {
        s3Tap.onOperation("PUT claim").loseReply();
        assertThatThrownBy(() -> s3.putObject(
                        r -> r.bucket("source").key("claim").ifNoneMatch("*"), RequestBody.fromString("mine")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));

        assertThat(s3Tap.calls()).extracting(Call::status).containsExactly(200, 412);
        assertThat(s3Tap.calls()).extracting(Call::replyDelivered).containsExactly(false, true);
        assertThat(store.client()
                        .getObjectAsBytes(r -> r.bucket("source").key("claim"))
                        .asUtf8String())
                .isEqualTo("mine");
    }

    @Test
    void withoutRetriesALostReplyAndARefusalAreIoErrors() {
        try (S3Client once = S3Client.builder()
                .endpointOverride(s3Tap.endpoint())
                .forcePathStyle(true)
                .region(s3.serviceClientConfiguration().region())
                .credentialsProvider(s3.serviceClientConfiguration().credentialsProvider())
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build()) {
            s3Tap.onOperation("PUT k").loseReply();
            s3Tap.onOperation("HEAD k").refuse();
            assertThatThrownBy(() -> once.putObject(r -> r.bucket("source").key("k"), RequestBody.fromString("x")))
                    .isInstanceOf(SdkClientException.class)
                    .hasRootCauseInstanceOf(IOException.class);
            assertThatThrownBy(() -> once.headObject(r -> r.bucket("source").key("k")))
                    .isInstanceOf(SdkClientException.class)
                    .hasRootCauseInstanceOf(IOException.class);
            assertThat(once.headObject(r -> r.bucket("source").key("k")).contentLength())
                    .isEqualTo(1);
        }
    }

    /** AWS would be content with the second delete. */
    @Test
    void theRetryOfALostDeleteIsRefusedAsUnknown() {
        sqs.sendMessage(r -> r.queueUrl(queue).messageBody("x"));
        String handle =
                sqs.receiveMessage(r -> r.queueUrl(queue)).messages().get(0).receiptHandle();
        sqsTap.onOperation("DeleteMessage").loseReply();
        assertThatThrownBy(() -> sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(handle)))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);

        assertThat(sqsTap.operations())
                .containsExactly("SendMessage", "ReceiveMessage", "DeleteMessage", "DeleteMessage");
        assertThat(queues.depth("events")).isZero();
    }

    @Test
    void anAnswerInThePlaceOfS3IsUnderstoodByTheSdk() {
        Fault fault = s3Tap.onOperation("PUT k")
                .always()
                .answer(
                        403,
                        Map.of("Content-Type", "application/xml"),
                        "<Error><Code>AccessDenied</Code><Message>no</Message></Error>");
        assertThatThrownBy(() -> s3.putObject(r -> r.bucket("source").key("k"), RequestBody.fromBytes(new byte[PART])))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(store.client().listObjectsV2(r -> r.bucket("source")).contents())
                .isEmpty();
    }
}
