package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an outage does to the messages that wait. */
class OutageTest extends RunningSite {
    private static final int UPLOADS = Integer.getInteger("outage.uploads", 30);

    @Override
    protected Map<String, String> overrides() {
        return Map.of("queue.consumers", "4");
    }

    @ParameterizedTest
    @CsvSource({"503, 0", "401, 1002", "400, 8001"})
    void troubleOfEveryUploadPausesTheIntakeWhichGoesOnByItself(int status, int code) {
        for (String method : new String[] {"GET", "POST", "DELETE"}) {
            site.encoder().fault(Fault.on(method, "/**").always().refusing(status, code, "away"));
        }
        for (int i = 0; i < UPLOADS; i++) {
            site.upload("in/outage-" + status + "-" + i + ".mxf", "media");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> readiness().equals("paused"));
        long calls = creates();
        // the intake stays paused over some probes
        await().atMost(Duration.ofSeconds(60)).until(() -> probes() >= 2);
        assertThat(creates() - calls).isLessThanOrEqualTo(4 * 4);
        assertThat(readiness()).isEqualTo("paused");

        site.encoder().clearFaults();

        for (int i = 0; i < UPLOADS; i++) {
            String key = "in/outage-" + status + "-" + i + ".mxf";
            await().atMost(Duration.ofSeconds(60)).until(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        }
        assertThat(readiness()).isEqualTo("receiving");
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> encoding.startedCount() > 0)
                .extracting(Encoder.Encoding::name)
                .doesNotHaveDuplicates();
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
        return HealthCheckHelper.invokeReadiness(application.context()).stream()
                .filter(result -> result.getCheck().getId().equals("intake"))
                .map(HealthCheck.Result::getDetails)
                .map(details -> String.valueOf(details.get("intake")))
                .findFirst()
                .orElse("absent");
    }
}
