package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.boot.Application;
import io.transcoder.cli.Cli;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Lie;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.sqs.model.Message;

/** Promise 3: a source is not deleted for an output that is shorter than it, or lacks a track that the profile asked for. */
class LookedIntoTest extends RunningSite {
    private static final String INFORMATION = "/encoding/encodings/*/muxings/mp4/*/information";
    private static final double LENGTH = 60;

    private void upload(String key) {
        site.encoder().lasts(key, LENGTH);
        site.upload(key, "media");
    }

    private void lie(String key, Lie lie) {
        site.encoder().lie(encoding -> key.equals(encoding.sourceKey()), lie);
    }

    static Stream<Arguments> lies() {
        return Stream.of(
                Arguments.of("cut", Lie.cutShort(30), "lasts 30.0 s, where the source lasts 60.0 s"),
                Arguments.of(
                        "mute",
                        Lie.droppedAudio(),
                        "has the tracks [video h264 of 60.0 s], where the profile asked for 3, of which 1 were left out"),
                Arguments.of(
                        "silent", Lie.emptyAudio(), "has the track audio aac of 0.0 s, where the source lasts 60.0 s"));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void anOutputThatIsNotWhatWasAskedForCostsNoSource(String name, Lie lie, String words) {
        String key = "in/" + name + ".mxf";
        lie(key, lie);
        upload(key);

        Message letter = deadLetter();

        assertThat(attribute(letter, "kind")).isEqualTo("output-differs");
        assertThat(attribute(letter, "reason")).contains(outputOf(key)).contains(words);
        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
        assertThat(site.records(key)).contains("1.end").doesNotContain("1.clean");
    }

    @Test
    void anOutputThatTheMamHasTakenIsJudgedAllTheSame() {
        String key = "in/taken-and-cut.mxf";
        lie(key, Lie.cutShort(30));
        takenAtOnce(key);
        upload(key);

        assertThat(attribute(deadLetter(), "reason")).contains("lasts 30.0 s");
        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
    }

    @Test
    void theRecordSaysThatOnlyTheEncodersWordOfATakenOutputIsKnown() {
        String key = "in/taken-and-right.mxf";
        takenAtOnce(key);
        upload(key);

        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.record(key, "1.end"))
                .contains("outputs verified; " + outputOf(key) + " was taken by then", "\"seconds\":60.0");
    }

    private void takenAtOnce(String key) {
        site.store().onObjectCreated(Site.OUTPUTS, event -> {
            if (event.contains(outputOf(key).substring("out/".length()))) {
                site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(outputOf(key)));
            }
        });
    }

    @Test
    void whatWasSeenIsKeptAndShown(@TempDir Path folder) {
        String key = "in/shown.mxf";
        upload(key);

        settled(key);

        assertThat(site.record(key, "1.end"))
                .contains("\"seconds\":60.0", "\"tracks\":[\"video h264 of 60.0 s\",\"audio aac of 60.0 s\"]");
        Cli cli = Cli.on(site, folder);
        String shown = outputOf(key) + ": ";
        assertThat(cli.run("jobs", "show", key).out())
                .contains("reason: outputs verified\n", shown, ", 60.0 s, video h264 of 60.0 s, audio aac of 60.0 s");
        assertThat(cli.run("jobs", "show", key, "--json").out())
                .contains(shown, ", 60.0 s, video h264 of 60.0 s, audio aac of 60.0 s");
    }

    @Test
    void itCostsOneCallForEachMuxingAndTwoForAnEncodingWithConditions() {
        String key = "in/calls.mxf";
        upload(key);
        settled(key);

        String id = site.encodingsOf(key).get(0).id();
        assertThat(site.encoder().calls())
                .filteredOn(call -> call.path().contains(id) && call.method().equals("GET"))
                .filteredOn(
                        call -> !call.path().endsWith("/status") && !call.path().contains("/statistics/"))
                .extracting(Encoder.Call::template)
                .containsExactly(
                        "/encoding/encodings/{encodingId}/streams",
                        "/encoding/encodings/{encodingId}/streams/{streamId}/input",
                        "/encoding/encodings/{encodingId}/muxings/mp4/{muxingId}/information");
    }

    @Test
    void whereTheEncoderGivesNoFactsTheSizeIsWhatCountsAndTheRecordSaysSo() {
        String key = "in/little.mxf";
        lie(key, Lie.saysLittle());
        upload(key);

        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.record(key, "1.end")).contains("was not looked into: the encoder says nothing of it");
    }

    @Test
    void whereTheEncoderKnowsNoInformationTheOutputIsVerifiedAfterSeveralRounds() {
        String key = "in/nothing.mxf";
        site.encoder().fault(Fault.on("GET", INFORMATION).always().refusing(404, 1001, "no such information"));
        upload(key);

        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.record(key, "1.end")).contains("the encoder says nothing of it");
        assertThat(site.encoder().calls())
                .filteredOn(call -> call.path().endsWith("/information")
                        && call.path().contains(site.encodingsOf(key).get(0).id()))
                .as("one answer is no proof")
                .hasSizeGreaterThan(2);
    }

    @Test
    void whereTheEncoderDoesNotKnowTheSourcesLengthTheTracksAreWhatCounts() {
        String key = "in/unknown-length.mxf";
        lie(key, Lie.ofInput(input -> input.removeAll()));
        upload(key);

        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(site.record(key, "1.end")).contains("was not looked into: the encoder says nothing of the source");
    }

    @Test
    void anAnswerThatIsNoneOfBitmovinsEndsNothing() {
        String key = "in/proxy.mxf";
        site.encoder().fault(Fault.on("GET", INFORMATION).always().html(403, "<html>Forbidden</html>"));
        upload(key);
        eventually(() -> site.encoder().calls().stream()
                        .filter(call -> call.path().endsWith("/information") && call.status() == 403)
                        .count()
                > 4);

        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.records(key)).doesNotContain("1.end");
        assertThat(site.isOpen(key)).isTrue();
        site.encoder().clearFaults();
        settled(key);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    @Test
    void whatExistsIsEnoughWhereTheConfigurationSaysSo() {
        String end = endOfACutOne(Map.of("verify.depth", "exists"));

        assertThat(end).contains("\"FINISHED\"", "nothing was looked into, as verify.depth says");
    }

    @Test
    void whatDiffersByLessThanTheToleranceIsVerified() {
        assertThat(endOfACutOne(Map.of("verify.tolerance", "30s")))
                .contains("\"FINISHED\"", "\"seconds\":30.0", "\"outputs verified\"");
    }

    @SuppressWarnings("try")
    private static String endOfACutOne(Map<String, String> overrides) {
        String key = "in/cut.mxf";
        try (Site other = Site.start();
                Application application = other.startApplication(overrides)) {
            other.encoder().lasts(key, LENGTH);
            other.encoder().lie(encoding -> true, Lie.cutShort(30));
            other.upload(key, "media");
            await().atMost(Duration.ofMinutes(1)).until(() -> other.records(key).contains("1.clean"));
            return other.record(key, "1.end");
        }
    }
}
