package io.transcoder.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderHealthTest {
    private final SetClock time = new SetClock(Instant.parse("2026-11-24T10:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private final EncoderHealth health = new EncoderHealth(
            () -> {
                asked.incrementAndGet();
                throw new IllegalStateException("planted");
            },
            time);

    private HealthCheck.Result result() {
        health.setCamelContext(new DefaultCamelContext());
        return health.call();
    }

    private String message() {
        return result().getMessage().orElseThrow();
    }

    @Test
    void nobodyIsReadyBeforeTheFirstAnswer() {
        assertThat(result().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message()).isEqualTo("Bitmovin was not asked yet");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 404, 400, 429})
    void anAnswerThatRefusesOneCallShowsThatTheEncoderIsThere(int status) {
        health.heard(status);

        assertThat(result().getState()).isEqualTo(HealthCheck.State.UP);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 503})
    void oneCallWithoutAnAnswerAmongOthersIsNoOutage(int status) {
        health.heard(200);
        time.passes(Duration.ofSeconds(20));
        health.heard(status);
        assertThat(health.answers()).isTrue();

        time.passes(Duration.ofSeconds(6));

        assertThat(result().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message())
                .startsWith("Bitmovin gave no useful answer since 2026-11-24T10:00:00Z; the last call ")
                .endsWith(status == 0 ? "had none" : "was answered " + status);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void aRefusedKeyIsNamed(int status) {
        health.heard(status);

        assertThat(result().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(message()).contains("bitmovin.api-key").contains(String.valueOf(status));
    }

    @Test
    void whereTheRoutesCallNobodyAsksAndAProbeNeverDoes() {
        health.heard(200);
        time.passes(Duration.ofSeconds(9));
        health.ask();
        result();
        assertThat(asked).hasValue(0);

        time.passes(Duration.ofSeconds(2));
        health.ask();
        result();

        assertThat(asked).hasValue(1);
    }
}
