package io.transcoder.lab.browser;

import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.boot.Application;
import io.transcoder.cli.Cli;
import io.transcoder.cli.RoutesCopy;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.console.Console;
import io.transcoder.console.ConsoleOptions;
import io.transcoder.ledger.records.Bill;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.sync.RequestBody;

/** A site in the middle of a working day: some uploads are done, some at work, some wait, are held or have failed. */
final class ShownSite implements AutoCloseable {
    static final String RUNNING = "in/sport/derby-second-half.mxf";
    static final String HELD = "in/archive/1987-harbour-documentary.mxf";
    static final String FAILED = "in/news/interview-town-hall.mxf";
    static final String HOSTILE = "in/music/<img src=x onerror=alert(1)> & \"quotes\" 'live'.mxf";
    static final String WHY = "The input file is damaged: moov atom not found";

    private static final List<String> DONE = List.of(
            "in/news/2026-11-29-evening-news.mxf",
            "in/news/2026-11-29-weather.mxf",
            "in/xdcam/VX-4711.mxf",
            "in/film/trailer-the-long-way.mxf");
    private static final List<String> AT_WORK =
            List.of(RUNNING, "in/sport/derby-first-half.mxf", "in/xdcam/VX-4712.mxf", "in/film/feature-reel-3.mxf");
    private static final int SLOTS = 6;

    private final Site site =
            Site.start(options -> options.withSlots(SLOTS).withMediaTime(key -> Duration.ofMinutes(12)));
    private final CompletableFuture<Void> mended = new CompletableFuture<>();
    private final Path routes;
    private final Map<String, String> overrides;
    private final Application application;
    private final Console console;

    ShownSite(Path folder) throws IOException {
        routes = Files.move(RoutesCopy.into(folder, "\u0000", ""), folder.resolve("routes"));
        overrides = new HashMap<>(Map.of(
                "routes.directory",
                routes.toString(),
                "price.per-minute",
                "0.0208",
                "price.currency",
                "EUR",
                "bitmovin.timeout",
                "30s",
                "budget.minutes-a-month",
                "20000"));
        site.encoder()
                .script(
                        encoding -> !mended.isDone() && List.of(FAILED, HOSTILE).contains(encoding.sourceKey()),
                        Outcome.error(2100, WHY, RetryHint.NO_RETRY));
        site.encoder().script(encoding -> AT_WORK.contains(encoding.sourceKey()), Outcome.stuckRunning());
        billsOfThisMonth();
        application = site.startApplication(overrides);
        overrides.put("camel.management.port", String.valueOf(application.managementPort()));
        Cli.on(site, folder, overrides)
                .run("pause", "--prefix", "in/archive/", "--by", "anna", "--reason", "the archive waits for the night");
        DONE.forEach(this::upload);
        upload(FAILED);
        upload(HOSTILE);
        await().until(() ->
                DONE.stream().noneMatch(site::isOpen) && site.queues().depth(Site.DEAD_LETTERS) == 2);
        AT_WORK.forEach(this::upload);
        upload(HELD);
        upload("in/archive/1991-last-tram.mxf");
        await().until(() -> site.records(HELD).contains("1.claim")
                && AT_WORK.stream().allMatch(key -> site.records(key).contains("1.start")));
        Path file = Path.of("application.properties");
        var settings = new HashMap<>(EffectiveProperties.read(file));
        settings.putAll(site.settings());
        settings.putAll(overrides);
        console = Console.open(
                EffectiveProperties.of(settings, Map.of(), Map.of()), file, ConsoleOptions.local(false, "anna"));
    }

    /** What the days before have cost. */
    private void billsOfThisMonth() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        var random = new Random(7);
        for (LocalDate day = today.withDayOfMonth(1); day.isBefore(today); day = day.plusDays(1)) {
            boolean weekend = day.getDayOfWeek().getValue() > 5;
            for (int i = 0; i < (weekend ? 5 : 11); i++) {
                String outcome = random.nextInt(12) == 0 ? "failed" : random.nextInt(20) == 0 ? "skipped" : "finished";
                boolean xdcam = random.nextInt(3) == 0;
                var bill = new Bill(
                        String.format("%016x-%016x.1", day.toEpochDay(), i),
                        day.toString(),
                        Math.round(random.nextDouble(8, 96) * 1000) / 1000.0,
                        9_000_000_000L,
                        outcome,
                        xdcam ? "xdcam-stereo-mp4" : "mp4",
                        xdcam
                                ? "in/xdcam/"
                                : List.of("in/news/", "in/sport/", "in/film/").get(random.nextInt(3)));
                site.s3()
                        .putObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/bills/" + bill.entry()), RequestBody.empty());
            }
        }
    }

    private void upload(String key) {
        int size = 1_000_000 + Math.floorMod(key.hashCode(), 8_000_000);
        site.s3().putObject(b -> b.bucket(Site.SOURCES).key(key), RequestBody.fromBytes(new byte[size]));
    }

    /** From now on nothing is damaged. */
    void mend() {
        mended.complete(null);
    }

    Site site() {
        return site;
    }

    /** The folder of routes that the application and the console read. */
    Path routes() {
        return routes;
    }

    /** With the token. */
    URI address() {
        return console.address();
    }

    URI at(String path) {
        return console.address().resolve(path);
    }

    @Override
    public void close() {
        console.close();
        application.close();
        site.close();
    }
}
