package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.Line.Waiting;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.Instances.Share;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The line before an encoder with two places and a queue, by a clock of its own: encodings take about ten minutes, and each instance
 * makes a round every 15 seconds, at a time of its own.
 */
class LineTest {
    private static final Instant MORNING = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration ENCODE = Duration.ofMinutes(10);
    private static final Duration PERIOD = Duration.ofSeconds(15);
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final long TICKS_A_PERIOD = PERIOD.dividedBy(TICK);
    private static final int SLOTS = 2;
    private static final int LOW = 20;
    private static final int URGENT = 90;

    private final List<Job> jobs = new ArrayList<>();
    private final List<Job> atEncoder = new ArrayList<>();
    private final List<Job> all = new ArrayList<>();
    private final Map<String, Line> instances = new TreeMap<>();
    private final Random random = new Random(7);
    private Instant now = MORNING;
    private boolean same;
    private int target;
    private int number;
    private int mostQueued;

    @ParameterizedTest
    @CsvSource({"1,2", "2,2", "3,3", "4,2", "4,5"})
    @Tag("slow")
    void aBackfillOfAThousandDelaysUrgentUploadsByLessThanAnEncode(int count, int places) {
        instances(count, places);
        backfill(1_000);
        Duration between = Duration.ofHours(2);
        for (int i = 0; i < 20; i++) {
            passes(Duration.ofSeconds(random.nextLong(between.toSeconds())));
            arrives(URGENT, "mp4");
            if (i == 10) {
                restart();
            }
            passesUntil(MORNING.plus(between.multipliedBy(i + 1)));
        }

        assertThat(started(URGENT)).hasSize(20).allMatch(job -> job.ended != null);
        assertThat(percentile95(URGENT)).isLessThan(ENCODE.multipliedBy(2));
        assertThat(mostQueued).isEqualTo(places);
    }

    /** So that both of the encoder's places become free at the same moment, again and again. */
    @Test
    @Tag("slow")
    void soDoesOneWhoseEncodingsAllTakeTheSameTime() {
        same = true;
        aBackfillOfAThousandDelaysUrgentUploadsByLessThanAnEncode(2, 2);
    }

    @Test
    void whatIsAlwaysOvertakenIsStartedInTheEnd() {
        instances(2, 2);
        backfill(10);
        Instant end = MORNING.plus(Duration.ofDays(1));
        while (now.isBefore(end)) {
            arrives(URGENT, "mp4");
            passes(Duration.ofMinutes(4));
        }

        assertThat(started(LOW)).hasSizeGreaterThanOrEqualTo(10);
        assertThat(started(URGENT)).hasSizeGreaterThan(15 * 10);
    }

    @Test
    void amongEqualsTheOldestIsFirst() {
        instances(1, 3);
        backfill(30);
        passesUntilAllHaveEnded(Duration.ofHours(6));

        assertThat(inOrderOfStart()).isSortedAccordingTo(Comparator.comparing(job -> job.marker.since()));
    }

    @Test
    void aRestartedInstanceGoesOnInTheSameOrderAndStartsNothingUntilItKnowsWhatIsAtWork() {
        instances(1, 2);
        backfill(20);
        passes(Duration.ofHours(1));
        restart();
        arrives(URGENT, "mp4");
        assertThat(started(URGENT)).isEmpty();
        passesUntilAllHaveEnded(Duration.ofHours(6));

        assertThat(mostQueued).isEqualTo(2);
        assertThat(inOrderOfStart().stream().filter(job -> job.claim.priority() == LOW))
                .isSortedAccordingTo(Comparator.comparing(job -> job.marker.since()));
    }

    @Test
    void whileNotAllOpenJobsAreKnownNothingIsStarted() {
        var line = new Line(2, Map.of());
        line.count(alone("a"), false, List.of(), List.of());

        assertThat(line.enter(job(URGENT, "mp4").claim)).isFalse();
    }

    @Test
    void whileAnotherInstanceMayKeepTheLineNothingIsStarted() {
        var line = new Line(2, Map.of());
        line.count(new Share("a", Set.of(), 2, false), true, List.of(), List.of());

        assertThat(line.enter(job(URGENT, "mp4").claim)).isFalse();
    }

    @Test
    void ofSeveralInstancesOneKeepsTheLine() {
        var names = Set.of("a", "b", "c");
        var keeping = names.stream()
                .filter(name -> {
                    var line = new Line(100, Map.of());
                    line.count(share(name, names), true, List.of(), List.of());
                    return line.enter(job(LOW, "mp4").claim);
                })
                .toList();

        assertThat(keeping).hasSize(1);
        assertThat(names.stream().filter(name -> new Line(100, Map.of()).isWatchedBy(share(name, names), "job")))
                .isEqualTo(keeping)
                .as("and watches every job");
    }

