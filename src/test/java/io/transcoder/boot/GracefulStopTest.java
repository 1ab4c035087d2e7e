package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a stop does to messages that are held: a deploy must not spend their receives. */
@Tag("slow")
class GracefulStopTest {
    private final Map<String, String> settings = Map.of("queue.visibility", "120s");

    @Test
    void whatIsAtWorkIsFinished() {
        try (Site site = Site.start()) {
            Application application = site.startApplication(settings);
            site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings/*/streams").delayed(Duration.ofMillis(1500)));
            site.upload("in/at-work.mxf", "media");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> site.encodingsOf("in/at-work.mxf").size() == 1
                            || !site.encoder().encodings().isEmpty());

            application.close();

            assertThat(site.records("in/at-work.mxf")).contains("1.claim", "1.start");
            assertThat(site.encoder().encodings())
                    .filteredOn(encoding -> encoding.startedCount() > 0)
                    .singleElement()
                    .matches(encoding -> encoding.startedCount() == 1);
            assertThat(site.queues().depth(Site.EVENTS)).isZero();
        }
    }

    @Test
    void whatWaitsForAnotherTryIsGivenBackSoon() {
        try (Site site = Site.start()) {
            Application application = site.startApplication(settings);
            site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings").always().answering(429, "{}"));
            site.upload("in/waiting.mxf", "media");
            await().atMost(Duration.ofSeconds(60)).until(() -> site.encoder().calls().stream()
                    .anyMatch(call -> call.path().equals("/encoding/encodings") && call.status() == 429));

            application.close();

            // far sooner than queue.visibility, and not before our own long polls are over
            await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().peekAll(Site.EVENTS).stream()
                    .anyMatch(message -> message.body().contains("waiting.mxf")));
            assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
        }
    }
}
