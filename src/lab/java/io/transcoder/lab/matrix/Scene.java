package io.transcoder.lab.matrix;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.lab.matrix.History.Letter;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Plays a scenario on a bench: what the encoder, the MAM and its people do without the trouble of a cell. */
final class Scene {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than the store may be away; a stop that comes too late is refused each time. */
    private static final Duration STOPPED = Duration.ofSeconds(25);

    private static final Duration FULL = Duration.ofSeconds(4);

    /** With which the label begins that names the job. */
    private static final String JOB = "job-";

    private static final Duration BETWEEN_VERSIONS = Duration.ofMillis(300);

    private final Scenario scenario;
    private final Bench bench;
    private final World world;
    private final String prefix;
    private final String key;
    private final CompletableFuture<Void> encoded = new CompletableFuture<>();
    private final List<Runnable> endings = new ArrayList<>();
    private List<Letter> letters = List.of();
    private Paused paused;
    private CompletableFuture<Void> stopped = CompletableFuture.completedFuture(null);

    Scene(Scenario scenario, Bench bench, String prefix) {
        this.scenario = scenario;
        this.bench = bench;
        this.world = bench.world();
        this.prefix = prefix;
        this.key = prefix + "VX-1.mxf";
    }

    String key() {
        return key;
    }

    /** By the shipped profile's rule. */
    String output() {
        return "out/" + key.substring("in/".length()) + "_bitmovin.mp4";
    }

    String content() {
        return "first of " + key;
    }

    /** The instance that comes to the place. */
    Instance actor() {
        return scenario == Scenario.TAKEN_OVER ? bench.standby() : bench.active();
    }

    /** The dead letters that were sent back. */
    List<Letter> letters() {
        return letters;
    }

    /** Before anything is uploaded. */
    void prepare() {
        switch (scenario) {
            case ENCODER_FAILS -> script(Outcome.error(3021, "no such codec", RetryHint.NO_RETRY), Integer.MAX_VALUE);
            case REPLAYED -> script(Outcome.error(3021, "no such codec", RetryHint.NO_RETRY), 1);
            case ENCODER_SAYS_RETRY -> script(Outcome.error(2019, "a node was lost", RetryHint.RETRY), 1);
            case NEWER_VERSION, VERSIONED_PURGED -> script(Outcome.finishesAfter(encoded), 1);
            case STALE_OUTPUT -> world.writeOutput(output(), "from last week");
            case EAGER_MAM ->
                endings.add(world.onOutput(output -> {
                    if (output.equals(output())) {
                        world.takeOutput(output);
                    }
                }));
            case LOST_CREATE -> onCall(Place.CREATE_ENCODING).loseReply();
            case WITHDRAWN -> onCall(Place.PUT_CLAIM).after(() -> world.removeSource(key, null));
            case TAKEN_OVER -> {
                onCall(Place.START).before(bench.active()::kill);
                onCall(Place.START).refuse();
            }
            case FULL_ENCODER ->
                bench.encoder()
                        .fault(Fault.on("POST", "/encoding/encodings/*/start")
                                .refusing(400, Answers.QUEUE_FULL, "the limit of queued encodings is reached")
                                .always());
            case LOST_ENCODING -> onCall(Place.STATUS).before(this::deleteAtBitmovin);
            case STOPPED -> script(Outcome.stuckRunning(), 1);
            case ONE, TWO_IN_ONE_MESSAGE, THREE_VERSIONS, VERSIONED, PAUSED -> {}
        }
        if (scenario == Scenario.VERSIONED_PURGED) {
            onCall(Place.STOP).after(this::purgeNewest);
        }
    }

