package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.lab.matrix.History.Letter;
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
import java.util.function.Consumer;

/**
 * Many uploads within seconds, three instances, of which one has a wrong clock and one is killed now and then, and at random all
 * that can go wrong: on the wires, at the encoder, with the keys and with the dead letters.
 *
 * <p>System properties: {@code load.uploads}; {@code load.fault-percent}, of calls, for each fault; {@code load.odd-percent}, of the
 * keys that see something unusual; {@code load.creates-per-minute}, the encoder's limit, 600 at Bitmovin; {@code load.kills};
 * {@code load.seed}.
 */
public final class Load {
    private static final String PREFIX = "in/load/";
    private static final int UPLOADERS = 8;
    private static final Duration ROUND = Duration.ofSeconds(2);
    private static final Duration STANDSTILL = Duration.ofSeconds(90);
    private static final Duration HELD = Duration.ofSeconds(90);
    private static final Duration AHEAD = Duration.ofHours(1);
    /** Of the letters that lie there in a round of the operator. */
    private static final double DROPPED = 0.2;

    private static final int SHOWN = 20;

    private final int uploads;
    private final int kills;
    private final int createsPerMinute;
    private final long seed;
    private final Random operator;
    private final Weather weather;
    private final Consumer<String> out;

    Load(int uploads, int kills, int createsPerMinute, long seed, Consumer<String> out) {
        this.uploads = uploads;
        this.kills = kills;
        this.createsPerMinute = createsPerMinute;
        this.seed = seed;
        this.operator = new Random(seed);
        this.weather = new Weather(Integer.getInteger("load.fault-percent", 1) / 100.0, seed);
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "load"));
        Path routes = Path.of(System.getProperty("routes.directory", "routes"));
        var load = new Load(
                Integer.getInteger("load.uploads", 2000),
                Integer.getInteger("load.kills", 3),
                Integer.getInteger("load.creates-per-minute", 6000),
                Long.getLong("load.seed", System.nanoTime()),
                System.out::println);
        try {
            System.exit(load.run(folder, routes).isEmpty() ? 0 : 1);
        } catch (RuntimeException e) {
            // the threads of the sandbox would keep the process alive
            e.printStackTrace();
            System.exit(2);
        }
    }

    /** @return what broke a promise */
    List<Violation> run(Path folder, Path routes) {
        out.accept("seed %d, %d uploads".formatted(seed, uploads));
        var limit = new RateLimit("POST", "/encoding/encodings", createsPerMinute, Duration.ofMinutes(1));
        Map<String, String> settings = Map.of(
                "queue.consumers", "10", "watch.period", "2s", "bitmovin.timeout", "5s", "reconcile.period", "6h");
        try (Bench bench = Bench.start("load", folder, routes, settings, false, o -> o.withRateLimits(List.of(limit))
                .withSlots(100))) {
            Instant start = Instant.now();
            var keys = new OddKeys(bench, seed, Integer.getInteger("load.odd-percent", 50) / 100.0);
            bench.standby();
            weather.over(bench.active());
            weather.over(bench.wakeStandby());
            Instance wrong = bench.invite(Map.of(), AHEAD);
            weather.over(wrong);
            upload(keys);
            boolean settled = settle(bench);
            // a comparison that was killed leaves the letters that it held invisible for a while
            Waiting.until("the dead letters", HELD, () -> bench.world().queues().inFlight(Bench.DEAD_LETTERS) == 0);
            return report(bench.history(PREFIX), settled, Duration.between(start, Instant.now()));
        }
    }

    private void upload(OddKeys keys) {
        ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS);
        for (int i = 1; i <= uploads; i++) {
            String key = PREFIX + "VX-" + i + ".mxf";
            uploaders.execute(() -> keys.play(key));
        }
        uploaders.shutdown();
        try {
            if (!uploaders.awaitTermination(1, TimeUnit.HOURS)) {
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
                weather.over(bench.wakeStandby());
                RouteCopy.touch(bench.routes());
                operate(bench);
            }
            out.accept("  %d open".formatted(open));
        }
        return true;
    }

    /** Some letters are dropped, the others sent back; what fails again stays. */
    private void operate(Bench bench) {
        for (Letter letter :
                bench.historian().take(PREFIX, l -> operator.nextDouble() < DROPPED ? Fate.DROPPED : Fate.SENT_BACK)) {
            if (letter.fate() == Fate.SENT_BACK) {
                bench.historian().sendBack(letter);
            }
        }
    }

    private List<Violation> report(History history, boolean settled, Duration took) {
        var violations = new ArrayList<>(ByKey.check(history));
        if (!settled) {
            violations.add(new Violation(0, "not settled"));
        }
        int started =
                history.encodings().stream().mapToInt(Encoding::startedCount).sum();
        violations.stream().limit(SHOWN).map(Violation::toString).forEach(out);
        out.accept("%d uploads of %d keys in %d s, %d started encodings, %d dead letters, %d violations (seed %d)"
                .formatted(
                        history.uploads().size(),
                        uploads,
                        took.toSeconds(),
                        started,
                        history.letters().size(),
                        violations.size(),
                        seed));
        return violations;
    }
}
