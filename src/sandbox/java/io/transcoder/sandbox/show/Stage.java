package io.transcoder.sandbox.show;

import io.transcoder.boot.Application;
import io.transcoder.console.Console;
import io.transcoder.console.ConsoleOptions;
import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.Services;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.EncoderOptions;
import io.transcoder.sandbox.mam.Mam;
import io.transcoder.sandbox.mam.MamOptions;
import io.transcoder.sandbox.mam.MamOptions.SourceDeletion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everybody who takes part: the services with an encoder on ffmpeg, the application with its routes, the MAM. */
public final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(30);

    private final Path folder;
    private final Ffmpeg ffmpeg = new Ffmpeg();
    private final Services site;
    private final Map<String, String> settings;
    private final Application application;
    private final Mam mam;
    private final int port;

    private Stage(Path folder, Services site) {
        this.folder = folder;
        this.site = site;
        port = freePort();
        // ffmpeg may take all of a small machine, so that an answer comes late
        settings = Map.of(
                "bitmovin.timeout", "20s", "watch.period", "1s", "camel.management.port", Integer.toString(port));
        application = site.startApplication(settings);
        // the clean-up is the application's
        MamOptions options = MamOptions.of(site.sourceBucket(), site.outputBucket())
                .withLooks(2, Duration.ofMillis(250))
                .withTimeout(PATIENCE)
                .withSourceDeletion(SourceDeletion.NEVER);
        mam = new Mam(site.s3(), ffmpeg, folder.resolve("mam"), options, line -> {});
    }

    /** On services of this machine. @param folder for the files of the show; made where it is missing */
    public static Stage open(Path folder) {
        return open(folder, Site.start(EncoderOptions::real));
    }

    /** @param site is closed with the stage, or at once where it cannot be opened */
    public static Stage open(Path folder, Services site) {
        try {
            Files.createDirectories(folder.resolve("mam"));
            return new Stage(folder, site);
        } catch (IOException e) {
            site.close();
            throw new UncheckedIOException("cannot make " + folder, e);
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    public Path folder() {
        return folder;
    }

    public Services site() {
        return site;
    }

    Ffmpeg ffmpeg() {
        return ffmpeg;
    }

    Mam mam() {
        return mam;
    }

    /** Closed by the caller. */
    Console openConsole() throws IOException {
        return Console.open(
                site.effective(settings), Path.of("application.properties"), ConsoleOptions.local(false, "sandbox"));
    }

    /** For people with other tools, in a good order. */
    Map<String, String> endpoints() {
        Map<String, String> endpoints = new LinkedHashMap<>();
        endpoints.put(
                "S3", site.s3Endpoint() + " (path style), buckets " + site.sourceBucket() + ", " + site.outputBucket());
        endpoints.put(
                "SQS", site.queues().endpoint() + ", queues " + site.eventsQueue() + ", " + site.deadLettersQueue());
        endpoints.put("", site.credentials());
        endpoints.put("Encoder", site.encoder().url() + ", X-Api-Key: " + Site.API_KEY);
        endpoints.put("Health", "http://localhost:" + port + "/observe/health/ready");
        endpoints.put("Metrics", "http://localhost:" + port + "/observe/metrics");
        return endpoints;
    }

    @Override
    public void close() {
        mam.close();
        application.close();
        site.close();
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
