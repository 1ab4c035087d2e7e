package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Promise 1: every uploaded version ends as output written, as a dead letter, as skipped with a reason, or is still open. */
class NoUploadIsLostTest extends RunningSite {
    private static final String FIRST_SEEN = "2026-11-24T06:00:00Z";

    private static final String FIRST_CASE = "              - id: xdcam\n";
    private static final String STOPPING = """
                          - id: later
                            expression: { simple: { expression: "${variable.upload.key} startsWith 'in/later/'" } }
                            steps:
                              - stop: { id: not-yet, note: "waive stop-uncounted: what it does at run time is looked at" }
                          - id: in-parts
                            expression: { simple: { expression: "${variable.upload.key} startsWith 'in/parts/'" } }
                            steps:
                              - split: { id: parts, expression: { constant: { expression: "a,b" } }, steps: [{ stop: { id: end-part } }] }
                              - setVariable: { id: name-in-parts, name: profile, expression: { constant: { expression: mp4 } } }
                              - to: { id: use-mp4-in-parts, uri: "direct:profile-mp4" }
            """;

    @TempDir
    private static Path routes;

    /** With a step in the routes that an integrator would write to leave uploads out. */
    @Override
    protected Map<String, String> overrides() {
        try {
            Path copy = RoutesCopy.into(routes, FIRST_CASE, STOPPING + FIRST_CASE);
            return Map.of("queue.receives", "2", "source.max-size", "4KB", "routes.directory", copy.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void encoded(String key) {
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "in/a b+c%d?e&f#g.mxf",
                "in/\"quoted\" 'x' $y.mxf",
                "in/${sys.user.name}.mxf",
                "in/{{bitmovin.api-key}}.mxf",
                "in/été 中文 😀.mxf",
                "in/sub/folder/VX-9.mxf",
                "in/line\nbreak.mxf"
            })
    void aKeyIsTextEverywhere(String key) {
        site.upload(key, "media");

        encoded(key);

        assertThat(site.encodingsOf(key)).hasSize(1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    @Test
    void severalRecordsInAMessageAreAllEncoded() {
        String body = S3Events.records(
                S3Events.put(Site.SOURCES, "in/one.mxf").eTag(put("in/one.mxf")),
                S3Events.put(Site.SOURCES, "in/two.mxf").eTag(put("in/two.mxf")),
                S3Events.put(Site.SOURCES, "in/three.mxf").eTag(put("in/three.mxf")));
        site.queues().send(Site.EVENTS, body);

        encoded("in/one.mxf");
        encoded("in/two.mxf");
        encoded("in/three.mxf");
    }

    @Test
    void eventsThroughSnsAndEventBridgeAreReadAsWell() {
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, "in/by sns.mxf")
                                .eTag(put("in/by sns.mxf"))
                                .sns());
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, "in/by bridge.mxf")
                                .eTag(put("in/by bridge.mxf"))
                                .eventBridge());

        encoded("in/by sns.mxf");
        encoded("in/by bridge.mxf");
    }

