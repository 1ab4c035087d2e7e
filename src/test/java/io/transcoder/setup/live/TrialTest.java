package io.transcoder.setup.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.boot.BitmovinLine;
import io.transcoder.cli.Cli;
import io.transcoder.cli.common.Configuration;
import io.transcoder.failure.BitmovinException;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.setup.step.Installation;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No trial pays for more encodings than it says, nor leaves one that runs, whatever a call is answered. */
@Tag("slow")
class TrialTest {
    private static final String START = "/encoding/encodings/*/start";

    private final Site site = Site.start();
    private BitmovinLine line;
    private Trial trial;

    @BeforeEach
    void start(@TempDir Path folder) {
        Path file = Cli.on(site, folder).file();
        Map<String, String> effective = Configuration.load(file).effective();
        line = new BitmovinLine(effective, file);
        var installation = new Installation(effective);
        var run = new Run(installation, ".mp4", Duration.ofSeconds(30), Clock.systemUTC());
        trial = new Trial(run, installation, line::bitmovin);
        site.s3().putObject(b -> b.bucket(Site.SOURCES).key(run.beside()), LiveUpload.clip());
        site.encoder().script(encoding -> true, Outcome.stuckRunning());
    }

    @AfterEach
    void close() {
        line.close();
        site.close();
    }

    @Test
    void anEncodingWhoseStartHadNoAnswerIsLookedAtAndNoOtherIsMade() {
        site.encoder().fault(Fault.on("POST", START).always().losingReply());

        assertThatThrownBy(() -> trial.started("")).isInstanceOf(CamelExecutionException.class);

        assertThat(trial.await(trial.started(""), "RUNNING").status()).isEqualTo("RUNNING");
        assertThat(encodings()).hasSize(1);
    }

    @Test
    void aGatewaysAnswerToAStartIsNoRefusal() {
        site.encoder()
                .fault(Fault.on("POST", START).html(504, "<p>too late</p>").afterProcessing());

        assertThatThrownBy(() -> trial.started("")).isInstanceOf(BitmovinException.class);

        assertThat(trial.await(trial.started(""), "RUNNING").status()).isEqualTo("RUNNING");
        assertThat(trial.refusals()).isEmpty();
        trial.started("another");
        assertThat(encodings()).hasSize(2);
    }

    @Test
    void afterARefusalNothingElseIsStarted() {
        site.encoder().fault(Fault.on("POST", START).refusing(400, 9999, "not today"));

        assertThatThrownBy(() -> trial.started("")).isInstanceOf(BitmovinException.class);

        assertThatThrownBy(() -> trial.started("")).hasMessageContaining("a start was refused");
        assertThat(trial.refusals()).hasSize(1);
        assertThat(encodings()).hasSize(1);
    }

    @Test
    void whatItMadeIsStoppedAndDeletedAlsoWhereASearchIsRefused() {
        trial.await(trial.started(""), "RUNNING");
        trial.create();
        site.encoder().fault(Fault.on("GET", "/encoding/encodings").always().refusing(429, 1, "Too Many Requests"));

        trial.remove();

        assertNothingIsLeft();
    }

    @Test
    void whatItMadeIsDeletedAlsoWhereOneOfTheCallsHasNoAnswer() {
        trial.await(trial.started(""), "RUNNING");
        trial.create();
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/stop").always().losingReply());
        site.encoder().fault(Fault.on("GET", "/encoding/encodings").always().losingReply());

        trial.remove();

        assertNothingIsLeft();
    }

    private void assertNothingIsLeft() {
        assertThat(encodings()).hasSize(2).allMatch(Encoder.Encoding::deleted);
        assertThat(site.encoder().named(encodings().get(0).name(), "configurations"))
                .isEmpty();
    }

    private List<Encoder.Encoding> encodings() {
        return site.encoder().encodings();
    }
}
