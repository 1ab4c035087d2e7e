package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.lab.matrix.History.Letter;
import io.transcoder.lab.matrix.History.Uploaded;
import io.transcoder.sandbox.encoder.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** What others do while the application is at the place of a cell. */
final class Meanwhile {
    private static final Duration OUTAGE = Duration.ofSeconds(10);
    /** Enough for the other instance to do all that can be done. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(8);
    /** Shorter than the patience of the application's calls to the encoder, where the held call is one. */
    private static final Duration SHORT_HOLD = Duration.ofMillis(700);

    private static final Duration HOLD = Duration.ofMillis(1500);
    /** Shorter than the patience of the application's calls to the store and the queue, and than the visibility of a message. */
    private static final Duration DUPLICATE_DONE = Duration.ofSeconds(8);
    /** Longer than the time after which a start is taken over. */
    private static final Duration LONG_HOLD = Duration.ofSeconds(3);
    /** Of the store's dates, which HTTP tells in whole seconds: without it two uploads of the same bytes can't be told apart. */
    private static final Duration NEXT_SECOND = Duration.ofMillis(1100);

    private static final Duration STALE = Duration.ofSeconds(5);
    /** Shorter than the eight rounds of the watcher after which such an answer is believed. */
    private static final Duration DENIED = Duration.ofMillis(1_500);

    private static final Duration LETTER = Duration.ofSeconds(12);
    private static final Duration AHEAD = Duration.ofHours(1);
    private static final Duration SUBMITTED_AHEAD = Duration.ofMinutes(10);

    private final Cell cell;
    private final Bench bench;
    private final World world;
    private final Scene scene;
    private final String prefix;
    private final AtomicReference<String> staleStatus = new AtomicReference<>();
    private final CompletableFuture<Void> applied = new CompletableFuture<>();
    private Instance guest;

    Meanwhile(Cell cell, Bench bench, Scene scene, String prefix) {
        this.cell = cell;
        this.bench = bench;
        this.world = bench.world();
        this.scene = scene;
        this.prefix = prefix;
    }

    /** Before anything is uploaded. */
    void prepare() {
        if (cell.needsStandby()) {
            bench.standby();
        }
        if (isWhileItRuns()) {
            bench.encoder().script(e -> scene.key().equals(e.sourceKey()), Outcome.finishesAfter(applied), 1);
        }
        if (isAcrossAttempts()) {
            bench.active()
                    .tap(Place.Service.S3)
                    .on(Place.CLOSE_FIRST_ATTEMPT::is)
                    .holdUntil(applied);
        }
        if (cell.trouble() == Trouble.WRONG_CLOCK) {
            guest = bench.invite(Map.of(), AHEAD);
            guest.awaitReady();
            guest.sleep();
            Waiting.until("the end of its polls", Waiting.POLL.multipliedBy(2), () -> !guest.isPolling());
        }
        if (cell.trouble().name().startsWith("STALE_")) {
            String status = cell.trouble().name().substring("STALE_".length());
            scene.actor()
                    .tap(Place.Service.ENCODER)
                    .on(request -> staleStatus.get() != null && Place.STATUS.is(request))
                    .always()
                    .answer(200, Answers.JSON, Answers.status(status));
        }
    }

    void staleFromNow() {
        staleStatus.set("yes");
    }

    /** While the call is held, or right after. */
    List<Violation> act() {
        Duration hold = isEncoderHeld() ? SHORT_HOLD : HOLD;
        switch (cell.trouble()) {
            case KILL_BEFORE, KILL_AFTER -> {
                Waiting.within(CellRun.REACHED, () -> bench.active().isDead());
                bench.replaceKilled();
            }
            case OUTAGE -> healAfter(OUTAGE);
            case DENIED -> {
                bench.encoder().encodings().stream()
                        .filter(e -> scene.key().equals(e.sourceKey()))
                        .forEach(e -> world.forgotten().add(e.id()));
                healAfter(DENIED);
            }
            case DROP -> drop();
            case LATE -> {
                if (isAcrossAttempts()) {
                    Waiting.within(TAKEN_OVER, () -> started() > 1);
                } else {
                    Waiting.pass(LONG_HOLD);
                }
            }
            case DUPLICATE -> {
                resend();
                Waiting.within(isEncoderHeld() ? SHORT_HOLD : DUPLICATE_DONE, this::areDuplicatesDone);
            }
            case SUBMIT -> {
                submit();
                Waiting.within(isEncoderHeld() ? SHORT_HOLD : DUPLICATE_DONE, this::areDuplicatesDone);
            }
            case SUBMIT_AND_NEWER -> {
                submit();
                Waiting.pass(SHORT_HOLD);
                world.upload(scene.key(), "newer than first of " + scene.key());
            }
            case FORGED -> {
                forge();
                Waiting.pass(hold);
            }
            case SHORT_VISIBILITY -> {
                scene.actor().release(bench.queues(), Bench.EVENTS);
                Waiting.pass(hold);
            }
            case NEWER_VERSION -> {
                world.upload(scene.key(), "newer than first of " + scene.key());
                Waiting.pass(hold);
            }
            case SAME_BYTES -> uploadAgain();
            case SAME_BYTES_LATE -> {
                long started = started();
                bench.encoder().script(e -> scene.key().equals(e.sourceKey()), Outcome.finishesAfter(applied), 1);
                uploadAgain();
                Waiting.within(TAKEN_OVER, () -> started() > started);
            }
            case SOURCE_DELETED, SOURCE_BACK -> world.removeSource(scene.key(), null);
            case OUTPUT_TAKEN -> {
                awaitOutput();
                world.takeOutput(scene.output());
            }
            case OUTPUT_OVERWRITTEN -> {
                awaitOutput();
                world.writeOutput(scene.output(), "abc");
            }
            case STALE_CREATED, STALE_QUEUED, STALE_RUNNING -> {
                Waiting.pass(STALE);
                staleStatus.set(null);
            }
            case REPLAY -> replay();
            case RELOAD -> {
                RouteCopy.touch(bench.routes());
                Waiting.pass(hold);
            }
            case WRONG_CLOCK -> {
                guest.wake();
                resend();
                resend();
                Waiting.pass(LONG_HOLD);
            }
            case OTHER_INSTALLATION -> {
                return startAnother();
            }
            case TWO_INSTANCES -> {
                bench.wakeStandby();
                resend();
                resend();
                Waiting.pass(LONG_HOLD);
            }
            case PAUSE_AND_KILL -> {
                var paused = Paused.order(bench, prefix);
                Waiting.pass(hold);
                bench.active().kill();
                bench.replaceKilled();
                paused.resume();
                return paused.violations();
            }
            case SIGSTOP -> takeOver();
            case REPLY_LOST,
                    VERY_LATE,
                    HTTP_400,
                    HTTP_404,
                    HTTP_409,
                    HTTP_500,
                    HTTP_503,
                    HTTP_429,
                    HTTP_504,
                    HTTP_504_PROCESSED,
                    FALSE_ERROR -> {}
        }
        return List.of();
    }

