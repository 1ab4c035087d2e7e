package io.transcoder.lab.matrix;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An operator's pause of the uploads below a prefix: once {@code pause} has returned, nothing is started until {@code resume}. */
final class Paused {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration HELD = Duration.ofSeconds(15);

    /** Some of the watcher's. */
    private static final Duration ROUNDS = Duration.ofSeconds(1);

    private final Bench bench;
    private final String prefix;
    private final Operator operator;
    private final CompletableFuture<Boolean> pause;
    private final List<Violation> violations = new ArrayList<>();

    private Paused(Bench bench, String prefix) {
        this.bench = bench;
        this.prefix = prefix;
        this.operator = bench.operator(false);
        this.pause = CompletableFuture.supplyAsync(
                () -> operator.insist(PATIENCE, "pause", "--prefix", prefix, "--timeout", "80s"));
    }

    /** Returns when the order is there, which nobody may obey yet. */
    static Paused order(Bench bench, String prefix) {
        var paused = new Paused(bench, prefix);
        Waiting.until("the order to pause", PATIENCE, () -> !bench.world()
                .objects(World.OUTPUTS, Wire.ORDERS + "pause-")
                .isEmpty());
        return paused;
    }

    /** When the pause is obeyed, and the uploads wait for their start where they are not over; and so does one that comes then. */
    void resume() {
        if (!pause.join()) {
            violations.add(new Violation(0, "'pause' did not return"));
        }
        Instant obeyed = Instant.now();
        bench.world().upload(prefix + "VX-late.mxf", "uploaded while all is paused to " + prefix);
        Waiting.within(HELD, () -> {
            bench.releaseOfTheDead();
            return bench.queues().depth(Bench.EVENTS) == 0;
        });
        Waiting.pass(ROUNDS);
        Instant resumed = Instant.now();
        bench.instances().stream()
                .flatMap(instance -> instance.calls().stream())
                .filter(call -> call.operation().endsWith("/start")
                        && call.at().isAfter(obeyed)
                        && call.at().isBefore(resumed))
                .forEach(call -> violations.add(new Violation(
                        Violation.BESIDE, "a start was posted at " + call.at() + ", and 'pause' had returned before")));
        if (!operator.insist(PATIENCE, "resume", "--prefix", prefix)) {
            violations.add(new Violation(0, "'resume' did not work"));
        }
    }

    List<Violation> violations() {
        return violations;
    }
}
