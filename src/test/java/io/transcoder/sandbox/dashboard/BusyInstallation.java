package io.transcoder.sandbox.dashboard;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.sandbox.matrix.AppProcess;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Two instances of the application in JVMs of their own, and minutes in which all goes wrong that the dashboard shows. */
final class BusyInstallation implements AutoCloseable {
    private static final int HEAP_MEGABYTES = 192;
    private static final Duration ENCODE_TIME = Duration.ofSeconds(16);
    private static final Duration FINISH_LAG = Duration.ofSeconds(4);

    private final Site site = Site.start(options -> options.withEncodeTime(ENCODE_TIME)
            .withFinishLag(FINISH_LAG)
            .withSlots(8)
            .withQueueLimit(12));
    private final Wiretap sqs = Wiretap.start("sqs", site.queues().endpoint());
    private final Wiretap encoder = Wiretap.start("encoder", site.encoder().url());
    private final Map<String, Integer> ports = new TreeMap<>();
    private final List<AppProcess> instances = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    // the same uploads in each run
    private final Random random = new Random(7);
    private final Random latency = new Random();
    private int uploads;

    BusyInstallation(Path folder) {
        answerAsSlowlyAsTheRealOne();
        site.encoder()
                .script(e -> e.sourceKey().contains("damaged"), Outcome.error(10004, "bad input", RetryHint.NO_RETRY));
        for (String name : List.of("transcoder-1", "transcoder-2")) {
            ports.put(name, freePort());
            Map<String, String> settings = new HashMap<>(site.settings());
            settings.put("aws.sqs.endpoint", sqs.endpoint().toString());
            settings.put("bitmovin.url", encoder.endpoint().toString());
            settings.put("watch.period", "8s");
            settings.put("bitmovin.timeout", "20s");
            settings.put("queue.consumers", "5");
            settings.put("camel.management.port", Integer.toString(ports.get(name)));
            instances.add(AppProcess.start(folder, name, settings, Path.of("routes"), HEAP_MEGABYTES));
        }
    }

    /** The names of the instances with their management ports. */
    Map<String, Integer> ports() {
        return ports;
    }

    void requireAlive() {
        instances.forEach(AppProcess::requireAlive);
    }

    /** Ten minutes begin. */
    void begin() {
        every(Duration.ofSeconds(5), this::upload);
        every(Duration.ofSeconds(15), this::sendWhatNeedsNoEncode);
        at(75, () -> site.queues().send(Site.EVENTS, "not an event"));
        // too many calls
        at(100, () -> refuse(6, 429, 0, "Too many requests"));
        // more uploads than the encoder's queue takes
        for (int second = 160; second < 185; second++) {
            at(second, this::upload);
        }
        // an outage
        at(270, () -> List.of("GET", "POST", "PUT", "DELETE").forEach(method -> site.encoder()
                .fault(Fault.on(method, "/**").html(503, "<h1>Unavailable</h1>").always())));
        at(320, site.encoder()::clearFaults);
        // the quota
        at(400, () -> refuse(2, 402, 8001, "The quota is used up"));
        // the network to SQS
        at(460, () -> sqs.on(request -> true).always().refuse());
        at(490, sqs::heal);
        // calls that are wrong
        for (int second : new int[] {500, 520, 540}) {
            at(second, () -> site.encoder()
                    .fault(Fault.on("POST", "/encoding/encodings/*/muxings/mp4")
                            .refusing(400, 1000, "One or more fields are not valid")));
        }
    }

    private void refuse(int times, int status, int code, String message) {
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start")
                        .times(times)
                        .refusing(status, code, message)
                        .header("x-ratelimit-reset", "12"));
    }

    private void answerAsSlowlyAsTheRealOne() {
        encoder.on(request -> true).always().delay(Duration.ofMillis(60));
        encoder.on(request -> latency.nextInt(4) == 0).always().delay(Duration.ofMillis(90));
        encoder.on(request -> request.path().endsWith("/start")).always().delay(Duration.ofMillis(250));
        encoder.on(request -> latency.nextInt(25) == 0).always().delay(Duration.ofMillis(500));
    }

    private void upload() {
        int number = ++uploads;
        String folder = random.nextInt(3) == 0 ? "in/xdcam/" : "in/";
        String name = (random.nextInt(15) == 0 ? "damaged-" : "VX-") + number + ".mxf";
        site.upload(folder + name, "media " + number);
    }

    private void sendWhatNeedsNoEncode() {
        int number = ++uploads;
        switch (random.nextInt(4)) {
            case 0 -> site.upload("papers/VX-" + number + ".pdf", "no media");
            case 1 ->
                site.queues()
                        .send(Site.EVENTS, event("in/gone-" + number + ".mxf").json());
            case 2 -> sendTwice("in/VX-" + number + ".mxf", 10);
            default -> sendTwice("in/VX-" + number + ".mxf", 35);
        }
    }

    private void sendTwice(String key, int seconds) {
        String eTag = site.uploadWithoutEvent(key, "media");
        String event = event(key).eTag(eTag).size(5).json();
        site.queues().send(Site.EVENTS, event);
        clock.schedule(() -> site.queues().send(Site.EVENTS, event), seconds, TimeUnit.SECONDS);
    }

    private static S3Events event(String key) {
        return S3Events.put(Site.SOURCES, key).eventTime(Instant.now().toString());
    }

    private void at(int second, Runnable what) {
        clock.schedule(what, second, TimeUnit.SECONDS);
    }

    private void every(Duration period, Runnable what) {
        clock.scheduleAtFixedRate(what, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        instances.forEach(AppProcess::close);
        encoder.close();
        sqs.close();
        site.close();
    }
}
