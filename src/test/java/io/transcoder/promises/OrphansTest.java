package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Encodings that a crash or a lost reply left behind. */
class OrphansTest extends RunningSite {
    @Override
    protected Map<String, String> overrides() {
        return Map.of("orphans.after", "3s");
    }

    @Test
    void anUnclaimedEncodingIsDeletedAfterAWhileAndAClaimedOneThatWaitsIsNot() {
        site.encoder().fault(Fault.on("DELETE", "/encoding/encodings/*").refusing(500, 1004, "trouble"));
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/muxings/mp4").refusing(400, 1000, "planted"));
        site.upload("in/left-behind.mxf", "media");
        deadLetter();
        assertThat(byName("left-behind.mxf").deleted()).isFalse();

        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .always()
                        .refusing(400, 8004, "queue limit reached"));
        site.upload("in/waiting.mxf", "media");
        eventually(() -> byName("left-behind.mxf").deleted());
        eventually(() -> site.records("in/waiting.mxf").contains("1.claim"));
        eventually(() -> orphanRounds() > 3);

        assertThat(byName("waiting.mxf").deleted()).isFalse();
        site.encoder().clearFaults();
        settled("in/waiting.mxf");
    }

    private long orphanRounds() {
        return site.encoder().calls().stream()
                .filter(call -> call.query().contains("status=CREATED"))
                .count();
    }

    private Encoder.Encoding byName(String name) {
        return site.encoder().encodings().stream()
                .filter(encoding -> encoding.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
