package io.transcoder.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.job.Line.Waiting;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.OpenMarker;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The line before the encoder, by a clock of its own: encodings take about ten minutes, and a round is made every 15 seconds. */
class LineTest {
    private static final Instant MORNING = Instant.parse("2026-11-24T06:00:00Z");
    private static final Duration ENCODE = Duration.ofMinutes(10);
    private static final Duration PERIOD = Duration.ofSeconds(15);
    private static final int PLACES = 2;
    private static final int LOW = 20;
    private static final int URGENT = 90;

    private final List<Job> jobs = new ArrayList<>();
    private final Map<String, Line> instances = new TreeMap<>();
    private final Random random = new Random(7);
    private Instant now = MORNING;
    private int target;
    private int number;
    private int mostAtWork;

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBackfillOfAThousandDelaysUrgentUploadsByLessThanAnEncode(int count) {
        instances(count, PLACES * count);
        backfill(1_000);
        Duration between = Duration.ofHours(2).dividedBy(count);
        for (int i = 0; i < 40; i++) {
            passes(Duration.ofSeconds(random.nextLong(between.toSeconds())));
            arrives(URGENT, "mp4");
            if (i == 20) {
                restart();
            }
            passesUntil(MORNING.plus(between.multipliedBy(i + 1)));
        }
        passesUntilAllHaveEnded(Duration.ofDays(5));

        assertThat(percentile95(URGENT)).isLessThan(ENCODE.multipliedBy(2));
        assertThat(mostAtWork).isBetween(PLACES * count, (PLACES + 1) * count);
    }

    @Test
    void whatIsAlwaysOvertakenIsStartedInTheEnd() {
        instances(1, PLACES);
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
        instances(1, PLACES);
        backfill(30);
        passesUntilAllHaveEnded(Duration.ofHours(6));

        assertThat(inOrderOfStart()).isSortedAccordingTo(Comparator.comparing(job -> job.marker.since()));
    }

    @Test
    void aRestartedInstanceGoesOnInTheSameOrderAndStartsNothingUntilItKnowsWhatIsAtWork() {
        instances(1, PLACES);
        backfill(20);
        passes(Duration.ofHours(1));
        restart();
        arrives(URGENT, "mp4");
        assertThat(started(URGENT)).isEmpty();
        passesUntilAllHaveEnded(Duration.ofHours(6));

        assertThat(mostAtWork).isEqualTo(PLACES);
        assertThat(inOrderOfStart().stream().filter(job -> job.claim.priority() == LOW))
                .isSortedAccordingTo(Comparator.comparing(job -> job.marker.since()));
    }

    @Test
    void theTargetIsExceededByNoMoreThanThePartsAreRoundedUp() {
        instances(3, 4);
        backfill(100);
        passesUntilAllHaveEnded(Duration.ofDays(1));

        assertThat(mostAtWork).isBetween(4, 4 + 2);
    }

    @Test
    void whileNotAllOpenJobsAreKnownNothingIsStarted() {
        var line = new Line(PLACES, Map.of());
        line.count(alone("a"), false, Set.of(), Set.of());

        assertThat(line.enter(job(URGENT, "mp4").claim)).isFalse();
    }

    @Test
    void anUploadThatAnotherInstanceWatchesIsLeftToIt() {
        var line = new Line(100, Map.of());
        var share = new Share("a", Set.of("b"), 2);
        line.count(share, true, Set.of(), Set.of());

        List<Job> some = Stream.generate(() -> job(LOW, "mp4")).limit(20).toList();
        assertThat(some).allMatch(job -> line.enter(job.claim) == share.isMine(job.claim.jobId()));
    }

    @Test
    void whoIsCalledAndWaitsForSomethingElseKeepsNobodyOut() {
        var line = new Line(1, Map.of());
        Job held = job(URGENT, "mp4");
        Job next = job(LOW, "mp4");
        List<Waiting> waiting = List.of(held.waiting(), next.waiting());
        line.count(alone("a"), true, Set.of(), Set.of());
        assertThat(line.call(waiting, 10)).containsExactly(held.waiting());
        assertThat(line.enter(next.claim)).isFalse();
        assertThat(line.enter(held.claim)).isTrue();
        line.leave(held.claim);

        line.count(alone("a"), true, Set.of(), Set.of());
        assertThat(line.call(waiting, 10)).containsExactly(next.waiting());
        assertThat(line.isStalled(held.claim.encodingId())).isTrue();
        assertThat(line.enter(held.claim)).as("now it can go on").isTrue();
        assertThat(line.enter(next.claim)).isFalse();

        line.count(alone("a"), true, Set.of(), Set.of());
        assertThat(line.call(List.of(next.waiting()), 10))
                .as("the place is taken")
                .isEmpty();
    }

