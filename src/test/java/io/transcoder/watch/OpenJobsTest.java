package io.transcoder.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.job.Claim;
import io.transcoder.job.Instances;
import io.transcoder.job.JobHistory;
import io.transcoder.job.Ledger;
import io.transcoder.job.LedgerJson;
import io.transcoder.job.Output;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.SetClock;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Whom a round looks at. Each test has a ledger and outputs of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OpenJobsTest {
    private static final String BUCKET = "mam-out";
    /** A budget of 40 jobs a round. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

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
        ledger = new Ledger(s3, BUCKET, prefix, LedgerJson.mapper(events), Clock.systemUTC());
        full = false;
        tap.forgetCalls();
    }

    @AfterEach
    void heal() {
        tap.heal();
    }

    @Test
    void aFewJobsAreAllLookedAtWithoutAListOfTheOutputs() {
        List<String> jobs = started(5);
        OpenJobs openJobs = alone();

        assertThat(openJobs.round()).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(openJobs.round()).containsExactlyInAnyOrderElementsOf(jobs);
        assertThat(tap.operations()).doesNotContain("LIST " + outputs);
    }

    @Test
    void whatTheLedgerSaysOfAStartedJobIsReadOnce() {
        List<String> jobs = started(5);
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
        List<String> jobs = started(100);
        OpenJobs openJobs = alone();
        Set<String> seen = new HashSet<>();

        for (int round = 1; round <= 3; round++) {
            List<String> looked = openJobs.round();
            assertThat(looked).hasSize(40).doesNotHaveDuplicates();
            seen.addAll(looked);
        }

        assertThat(seen).containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void anOutputThatAppearsMakesItsJobTheMostUrgent() {
        List<String> jobs = started(100);
        OpenJobs openJobs = alone();
        openJobs.round();
        openJobs.round();
        String last = jobs.get(jobs.size() - 1);
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

        List<String> round = openJobs.round();

        assertThat(openJobs.encodingAtWork(round.get(0))).isEqualTo("encoding-44");
        assertThat(tap.operations().stream().filter(("LIST " + outputs)::equals))
                .hasSize(2);
    }

    @Test
    void ofThoseThatWaitForTheirStartTheOldestComeFirstAndNoneWhileTheEncoderIsFull() {
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            jobs.add(job(i, false));
        }
        OpenJobs openJobs = alone();

        List<String> round = openJobs.round();

        assertThat(round).hasSize(5).isSubsetOf(jobs);
        assertThat(openJobs.round()).isEqualTo(round);
        assertThat(openJobs.isWorthALook(round.get(0))).isTrue();
        full = true;
        assertThat(openJobs.isWorthALook(round.get(0))).isFalse();
        assertThat(openJobs.isWorthALook("0123456789abcdef-0123456789abcdef")).isTrue();
    }

    @Test
    void aJobThatWaitsForItsGraceToEndIsLeftAloneUntilThen() {
        String job = started(1).get(0);
        OpenJobs openJobs = alone();
        openJobs.round();
        Claim claim = ledger.claimOf(job, 1).orElseThrow();

        openJobs.rest(claim, Instant.now().plusSeconds(3600));
        assertThat(openJobs.round()).isEmpty();
        openJobs.rest(claim, Instant.now().minusSeconds(1));
        assertThat(openJobs.round()).containsExactly(job);
    }

    @Test
    void aMarkerWithoutAClaimIsLookedAtUntilItHasOne() {
        Upload upload = upload(7);
        ledger.open(upload.id(), 1);
        OpenJobs openJobs = alone();

        assertThat(openJobs.round()).containsExactly(upload.id());
        assertThat(openJobs.round()).containsExactly(upload.id());
        assertThat(openJobs.encodingAtWork(upload.id())).isNull();
        job(7, true);
        JobHistory history = ledger.history(upload.id());
        openJobs.remember(ledger.lastClaim(history), history);
        assertThat(openJobs.encodingAtWork(upload.id())).isEqualTo("encoding-7");
    }

    @Test
    void theMarkerOfALaterAttemptMakesTheEarlierOneForgotten() {
        String job = started(1).get(0);
        OpenJobs openJobs = alone();
        openJobs.round();
        ledger.open(job, 2);
        put(job, "2.claim", claim(upload(0), 2, "encoding-of-2"));
        put(job, "2.start", Map.of("maker", "test", "at", Instant.now()));

        openJobs.round();

        assertThat(openJobs.encodingAtWork(job)).isEqualTo("encoding-of-2");
    }

    @Test
    void aJobThatCantBeReadDoesNotHideTheOthers() {
        List<String> jobs = started(3);
        s3.putObject(b -> b.bucket(BUCKET).key(prefix + jobs.get(1) + "/1.claim"), RequestBody.fromString("not json"));

        assertThat(alone().round()).containsExactlyInAnyOrder(jobs.get(0), jobs.get(2));
    }

    @Test
    void eachJobIsWatchedByOneOfTheInstancesAndAlsoInASlowTurnByTheOthers() {
        List<String> jobs = started(60);
        Instances first = instance();
        Instances second = instance();
        await().until(() -> {
            boolean known = first.beat().others().size() == 1;
            return second.beat().others().size() == 1 && known;
        });

        List<String> byFirst =
                jobs.stream().filter(job -> first.beat().isMine(job)).toList();
        List<String> bySecond =
                jobs.stream().filter(job -> second.beat().isMine(job)).toList();
        assertThat(byFirst).hasSizeBetween(12, 48).doesNotContainAnyElementsOf(bySecond);
        assertThat(byFirst.size() + bySecond.size()).isEqualTo(jobs.size());

        OpenJobs openJobs = with(first, Duration.ofSeconds(3));
        List<String> round = openJobs.round();
        assertThat(round).containsAll(byFirst).hasSizeBetween(byFirst.size() + 1, byFirst.size() + 3);
        Set<String> seen = new HashSet<>(round);
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
        List<String> jobs = started(10);
        // its last life, which was killed
        instance().beat();

        assertThat(with(instance(), Duration.ofSeconds(3)).round()).containsExactlyInAnyOrderElementsOf(jobs);
    }

    @Test
    void theJobsOfAnInstanceThatIsGoneAreTakenOver() {
        List<String> jobs = started(20);
        Instances first = instance();
        Instances second = instance();
        await().untilAsserted(() -> {
            second.beat();
            assertThat(first.beat().others()).hasSize(1);
        });

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(jobs)
                .allMatch(job -> first.beat().isMine(job)));
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
        List<String> jobs = started(10);
        tap.on(request -> request.operation().startsWith("PUT " + prefix + "instances/"))
                .always()
                .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");

        assertThat(with(instance(), PERIOD).round()).containsExactlyInAnyOrderElementsOf(jobs);
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
        return new OpenJobs(ledger, s3, BUCKET, outputs, instances, progress, () -> full, period, clock);
    }

    private Instances instance() {
        return new Instances(s3, BUCKET, prefix, BEAT, Clock.systemUTC());
    }

    private List<String> started(int jobs) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            ids.add(job(i, true));
        }
        return ids;
    }

    private String job(int i, boolean started) {
        Upload upload = upload(i);
        ledger.open(upload.id(), 1);
        put(upload.id(), "1.claim", claim(upload, 1, "encoding-" + i));
        if (started) {
            put(upload.id(), "1.start", Map.of("maker", "test", "at", Instant.now()));
        }
        return upload.id();
    }

    private Claim claim(Upload upload, int attempt, String encodingId) {
        String output = outputs + upload.name();
        return new Claim(
                upload,
                attempt,
                "mp4",
                encodingId,
                List.of(new Output(output + "_bitmovin.mp4", "mp4/1"), new Output(output + "_second.mp4", "mp4/2")),
                Map.of(),
                null,
                Instant.EPOCH,
                0,
                List.of());
    }

    private Upload upload(int i) {
        return events.read(S3Events.put("mam-in", "in/VX-" + i + ".mxf").json())
                .uploads()
                .get(0);
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