    @Test
    void theLastPlaceIsForWhatIsMoreUrgentThanAllThatIsQueued() {
        var line = new Line(3, Map.of());
        line.count(alone("a"), true, List.of(), List.of());
        Stream.of(LOW, LOW).forEach(priority -> assertThat(line.enter(job(priority, "mp4").claim))
                .isTrue());

        assertThat(line.enter(job(LOW, "mp4").claim)).isFalse();
        assertThat(line.call(List.of(job(LOW, "mp4").waiting()), 10)).isEmpty();
        Job urgent = job(URGENT, "mp4");
        assertThat(line.call(List.of(urgent.waiting(), job(URGENT, "mp4").waiting()), 10))
                .containsExactly(urgent.waiting());
        assertThat(line.enter(urgent.claim)).isTrue();
        assertThat(line.enter(job(URGENT + 1, "mp4").claim)).isFalse();
    }

    @Test
    void whoHasWaitedLongestIsOvertakenByNineteenAtMost() {
        var order = new FairOrder(Map.of());
        Job old = job(LOW, "mp4");
        int overtaken = 0;
        Waiting next = null;
        while (!old.waiting().equals(next)) {
            next = order.next(List.of(old.waiting(), job(URGENT, "mp4").waiting()), 1)
                    .get(0);
            order.started(next);
            overtaken++;
            assertThat(overtaken).isLessThan(100);
        }

        assertThat(overtaken - 1).isEqualTo(19);
    }

    @Test
    void whoIsCalledAndWaitsForSomethingElseKeepsNobodyOut() {
        var line = new Line(1, Map.of());
        Job held = job(URGENT, "mp4");
        Job next = job(LOW, "mp4");
        List<Waiting> waiting = List.of(held.waiting(), next.waiting());
        line.count(alone("a"), true, List.of(), List.of());
        assertThat(line.call(waiting, 10)).containsExactly(held.waiting());
        assertThat(line.enter(next.claim)).isFalse();
        assertThat(line.enter(held.claim)).isTrue();
        line.leave(held.claim);

        line.count(alone("a"), true, List.of(), List.of());
        assertThat(line.call(waiting, 10)).containsExactly(next.waiting());
        assertThat(line.isStalled(held.claim.encodingId())).isTrue();
        assertThat(line.enter(held.claim)).as("now it can go on").isTrue();
        assertThat(line.enter(next.claim)).isFalse();

        line.count(alone("a"), true, List.of(), List.of());
        assertThat(line.call(List.of(next.waiting()), 10))
                .as("the place is taken")
                .isEmpty();
    }

    @Test
    void whoFoundTheEncoderFullIsCalledAgain() {
        var line = new Line(Line.NO_LIMIT, Map.of());
        Job job = job(LOW, "mp4");
        line.count(alone("a"), true, List.of(), List.of());
        line.call(List.of(job.waiting()), 10);
        line.callAgain(job.claim.encodingId());

        line.count(alone("a"), true, List.of(), List.of());
        assertThat(line.call(List.of(job.waiting()), 10)).containsExactly(job.waiting());
    }

    @Test
    void profilesOfEqualPriorityHaveTheirShares() {
        var order = new FairOrder(Map.of("mp4", "3"));
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            waiting.add(job(LOW, "xdcam").waiting());
        }
        for (int i = 0; i < 40; i++) {
            waiting.add(job(LOW, "mp4").waiting());
        }
        waiting.add(job(URGENT, "xdcam").waiting());

        List<Waiting> next = order.next(waiting, 17);

