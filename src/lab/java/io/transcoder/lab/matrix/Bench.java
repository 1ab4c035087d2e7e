package io.transcoder.lab.matrix;

import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.EncoderOptions;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A world, an application that works in it, and another that stands by once somebody asks for it: started, and stopped by
 * SIGSTOP, so that it is there at once when it is needed.
 */
final class Bench implements AutoCloseable {
    static final String EVENTS = "transcode-events";
    static final String DEAD_LETTERS = "transcode-dead-letters";

    private static final Duration VISIBILITY = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(700);

    private final String name;
    private final Path folder;
    private final Path routes;
    private final Map<String, String> overrides;
    private final World world;
    private final Historian historian;
    private final List<Instance> dead = new ArrayList<>();
    private final List<Instance> guests = new ArrayList<>();
    private Instance active;
    private CompletableFuture<Instance> standby;
    private int started;

    private Bench(
            String name,
            Path folder,
            Path routes,
            Map<String, String> overrides,
            boolean versioned,
            UnaryOperator<EncoderOptions> encoderOptions) {
        this.name = name;
        this.folder = folder;
        this.routes = RouteCopy.of(routes, folder.resolve(name + "-routes"));
        this.overrides = overrides;
        this.world = new World(versioned, VISIBILITY, encoderOptions);
        this.historian = new Historian(world);
    }

    /** @param folder takes what the applications say */
    static Bench start(String name, Path folder, Path routes, boolean versioned) {
        return start(name, folder, routes, Map.of(), versioned, options -> options);
    }

    static Bench start(
            String name,
            Path folder,
            Path routes,
            Map<String, String> overrides,
            boolean versioned,
            UnaryOperator<EncoderOptions> encoderOptions) {
        var bench = new Bench(name, folder, routes, overrides, versioned, encoderOptions);
        try {
            bench.active = bench.launch(Map.of(), Duration.ZERO);
            bench.active.awaitReady();
            return bench;
        } catch (RuntimeException e) {
            bench.close();
            throw e;
        }
    }

    World world() {
        return world;
    }

    Encoder encoder() {
        return world.encoder();
    }

    SandboxQueues queues() {
        return world.queues();
    }

    Historian historian() {
        return historian;
    }

    /** Whose files may be changed: a copy of those that are tested. */
    Path routes() {
        return routes;
    }

    Instance active() {
        return active;
    }

    /** The other instance, which sleeps; to be asked for before there are messages that its last poll could take. */
    Instance standby() {
        if (standby == null) {
            standby = launchStandby();
        }
        return standby.join();
    }

    /** The other instance, which runs from now on until {@link #calm}. */
    Instance wakeStandby() {
        Instance other = standby();
        other.wake();
        return other;
    }

    /** The application was killed: the other one takes its place, and another stands by. */
    void replaceKilled() {
        dead.add(active);
        active = wakeStandby();
        standby = launchStandby();
    }

    /** One more application, until {@link #calm}. @param ahead by how much its clock is wrong */
    Instance invite(Map<String, String> settings, Duration ahead) {
        Instance guest = launch(settings, ahead);
        guests.add(guest);
        return guest;
    }

    List<Instance> instances() {
        var all = new ArrayList<>(dead);
        all.addAll(guests);
        all.add(active);
        if (standby != null && standby.isDone() && !standby.isCompletedExceptionally()) {
            all.add(standby.join());
        }
        return all;
    }

    /** Whether nothing is left to do for the uploads below the prefix, and nothing is being done. */
    boolean isSettled(String keyPrefix) {
        releaseOfTheDead();
        return queues().depth(EVENTS) == 0 && openJobs(keyPrefix) == 0 && isQuiet();
    }

    /** Whether a bill of the uploads below the prefix is still to come. */
    boolean isBillDue(String keyPrefix) {
        return world.objects(World.OUTPUTS, Wire.BILLS_DUE).stream()
                .anyMatch(object -> hashes(keyPrefix).stream().anyMatch(object.key()::contains));
    }

    /** Waits until the processes that stand still or are dead can't take a message any more, and gives back theirs. */
    void releaseOfTheDead() {
        dead.stream().filter(instance -> !instance.isPolling()).forEach(instance -> instance.release(queues(), EVENTS));
    }

    /** How many of the uploads below the prefix are not over yet. */
    int open(String keyPrefix) {
        return queues().depth(EVENTS) + (int) openJobs(keyPrefix);
    }

    void forgetCalls() {
        world.forgetCalls();
        instances().forEach(Instance::forgetCalls);
    }