    @Test
    void whatIsNotOursIsIgnored() {
        site.queues().send(Site.EVENTS, S3Events.testEvent(Site.SOURCES));
        site.queues()
                .send(Site.EVENTS, S3Events.put("another-bucket", "in/x.mxf").json());
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, "in/folder/").size(0).json());
        site.upload("elsewhere/x.mxf", "media");

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        assertThat(site.encodingsOf("elsewhere/x.mxf")).isEmpty();
    }

    @Test
    void aSourceWithoutAByteIsSkippedWithTheReason() {
        site.upload("in/empty.mxf", "");

        settled("in/empty.mxf");
        assertThat(site.record("in/empty.mxf", "1.end")).contains("SKIPPED").contains("source-empty");
    }

    @Test
    void anEventOfAnotherVersionThanTheOneThatIsThereMeansTheOneThatIsThere() {
        String key = "in/replaced.mxf";
        put(key);
        site.queues()
                .send(
                        Site.EVENTS,
                        S3Events.put(Site.SOURCES, key)
                                .eTag("0123456789abcdef0123456789abcdef")
                                .sequencer("00")
                                .json());

        encoded(key);
        assertThat(site.encodingsOf(key)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        Site.SOURCES + ", elsewhere/letter.mxf, No profile covers, no profile covers it",
        Site.SOURCES + ", in/letter.xml, source.ignore, source.ignore",
        Site.SOURCES + ", in/large/letter.mxf, source.max-size, source.max-size",
        "another-bucket, in/letter.mxf, source.bucket, source.bucket"
    })
    void aLetterThatTheConfigurationLeavesOutNowIsParkedAgainAndTheDryRunSaysSo(
            String bucket, String key, String reason, String planned, @TempDir Path folder) {
        site.uploadWithoutEvent(key, key.contains("large") ? "x".repeat(4_097) : "media");
        sendLetter(S3Events.put(bucket, key).json());

        var letter = deadLetter();
        assertThat(attribute(letter, "reason")).contains(reason);
        assertThat(attribute(letter, "attempts")).isEqualTo("2");
        assertThat(letter.body()).contains(bucket, key);
        assertThat(Cli.on(site, folder, overrides())
                        .run("dead-letters", "replay", "--dry-run", "--json")
                        .lines())
                .singleElement()
                .asString()
                .contains("comes back as a dead letter", planned);
    }

    @Test
    void theRecordsOfALetterThatTheConfigurationLeavesOutNowAreParkedAgain() {
        site.uploadWithoutEvent("elsewhere/one.mxf", "media");
        site.uploadWithoutEvent("in/two.xml", "media");
        sendLetter(S3Events.records(
                S3Events.put(Site.SOURCES, "elsewhere/one.mxf"), S3Events.put(Site.SOURCES, "in/two.xml")));

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.deadLetters())
                .hasSize(2)
                .allMatch(letter -> "2".equals(attribute(letter, "attempts")))
                .allMatch(letter -> FIRST_SEEN.equals(attribute(letter, "first-seen")));
    }

    @Test
    void aStopThatCountsNothingMakesADeadLetterOfItsUpload() {
        site.upload("in/later/VX-8.mxf", "media");

        var letter = deadLetter();
        assertThat(attribute(letter, "reason")).contains("stopped");
        assertThat(letter.body()).contains("in/later/VX-8.mxf");
    }

    @Test
    void aStopInAPartOfASplitEndsThatPartAlone() {
        site.upload("in/parts/VX-7.mxf", "media");

        encoded("in/parts/VX-7.mxf");
    }

    @Test
    void aLetterWhoseUploadAStopLeavesOutNowIsParkedAgain() {
        site.uploadWithoutEvent("in/later/letter.mxf", "media");
        sendLetter(S3Events.put(Site.SOURCES, "in/later/letter.mxf").json());

        var letter = deadLetter();
        assertThat(attribute(letter, "reason")).contains("stopped");
        assertThat(attribute(letter, "attempts")).isEqualTo("2");
    }

    @Test
    void aLetterOfWhichThereIsNothingToEncodeAnyMoreIsDropped() {
        site.uploadWithoutEvent("in/letter-of-a-folder/", "");
        sendLetter(S3Events.put(Site.SOURCES, "in/letter-of-a-folder/").json());
        sendLetter(S3Events.put(Site.SOURCES, "in/letter-of-nothing.mxf").json());

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    private void sendLetter(String event) {
        site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                .messageBody(event)
                .messageAttributes(Map.of("attempts", text("1"), "first-seen", text(FIRST_SEEN))));
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    @Test
    void aNameTooLongForItsOutputIsADeadLetter() {
        String key = "in/" + "x".repeat(1015);
        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "reason")).contains("1024");
        assertThat(site.encodingsOf(key)).isEmpty();
    }

    @Test
    void aCallThatSurelyHadNoEffectIsMadeAgain() {
        int status = 429;
        String key = "in/trouble.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .times(2)
                        .html(status, "<html>"));
        site.upload(key, "media");

        encoded(key);
        assertThat(site.encodingsOf(key))
                .as("the retry is at the call, not at the profile")
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504})
    void afterACallOfUnknownEffectTheEncodingIsBuiltAnew(int status) {
        String key = "in/doubt-" + status + ".mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .html(status, "<html>")
                        .afterProcessing());
        site.upload(key, "media");

        encoded(key);
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> encoding.name().equals(key.substring(3)))
                .extracting(Encoder.Encoding::deleted)
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void callsThatKeepFailingLeaveTheMessageInTheQueueUntilItIsNoUse() {
        String key = "in/hopeless.mxf";
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .always()
                        .html(500, "<html>"));
        site.upload(key, "media");
        // two receives, ten seconds apart
        await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);

        assertThat(attribute(deadLetter(), "kind")).isEqualTo("exhausted");
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> encoding.name().equals(key.substring(3)))
                .allMatch(Encoder.Encoding::deleted);
    }

    private String put(String key) {
        return site.uploadWithoutEvent(key, "media of " + key);
    }
}