        assertThat(next.get(0).priority()).isEqualTo(URGENT);
        assertThat(next.stream().skip(1).collect(Collectors.groupingBy(Waiting::profile, Collectors.counting())))
                .isEqualTo(Map.of("mp4", 12L, "xdcam", 4L));
    }

    @Test
    void aProfileThatHadNothingWaitingHasSavedUpNoTurns() {
        var order = new FairOrder(Map.of("mp4", "1"));
        for (int i = 0; i < 100; i++) {
            order.started(job(LOW, "mp4").waiting());
        }
        List<Waiting> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(job(LOW, "mp4").waiting());
            waiting.add(job(LOW, "xdcam").waiting());
        }

        assertThat(order.next(waiting, 10).stream().filter(one -> one.profile().equals("mp4")))
                .hasSizeBetween(4, 6);
    }

    private void instances(int count, int places) {
        target = places;
        for (int i = 0; i < count; i++) {
            instances.put("instance-" + number++, new Line(target, Map.of()));
        }
        instances.keySet().forEach(this::round);
    }

    /** Of the instance that keeps the line. */
    private void restart() {
        String old = instances.keySet().stream()
                .filter(name -> share(name, instances.keySet()).isMine("line"))
                .findFirst()
                .orElseThrow();
        instances.remove(old);
        instances.put("instance-" + number++, new Line(target, Map.of()));
    }

    private void backfill(int count) {
        for (int i = 0; i < count; i++) {
            arrives(LOW, "mp4");
        }
    }

    /** Its message is taken by any of the instances. */
    private void arrives(int priority, String profile) {
        Job job = job(priority, profile);
        jobs.add(job);
        all.add(job);
        List<Line> lines = List.copyOf(instances.values());
        start(lines.get(random.nextInt(lines.size())), job);
    }

    private Job job(int priority, String profile) {
        number++;
        var source = new Source("e" + number, null, Instant.EPOCH, 5);
        Upload upload = LedgerBench.pointed("in/VX-" + number + ".mxf").seenAs(source);
        var claim = new Claim(
                upload.id(),
                upload,
                1,
                profile,
                "enc-" + number,
                List.of(),
                Map.of("scheduling", Map.of("priority", priority)),
                source,
                now,
                0,
                List.of(),
                null,
                null);
        // of some sources more is to be encoded than of others
        Duration time = priority == URGENT || same ? ENCODE : ENCODE.plusSeconds(random.nextLong(-150, 150));
        return new Job(claim, new OpenMarker(upload.id(), 1, now.plusMillis(number)), time);
    }

    private void start(Line line, Job job) {
        if (line.enter(job.claim) && job.started == null) {
            job.started = now;
            atEncoder.add(job);
            encoderGoesOn();
            mostQueued = Math.max(mostQueued, (int) unseen());
        }
    }

    /** Those that no round has seen at work. */
    private long unseen() {
        return atEncoder.stream().filter(job -> !job.seenRunning).count();
    }

    /** The most urgent first, the first one among equals. */
    private void encoderGoesOn() {
        for (Job job : List.copyOf(atEncoder)) {
            if (job.running != null && !job.running.plus(job.time).isAfter(now)) {
                job.ended = job.running.plus(job.time);
                atEncoder.remove(job);
            }
        }
        while (atEncoder.stream().filter(job -> job.running != null).count() < SLOTS
                && atEncoder.stream().anyMatch(job -> job.running == null)) {
            atEncoder.stream()
                    .filter(job -> job.running == null)
                    .max(Comparator.comparing((Job job) -> job.claim.priority())
                            .thenComparing(Comparator.comparing((Job job) -> job.started)
                                    .reversed()))
                    .orElseThrow()
                    .running = now;
        }
    }

    private void passes(Duration time) {
        passesUntil(now.plus(time));
    }

    private void passesUntil(Instant end) {
        while (now.isBefore(end)) {
            now = now.plus(TICK);
            encoderGoesOn();
            long tick = Duration.between(MORNING, now).toSeconds() / TICK.toSeconds() % TICKS_A_PERIOD;
            int phase = 0;
            for (String name : instances.keySet()) {
                if (tick == phase++ % TICKS_A_PERIOD) {
                    round(name);
                }
            }
        }
    }

    private void passesUntilAllHaveEnded(Duration atMost) {
        Instant end = now.plus(atMost);
        while (all.stream().anyMatch(job -> job.ended == null)) {
            assertThat(now).isBefore(end);
            passes(Duration.ofMinutes(10));
        }
    }

    /** What is seen in one round counts in the next. */
    private void round(String name) {
        Line line = instances.get(name);
        var share = share(name, instances.keySet());
        jobs.removeIf(job -> job.seenEnded);
        List<Job> mine = line.isWatchedBy(share, "any") ? jobs : List.of();
        line.count(
                share,
                true,
                waiting(mine.stream()),
                waiting(mine.stream().filter(job -> job.started != null && !job.seenRunning)));
        mine.forEach(job -> {
            job.seenRunning = job.running != null;
            job.seenEnded = job.ended != null;
        });
        List<Job> waiting = mine.stream().filter(job -> job.started == null).toList();
        Set<Waiting> called = Set.copyOf(line.call(waiting(waiting.stream()), 75));
        waiting.stream().filter(job -> called.contains(job.waiting())).forEach(job -> start(line, job));
    }

    private static List<Waiting> waiting(Stream<Job> some) {
        return some.map(Job::waiting).toList();
    }

    private static Share alone(String name) {
        return share(name, Set.of(name));
    }

    private static Share share(String name, Set<String> all) {
        Set<String> others = new HashSet<>(all);
        others.remove(name);
        return new Share(name, others, all.size(), true);
    }

    private List<Job> started(int priority) {
        return inOrderOfStart().stream()
                .filter(job -> job.claim.priority() == priority)
                .toList();
    }

    private List<Job> inOrderOfStart() {
        return all.stream()
                .filter(job -> job.started != null)
                .sorted(Comparator.comparing((Job job) -> job.started))
                .toList();
    }

    private Duration percentile95(int priority) {
        List<Duration> times = new ArrayList<>(started(priority).stream()
                .map(job -> Duration.between(job.marker.since(), job.ended))
                .toList());
        Collections.sort(times);
        return times.get((int) Math.ceil(times.size() * 0.95) - 1);
    }

    private static final class Job {
        private final Claim claim;
        private final OpenMarker marker;
        private final Duration time;
        private final Waiting waiting;
        private Instant started;
        private Instant running;
        private boolean seenRunning;
        private boolean seenEnded;
        private Instant ended;

        Job(Claim claim, OpenMarker marker, Duration time) {
            this.claim = claim;
            this.marker = marker;
            this.time = time;
            this.waiting = Waiting.of(marker, claim);
        }

        Waiting waiting() {
            return waiting;
        }
    }
}
