package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder.Call;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A profile adds what is independent at once, and nothing else is different by it. */
class StreamsAtOnceTest extends RunningSite {
    private static final String STREAMS = "/encoding/encodings/*/streams";
    private static final Duration SLOW = Duration.ofSeconds(3);

    @Override
    protected Map<String, String> overrides() {
        return Map.of("queue.consumers", "1", "bitmovin.timeout", "30s", "queue.visibility", "2m");
    }

    @Test
    void noStreamWaitsForTheAnswerToAnother() {
        String key = "in/at-once.mxf";
        site.encoder().fault(Fault.on("POST", STREAMS).times(3).delayed(SLOW));

        site.upload(key, "media");

        settled(key);
        List<Instant> asked =
                calls(key, "/streams").stream().map(Call::at).sorted().toList();
        assertThat(asked).hasSize(3);
        assertThat(Duration.between(asked.get(0), asked.get(2))).isLessThan(SLOW);
    }

    @Test
    void theOutputHasTheStreamsInTheOrderOfTheSteps() {
        String key = "in/ordered.mxf";
        site.encoder().fault(Fault.on("POST", STREAMS).delayed(SLOW));

        site.upload(key, "media");

        settled(key);
        List<Call> streams = calls(key, "/streams");
        String muxing = calls(key, "/muxings/mp4").get(0).body();
        assertThat(muxing)
                .containsSubsequence(Stream.of("\">=\"", "\"<\"", "\"AUDIO_RELATIVE\"")
                        .map(mark -> streams.stream()
                                .filter(call -> call.body().contains(mark))
                                .findFirst()
                                .orElseThrow()
                                .madeId())
                        .toList());
    }

    @Test
    void aStreamThatIsRefusedIsADeadLetterAndNothingIsStarted() {
        String key = "in/refused.mxf";
        site.encoder()
                .fault(Fault.on("POST", STREAMS).fromCall(2).refusing(400, 1000, "codecConfigId must not be null"));

        site.upload(key, "media");

        eventually(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        assertThat(site.deadLetters().get(0).messageAttributes().get("step").stringValue())
                .isEqualTo("POST /encoding/encodings/{encodingId}/streams");
        eventually(() -> site.encodingsOf(key).stream().allMatch(Encoding::deleted));
        assertThat(site.encodingsOf(key)).extracting(Encoding::startedCount).containsExactly(0);
    }

    @Test
    void aStreamThatIsAddedStaysTheOnlyOneOfItsStepWhereAnotherIsTriedAgain() {
        String key = "in/tried-again.mxf";
        site.encoder().fault(Fault.on("POST", STREAMS).fromCall(2).times(2).refusing(429, 1, "slow down"));

        site.upload(key, "media");

        settled(key);
        assertThat(site.encodingsOf(key)).hasSize(1);
        assertThat(calls(key, "/streams"))
                .filteredOn(call -> call.status() == 201)
                .hasSize(3);
    }

    @Test
    void aStreamThatIsGivenUpIsTriedNoMoreOftenThanAnyCall() {
        String key = "in/given-up.mxf";
        site.encoder().fault(Fault.on("POST", STREAMS).fromCall(2).times(8).refusing(429, 1, "slow down"));

        site.upload(key, "media");

        // the message comes back later
        eventually(() ->
                site.encoder().encodings().stream().anyMatch(e -> e.name().equals("given-up.mxf") && e.deleted()));
        List<Call> streams = calls(key, "/streams");
        assertThat(streams).filteredOn(call -> call.status() == 201).hasSize(1);
        // two branches, each once and three times more
        assertThat(streams).filteredOn(call -> call.status() == 429).hasSize(8);
    }

    @Test
    void aConsumerTakesTheNextUploadWhenTheOneBeforeIsDone() {
        site.encoder().fault(Fault.on("POST", STREAMS).times(6).delayed(SLOW));

        site.upload("in/first.mxf", "media");
        site.upload("in/second.mxf", "media");

        settled("in/first.mxf");
        settled("in/second.mxf");
        List<Instant> starts = Stream.of("in/first.mxf", "in/second.mxf")
                .map(key -> calls(key, "/start").get(0).at())
                .sorted()
                .toList();
        Instant secondCreated = Stream.of("in/first.mxf", "in/second.mxf")
                .flatMap(key -> site.encodingsOf(key).stream())
                .map(Encoding::createdAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        assertThat(secondCreated).isAfter(starts.get(0));
    }

    /** Of the encoding of the key, by the end of their path. */
    private List<Call> calls(String key, String end) {
        String encoding = "/" + site.encodingsOf(key).get(0).id();
        return site.encoder().calls().stream()
                .filter(call ->
                        call.path().endsWith(encoding + end) && call.method().equals("POST"))
                .toList();
    }
}
