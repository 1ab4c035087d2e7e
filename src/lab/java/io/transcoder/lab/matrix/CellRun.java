package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Fate;
import io.transcoder.sandbox.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Makes one trouble at one place happen to fresh keys of a bench, waits until all is settled, and judges. */
final class CellRun {
    static final Duration REACHED = Duration.ofSeconds(60);

    /** Each consumer polls; the upload comes when all of them do so with the trouble ahead. */
    private static final int CONSUMERS = 2;

    private static final int SOME = 3;

    private final Cell cell;
    private final Bench bench;
    private final String prefix;
    private final Scene scene;
    private final Meanwhile meanwhile;
    private final Instant since = Instant.now();
    private final CountDownLatch held = new CountDownLatch(1);
    private final Duration patience;
    private final List<Violation> violations = new ArrayList<>();

    private CellRun(Cell cell, Bench bench, int number, Duration patience) {
        this.cell = cell;
        this.bench = bench;
        this.patience = patience;
        this.prefix = "in/" + number + "-" + cell.name() + "/";
        this.scene = new Scene(cell.place().scenario(), bench, prefix);
        this.meanwhile = new Meanwhile(cell, bench, scene, prefix);
    }

    /**
     * @param number tells cells of one bench from each other
     * @param patience after which what is not settled counts as a violation
     */
    static CellResult run(Cell cell, Bench bench, int number, Duration patience) {
        return new CellRun(cell, bench, number, patience).run();
    }

    private CellResult run() {
        meanwhile.prepare();
        scene.prepare();
        Reached reached = plan();
        if (cell.place() == Place.RECEIVE) {
            awaitPlace(reached);
            scene.upload();
        } else {
            scene.upload();
            awaitPlace(reached);
        }
        violations.addAll(meanwhile.act());
        if (cell.trouble() != Trouble.VERY_LATE) {
            held.countDown();
        }
        meanwhile.afterwards();
        violations.addAll(scene.goOn());
        settle();
        if (cell.trouble() == Trouble.VERY_LATE) {
            held.countDown();
            Waiting.within(REACHED, () -> !isSomethingLate());
            settle();
        }
        scene.end();
        return result();
    }

    /** How often the place has been reached by now. */
    private interface Reached {
        boolean yet();
    }

