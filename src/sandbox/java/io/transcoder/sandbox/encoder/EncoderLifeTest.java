package io.transcoder.sandbox.encoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.bitmovin.api.sdk.model.RetryHint;
import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
class EncoderLifeTest {
    private static final String ENCODINGS = "/encoding/encodings/";

    private Studio studio = new Studio();

    @AfterEach
    void close() {
        studio.close();
    }

    private Studio with(Studio.Settings settings) {
        studio.close();
        studio = new Studio(settings);
        return studio;
    }

    @Test
    void aFinishedEncodingHasWrittenItsOutput() throws Exception {
        String id = studio.started("a");

        studio.api.awaitStatus(id, "FINISHED");

        assertThat(studio.store.bytes("output", "out/a.mp4"))
                .hasValueSatisfying(
                        bytes -> assertThat(bytes).asString().isEqualTo("encoded:" + id + ":" + studio.sourceETag));
        assertThat(studio.seen(id).outputs()).allMatch(Encoder.Output::isWritten);
        assertThat(studio.api.get(ENCODINGS + id).result().path("type").asText())
                .isEqualTo("VOD");
    }

    @Test
    void aSecondStartIsRefusedAndNotCounted() throws Exception {
        String id = studio.started("a");

        Api.Answer again = studio.start(id);

        assertThat(again.status()).isEqualTo(400);
        assertThat(studio.seen(id).startedCount()).isEqualTo(1);
    }

    @Test
    void oneThatFailedCanBeStartedAgainWhichCountsAndOneThatIsFinishedCannot() throws Exception {
        studio.encoder.script(encoding -> true, Outcome.error(99, "out of machines", RetryHint.RETRY), 2);
        String id = studio.started("a");
        studio.api.awaitStatus(id, "ERROR");

        assertThat(studio.start(id).status()).isEqualTo(200);
        Awaitility.await().until(() -> studio.seen(id).finishedAt() != null);
        assertThat(studio.start(id).status()).isEqualTo(200);
        studio.api.awaitStatus(id, "FINISHED");

        assertThat(studio.seen(id).startedCount()).isEqualTo(3);
        assertThat(studio.start(id).status()).isEqualTo(400);
    }

