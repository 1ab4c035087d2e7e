package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.sandbox.Jvms;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Fault;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that gets a SIGTERM: the JVM ends with the end of its hooks, whatever else is still at work. */
@Tag("slow")
class ToldToStopTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final Duration LATE = Duration.ofSeconds(4);

    @TempDir
    private Path folder;

    @Test
    void anUploadAtWorkIsFinishedAndTheOthersAreToldThatTheInstanceIsGone() throws Exception {
        try (Site site = Site.start();
                Wiretap s3 = Wiretap.start("s3", site.s3Endpoint())) {
            s3.on(request -> request.method().equals("DELETE") && request.path().contains("/instances/"))
                    .always()
                    .delay(LATE);
            site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings/*/streams").delayed(LATE));
            Cli operator =
                    Cli.on(site, folder, Map.of("aws.s3.endpoint", s3.endpoint().toString()));
            Process run = new ProcessBuilder(
                            Jvms.java(),
                            "-cp",
                            String.join(File.pathSeparator, Jvms.classPath()),
                            OtherContextsEnd.class.getName(),
                            "run",
                            "--no-doctor",
                            "--config",
                            operator.file().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(operator.log().toFile())
                    .start();
            site.upload("in/at-work.mxf", "media");
            await().atMost(SOON).until(() -> !site.encoder().encodings().isEmpty());
            await().atMost(SOON).until(() -> !site.names("_jobs/instances/").isEmpty());

            run.destroy();

            assertThat(run.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(site.encodingsOf("in/at-work.mxf"))
                    .filteredOn(encoding -> encoding.startedCount() == 1)
                    .hasSize(1);
            assertThat(site.queues().depth(Site.EVENTS)).isZero();
            assertThat(site.names("_jobs/instances/")).isEmpty();
            assertThat(operator.log()).content().contains("Stopping").doesNotContain(" ERROR ");
        }
    }

    @Test
    void aCommandEndsThoughBitmovinHasNotAnswered() throws Exception {
        try (Site site = Site.start()) {
            site.encoder().fault(Fault.on("GET", "/**").always().delayed(SOON));
            Process setup = Cli.on(site, folder).start("setup", "bitmovin");
            await().atMost(SOON).until(() -> !site.encoder().calls().isEmpty());

            setup.destroy();

            // far sooner than the call would be given up
            assertThat(setup.waitFor(15, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** The application in a JVM where contexts come and go, as for the check of an edit. */
    static final class OtherContextsEnd {
        private OtherContextsEnd() {}

        public static void main(String[] args) {
            var others = new Thread(() -> {
                while (true) {
                    try (var other = new DefaultCamelContext()) {
                        other.start();
                        TimeUnit.MILLISECONDS.sleep(100);
                    } catch (Exception e) {
                        return;
                    }
                }
            });
            others.setDaemon(true);
            others.start();
            System.exit(Transcoder.execute(args));
        }
    }
}