    @Test
    void whoFoundTheEncoderFullIsCalledAgain() {
        var line = new Line(Line.NO_LIMIT, Map.of());
        Job job = job(LOW, "mp4");
        line.count(alone("a"), true, Set.of(), Set.of());
        line.call(List.of(job.waiting()), 10);
        line.callAgain(job.claim.encodingId());

        line.count(alone("a"), true, Set.of(), Set.of());
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

    private void restart() {
        String old = instances.keySet().iterator().next();
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
                null);
        // of some sources more is to be encoded than of others
        Duration time = priority == URGENT ? ENCODE : ENCODE.plusSeconds(random.nextLong(-150, 150));
        return new Job(claim, new OpenMarker(upload.id(), 1, now.plusMillis(number)), time);
    }

    private void start(Line line, Job job) {
        if (line.enter(job.claim) && job.started == null) {
            job.started = now;
            mostAtWork = Math.max(mostAtWork, (int) atEncoder().count());
        }
    }

    /** The encoder has the slots, so that what is started begins at once. */
    private Stream<Job> atEncoder() {
        return jobs.stream().filter(job -> job.started != null && job.ended == null);
    }

    private void passes(Duration time) {
        passesUntil(now.plus(time));
    }

    private void passesUntil(Instant end) {
        while (now.isBefore(end)) {
            now = now.plus(PERIOD);
            atEncoder()
                    .filter(job -> !job.started.plus(job.time).isAfter(now))
                    .toList()
                    .forEach(job -> job.ended = job.started.plus(job.time));
            // while all places are taken a round calls nobody
            int part = (target - 1) / instances.size() + 1;
            if (atEncoder().count() < part * instances.size()) {
                instances.keySet().forEach(this::round);
            }
        }
    }

    private void passesUntilAllHaveEnded(Duration atMost) {
        Instant end = now.plus(atMost);
        while (jobs.stream().anyMatch(job -> job.ended == null)) {
            assertThat(now).isBefore(end);
            passes(Duration.ofMinutes(10));
        }
    }

    /** The marker of what has ended is closed in one round, and gone in the next. */
    private void round(String name) {
        Line line = instances.get(name);
        Set<String> others = new HashSet<>(instances.keySet());
        others.remove(name);
        var share = new Share(name, others, instances.size());
        List<Job> mine = jobs.stream()
                .filter(job -> job.ended == null || job.ended.isAfter(now.minus(PERIOD)))
                .filter(job -> share.isMine(job.claim.jobId()))
                .toList();
        line.count(share, true, ids(mine.stream()), ids(mine.stream().filter(job -> job.started != null)));
        List<Job> waiting = mine.stream().filter(job -> job.started == null).toList();
        Set<String> called = line.call(waiting.stream().map(Job::waiting).toList(), 75).stream()
                .map(Waiting::encodingId)
                .collect(Collectors.toSet());
        waiting.stream().filter(job -> called.contains(job.claim.encodingId())).forEach(job -> start(line, job));
    }

    private static Set<String> ids(Stream<Job> some) {
        return some.map(job -> job.claim.encodingId()).collect(Collectors.toSet());
    }

    private static Share alone(String name) {
        return new Share(name, Set.of(), 1);
    }

    private List<Job> started(int priority) {
        return inOrderOfStart().stream()
                .filter(job -> job.claim.priority() == priority)
                .toList();
    }

    private List<Job> inOrderOfStart() {
        return jobs.stream()
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
        private Instant started;
        private Instant ended;

        Job(Claim claim, OpenMarker marker, Duration time) {
            this.claim = claim;
            this.marker = marker;
            this.time = time;
        }

        Waiting waiting() {
            return Waiting.of(marker, claim);
        }
    }
}
