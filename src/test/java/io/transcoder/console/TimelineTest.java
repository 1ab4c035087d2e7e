package io.transcoder.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.transcoder.job.view.JobRecords.Entry;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.EncoderCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");

    private static Entry record(int attempt, Part part, int second, Map<String, Object> details) {
        return new Entry(attempt, part, START.plusSeconds(second), details);
    }

    private static Map<String, Object> builtFrom(int second) {
        return Map.of(
                "calls",
                List.of(new EncoderCall("POST /encoding/encodings", START.plusSeconds(second), 80, 201, "request-1")));
    }

    @Test
    void theTimeUntilAReplayIsNoTimeOfTheEncoder() {
        List<Timeline.Step> steps = Timeline.of(
                List.of(
                        record(1, Part.END, 10, Map.of("outcome", "FAILED")),
                        record(2, Part.CLAIM, 71, builtFrom(70)),
                        record(2, Part.START, 72, Map.of())),
                null,
                false,
                START.plusSeconds(100));

        assertThat(steps)
                .extracting(Timeline.Step::name, Timeline.Step::kind, Timeline.Step::took)
                .containsExactly(
                        tuple("Encoding failed", "bad", Duration.ZERO),
                        tuple("Waited for another attempt", "wait", Duration.ofSeconds(60)),
                        tuple("Built at the encoder", "ours", Duration.ofSeconds(1)),
                        tuple("Waited for its start", "wait", Duration.ofSeconds(1)));
    }

    @Test
    void anAttemptThatWaitsIsNotTheEncoders() {
        List<Entry> first = List.of(
                record(1, Part.CLAIM, 0, Map.of()),
                record(1, Part.START, 1, Map.of()),
                record(1, Part.END, 10, Map.of("outcome", "FAILED")),
                record(2, Part.CLAIM, 20, Map.of()));
        List<Entry> started = new ArrayList<>(first);
        started.add(record(2, Part.START, 30, Map.of()));

        assertThat(Timeline.of(first, null, true, START.plusSeconds(100)))
                .last()
                .extracting(Timeline.Step::name, Timeline.Step::kind)
                .containsExactly("Waits for its start", "wait");
        assertThat(Timeline.of(started, null, true, START.plusSeconds(100)))
                .last()
                .extracting(Timeline.Step::name, Timeline.Step::kind)
                .containsExactly("Encodes since then", "work");
    }

    @Test
    void whatIsOrderedBesideTheCourseTakesNoTimeOfIt() {
        List<Timeline.Step> steps = Timeline.of(
                List.of(
                        record(1, Part.START, 10, Map.of()),
                        record(1, Part.STOP, 20, Map.of("reason", "stopped by an operator")),
                        record(1, Part.END, 30, Map.of("outcome", "SKIPPED"))),
                null,
                false,
                START.plusSeconds(100));

        assertThat(steps)
                .extracting(Timeline.Step::name, Timeline.Step::took)
                .containsExactly(
                        tuple("Waited for its start", Duration.ZERO),
                        tuple("Stop was ordered", Duration.ZERO),
                        tuple("Skipped", Duration.ofSeconds(20)));
    }
}
