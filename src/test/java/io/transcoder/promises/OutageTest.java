package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an outage does to the messages that wait: none is lost, and none is handed out more than twice. */
class OutageTest extends RunningSite {
    private static final int UPLOADS = Integer.getInteger("outage.uploads", 30);

    private Wiretap sqs;

    @Override
    protected Map<String, String> overrides() {
        sqs = Wiretap.start("sqs", site.queues().endpoint());
        return Map.of("queue.consumers", "4", "aws.sqs.endpoint", sqs.endpoint().toString());
    }

    @Override
    @AfterAll
    void stop() {
        super.stop();
        sqs.close();
    }

    @ParameterizedTest
    @CsvSource({"503, 0", "401, 1002", "400, 8001"})
    void troubleOfEveryUploadPausesTheIntakeWhichGoesOnByItself(int status, int code) {
        String prefix = "in/outage-" + status + "-";
        sqs.forgetCalls();
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            site.encoder().fault(Fault.on(method, "/**").always().refusing(status, code, "away"));
        }
        for (int i = 0; i < UPLOADS; i++) {
            site.upload(prefix + i + ".mxf", "media");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> readiness().equals("paused"));
        long calls = creates();
        long before = probes();
        await().atMost(Duration.ofSeconds(60)).until(() -> probes() > before);
        assertThat(creates() - calls).isLessThanOrEqualTo(4 * 4);
        assertThat(readiness()).isEqualTo("paused");
        assertThat(intake().getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(intake().getMessage().orElseThrow())
                .startsWith("paused by an outage since 20")
                .contains(" was answered " + status)
                .doesNotContain(Site.API_KEY);

        site.encoder().clearFaults();

        for (int i = 0; i < UPLOADS; i++) {
            String key = prefix + i + ".mxf";
            await().atMost(Duration.ofSeconds(60)).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        }
        assertThat(readiness()).isEqualTo("receiving");
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(receives(prefix).values())
                .as("receives of each message")
                .hasSize(UPLOADS)
                .contains(2L)
                .allMatch(count -> count <= 2);
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> encoding.startedCount() > 0)
                .extracting(Encoder.Encoding::name)
                .doesNotHaveDuplicates();
    }

    /** How often each message that tells of a key under the prefix was handed out. */
    private Map<String, Long> receives(String prefix) {
        return sqs.calls().stream()
                .filter(call -> call.operation().equals("ReceiveMessage"))
                .flatMap(call -> messagesOf(call.responseBody()))
                .filter(message -> message.path("Body").asText().contains(prefix))
                .map(message -> message.path("MessageId").asText())
                .collect(Collectors.groupingBy(id -> id, Collectors.counting()));
    }

    private static Stream<JsonNode> messagesOf(String received) {
        try {
            return StreamSupport.stream(
                    new ObjectMapper().readTree(received).path("Messages").spliterator(), false);
        } catch (JsonProcessingException e) {
            throw new AssertionError("The answer to a receive is no JSON: " + received, e);
        }
    }

    private long creates() {
        return site.encoder().calls().stream()
                .filter(call -> call.method().equals("POST") && call.path().equals("/encoding/encodings"))
                .count();
    }

    private long probes() {
        return site.encoder().calls().stream()
                .filter(call -> call.status() != 200 && call.path().equals("/encoding/inputs"))
                .filter(call -> call.query().equals("limit=1"))
                .count();
    }

    private String readiness() {
        return String.valueOf(intake().getDetails().get("intake"));
    }

    private HealthCheck.Result intake() {
        return HealthCheckHelper.invokeReadiness(application.context()).stream()
                .filter(result -> result.getCheck().getId().equals("intake"))
                .findFirst()
                .orElseThrow();
    }
}