    /** What the MAM does. */
    void upload() {
        switch (scenario) {
            case TWO_IN_ONE_MESSAGE -> uploadTwo();
            case THREE_VERSIONS -> uploadThree();
            case NEWER_VERSION, VERSIONED_PURGED -> {
                world.upload(key, content());
                Waiting.until("the start of the older version", PATIENCE, this::isStarted);
                world.upload(key, "second of " + key);
            }
            case TAKEN_OVER -> {
                world.upload(key, content());
                Waiting.until("the kill before the start", PATIENCE, () -> bench.active()
                        .isDead());
                bench.replaceKilled();
            }
            case REPLAYED -> {
                world.upload(key, content());
                Waiting.until("the dead letter", PATIENCE, () -> !take().isEmpty());
                letters.forEach(bench.historian()::sendBack);
            }
            case PAUSED -> {
                paused = Paused.order(bench, prefix);
                world.upload(key, content());
            }
            case STOPPED -> {
                Operator operator = bench.operator(true);
                world.upload(key, content());
                Waiting.until("the start of what is to be stopped", PATIENCE, this::isStarted);
                stopped = CompletableFuture.runAsync(() -> stop(operator));
            }
            case ONE,
                    ENCODER_FAILS,
                    ENCODER_SAYS_RETRY,
                    STALE_OUTPUT,
                    EAGER_MAM,
                    LOST_CREATE,
                    WITHDRAWN,
                    FULL_ENCODER,
                    LOST_ENCODING,
                    VERSIONED -> world.upload(key, content());
        }
    }

    /** When the place was reached and its trouble has begun. @return what was wrong by then */
    List<Violation> goOn() {
        if (scenario == Scenario.FULL_ENCODER) {
            Waiting.pass(FULL);
            bench.encoder().clearFaults();
        }
        stopped.join();
        if (paused != null) {
            paused.resume();
            return paused.violations();
        }
        return List.of();
    }

    void end() {
        encoded.complete(null);
        bench.encoder().clearFaults();
        endings.forEach(Runnable::run);
    }

    private io.transcoder.sandbox.Fault.Plan onCall(Place place) {
        return bench.active().tap(place.service()).on((Predicate<Request>) place::is);
    }

    private void script(Outcome outcome, int times) {
        bench.encoder().script(e -> isOurs(e.sourceKey()), outcome, times);
    }

    private boolean isOurs(String sourceKey) {
        return sourceKey != null && sourceKey.startsWith(prefix);
    }

    private boolean isStarted() {
        return bench.encoder().encodings().stream().anyMatch(e -> isOurs(e.sourceKey()) && e.startedCount() > 0);
    }

    /** Where the command says that it is too late, nothing was ordered. */
    private void stop(Operator operator) {
        Encoder.Encoding running = bench.encoder().encodings().stream()
                .filter(e -> isOurs(e.sourceKey()) && e.startedCount() > 0)
                .findFirst()
                .orElseThrow();
        // not by the key, which is a newer upload's where the order has to be given again
        String job = running.labels().stream()
                .filter(label -> label.startsWith(JOB))
                .findFirst()
                .orElseThrow()
                .substring(JOB.length());
        if (operator.insist(STOPPED, "jobs", "stop", job)) {
            world.ordered().add(running.id());
        }
    }

    private List<Letter> take() {
        letters = bench.historian().take(prefix, Fate.SENT_BACK);
        return letters;
    }

    private void uploadTwo() {
        List<String> events = new ArrayList<>();
        world.divertEvents(events::add);
        world.upload(key, content());
        world.upload(prefix + "VX-2.mxf", "another of " + key);
        world.deliverEvents();
        world.send(events.stream()
                .map(event -> event.substring("{\"Records\":[".length(), event.length() - "]}".length()))
                .collect(Collectors.joining(",", "{\"Records\":[", "]}")));
    }

    /** The last event comes first, and that of the first version from somebody's clock. */
    private void uploadThree() {
        List<String> events = new ArrayList<>();
        world.divertEvents(events::add);
        world.upload(key, content());
        world.upload(key, "second of " + key);
        world.upload(key, "third of " + key);
        world.deliverEvents();
        for (int i : new int[] {2, 0, 1}) {
            world.send(events.get(i));
            Waiting.pass(BETWEEN_VERSIONS);
        }
    }

    private void purgeNewest() {
        var uploads = world.uploads(key);
        world.removeSource(key, uploads.get(uploads.size() - 1).version().versionId());
    }

    /** As somebody does it in Bitmovin's dashboard. */
    private void deleteAtBitmovin() {
        Waiting.within(PATIENCE, () -> bench.encoder().encodings().stream()
                .anyMatch(e -> isOurs(e.sourceKey()) && e.status().equals("FINISHED")));
        bench.encoder().encodings().stream()
                .filter(e -> isOurs(e.sourceKey()))
                .forEach(e -> world.deleteAtBitmovin(e.id()));
    }
}