    @Test
    void ofManyStartsAtOnceExactlyOneIsAccepted() throws Exception {
        String id = studio.ready("a");
        ExecutorService callers = Executors.newFixedThreadPool(12);
        try {
            List<Callable<Integer>> starts = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                starts.add(() -> studio.start(id).status());
            }
            List<Integer> answers = new ArrayList<>();
            for (Future<Integer> answer : callers.invokeAll(starts)) {
                answers.add(answer.get());
            }
            assertThat(answers).containsOnlyOnce(200).hasSize(24);
        } finally {
            callers.shutdownNow();
        }
        assertThat(studio.seen(id).startedCount()).isEqualTo(1);
    }

    @Test
    void anEncodingWithoutStreamOrMuxingDoesNotStart() throws Exception {
        String empty = studio.create("a");
        String unmuxed = studio.create("b");
        studio.videoStream(unmuxed);

        assertThat(studio.start(empty).status()).isEqualTo(400);
        assertThat(studio.start(unmuxed).status()).isEqualTo(400);
        assertThat(studio.api.status(empty)).isEqualTo("CREATED");
        assertThat(studio.encoder.encodings()).allMatch(encoding -> encoding.startedCount() == 0);
    }

    @Test
    void nothingCanBeAddedAfterTheStart() throws Exception {
        String id = studio.started("a");

        assertThat(studio.api
                        .post(ENCODINGS + id + "/streams", studio.videoStreamBody())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aMissingSourceEndsInAnErrorThatNamesIt() throws Exception {
        String id = studio.create("a");
        String stream = studio.api
                .post(ENCODINGS + id + "/streams", studio.videoStreamBody().replace(Studio.SOURCE, "in/gone.mxf"))
                .id();
        studio.mp4(id, stream, "a.mp4");
        studio.start(id).result();

        studio.api.awaitStatus(id, "ERROR");

        assertThat(studio.api
                        .get(ENCODINGS + id + "/status")
                        .result()
                        .path("error")
                        .toString())
                .contains("in/gone.mxf", "NO_RETRY");
        assertThat(studio.api.get(ENCODINGS + id + "/status").result().path("messages"))
                .hasSize(1);
        assertThat(studio.store.bytes("output", "out/a.mp4")).isEmpty();
    }

    @Test
    void anOutputBucketThatIsGoneEndsInATransferError() throws Exception {
        String gone = studio.encoder.addS3Output("gone", "nowhere");
        String id = studio.create("a");
        studio.api
                .post(
                        ENCODINGS + id + "/muxings/mp4",
                        studio.mp4Body(studio.videoStream(id), "a.mp4").replace(studio.output, gone))
                .result();
        studio.start(id).result();

        studio.api.awaitStatus(id, "TRANSFER_ERROR");
    }

    @Test
    void aFullQueueRefusesTheStartAndTakesItLater() throws Exception {
        with(options -> options.withSlots(1).withQueueLimit(1));
        CompletableFuture<Void> signal = new CompletableFuture<>();
        studio.encoder.script(encoding -> encoding.name().equals("first"), Outcome.finishesAfter(signal));
        String first = studio.started("first");
        String second = studio.started("second");
        String third = studio.ready("third");

        Api.Answer refused = studio.start(third);

        assertThat(refused.code()).isEqualTo(8004);
        assertThat(studio.api.status(third)).isEqualTo("CREATED");
        assertThat(studio.api.status(second)).isEqualTo("QUEUED");
        signal.complete(null);
        studio.api.awaitStatus(first, "FINISHED");
        studio.api.awaitStatus(second, "FINISHED");
        assertThat(studio.start(third).status()).isEqualTo(200);
        studio.api.awaitStatus(third, "FINISHED");
    }

    @Test
    void aHigherPriorityOvertakesInTheQueue() throws Exception {
        with(options -> options.withSlots(1));
        CompletableFuture<Void> signal = new CompletableFuture<>();
        studio.encoder.script(encoding -> encoding.name().equals("first"), Outcome.finishesAfter(signal));
        studio.started("first");
        String low = studio.started("low");
        String high = studio.ready("high");
        studio.api
                .post(ENCODINGS + high + "/start", "{'scheduling':{'priority':80}}")
                .result();
        signal.complete(null);

        studio.api.awaitStatus(low, "FINISHED");

        assertThat(studio.seen(high).finishedAt())
                .isBeforeOrEqualTo(studio.seen(low).finishedAt());
    }

    @ParameterizedTest
    @ValueSource(strings = {"QUEUED", "RUNNING", "PAUSED"})
    void aStuckEncodingStaysSoUntilStopped(String status) throws Exception {
        with(options -> options.withSlots(1));
        Outcome stuck =
                switch (status) {
                    case "QUEUED" -> Outcome.stuckQueued();
                    case "RUNNING" -> Outcome.stuckRunning();
                    default -> Outcome.unknownStatus(status);
                };
        studio.encoder.script(encoding -> encoding.labels().contains("stuck-label"), stuck);
        String id = studio.started("stuck");
        studio.api.awaitStatus(id, status);

        assertThat(studio.api.delete(ENCODINGS + id).code()).isEqualTo(2021);
        assertThat(studio.api.post(ENCODINGS + id + "/stop", "").status()).isEqualTo(200);

        assertThat(studio.api.status(id)).isEqualTo("CANCELED");
        String next = studio.started("next");
        studio.api.awaitStatus(next, "FINISHED");
        assertThat(studio.store.bytes("output", "out/stuck.mp4")).isEmpty();
    }

    @Test
    void nothingIsUploadedOnceItWasStopped() {
        EncodingState encoding = new EncodingState("id", RequestJudge.JSON.createObjectNode(), null, Instant.now());
        AtomicInteger uploads = new AtomicInteger();
        encoding.queued();
        encoding.running();
        assertThat(encoding.whileRunning(uploads::incrementAndGet)).isTrue();

        encoding.stop();

        assertThat(encoding.whileRunning(uploads::incrementAndGet)).isFalse();
        assertThat(encoding.end("FINISHED", null)).isFalse();
        assertThat(uploads).hasValue(1);
    }

    @Test
    void aStopOfWhatIsNotRunningIsRefused() throws Exception {
        String id = studio.ready("a");
        assertThat(studio.api.post(ENCODINGS + id + "/stop", "").status()).isEqualTo(400);
        studio.start(id).result();
        studio.api.awaitStatus(id, "FINISHED");
        assertThat(studio.api.post(ENCODINGS + id + "/stop", "").status()).isEqualTo(400);
        assertThat(studio.api.status(id)).isEqualTo("FINISHED");
    }

    @Test
    void aScriptedErrorCarriesItsHintAndNoOutput() throws Exception {
        studio.encoder.script(
                encoding -> encoding.sourceKey().equals(Studio.SOURCE),
                Outcome.error(99, "out of machines", RetryHint.RETRY_IN_DIFFERENT_REGION),
                1);
        String failing = studio.started("a");
        studio.api.awaitStatus(failing, "ERROR");
        String later = studio.started("b");
        studio.api.awaitStatus(later, "FINISHED");

        assertThat(studio.api
                        .get(ENCODINGS + failing + "/status")
                        .result()
                        .path("error")
                        .path("retryHint")
                        .asText())
                .isEqualTo("RETRY_IN_DIFFERENT_REGION");
        assertThat(studio.seen(failing).outputs()).noneMatch(Encoder.Output::isWritten);
    }

    @Test
    void otherEndingsCanBeScripted() throws Exception {
        studio.encoder.script(encoding -> encoding.name().equals("canceled"), Outcome.canceled());
        studio.encoder.script(encoding -> encoding.name().equals("transfer"), Outcome.transferError());
        studio.encoder.script(encoding -> encoding.name().equals("empty"), Outcome.finishedWithoutOutput());

        studio.api.awaitStatus(studio.started("canceled"), "CANCELED");
        studio.api.awaitStatus(studio.started("transfer"), "TRANSFER_ERROR");
        studio.api.awaitStatus(studio.started("empty"), "FINISHED");

        assertThat(studio.store.bytes("output", "out/empty.mp4")).isEmpty();
    }

    @Test
    void aDeletedEncodingIsGoneForTheApiAndKeptInTheHistory() throws Exception {
        String id = studio.started("a");
        studio.api.awaitStatus(id, "FINISHED");

        assertThat(studio.api.delete(ENCODINGS + id).status()).isEqualTo(200);

        assertThat(studio.api.get(ENCODINGS + id + "/status").status()).isEqualTo(404);
        assertThat(studio.api.get("/encoding/encodings").result().path("items")).isEmpty();
        assertThat(studio.seen(id).deleted()).isTrue();
    }

    @Test
    void theOutputAppearsBeforeTheStatusWhereTheStatusLags() throws Exception {
        with(options -> options.withFinishLag(Duration.ofMinutes(1)));
        String id = studio.started("a");

        Awaitility.await().until(() -> studio.store.bytes("output", "out/a.mp4").isPresent());

        assertThat(studio.api.status(id)).isEqualTo("RUNNING");
    }

    @Test
    void aNewEncodingIsNotSearchableAtOnceWhereTheIndexLags() throws Exception {
        with(options -> options.withSearchLag(Duration.ofMinutes(1)));
        String id = studio.create("a");

        assertThat(studio.api
                        .get("/encoding/encodings?search=labels:a-label")
                        .result()
                        .path("items"))
                .isEmpty();
        assertThat(studio.api.get("/encoding/encodings?name=a").result().path("items"))
                .hasSize(1);
        assertThat(studio.api.status(id)).isEqualTo("CREATED");
    }

    @Test
    void theNthMatchingCallIsAnsweredByTheScript() throws Exception {
        studio.encoder.fault(Fault.on("POST", "/encoding/encodings")
                .fromCall(2)
                .answering(429, "{}")
                .header("x-ratelimit-reset", "7"));

        studio.create("a");
        Api.Answer second = studio.api.post("/encoding/encodings", "{'name':'b'}");
        studio.create("c");

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.http().headers().firstValue("x-ratelimit-reset")).hasValue("7");
        assertThat(studio.encoder.encodings())
                .extracting(Encoder.Encoding::name)
                .containsExactly("a", "c");
    }

    @Test
    void aGatewayTimeoutCanHideAnAcceptedStart() throws Exception {
        studio.encoder.fault(Fault.on("POST", "/encoding/encodings/*/start")
                .html(504, "<html>timeout</html>")
                .afterProcessing());
        String id = studio.ready("a");

        assertThat(studio.start(id).status()).isEqualTo(504);

        studio.api.awaitStatus(id, "FINISHED");
        assertThat(studio.seen(id).startedCount()).isEqualTo(1);
    }

    @Test
    void aLostReplyHasHadItsEffect() throws Exception {
        studio.encoder.fault(
                Fault.on("POST", "/encoding/encodings").losingReply().always());

        assertThatThrownBy(() -> studio.api.post("/encoding/encodings", "{'name':'a'}"))
                .isInstanceOf(IOException.class);

        assertThat(studio.encoder.encodings()).isNotEmpty();
        assertThat(studio.encoder.calls())
                .filteredOn(call -> call.path().equals("/encoding/encodings"))
                .allMatch(call -> call.status() == 0 && call.body().equals("{\"name\":\"a\"}"));
    }

    @Test
    void aHangingCallHasNoEffectAndHoldsUpNobody() throws Exception {
        studio.encoder.fault(Fault.on("POST", "/encoding/encodings").hanging().times(40));
        // on a busy machine a call may be given up before it arrives
        while (studio.encoder.calls().size() < 40) {
            assertThatThrownBy(() ->
                            studio.api.send("POST", "/encoding/encodings", "{\"name\":\"a\"}", Duration.ofMillis(30)))
                    .isInstanceOf(HttpTimeoutException.class);
        }

        studio.create("b");

        assertThat(studio.encoder.encodings())
                .extracting(Encoder.Encoding::name)
                .containsExactly("b");
    }

    @Test
    void aDelayedCallIsAnsweredLater() throws Exception {
        studio.encoder.fault(Fault.on("GET", "/encoding/inputs/**").delayed(Duration.ofMillis(200)));

        long before = System.nanoTime();
        assertThat(studio.api.get("/encoding/inputs").status()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }

    @Test
    void callsBeyondTheRateLimitAreTooMany() throws Exception {
        with(options ->
                options.withRateLimits(List.of(new RateLimit("GET", "/encoding/encodings", 2, Duration.ofMinutes(1)))));

        Api.Answer first = studio.api.get("/encoding/encodings");
        studio.api.get("/encoding/encodings").result();
        Api.Answer third = studio.api.get("/encoding/encodings");

        assertThat(first.http().headers().firstValue("x-ratelimit-limit")).hasValue("2");
        assertThat(first.http().headers().firstValue("x-ratelimit-remaining")).hasValue("1");
        assertThat(third.status()).isEqualTo(429);
        assertThat(third.http().headers().firstValueAsLong("x-ratelimit-reset").getAsLong())
                .isBetween(1L, 60L);
        assertThat(studio.create("other group")).isNotBlank();
    }

    @Test
    void everyCallIsInTheHistory() throws Exception {
        String id = studio.started("a");

        assertThat(studio.encoder.calls())
                .extracting(call -> call.method() + " " + call.template() + " " + call.status())
                .containsExactly(
                        "POST /encoding/encodings 201",
                        "POST /encoding/encodings/{encodingId}/streams 201",
                        "POST /encoding/encodings/{encodingId}/muxings/mp4 201",
                        "POST /encoding/encodings/{encodingId}/start 200");
        assertThat(studio.encoder.calls().get(3).path()).contains(id);
    }
}
