package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.job.Doubts;
import io.transcoder.job.Line;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.SetClock;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whom a round looks at. Each test has a ledger and outputs of its own. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenJobsTest {
    private static final String BUCKET = "mam-out";
    /** A budget of 40 jobs a round. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    private static final Owner OWNER = new Owner("mam-in", BUCKET);
    private static final Duration BEAT = Duration.ofSeconds(1);

    private final S3EventReader events = new S3EventReader();
    private SandboxStore store;
    private Wiretap tap;
    private S3Client s3;
    private int number;
    private String prefix;
    private String outputs;
    private Ledger ledger;
    private boolean full;

    @BeforeAll
    void start() {
        store = SandboxStore.start();
        store.createBucket(BUCKET);
        tap = Wiretap.start("s3", store.endpoint());
        s3 = SandboxStore.clientOf(tap.endpoint());
    }

    @AfterAll
    void stop() {
        s3.close();
        tap.close();
        store.close();
    }

    @BeforeEach
    void anotherLedger() {
        number++;
        prefix = "jobs-" + number + "/";
        outputs = "out-" + number + "/";
        ledger = new Ledger(s3, BUCKET, prefix, OWNER, LedgerJson.mapper(events), Clock.systemUTC());
        full = false;
        tap.forgetCalls();
    }

    @AfterEach
    void heal() {
        tap.heal();
    }

    @Test
    void aFewJobsAreAllLookedAtWithoutAListOfTheOutputs() {
        List<OpenMarker> jobs = started(5);
        OpenJobs openJobs = alone();

        assertThat(openJobs.round()).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(openJobs.round()).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(tap.operations()).doesNotContain("LIST " + outputs);
    }

    @Test
    void whatTheLedgerSaysOfAStartedJobIsReadOnce() {
        List<OpenMarker> jobs = started(5);
        OpenJobs openJobs = alone();
        openJobs.round();
        tap.forgetCalls();

        openJobs.round();

        assertThat(jobs)
                .allSatisfy(job -> assertThat(openJobs.encodingAtWork(job)).startsWith("encoding-"));
        assertThat(tap.operations()).containsExactly("LIST " + prefix + "open/");
    }

    @Test
    void ofManyJobsEachHasItsTurn() {
        List<OpenMarker> jobs = started(100);
        OpenJobs openJobs = alone();
        Set<OpenMarker> seen = new HashSet<>();

        for (int round = 1; round <= 3; round++) {
            List<OpenMarker> looked = openJobs.round();
            assertThat(looked).hasSize(40).doesNotHaveDuplicates();
            seen.addAll(looked);
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void anOutputThatAppearsMakesItsJobTheMostUrgent() {
        List<OpenMarker> jobs = started(100);
        OpenJobs openJobs = alone();
        openJobs.round();
        openJobs.round();
        OpenMarker last = jobs.get(jobs.size() - 1);
        // of two outputs one is not enough
        write("VX-99.mxf_bitmovin.mp4", "media");
        write("VX-98.mxf_bitmovin.mp4", "media");
        write("VX-98.mxf_second.mp4", "media");
        write("VX-97.mxf_bitmovin.mp4", "");
        write("VX-97.mxf_second.mp4", "media");

        assertThat(openJobs.round().get(0)).isEqualTo(jobs.get(98)).isNotEqualTo(last);
        assertThat(openJobs.round().subList(0, 1)).containsExactly(jobs.get(98));
    }

    @Test
    void whatTheMamLeavesThereIsNotListedAgainAndAgain() {
        started(45);
        for (int i = 0; i < 2_100; i++) {
            write("A-%04d.mxf_bitmovin.mp4".formatted(i), "media");
        }
        write("VX-44.mxf_bitmovin.mp4", "media");
        write("VX-44.mxf_second.mp4", "media");
        OpenJobs openJobs = alone();
        tap.forgetCalls();

        List<OpenMarker> round = openJobs.round();

        assertThat(openJobs.encodingAtWork(round.get(0))).isEqualTo("encoding-44");
        assertThat(tap.operations().stream().filter(("LIST " + outputs)::equals))
                .hasSize(2);
    }

    @Test
    void ofThoseThatWaitForTheirStartSomeHaveTheirTurnAndNoneWhileTheEncoderIsFull() {
        List<OpenMarker> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            jobs.add(job(i, false));
        }
        OpenJobs openJobs = alone();

        List<OpenMarker> round = openJobs.round();

        assertThat(round).hasSize(5).isSubsetOf(jobs);
        assertThat(Stream.of(round, openJobs.round()).flatMap(List::stream)).containsAll(jobs);
        assertThat(openJobs.isWorthALook(round.get(0))).isTrue();
        full = true;
        assertThat(openJobs.isWorthALook(round.get(0))).isFalse();
        assertThat(openJobs.isWorthALook(new OpenMarker("0123456789abcdef-0123456789abcdef", 1, Instant.EPOCH)))
                .isTrue();
    }

    @Test
    void aJobThatWasStartedBetweenItsFirstReadAndAPauseIsWatchedUnderThePause() {
        OpenMarker started = job(1, false);
        OpenMarker waits = job(2, false);
        OpenJobs openJobs = alone();
        openJobs.round();
        put(started.jobId(), "1.start", Map.of("maker", "another", "at", Instant.now()));
        pause();

        assertThat(openJobs.round()).containsExactly(started);
        assertThat(openJobs.encodingAtWork(started)).isEqualTo("encoding-1");
        assertThat(openJobs.encodingAtWork(waits)).isNull();
    }

    @Test
    void aJobThatAnInstanceStartsWhichLearnsOfThePauseLaterIsWatchedUnderThePause() {
        OpenMarker started = job(1, false);
        OpenJobs openJobs = alone();
        pause();
        assertThat(openJobs.round()).isEmpty();
        put(started.jobId(), "1.start", Map.of("maker", "another", "at", Instant.now()));

        assertThat(openJobs.round()).containsExactly(started);
    }

    @Test
    void whatIsHeldForLongIsNotReadInEachRound() {
        job(1, false);
        OpenJobs openJobs = alone();
        openJobs.round();
        pause();
        for (int round = 1; round <= 4; round++) {
            openJobs.round();
        }
        tap.forgetCalls();

        assertThat(openJobs.round()).isEmpty();

        assertThat(tap.operations()).containsExactly("LIST " + prefix + "open/");
    }

    @Test
    void whatHasNoKeyYetOrWaitsForItsGraceToEndIsListedUnderAHold() {
        pause();
        OpenMarker finished = started(1).get(0);
        OpenJobs openJobs = alone();
        openJobs.round();
        openJobs.rest(finished, Instant.now().plusSeconds(3600));
        Upload upload = upload(7);
        ledger.open(upload, 1);

        assertThat(openJobs.round()).containsExactly(marker(upload, 1));
        assertThat(openJobs.round()).containsExactly(marker(upload, 1));
    }

    private void pause() {
        ledger.orderBook().pause(Hold.on("", null, "somebody", Instant.now()));
        ledger.orderBook().read();
    }

    @Test
    void aJobThatWaitsForItsGraceToEndIsLeftAloneUntilThen() {
        OpenMarker job = started(1).get(0);
        OpenJobs openJobs = alone();
        openJobs.round();

        openJobs.rest(job, Instant.now().plusSeconds(3600));
        assertThat(openJobs.round()).isEmpty();
        openJobs.rest(job, Instant.now().minusSeconds(1));
        assertThat(openJobs.round()).containsExactly(job);
    }

    @Test
    void aMarkerWithoutAClaimIsLookedAtUntilItHasOne() {
        Upload upload = upload(7);
        ledger.open(upload, 1);
        OpenMarker marker = marker(upload, 1);
        OpenJobs openJobs = alone();

        assertThat(openJobs.round()).containsExactly(marker);
        assertThat(openJobs.round()).containsExactly(marker);
        assertThat(openJobs.encodingAtWork(marker)).isNull();
        job(7, true);
        JobHistory history = ledger.historyTo(marker);
        openJobs.remember(marker, ledger.lastClaim(history), history);
        assertThat(openJobs.encodingAtWork(marker)).isEqualTo("encoding-7");
    }

    @Test
    void eachAttemptIsLookedAtByItsOwnMarker() {
        OpenMarker first = started(1).get(0);
        OpenJobs openJobs = alone();
        openJobs.round();
        Upload upload = upload(0);
        ledger.open(upload, 2);
        put(upload.id(), "2.claim", claim(upload, 2, "encoding-of-2"));
        put(upload.id(), "2.start", Map.of("maker", "test", "at", Instant.now()));
        OpenMarker second = marker(upload, 2);

        assertThat(openJobs.round()).containsExactlyInAnyOrder(first, second);

        assertThat(openJobs.encodingAtWork(first)).isEqualTo("encoding-0");
        assertThat(openJobs.encodingAtWork(second)).isEqualTo("encoding-of-2");
    }

    @Test
    void aJobThatCantBeReadDoesNotHideTheOthers() {
        List<OpenMarker> jobs = started(3);
        s3.putObject(
                b -> b.bucket(BUCKET).key(prefix + jobs.get(1).jobId() + "/1.claim"),
                RequestBody.fromString("not json"));

        assertThat(alone().round()).containsExactlyInAnyOrder(jobs.get(0), jobs.get(2));
    }

    @Test
    void eachJobIsWatchedByOneOfTheInstancesAndAlsoInASlowTurnByTheOthers() {
        List<OpenMarker> jobs = started(60);
        Instances first = instance();
        Instances second = instance();
        await().until(() -> {
            boolean known = first.beat().others().size() == 1;
            return second.beat().others().size() == 1 && known;
        });

        List<OpenMarker> byFirst =
                jobs.stream().filter(job -> first.beat().isMine(job.jobId())).toList();
        List<OpenMarker> bySecond =
                jobs.stream().filter(job -> second.beat().isMine(job.jobId())).toList();
        assertThat(byFirst).hasSizeBetween(12, 48).doesNotContainAnyElementsOf(bySecond);
        assertThat(byFirst.size() + bySecond.size()).isEqualTo(jobs.size());

        OpenJobs openJobs = with(first, Duration.ofSeconds(3));
        List<OpenMarker> round = openJobs.round();
        assertThat(round).containsAll(byFirst).hasSizeBetween(byFirst.size() + 1, byFirst.size() + 3);
        Set<OpenMarker> seen = new HashSet<>(round);
        for (int i = 0; i < 20; i++) {
            seen.addAll(openJobs.round());
        }
        assertThat(seen).hasSameElementsAs(jobs);
    }

    @Test
    void aBudgetIsSharedByAllWhoArePresent() {
        started(60);
        Instances other = instance();
        other.beat();
        OpenJobs openJobs = with(instance(), PERIOD);

        // whether the other one lives is not known yet, so all jobs are ours
        assertThat(openJobs.round()).hasSize(8);
    }

    @Test
    void aRestartedInstanceWatchesEverythingAtOnce() {
        List<OpenMarker> jobs = started(10);
        // its last life, which was killed
        instance().beat();

        assertThat(with(instance(), Duration.ofSeconds(3)).round()).containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void anInstanceThatComesIsNotSureOfTheOthersBeforeTheyHaveSeenIt() {
        Instances first = instance();
        Instances second = instance();
        assertThat(first.beat().isSure()).as("nobody else is there").isTrue();
        assertThat(second.beat().isSure()).isFalse();

        await().until(() -> {
            // the store tells times by the second
            Instances.Share ofFirst = first.beat();
            Instances.Share ofSecond = second.beat();
            assertThat(keepsTheLine(ofFirst) && keepsTheLine(ofSecond)).isFalse();
            return keepsTheLine(ofFirst) != keepsTheLine(ofSecond)
                    && ofFirst.others().size() + ofSecond.others().size() == 2;
        });
    }

    private static boolean keepsTheLine(Instances.Share share) {
        return share.isSure() && share.isMine("line");
    }

    @Test
    void anInstanceThatWasSilentForLongIsNotSureOfTheOthersEither() {
        Instances first = instance();
        Instances second = instance();
        await().until(() ->
                first.beat().others().size() + second.beat().others().size() == 2);
        await().until(() -> second.beat().others().isEmpty());

        assertThat(first.beat().isSure()).isFalse();
        assertThat(second.beat().isSure()).isTrue();
    }

    @Test
    void theJobsOfAnInstanceThatIsGoneAreTakenOver() {
        List<OpenMarker> jobs = started(20);
        Instances first = instance();
        Instances second = instance();
        await().untilAsserted(() -> {
            second.beat();
            assertThat(first.beat().others()).hasSize(1);
        });

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(jobs)
                .allMatch(job -> first.beat().isMine(job.jobId())));
    }

    @Test
    void anInstanceThatLeavesIsNotWaitedFor() {
        Instances first = instance();
        Instances second = instance();
        await().untilAsserted(() -> {
            second.beat();
            assertThat(first.beat().others()).hasSize(1);
        });

        second.leave();

        assertThat(store.client()
                        .listObjectsV2(b -> b.bucket(BUCKET).prefix(prefix + "instances/"))
                        .contents())
                .hasSize(1);
        await().untilAsserted(() -> assertThat(first.beat().others()).isEmpty());
    }

    @Test
    void aStoreThatTakesNoHeartbeatLeavesEverythingToEverybody() {
        List<OpenMarker> jobs = started(10);
        tap.on(request -> request.operation().startsWith("PUT " + prefix + "instances/"))
                .always()
                .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");

        Instances instance = instance();
        assertThat(with(instance, PERIOD).round()).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(instance.beat().isSure()).isFalse();
    }

    @Test
    void aHeartbeatCostsTwoRequestsAndOnlyNowAndThen() {
        var instance = new Instances(s3, BUCKET, prefix, Duration.ofMinutes(1), Clock.systemUTC());

        for (int i = 0; i < 10; i++) {
            instance.beat();
        }

        assertThat(tap.operations()).hasSize(2);
    }

    /** An instance that has been there for a while, so that it need not hold back any more. */
    private OpenJobs alone() {
        var clock = new SetClock(Instant.now());
        var instance = new Instances(s3, BUCKET, prefix, Duration.ofHours(1), clock);
        instance.beat();
        clock.passes(Duration.ofHours(1));
        instance.beat();
        tap.forgetCalls();
        return with(instance, PERIOD);
    }

    private OpenJobs with(Instances instances, Duration period) {
        Clock clock = Clock.systemUTC();
        var progress = new Progress(clock, Duration.ofHours(6));
        var doubts = new Doubts(clock, period.multipliedBy(8));
        var line = new Line(Line.NO_LIMIT, Map.of());
        return new OpenJobs(ledger, s3, BUCKET, outputs, instances, progress, doubts, () -> full, line, period, clock);
    }

    private Instances instance() {
        return new Instances(s3, BUCKET, prefix, BEAT, Clock.systemUTC());
    }

    private List<OpenMarker> started(int jobs) {
        List<OpenMarker> markers = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            markers.add(job(i, true));
        }
        return markers;
    }

    private OpenMarker job(int i, boolean started) {
        Upload upload = upload(i);
        ledger.open(upload, 1);
        put(upload.id(), "1.claim", claim(upload, 1, "encoding-" + i));
        if (started) {
            put(upload.id(), "1.start", Map.of("maker", "test", "at", Instant.now()));
        }
        return marker(upload, 1);
    }

    private OpenMarker marker(Upload upload, int attempt) {
        return ledger.openOfKey(upload.keyHash()).stream()
                .filter(marker -> marker.attempt() == attempt)
                .findFirst()
                .orElseThrow();
    }

    private Claim claim(Upload upload, int attempt, String encodingId) {
        String output = outputs + upload.name();
        return new Claim(
                upload.id(),
                upload,
                attempt,
                "mp4",
                encodingId,
                List.of(new Output(output + "_bitmovin.mp4", "mp4/1"), new Output(output + "_second.mp4", "mp4/2")),
                Map.of(),
                upload.source(),
                Instant.EPOCH,
                0,
                List.of(),
                null,
                null);
    }

    private Upload upload(int i) {
        return events.read(S3Events.put("mam-in", "in/VX-" + i + ".mxf").json())
                .uploads()
                .get(0)
                .seenAs(new Source("e-" + i, null, Instant.EPOCH, 5));
    }

    private void put(String job, String record, Object content) {
        try {
            byte[] body = LedgerJson.mapper(events).writeValueAsBytes(content);
            store.client()
                    .putObject(b -> b.bucket(BUCKET).key(prefix + job + "/" + record), RequestBody.fromBytes(body));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String content) {
        store.client().putObject(b -> b.bucket(BUCKET).key(outputs + name), RequestBody.fromString(content));
    }
}