    private Reached plan() {
        Instance instance = scene.actor();
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
            case HTTP_404 -> fired(notFound(), 1);
            case HTTP_409 ->
                fired(
                        at(SOME).answer(
                                        409,
                                        Answers.XML,
                                        Answers.s3(
                                                "ConditionalRequestConflict", "A conflicting operation is under way")),
                        1);
            case HTTP_400 ->
                fired(
                        at(SOME).answer(400, Answers.XML, Answers.s3("ExpiredToken", "The provided token has expired")),
                        1);
            case HTTP_500 -> fired(at(1).answer(500, Map.of(), ""), 1);
            case HTTP_503 -> fired(at(1).answer(503, Map.of(), ""), 1);
            case HTTP_429 -> fired(at(1).answer(429, Map.of("x-ratelimit-reset", "1"), ""), 1);
            case HTTP_504 -> fired(at(1).answer(504, Answers.HTML, Answers.GATEWAY), 1);
            case HTTP_504_PROCESSED -> {
                bench.encoder().fault(processed());
                yield () -> Waiting.within(REACHED, () -> bench.encoder().calls().stream()
                        .anyMatch(call -> call.status() == 504 && call.at().isAfter(since)));
            }
            case DENIED ->
                fired(
                        at(Integer.MAX_VALUE)
                                .answer(404, Answers.JSON, Answers.bitmovin(1001, "no encoding with this id exists")),
                        1);
            case DROP -> fired(cell.place() == Place.DELETE_FAILED_MARKER ? at(1).holdUntil(held) : denied(), 1);
            case OUTAGE -> fired(at(Integer.MAX_VALUE).answer(503, Map.of(), ""), 1);
            case SIGSTOP -> {
                at(1).before(instance::sleep);
                yield fired(at(1).holdUntil(held), 1);
            }
            case LATE, VERY_LATE, SAME_BYTES_LATE -> fired(at(1).applyLater(held), 1);
            case STALE_CREATED, STALE_QUEUED, STALE_RUNNING -> fired(at(1).after(meanwhile::staleFromNow), 1);
            case FALSE_ERROR -> fired(at(1).answer(200, Answers.JSON, Answers.status("ERROR")), 1);
            case OTHER_INSTALLATION -> fired(at(1).after(() -> {}), 1);
            case DUPLICATE,
                    SUBMIT,
                    SUBMIT_AND_NEWER,
                    FORGED,
                    SHORT_VISIBILITY,
                    NEWER_VERSION,
                    SAME_BYTES,
                    SOURCE_DELETED,
                    SOURCE_BACK,
                    OUTPUT_TAKEN,
                    OUTPUT_OVERWRITTEN,
                    REPLAY,
                    RELOAD,
                    WRONG_CLOCK,
                    PAUSE_AND_KILL,
                    TWO_INSTANCES -> fired(at(1).holdUntil(held), 1);
        };
    }

    private Fault.Plan at(int times) {
        return scene.actor()
                .tap(cell.place().service())
                .on(cell.place().ofOneCell(scene.actor()::observe))
                .nth(cell.place().nth())
                .times(times);
    }

    private int pollsToMeet() {
        return cell.place() == Place.RECEIVE ? CONSUMERS : 1;
    }

    private static Reached fired(Fault fault, int times) {
        return () -> fault.fired() >= times;
    }

    private Fault notFound() {
        return cell.place().service() == Place.Service.S3
                ? at(1).answer(404, Map.of(), "")
                : at(1).answer(404, Answers.HTML, Answers.NGINX_404);
    }

    private Fault denied() {
        return cell.place().service() == Place.Service.S3
                ? at(Integer.MAX_VALUE).answer(403, Answers.XML, Answers.s3("AccessDenied", "Access Denied"))
                : at(Integer.MAX_VALUE).answer(403, Answers.JSON, Answers.bitmovin(1003, "not authorized"));
    }

    private io.transcoder.sandbox.encoder.Fault processed() {
        return io.transcoder.sandbox.encoder.Fault.on(
                        cell.place().method(), cell.place().encoderPath())
                .fromCall(cell.place().nth())
                .html(504, Answers.GATEWAY)
                .afterProcessing();
    }

    private void awaitPlace(Reached reached) {
        if (!Waiting.within(REACHED, reached::yet)) {
            violations.add(Violation.NOT_REACHED);
        }
    }

    private boolean isSomethingLate() {
        return bench.instances().stream()
                .flatMap(instance -> instance.calls().stream())
                .anyMatch(call -> call.faults().contains("later") && call.status() == 0);
    }

    // the end

    private void settle() {
        if (!Waiting.within(patience, () -> meanwhile.isOver() && !isForgotten())) {
            violations.add(new Violation(0, "not settled after " + patience.toSeconds() + " s"));
        }
    }

    /** A late request that is to be applied by now. */
    private boolean isForgotten() {
        return held.getCount() == 0 && isSomethingLate();
    }

    private CellResult result() {
        History history = bench.history(prefix);
        violations.addAll(Checker.check(history));
        boolean mayFail = cell.place().scenario() == Scenario.ENCODER_FAILS
                || cell.place().scenario() == Scenario.LOST_ENCODING;
        history.letters().stream()
                .filter(letter -> cell.trouble().mustPass() && !mayFail && letter.fate() == Fate.LYING)
                .forEach(letter -> violations.add(new Violation(
                        Violation.BESIDE, "a trouble that passes made a dead letter: " + letter.attributes())));
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
        history.removals().forEach(d -> lines.add("source " + d));
        history.encodings().forEach(e -> lines.add("encoding " + e));
        history.outputs().forEach(o -> lines.add("output " + o));
        history.looks().forEach(l -> lines.add("look " + l));
        history.letters().forEach(l -> lines.add("letter " + l));
        history.open().forEach(j -> lines.add("open " + j));
        history.messages().forEach(m -> lines.add("message " + m));
        bench.historian().ledger(prefix).forEach((name, body) -> lines.add("ledger " + name + " " + body));
        for (Instance instance : bench.instances()) {
            lines.add("");
            lines.add("-- " + instance.name() + (instance.isDead() ? " (killed)" : ""));
            lines.add(instance.process().lastWords());
        }
        return lines;
    }
}
