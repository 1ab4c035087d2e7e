package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Uploads that seldom come, and events in a form that seldom comes. */
class UnusualUploadsTest extends RunningSite {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(60);

    private Wiretap sqs;
    private Wiretap s3;

    @Override
    protected Map<String, String> overrides() {
        sqs = Wiretap.start("sqs", site.queues().endpoint());
        s3 = Wiretap.start("s3", site.store().endpoint());
        return Map.of(
                "aws.sqs.endpoint",
                sqs.endpoint().toString(),
                "aws.s3.endpoint",
                s3.endpoint().toString(),
                "source.max-size",
                "1KB");
    }

    @Override
    @AfterAll
    void stop() {
        super.stop();
        sqs.close();
        s3.close();
    }

    @Test
    void aSourceLargerThanAllowedStaysAndIsCountedAndNothingElse() {
        String key = "in/too-large.mxf";
        site.upload(key, "x".repeat(1_025));

        await().atMost(SOON).until(() -> ignored("too-large") == 1);
        await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.encodingsOf(key)).isEmpty();
        assertThat(site.records(key)).isEmpty();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aSourceOfExactlyTheAllowedSizeIsEncoded() {
        String key = "in/just-allowed.mxf";
        site.upload(key, "x".repeat(1_024));

        encodedOnce(key);
    }

    @Test
    void aKeyWithAPlusThatTheStoreDidNotEncodeIsFoundAsItIsWritten() {
        String key = "in/A+B 1.mxf";
        site.uploadWithoutEvent(key, "media");
        site.queues()
                .send(
                        Site.EVENTS,
                        "{\"Records\":[{\"eventSource\":\"ceph:s3\",\"eventName\":\"ObjectCreated:Put\",\"s3\":{\"bucket\":{\"name\":\""
                                + Site.SOURCES + "\"},\"object\":{\"key\":\"" + key + "\",\"size\":\"5\"}}}]}");

        encodedOnce(key);
        assertThat(site.record(key, "1.claim")).contains("\"key\":\"" + key + "\"");
        assertThat(site.encodingsOf("in/A B 1.mxf")).isEmpty();
    }

    /** The sandbox's store keeps no bytes under such a key, so its HEAD is answered in its place, and the encoder finds nothing. */
    @Test
    void aKeyWithASlashAtItsEndAndBytesBehindItIsAnUpload() {
        String key = "in/VX-7.mxf/";
        isShown(key, Map.of());
        site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, key).json());

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("encoding-failed");
        assertThat(site.record(key, "1.claim")).contains("\"key\":\"" + key + "\"", "out/VX-7.mxf/_bitmovin.mp4");
        s3.heal();
    }

    @Test
    void theChecksumThatTheStoreOffersOfASourceIsKeptInTheClaim() {
        String key = "in/with-checksum.mxf";
        isShown(key, Map.of("x-amz-checksum-crc64nvme", "6oZ4r8pRUZQ="));
        site.queues().send(Site.EVENTS, S3Events.put(Site.SOURCES, key).json());

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("encoding-failed");
        assertThat(site.record(key, "1.claim")).contains("\"checksum\":\"CRC64NVME 6oZ4r8pRUZQ=\"");
        s3.heal();
    }

    @Test
    void anEventOfTwoUploadsOfWhichTheQueueTakesOneBackAtFirstLosesNone() {
        String first = "in/of-two-1.mxf";
        String second = "in/of-two-2.mxf";
        site.uploadWithoutEvent(first, "media");
        site.uploadWithoutEvent(second, "media");
        var fault = sqs.onOperation("SendMessageBatch")
                .answer(200, Map.of("Content-Type", "application/x-amz-json-1.0"), this::takesTheFirstAlone);

        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.records(
                                S3Events.put(Site.SOURCES, first).sequencer("0055AED6DCD90281E6"),
                                S3Events.put(Site.SOURCES, second)));

        encodedOnce(first);
        encodedOnce(second);
        assertThat(fault.fired()).isEqualTo(1);
    }

    @Test
    void manyRecordsInOneMessageAreSentTenAtOnce() {
        var many = IntStream.range(0, 95)
                .mapToObj(i -> S3Events.put(Site.SOURCES, "in/absent-" + i + ".mxf"))
                .toArray(S3Events[]::new);
        long before = calls(sqs, "SendMessageBatch");

        site.queues().send(Site.EVENTS, S3Events.records(many));

        eventually(() -> calls(s3, "LIST in/absent-") >= many.length);
        // more than ten where an answer was lost
        assertThat(calls(sqs, "SendMessageBatch") - before).isBetween(10L, 15L);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    private static long calls(Wiretap tap, String operation) {
        return tap.operations().stream()
                .filter(call -> call.startsWith(operation))
                .count();
    }

    /** Else a crash between the two would leave a failure without another attempt and without a letter. */
    @Test
    void theNextAttemptIsSentForBeforeTheFailedOneIsClosed() {
        String key = "in/next-attempt.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(5000, "instance lost", RetryHint.RETRY), 1);
        var fault = sqs.onOperation("SendMessage").answer(403, Map.of(), "{\"__type\":\"AccessDenied\"}");
        site.upload(key, "media");

        await().atMost(SOON).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(site.encodingsOf(key)).hasSize(2);
        assertThat(fault.fired()).isEqualTo(1);
    }

    /**
     * What SQS answers where it takes one entry of a batch and not the others; that one is in the queue then.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html">SendMessageBatch</a>
     */
    private String takesTheFirstAlone(Request request) {
        try {
            ObjectNode answer = JSON.createObjectNode();
            for (JsonNode entry : JSON.readTree(request.body()).path("Entries")) {
                String body = entry.path("MessageBody").asText();
                if (answer.path("Successful").isMissingNode()) {
                    site.queues().send(Site.EVENTS, body);
                    answer.putArray("Successful")
                            .addObject()
                            .put("Id", entry.path("Id").asText())
                            .put("MessageId", "5fea7756-0ea4-451a-a703-a558b933e274")
                            .put("MD5OfMessageBody", md5(body));
                } else {
                    answer.withArray("Failed")
                            .addObject()
                            .put("Id", entry.path("Id").asText())
                            .put("SenderFault", false)
                            .put("Code", "InternalError")
                            .put("Message", "We encountered an internal error. Please try again.");
                }
            }
            return answer.toString();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String md5(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** Answers each HEAD of the key in the store's place, which holds nothing there. */
    private void isShown(String key, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("ETag", "\"0123456789abcdef0123456789abcdef\"");
        headers.put("Last-Modified", "Sun, 29 Nov 2026 01:00:00 GMT");
        headers.put("Content-Length", "5");
        s3.on(request -> request.method().equals("HEAD") && request.path().endsWith(key))
                .always()
                .answer(200, headers, "");
    }

    private double ignored(String reason) {
        MeterRegistry meters = application.context().getRegistry().findSingleByType(MeterRegistry.class);
        return meters.find("transcoder.records.ignored").tag("reason", reason).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private void encodedOnce(String key) {
        await().atMost(SOON).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        await().atMost(SOON).until(() -> site.queues().depth(Site.EVENTS) == 0 && !site.isOpen(key));
        // a second delivery may have built one of its own, which is never started
        assertThat(site.encodingsOf(key).stream().mapToInt(Encoder.Encoding::startedCount))
                .containsOnlyOnce(1)
                .allMatch(count -> count <= 1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }
}
