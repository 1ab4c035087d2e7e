package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.cli.RoutesCopy;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A profile that makes a second encoding of one upload: none of the two is started, and the upload is a dead letter. */
class SecondEncodingTest extends RunningSite {
    private static final String BEFORE = "              - id: xdcam\n";
    private static final String TWICE = """
                          - id: %1$s
                            expression: { simple: { expression: "${variable.upload.key} startsWith 'in/%1$s/'" } }
                            steps:
                              - setVariable: { id: name-%1$s, name: profile, expression: { constant: { expression: two } } }
                              - %2$s:
                                  id: both-of-%1$s
                                  %3$s
                                  steps:
                                    - to: { id: one-of-%1$s, uri: "direct:profile-mp4" }
                                    - to: { id: other-of-%1$s, uri: "direct:profile-mp4" }
            """;

    @TempDir
    private static Path folder;

    @Override
    protected Map<String, String> overrides() {
        String edited = TWICE.formatted("in-turn", "pipeline", "description: One after the other.")
                + TWICE.formatted(
                        "at-once",
                        "multicast",
                        "aggregationStrategy: joinBranches\n                      parallelProcessing: true\n"
                                + "                      synchronous: true");
        try {
            return Map.of(
                    "routes.directory",
                    RoutesCopy.into(folder, BEFORE, edited + BEFORE).toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneAfterTheOther() {
        String key = "in/in-turn/turn.mxf";

        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "reason")).contains("one encoding", key);
        eventually(() -> made(key).stream().allMatch(Encoding::deleted));
        assertThat(made(key)).extracting(Encoding::startedCount).containsExactly(0);
    }

    @Test
    void inBranches() {
        String key = "in/at-once/once.mxf";

        site.upload(key, "media");

        assertThat(attribute(deadLetter(), "reason")).contains("one encoding");
        // the other is nobody's, and found by the orphan timer
        eventually(() -> made(key).stream().anyMatch(Encoding::deleted));
        assertThat(made(key)).extracting(Encoding::startedCount).containsExactly(0, 0);
    }

    private List<Encoding> made(String key) {
        return site.encoder().encodings().stream()
                .filter(encoding -> key.endsWith("/" + encoding.name()))
                .toList();
    }
}
