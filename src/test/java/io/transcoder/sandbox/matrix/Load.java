package io.transcoder.sandbox.matrix;

import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import io.transcoder.sandbox.encoder.RateLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Many uploads within seconds, two instances, of which one is killed now and then, and on the wire everything that can go wrong,
 * at random.
 *
 * <p>System properties: {@code load.uploads}; {@code load.fault-percent}, of calls, for each fault, and of events, for a duplicate;
 * {@code load.creates-per-minute}, the encoder's limit, 600 at Bitmovin; {@code load.kills}; {@code load.seed}.
 */
public final class Load {
    private static final String PREFIX = "in/load/";
    private static final int UPLOADERS = 8;
    private static final Duration ROUND = Duration.ofSeconds(2);
    private static final Duration STANDSTILL = Duration.ofSeconds(90);

    private final int uploads = Integer.getInteger("load.uploads", 4384);
    private final double chance = Integer.getInteger("load.fault-percent", 1) / 100.0;
    private final int createsPerMinute = Integer.getInteger("load.creates-per-minute", 6000);
    private final int kills = Integer.getInteger("load.kills", 3);
    private final long seed = Long.getLong("load.seed", System.nanoTime());
    private final Random random = new Random(seed);

    public static void main(String[] args) throws IOException {
        System.exit(new Load().run() ? 0 : 1);
    }

    /** @return whether all promises were kept */
    private boolean run() throws IOException {
        System.out.printf("seed %d, %d uploads%n", seed, uploads);
        Path folder = Files.createDirectories(Path.of("target", "load"));
        Path routes = Path.of(System.getProperty("routes.directory", "routes"));
        var limit = new RateLimit("POST", "/encoding/encodings", createsPerMinute, Duration.ofMinutes(1));
        Map<String, String> settings = Map.of("queue.consumers", "10", "watch.period", "2s", "bitmovin.timeout", "5s");
        try (Bench bench = Bench.start("load", folder, routes, settings, o -> o.withRateLimits(List.of(limit))
                .withSlots(100))) {
            Instant start = Instant.now();
            trouble(bench.active());
            trouble(bench.wakeStandby());
            upload(bench);
            boolean settled = settle(bench);
            return report(bench.history(PREFIX), settled, Duration.between(start, Instant.now()));
        }
    }

    private void upload(Bench bench) {
        bench.divertEvents(event -> {
            bench.send(event);
            if (happens()) {
                bench.send(event);
            }
        });
        ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS);
        for (int i = 1; i <= uploads; i++) {
            String key = PREFIX + "VX-" + i + ".mxf";
            uploaders.execute(() -> bench.upload(key, "media of " + key));
        }
        uploaders.shutdown();
        try {
            if (!uploaders.awaitTermination(10, TimeUnit.MINUTES)) {
                throw new IllegalStateException("The uploads did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return false where nothing moves any more although something is open */
    private boolean settle(Bench bench) {
        int left = kills;
        int least = Integer.MAX_VALUE;
        Instant progress = Instant.now();
        while (!bench.isSettled(PREFIX)) {
            Waiting.pass(ROUND);
            bench.forgetCalls();
            int open = bench.open(PREFIX);
            if (open < least) {
                least = open;
                progress = Instant.now();
            } else if (progress.plus(STANDSTILL).isBefore(Instant.now())) {
                return false;
            }
            // spread over the run
            if (left > 0 && open < (long) uploads * left / (kills + 1)) {
                left--;
                bench.active().kill();
                bench.replaceKilled();
                trouble(bench.wakeStandby());
            }
            System.out.printf("  %d open%n", open);
        }
        return true;
    }

    private void trouble(Instance instance) {
        for (Place.Service service : Place.Service.values()) {
            Wiretap tap = instance.tap(service);
            tap.on(request -> happens()).always().loseReply();
            tap.on(request -> happens()).always().answer(500, Map.of(), "");
            tap.on(request -> happens()).always().answer(503, Map.of(), "");
            tap.on(request -> happens()).always().answer(504, Map.of("Content-Type", "text/html"), "<html/>");
            tap.on(request -> happens()).always().refuse();
            tap.on(request -> happens()).always().delay(Duration.ofSeconds(1));
        }
    }

    private boolean happens() {
        return random.nextDouble() < chance;
    }

    private boolean report(History history, boolean settled, Duration took) {
        var violations = new ArrayList<>(Checker.check(history));
        if (!settled) {
            violations.add(new Violation(0, "not settled"));
        }
        int started =
                history.encodings().stream().mapToInt(Encoding::startedCount).sum();
        long lost = violations.stream().filter(v -> v.promise() == 1).count();
        long failed = history.ledger().entrySet().stream()
                .filter(e -> e.getKey().endsWith(".end") && e.getValue().contains("\"FAILED\""))
                .count();
        violations.stream().limit(20).forEach(System.out::println);
        System.out.printf(
                "%d uploads in %d s: %.4f paid encodes per upload, %d lost, %d dead letters of which %d unexplained,"
                        + " %d violations (seed %d)%n",
                history.uploads().size(),
                took.toSeconds(),
                started / (double) Math.max(1, history.uploads().size()),
                lost,
                history.deadLetters().size(),
                Math.max(0, history.deadLetters().size() - failed),
                violations.size(),
                seed);
        return violations.isEmpty();
    }
}
