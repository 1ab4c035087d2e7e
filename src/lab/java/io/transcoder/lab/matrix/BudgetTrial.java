package io.transcoder.lab.matrix;

import io.transcoder.ledger.records.Bill;
import io.transcoder.sandbox.encoder.Encoder.Encoding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A cap of billable minutes, met by more uploads than it pays for, with two instances of which one is killed: what was billed, by how
 * much the cap is exceeded, and the bound of that.
 *
 * <p>System properties: {@code budget.uploads}; {@code budget.minutes}, the cap.
 */
public final class BudgetTrial {
    private static final String PREFIX = "in/budget/";
    /** Of media of 1080 lines, for one minute of it. */
    private static final int MULTIPLIER = 2;

    private static final int SHORTEST_SECONDS = 15;
    private static final int LENGTHS = 31;
    private static final int KILLED_AFTER = 5;
    private static final int SAME_ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(20);
    private static final double TINY = 1e-6;

    private final int uploads;
    private final int cap;
    private final Consumer<String> out;

    BudgetTrial(int uploads, int cap, Consumer<String> out) {
        this.uploads = uploads;
        this.cap = cap;
        this.out = out;
    }

    public static void main(String[] args) {
        int exit = 1;
        try {
            Path folder = Files.createDirectories(Path.of("target", "budget"));
            int uploads = Integer.getInteger("budget.uploads", 200);
            int cap = Integer.getInteger("budget.minutes", 30);
            exit = new BudgetTrial(uploads, cap, System.out::println)
                            .run(folder, Path.of("routes"))
                            .isEmpty()
                    ? 0
                    : 1;
        } catch (RuntimeException | IOException e) {
            System.out.println("FAILED: " + e);
        }
        // not by returning: threads of the services' libraries may live on
        System.exit(exit);
    }

    /** @return what broke a promise */
    List<String> run(Path folder, Path routes) {
        // not of a day, which may end meanwhile
        Map<String, String> settings = Map.of(
                "budget.minutes-a-month", Integer.toString(cap), "watch.period", "1s", "bitmovin.timeout", "10s");
        try (Bench bench =
                Bench.start("budget", folder, routes, settings, false, o -> o.withMediaTime(BudgetTrial::media)
                        .withEncodeTime(Duration.ofSeconds(2)))) {
            Instant start = Instant.now();
            bench.standby();
            bench.wakeStandby();
            IntStream.range(0, uploads).forEach(i -> bench.world().upload(PREFIX + i + ".mxf", "media"));
            Waiting.until(
                    "the first bills", LONGEST, () -> bills(bench, Wire.BILLS).size() >= KILLED_AFTER);
            bench.active().kill();
            bench.replaceKilled();
            bench.wakeStandby();
            awaitStandstill(bench);
            return report(bench, Duration.between(start, Instant.now()));
        }
    }

    /** Of the upload with this key; they differ, so that estimates do. */
    private static Duration media(String key) {
        return Duration.ofSeconds(SHORTEST_SECONDS + new Random(key.hashCode()).nextInt(LENGTHS));
    }

    /** Until what was started is billed, and the rest is held. */
    private void awaitStandstill(Bench bench) {
        int still = 0;
        int last = 0;
        for (Instant end = Instant.now().plus(LONGEST); still < SAME_ROUNDS; ) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException(
                        "Of %d uploads %d are billed, and the others do not come to rest".formatted(uploads, last));
            }
            Waiting.pass(ROUND);
            bench.releaseOfTheDead();
            int billed = bills(bench, Wire.BILLS).size();
            boolean isStill = bench.open(PREFIX) == uploads - billed
                    && bench.queues().depth(Bench.EVENTS) == 0
                    && bills(bench, Wire.BILLS_DUE).isEmpty();
            still = isStill && billed == last ? still + 1 : 0;
            last = billed;
        }
    }

    private List<String> report(Bench bench, Duration took) {
        List<Bill> bills = bills(bench, Wire.BILLS);
        List<Encoding> started = bench.encoder().encodings().stream()
                .filter(encoding -> encoding.startedCount() > 0)
                .toList();
        double billed = bills.stream().mapToDouble(Bill::known).sum();
        double atTheEncoder = started.stream()
                .mapToDouble(encoding -> minutes(encoding.sourceKey()) * encoding.startedCount())
                .sum();
        double one = bills.stream().mapToDouble(Bill::known).max().orElse(0);
        double underestimated = underestimated(bench, bills);
        double bound = one + underestimated;
        out.accept(
                "%d uploads, a cap of %d minutes, 2 instances, 1 kill, %d s".formatted(uploads, cap, took.toSeconds()));
        out.accept("started                  %9d encodings".formatted(started.size()));
        out.accept("held                     %9d uploads".formatted(bench.open(PREFIX)));
        out.accept("billed, by the ledger    %9.3f minutes".formatted(billed));
        out.accept("billed, by the encoder   %9.3f minutes".formatted(atTheEncoder));
        out.accept("over the cap             %9.3f minutes".formatted(Math.max(0, billed - cap)));
        out.accept("bound                    %9.3f minutes: one attempt %.3f, bills above their estimates %.3f"
                .formatted(bound, one, underestimated));
        var violations = new ArrayList<String>();
        require(Math.abs(billed - atTheEncoder) < TINY, "the ledger's sum is not the encoder's", violations);
        require(billed - cap <= bound + TINY, "the cap is exceeded by more than the bound", violations);
        require(billed >= cap - TINY, "uploads are held although the cap is not used up", violations);
        require(
                started.stream().allMatch(encoding -> encoding.startedCount() == 1)
                        && started.stream().map(Encoding::sourceKey).distinct().count() == started.size(),
                "an upload is paid twice",
                violations);
        return violations;
    }

    private void require(boolean holds, String otherwise, List<String> violations) {
        if (!holds) {
            out.accept("VIOLATED: " + otherwise);
            violations.add(otherwise);
        }
    }

    /** By how many minutes bills were higher than what had been announced of their attempts, all together. */
    private static double underestimated(Bench bench, List<Bill> bills) {
        Map<String, Double> announced = new HashMap<>();
        bench.instances().stream()
                .flatMap(instance -> instance.calls().stream())
                .filter(call -> call.operation().startsWith("PUT " + Wire.BILLS_DUE))
                .map(call -> Bill.of(call.operation().substring(("PUT " + Wire.BILLS_DUE).length())))
                .forEach(due -> announced.merge(due.attempt(), due.known(), Math::min));
        return bills.stream()
                .mapToDouble(bill -> Math.max(0, bill.known() - announced.getOrDefault(bill.attempt(), 0.0)))
                .sum();
    }

    private static double minutes(String key) {
        return MULTIPLIER * media(key).toSeconds() / 60.0;
    }

    private static List<Bill> bills(Bench bench, String folder) {
        return bench.world().objects(World.OUTPUTS, folder).stream()
                .map(object -> Bill.of(object.key().substring(folder.length())))
                .toList();
    }
}
