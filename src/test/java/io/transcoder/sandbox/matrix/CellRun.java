package io.transcoder.sandbox.matrix;

import com.bitmovin.api.sdk.model.RetryHint;
import io.transcoder.sandbox.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** Makes one trouble at one place happen to fresh keys of a bench, waits until all is settled, and judges. */
final class CellRun {
    private static final Duration REACHED = Duration.ofSeconds(25);
    private static final Duration SETTLED = Duration.ofSeconds(45);
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    /** Enough for the other instance to do all that can be done. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(8);
    /** Shorter than the patience of the application's calls to the encoder, where the held call is one. */
    private static final Duration SHORT_HOLD = Duration.ofMillis(700);

    private static final Duration HOLD = Duration.ofMillis(1500);
    /** Shorter than the patience of the application's calls to the store and the queue, and than the visibility of a message. */
    private static final Duration DUPLICATE_DONE = Duration.ofSeconds(8);
    /** Longer than the time after which a start is taken over. */
    private static final Duration LONG_HOLD = Duration.ofMillis(3000);

    private static final int CONSUMERS = 2;
    private static final String PAGE = "<html><body>gateway</body></html>";

    private final Cell cell;
    private final Bench bench;
    private final String prefix;
    private final String key;
    private final Instant since = Instant.now();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CompletableFuture<Void> encoded = new CompletableFuture<>();
    private final List<Violation> violations = new ArrayList<>();

    private CellRun(Cell cell, Bench bench, int number) {
        this.cell = cell;
        this.bench = bench;
        this.prefix = "in/" + number + "-" + cell.name() + "/";
        this.key = prefix + "VX-1.mxf";
    }

    /** @param number tells cells of one bench from each other */
    static CellResult run(Cell cell, Bench bench, int number) {
        return new CellRun(cell, bench, number).run();
    }

    private CellResult run() {
        script();
        Reached reached = plan();
        if (cell.place() == Place.RECEIVE) {
            awaitPlace(reached);
            upload();
        } else {
            upload();
            awaitPlace(reached);
        }
        act();
        settle();
        return result();
    }

    /** How often the place has been reached by now. */
    private interface Reached {
        boolean yet();
    }

    // what the encoder is to do

    private void script() {
        switch (cell.place().scenario()) {
            case ENCODER_FAILS ->
                bench.encoder()
                        .script(e -> isOurs(e.sourceKey()), Outcome.error(3021, "no such codec", RetryHint.NO_RETRY));
            case ENCODER_SAYS_RETRY ->
                bench.encoder()
                        .script(e -> isOurs(e.sourceKey()), Outcome.error(2019, "a node was lost", RetryHint.RETRY), 1);
            case NEWER_VERSION -> bench.encoder().script(e -> isOurs(e.sourceKey()), Outcome.finishesAfter(encoded), 1);
            case ONE, TWO_IN_ONE_MESSAGE -> {}
        }
    }

    private boolean isOurs(String sourceKey) {
        return sourceKey != null && sourceKey.startsWith(prefix);
    }

    // what the MAM does

    private void upload() {
        switch (cell.place().scenario()) {
            case ONE, ENCODER_FAILS, ENCODER_SAYS_RETRY -> bench.upload(key, "first of " + key);
            case TWO_IN_ONE_MESSAGE -> uploadTwo();
            case NEWER_VERSION -> {
                bench.upload(key, "first of " + key);
                Waiting.until("the start of the older version", REACHED, () -> bench.encoder().encodings().stream()
                        .anyMatch(e -> isOurs(e.sourceKey()) && e.startedCount() > 0));
                bench.upload(key, "second of " + key);
            }
        }
    }

    private void uploadTwo() {
        List<String> events = new ArrayList<>();
        bench.divertEvents(events::add);
        bench.upload(key, "first of " + key);
        bench.upload(prefix + "VX-2.mxf", "another of " + key);
        bench.deliverEvents();
        bench.send(events.stream()
                .map(event -> event.substring("{\"Records\":[".length(), event.length() - "]}".length()))
                .collect(Collectors.joining(",", "{\"Records\":[", "]}")));
    }

    // what goes wrong

    private Reached plan() {
        Instance instance = bench.active();
        return switch (cell.trouble()) {
            case KILL_BEFORE -> {
                at(1).before(instance::kill);
                at(1).refuse();
                yield instance::isDead;
            }
            case KILL_AFTER -> {
                Fault fault = at(pollsToMeet()).after(instance::kill);
                yield cell.place() == Place.RECEIVE ? () -> fault.fired() == CONSUMERS : instance::isDead;
            }
            case REPLY_LOST -> fired(at(pollsToMeet()).loseReply(), pollsToMeet());
            case HTTP_500 -> fired(at(1).answer(500, Map.of(), ""), 1);
            case HTTP_503 -> fired(at(1).answer(503, Map.of(), ""), 1);
            case HTTP_429 -> fired(at(1).answer(429, Map.of("x-ratelimit-reset", "1"), ""), 1);
            case HTTP_504 -> fired(at(1).answer(504, Map.of("Content-Type", "text/html"), PAGE), 1);
            case HTTP_504_PROCESSED -> {
                bench.encoder().fault(processed());
                yield () -> Waiting.within(REACHED, () -> bench.encoder().calls().stream()
                        .anyMatch(call -> call.status() == 504 && call.at().isAfter(since)));
            }
            case OUTAGE -> fired(at(Integer.MAX_VALUE).answer(503, Map.of(), ""), 1);
            case SIGSTOP -> {
                at(1).before(instance::sleep);
                yield fired(at(1).holdUntil(held), 1);
            }
            case LATE, DUPLICATE, SHORT_VISIBILITY, NEWER_VERSION, TWO_INSTANCES -> fired(at(1).holdUntil(held), 1);
        };
    }