    /** Between two cells: only the application runs, and nothing goes wrong. */
    void calm() {
        instances().forEach(Instance::heal);
        guests.stream()
                .filter(guest -> guest.isRunning() && guest.process().isAlive())
                .forEach(Instance::sleep);
        if (standby != null && standby().isRunning()) {
            standby().sleep();
        }
        Waiting.until(
                "the end of the others' polls",
                Waiting.POLL.multipliedBy(2),
                () -> (standby == null || !standby().isPolling())
                        && dead.stream().noneMatch(Instance::isPolling)
                        && guests.stream().noneMatch(Instance::isPolling));
        dead.forEach(Instance::close);
        dead.clear();
        guests.forEach(Instance::close);
        guests.clear();
        world.forgetCalls();
        // what never comes would be asked for again in each of the next cells
        world.objects(World.OUTPUTS, Wire.BILLS_DUE)
                .forEach(object -> world.store().remove(World.OUTPUTS, object.key(), null));
        queues().client().purgeQueue(r -> r.queueUrl(queues().url(DEAD_LETTERS)));
    }

    /** @param watched whether the calls of his commands go over the wires of the application that is at work */
    Operator operator(boolean watched) {
        return watched
                ? new Operator(active.process().config())
                : Operator.on(
                        folder.resolve(name + "-operator.properties"),
                        active.process().config(),
                        Map.of(
                                "aws.s3.endpoint", world.storeEndpoint().toString(),
                                "aws.sqs.endpoint", queues().endpoint().toString(),
                                "bitmovin.url", encoder().url().toString()));
    }

    /** Of the uploads below the prefix. */
    History history(String keyPrefix) {
        List<History.OpenJob> open = openJobs(keyPrefix) == 0
                ? List.of()
                : new JobList(active.process().config()).open(keyPrefix);
        return historian.history(keyPrefix, open);
    }

    /** All calls since then by arrival, with the name of the instance that made each. */
    List<String> transcript(Instant since) {
        record Line(Instant at, String text) {}
        return instances().stream()
                .flatMap(instance -> instance.calls().stream()
                        .filter(call -> !call.at().isBefore(since) && !Wire.isIdle(call))
                        .map(call -> new Line(call.at(), line(instance, call))))
                .sorted(Comparator.comparing(Line::at))
                .map(Line::text)
                .toList();
    }

    private static String line(Instance instance, Call call) {
        return "%s %-12s %3d %-5s %s %s"
                .formatted(
                        call.at().toString().substring(11, 23),
                        instance.name(),
                        call.status(),
                        call.replyDelivered() ? "" : "lost",
                        call.operation(),
                        call.faults().isEmpty() ? "" : call.faults());
    }

    @Override
    public void close() {
        dead.forEach(Instance::close);
        guests.forEach(Instance::close);
        if (active != null) {
            active.close();
        }
        if (standby != null) {
            standby.handle((other, failure) -> other)
                    .thenAccept(other -> {
                        if (other != null) {
                            other.close();
                        }
                    })
                    .join();
        }
        world.close();
    }

    private Instance launch(Map<String, String> more, Duration ahead) {
        var services = new Instance.Services(
                world.storeEndpoint(), queues().endpoint(), encoder().url());
        var settings = new HashMap<>(settings());
        settings.putAll(more);
        return Instance.start(name + "-" + ++started, services, settings, folder, routes, ahead, world::noteAsked);
    }

    private CompletableFuture<Instance> launchStandby() {
        Instance other = launch(Map.of(), Duration.ZERO);
        return CompletableFuture.supplyAsync(() -> {
            try {
                other.awaitReady();
                other.sleep();
                Waiting.until("the end of its polls", Waiting.POLL.multipliedBy(2), () -> !other.isPolling());
                return other;
            } catch (RuntimeException e) {
                other.close();
                throw e;
            }
        });
    }

    private Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("aws.access-key", "sandbox");
        settings.put("aws.secret-key", "sandbox-secret-81d0");
        settings.put("source.bucket", World.SOURCES);
        settings.put("output.bucket", World.OUTPUTS);
        settings.put("bitmovin.api-key", World.API_KEY);
        settings.put("bitmovin.timeout", "1s");
        settings.put("queue.visibility", VISIBILITY.toSeconds() + "s");
        settings.put("queue.consumers", "2");
        settings.put("watch.period", "300ms");
        settings.put("camel.management.port", "0");
        // a comparison holds the dead letters for a moment, and the history of a cell would miss them
        settings.put("reconcile.period", "0s");
        settings.putAll(overrides);
        return settings;
    }

    private long openJobs(String keyPrefix) {
        Set<String> keys = hashes(keyPrefix);
        return world.objects(World.OUTPUTS, Wire.LEDGER + "open/").stream()
                .map(object -> Wire.keyHashOfMarker(object.key()))
                .filter(keys::contains)
                .count();
    }

    private Set<String> hashes(String keyPrefix) {
        return world.uploads(keyPrefix).stream()
                .map(upload -> Upload.keyHash(World.SOURCES, upload.key()))
                .collect(Collectors.toSet());
    }

    private boolean isQuiet() {
        Instant since = Instant.now().minus(QUIET);
        return instances().stream()
                .filter(Instance::isRunning)
                .flatMap(instance -> instance.calls().stream())
                .noneMatch(call -> call.at().isAfter(since) && !Wire.isIdle(call));
    }
}
