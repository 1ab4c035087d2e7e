package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a proxy, a gateway or a portal says in Bitmovin's place is neither a success nor a verdict on an upload. */
class AnswersOfOthersTest extends RunningSite {
    /** The probe's interval, and the time for which messages stay hidden, on a busy machine. */
    private static final Duration LONG = Duration.ofSeconds(90);

    private static final String ENCODING = "/encoding/encodings";

    static Stream<Arguments> answersOfOthers() {
        List<String> calls =
                List.of(ENCODING, ENCODING + "/*/streams", ENCODING + "/*/muxings/mp4", ENCODING + "/*/start");
        return calls.stream()
                .flatMap(call -> Stream.of(
                        Arguments.of("portal", call, (UnaryOperator<Fault>) Gateway::portal),
                        Arguments.of("nullResult", call, (UnaryOperator<Fault>) Gateway::nullResult),
                        Arguments.of("notFound", call, (UnaryOperator<Fault>) Gateway::notFound)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("answersOfOthers")
    void anUploadSurvivesIt(String name, String call, UnaryOperator<Fault> answer) {
        String key = "in/" + name + call.replaceAll("[^a-z0-9]+", "-") + ".mxf";
        site.encoder().fault(answer.apply(Fault.on("POST", call)));

        site.upload(key, "media");

        over(key);
        assertThat(site.encodingsOf(key))
                .filteredOn(encoding -> !encoding.deleted())
                .extracting(Encoding::startedCount)
                .containsExactly(1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    @Test
    void aStartThatWorkedBehindALostAnswerIsNotMadeAgain() {
        String key = "in/started-unseen.mxf";
        site.encoder()
                .fault(Gateway.portal(Fault.on("POST", ENCODING + "/*/start")).afterProcessing());

        site.upload(key, "media");

        over(key);
        assertThat(site.encodingsOf(key)).extracting(Encoding::startedCount).containsExactly(1);
        assertThat(startsPosted(key)).isEqualTo(1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    static Stream<Arguments> whatHitsEveryUpload() {
        return Stream.of(
                Arguments.of("redirect", (UnaryOperator<Fault>) Gateway::redirect),
                Arguments.of("proxyLogin", (UnaryOperator<Fault>) Gateway::proxyLogin),
                Arguments.of("unpaid", (UnaryOperator<Fault>) Gateway::unpaid));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatHitsEveryUpload")
    void whatHitsEveryUploadPausesTheIntakeAndMakesNoLetter(String name, UnaryOperator<Fault> answer) {
        List<String> keys = Stream.of("a", "b", "c")
                .map(letter -> "in/" + name + "-" + letter + ".mxf")
                .toList();
        site.encoder().fault(answer.apply(Fault.on("GET", "/**")).always());
        site.encoder().fault(answer.apply(Fault.on("POST", "/**")).always());

        keys.forEach(key -> site.upload(key, "media"));

        await().atMost(LONG)
                .until(() -> ServiceHelper.isSuspended(
                        application.context().getRoute("intake").getConsumer()));
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        site.encoder().clearFaults();
        keys.forEach(this::over);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        assertThat(site.encoder().calls()).noneMatch(call -> call.path().contains("terms"));
    }

    private void over(String key) {
        await().atMost(LONG)
                .until(() -> site.exists(Site.OUTPUTS, outputOf(key))
                        && !site.isOpen(key)
                        && site.queues().depth(Site.EVENTS) == 0);
    }
}