    /** When the call has gone on. */
    void afterwards() {
        if (cell.trouble() == Trouble.SOURCE_BACK) {
            uploadAgain();
        }
        if (cell.trouble() == Trouble.SAME_BYTES_LATE || isWhileItRuns() || isAcrossAttempts()) {
            Waiting.pass(LONG_HOLD);
        }
        applied.complete(null);
    }

    /** Nothing is left to do, also with the bills and orders that the cell is about. */
    boolean isOver() {
        boolean billed = !cell.place().isOfBill() || !bench.isBillDue(prefix);
        boolean ordered = cell.place().scenario() == Scenario.STOPPED
                && !world.objects(World.OUTPUTS, Wire.ORDERS).isEmpty();
        return billed && !ordered && bench.isSettled(prefix);
    }

    /** At this place the encoding runs as long as the others do what they do. */
    private boolean isWhileItRuns() {
        return cell.place() == Place.STATUS
                && switch (cell.trouble()) {
                    case DUPLICATE, SUBMIT, SUBMIT_AND_NEWER, FORGED, NEWER_VERSION, SAME_BYTES, TWO_INSTANCES -> true;
                    default -> false;
                };
    }

    /** The marker of the first attempt arrives when the second has begun, and before the first is closed. */
    private boolean isAcrossAttempts() {
        return cell.place() == Place.PUT_MARKER_FIRST && cell.trouble() == Trouble.LATE;
    }

    private void healAfter(Duration time) {
        Waiting.pass(time);
        bench.active().heal();
    }

    private void resend() {
        world.uploads(prefix).forEach(upload -> world.send(upload.events().get(0)));
    }

    private void submit() {
        Instant clock = Instant.now().plus(SUBMITTED_AHEAD);
        world.uploads(prefix).forEach(upload -> world.send(upload, Events.submitted(upload, clock)));
    }

    private void forge() {
        for (Uploaded upload : world.uploads(prefix)) {
            String event = upload.events().get(0);
            for (String sequencer : List.of("F000000000000001", "F000000000000002", "FFFFFFFFFFFFFFFF")) {
                world.send(upload, Events.forged(event, sequencer));
            }
        }
    }

    private void uploadAgain() {
        Waiting.pass(NEXT_SECOND);
        world.upload(scene.key(), scene.content());
    }

    private void awaitOutput() {
        Waiting.within(TAKEN_OVER, () -> world.objects(World.OUTPUTS, scene.output()).stream()
                .anyMatch(object -> object.key().equals(scene.output())));
    }

    private long started() {
        return bench.encoder().encodings().stream()
                .filter(e -> scene.key().equals(e.sourceKey()) && e.startedCount() > 0)
                .count();
    }

    private void drop() {
        Waiting.within(LETTER, () -> bench.queues().depth(Bench.DEAD_LETTERS) > 0);
        bench.historian().take(prefix, Fate.DROPPED);
        if (cell.place() != Place.DELETE_FAILED_MARKER) {
            bench.active().heal();
        }
    }

    private void replay() {
        List<Letter> letters =
                scene.letters().isEmpty() ? bench.historian().take(prefix, Fate.SENT_BACK) : scene.letters();
        letters.forEach(bench.historian()::sendBack);
        letters.forEach(bench.historian()::sendBack);
        Waiting.pass(isEncoderHeld() ? SHORT_HOLD : HOLD);
    }

    private List<Violation> startAnother() {
        world.createOtherInstallation();
        Instance other = bench.invite(
                Map.of(
                        "source.bucket", World.OTHER_SOURCES,
                        "queue.events", World.OTHER_EVENTS,
                        "queue.dead-letters", World.OTHER_DEAD_LETTERS),
                Duration.ZERO);
        Waiting.within(
                Waiting.START,
                () -> !other.process().isAlive()
                        || other.tap(Place.Service.SQS).operations().contains("ReceiveMessage"));
        if (!other.process().isAlive()) {
            return List.of();
        }
        // it does what it can do to the first one's jobs
        Waiting.pass(LONG_HOLD);
        return List.of(new Violation(Violation.BESIDE, "another installation may work on the ledger of the first"));
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
        Waiting.within(TAKEN_OVER, this::isOver);
        stopped.wake();
    }
}