    private Fault.Plan at(int times) {
        return bench.active()
                .tap(cell.place().service())
                .on(cell.place()::is)
                .nth(cell.place().nth())
                .times(times);
    }

    /** Each consumer polls; the upload comes when all of them do so with the trouble ahead. */
    private int pollsToMeet() {
        return cell.place() == Place.RECEIVE ? CONSUMERS : 1;
    }

    private static Reached fired(Fault fault, int times) {
        return () -> fault.fired() >= times;
    }

    private io.transcoder.sandbox.encoder.Fault processed() {
        String pattern =
                switch (cell.place()) {
                    case CREATE_ENCODING, CREATE_AGAIN -> "/encoding/encodings";
                    case VIDEO_STREAM, AUDIO_STREAM -> "/encoding/encodings/*/streams";
                    case MUXING -> "/encoding/encodings/*/muxings/mp4";
                    case START, NEWER_START, START_2 -> "/encoding/encodings/*/start";
                    case STOP -> "/encoding/encodings/*/stop";
                    case STATUS -> "/encoding/encodings/*/status";
                    default -> throw new IllegalStateException(cell.place() + " is no call to the encoder");
                };
        return io.transcoder.sandbox.encoder.Fault.on(cell.place() == Place.STATUS ? "GET" : "POST", pattern)
                .fromCall(cell.place().nth())
                .html(504, PAGE)
                .afterProcessing();
    }

    private void awaitPlace(Reached reached) {
        if (!Waiting.within(REACHED, reached::yet)) {
            violations.add(new Violation(0, "the place was not reached"));
        }
    }

    // what others do meanwhile

    private void act() {
        Duration hold = isEncoderHeld() ? SHORT_HOLD : HOLD;
        switch (cell.trouble()) {
            case KILL_BEFORE, KILL_AFTER -> {
                Waiting.within(REACHED, () -> bench.active().isDead());
                bench.replaceKilled();
            }
            case OUTAGE -> {
                Waiting.pass(OUTAGE);
                bench.active().heal();
            }
            case LATE -> Waiting.pass(LONG_HOLD);
            case DUPLICATE -> {
                resend();
                Waiting.within(isEncoderHeld() ? SHORT_HOLD : DUPLICATE_DONE, this::areDuplicatesDone);
            }
            case SHORT_VISIBILITY -> {
                bench.active().release(bench.queues(), Bench.EVENTS);
                Waiting.pass(hold);
            }
            case NEWER_VERSION -> {
                bench.upload(key, "newer than first of " + key);
                Waiting.pass(hold);
            }
            case TWO_INSTANCES -> {
                bench.wakeStandby();
                resend();
                resend();
                Waiting.pass(LONG_HOLD);
            }
            case SIGSTOP -> takeOver();
            case REPLY_LOST, HTTP_500, HTTP_503, HTTP_429, HTTP_504, HTTP_504_PROCESSED -> {}
        }
        held.countDown();
    }

    private void resend() {
        bench.uploads(prefix).stream().map(History.Uploaded::event).forEach(bench::send);
    }

    private boolean isEncoderHeld() {
        return cell.place().service() == Place.Service.ENCODER;
    }

    /** A consumer that has just polled in vain pauses before it takes one. */
    private boolean areDuplicatesDone() {
        return bench.queues().depth(Bench.EVENTS) <= (cell.place().holdsMessage() ? 1 : 0);
    }

    private void takeOver() {
        Instance stopped = bench.active();
        bench.wakeStandby();
        Waiting.within(Waiting.POLL, () -> !stopped.isPolling());
        stopped.release(bench.queues(), Bench.EVENTS);
        Waiting.within(TAKEN_OVER, () -> bench.isSettled(prefix));
        stopped.wake();
    }

    // the end

    private void settle() {
        if (!Waiting.within(SETTLED, () -> bench.isSettled(prefix))) {
            violations.add(new Violation(0, "not settled after " + SETTLED.toSeconds() + " s"));
        }
        encoded.complete(null);
        bench.encoder().clearFaults();
    }

    private CellResult result() {
        History history = bench.history(prefix);
        violations.addAll(Checker.check(history));
        List<String> evidence = violations.isEmpty() ? List.of() : evidence(history);
        return new CellResult(
                cell.name(), history, List.copyOf(violations), Duration.between(since, Instant.now()), evidence);
    }

    private List<String> evidence(History history) {
        var lines = new ArrayList<String>();
        violations.forEach(v -> lines.add("VIOLATION " + v));
        lines.add("");
        lines.addAll(bench.transcript(since));
        lines.add("");
        history.uploads().forEach(u -> lines.add("upload " + u));
        history.ledger().forEach((name, body) -> lines.add("ledger " + name + " " + body));
        history.encodings().forEach(e -> lines.add("encoding " + e));
        history.deletions().forEach(d -> lines.add("deleted " + d));
        history.deadLetters().forEach(l -> lines.add("letter " + l));
        history.messages().forEach(m -> lines.add("message " + m));
        for (Instance instance : bench.instances()) {
            lines.add("");
            lines.add("-- " + instance.name() + (instance.isDead() ? " (killed)" : ""));
            lines.add(instance.process().lastWords());
        }
        return lines;
    }
}
