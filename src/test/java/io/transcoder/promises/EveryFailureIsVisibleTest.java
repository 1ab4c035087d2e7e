package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Promise 4: every failure is visible, with the untouched event beside its cause, and can be replayed. */
class EveryFailureIsVisibleTest extends RunningSite {
    private static Predicate<Encoder.Encoding> of(String key) {
        return encoding -> key.equals(encoding.sourceKey());
    }

    @ParameterizedTest
    @ValueSource(strings = {"not json", "{\"Records\":7}", "", "{\"Records\":[{\"s3\":{}}]}"})
    void whatCannotBeReadIsADeadLetterByteForByte(String body) {
        if (body.isEmpty()) {
            body = " ";
        }
        site.queues().send(Site.EVENTS, body);

        Message letter = deadLetter();

        assertThat(letter.body()).isEqualTo(body);
        assertThat(attribute(letter, "kind")).isEqualTo("malformed");
        assertThat(attribute(letter, "reason")).isNotBlank();
    }

    @Test
    void aRefusalThatWillNotPassIsADeadLetterAndLeavesNoEncodingBehind() {
        String key = "in/refused.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .always()
                        .refusing(400, 1000, "codecConfigId must not be null"));
        site.upload(key, "media");

        Message letter = deadLetter();

        assertThat(letter.body()).contains("\"Records\"").contains("refused.mxf");
        assertThat(attribute(letter, "kind")).isEqualTo("permanent");
        assertThat(attribute(letter, "step")).isEqualTo("POST /encoding/encodings/{encodingId}/streams");
        assertThat(attribute(letter, "http-status")).isEqualTo("400");
        assertThat(attribute(letter, "code")).isEqualTo("1000");
        assertThat(attribute(letter, "request-id")).isNotBlank();
        assertThat(attribute(letter, "job-id")).matches("[0-9a-f]{16}-[0-9a-f]{16}");
        assertThat(attribute(letter, "attempts")).isEqualTo("1");
        assertThat(attribute(letter, "first-seen")).isNotBlank();
        // once the letter is sent
        eventually(() -> site.encoder().encodings().stream()
                .filter(e -> e.name().equals("refused.mxf"))
                .allMatch(Encoder.Encoding::deleted));
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void anEncodingThatTheEncoderGivesUpIsADeadLetterWithItsWords() {
        String key = "in/damaged.mxf";
        site.encoder().script(of(key), Outcome.error(10004, "Macroblock missing", RetryHint.NO_RETRY));
        site.upload(key, "media");

        Message letter = deadLetter();
        settled(key);

        assertThat(attribute(letter, "kind")).isEqualTo("encoding-failed");
        assertThat(attribute(letter, "reason")).contains("Macroblock missing");
        assertThat(attribute(letter, "code")).isEqualTo("10004");
        assertThat(attribute(letter, "encoding-id"))
                .isEqualTo(site.encodingsOf(key).get(0).id());
        assertThat(site.records(key)).containsExactly("1.accepted", "1.claim", "1.end", "1.start");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.names("_jobs/failures"))
                .as("what the MAM is told by default")
                .isEmpty();
    }

    @Test
    void anEncodingThatFinishesWithoutItsOutputIsADeadLetter() {
        String key = "in/vanished.mxf";
        site.encoder().script(of(key), Outcome.finishedWithoutOutput());
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "reason")).contains("is not there");
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void aTransferErrorAndACancellationByOthersAreDeadLetters() {
        site.encoder().script(of("in/transfer.mxf"), Outcome.transferError());
        site.encoder().script(of("in/canceled.mxf"), Outcome.canceled());
        site.upload("in/transfer.mxf", "media");
        site.upload("in/canceled.mxf", "media");

        eventually(() -> site.queues().depth(Site.DEAD_LETTERS) == 2);
        assertThat(site.deadLetters())
                .extracting(letter -> attribute(letter, "kind"))
                .containsOnly("encoding-failed");
    }

    @Test
    void aDeadLetterThatComesBackOpensTheNextAttempt() {
        String key = "in/second-try.mxf";
        site.encoder().script(of(key), Outcome.error(10004, "bad luck", RetryHint.NO_RETRY), 1);
        site.upload(key, "media");
        Message letter = deadLetter();
        settled(key);

        site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                .messageBody(letter.body())
                .messageAttributes(letter.messageAttributes()));
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);

        assertThat(site.encodingsOf(key))
                .extracting(Encoder.Encoding::startedCount)
                .containsExactly(1, 1);
        assertThat(site.records(key))
                .containsExactly(
                        "1.accepted",
                        "1.claim",
                        "1.end",
                        "1.start",
                        "2.accepted",
                        "2.claim",
                        "2.clean",
                        "2.end",
                        "2.start");
    }

    @Test
    void aLateDuplicateOfAFailedUploadsEventDoesNotOpenOne() {
        String key = "in/late-duplicate.mxf";
        site.encoder().script(of(key), Outcome.error(10004, "bad luck", RetryHint.NO_RETRY));
        site.upload(key, "media");
        Message letter = deadLetter();
        settled(key);

        site.queues().send(Site.EVENTS, letter.body());
        settled(key);

        assertThat(site.encodingsOf(key)).hasSize(1);
    }

    @Test
    void attributesOfAStrangerChangeNothingAndReachNobody() {
        String key = "in/steered.mxf";
        site.s3()
                .putObject(
                        b -> b.bucket(Site.SOURCES).key("in/other.txt"),
                        software.amazon.awssdk.core.sync.RequestBody.empty());
        var attributes = Map.of(
                "CamelHttpUri", text("http://localhost:1/steal"),
                "CamelAwsSqsReceiptHandle", text("mine"),
                "Authorization", text("Bearer planted"),
                "X-Api-Key", text("planted"),
                "encoding-id", text("../../start"));
        site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                .messageBody(S3Events.put(Site.SOURCES, key).json())
                .messageAttributes(attributes));

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.encodingsOf(key)).isEmpty();
        assertThat(site.records(key)).isEmpty();
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
