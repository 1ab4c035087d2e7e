package io.transcoder.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.transcoder.config.Settings;
import io.transcoder.deadletter.Archive;
import io.transcoder.deadletter.DeadLetterQueue;
import io.transcoder.deadletter.Pace;
import io.transcoder.job.Estimates;
import io.transcoder.job.Sources;
import io.transcoder.job.Submitter;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3EventWriter;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.Message;

/** Each kind planted, found and mended, and what looks like it and is none. Time passes by a clock that is set. */
@Tag("slow")
class ReconcilerTest {
    private static final String EVENTS = "transcode-events";
    private static final String DEAD_LETTERS = "transcode-dead-letters";
    private static final String ENCODING = "3f1c2a9e-0000-4000-8000-000000000001";

    private final Map<String, String> settings = new HashMap<>(Map.of(
            "source.bucket", LedgerBench.SOURCES,
            "output.bucket", LedgerBench.OUTPUTS,
            "bitmovin.api-key", "key"));
    private final SandboxQueues queues = SandboxQueues.start();
    private LedgerBench bench;
    private Ledger ledger;
    private List<String> notes = List.of();

    @BeforeEach
    void start() {
        use(LedgerBench.start());
        queues.createWithDeadLetters(EVENTS, DEAD_LETTERS, 5, Duration.ofSeconds(30));
    }

    private void use(LedgerBench another) {
        if (bench != null) {
            bench.close();
        }
        bench = another;
        ledger = bench.ledger();
    }

    @AfterEach
    void stop() {
        queues.close();
        bench.close();
    }

    @Test
    void aSourceWithoutAJobGetsItsEvent() {
        bench.upload("in/lost.mxf", "media");
        twoHoursLater();

        assertThat(find()).singleElement().satisfies(finding -> {
            assertThat(finding.drift()).isEqualTo(Drift.NO_JOB);
            assertThat(finding.what()).isEqualTo("in/lost.mxf");
            assertThat(finding.bytes()).isEqualTo(5);
        });
        assertThat(mend()).hasSize(1);
        assertThat(events()).singleElement().satisfies(event -> assertThat(
                        new S3EventReader().read(event.body()).uploads())
                .extracting(Upload::key)
                .containsExactly("in/lost.mxf"));
    }

    @Test
    void ofASourceWithAJobNeitherAHeadIsAskedNorAnythingFound() {
        bench.started(bench.upload("in/at-work.mxf", "media"), 1, ENCODING);
        twoHoursLater();
        bench.tap().forgetCalls();

        assertThat(find()).isEmpty();
        assertThat(bench.tap().operations()).isNotEmpty().noneMatch(operation -> operation.contains("at-work"));
    }

    @Test
    void onABucketWithVersionsTheListTellsTheUploadAsWell() {
        use(LedgerBench.versioned());
        bench.started(bench.upload("in/at-work.mxf", "media"), 1, ENCODING);
        bench.upload("in/lost.mxf", "older");
        bench.upload("in/lost.mxf", "newer");
        bench.upload("in/deleted.mxf", "media");
        bench.behind().deleteObject(b -> b.bucket(LedgerBench.SOURCES).key("in/deleted.mxf"));
        twoHoursLater();
        bench.tap().forgetCalls();

        assertThat(find()).extracting(Finding::what).containsExactly("in/lost.mxf");
        assertThat(bench.tap().operations()).noneMatch(operation -> operation.startsWith("HEAD in/"));
    }

    @Test
    void anotherUploadOfAKeyWithAJobIsFound() {
        use(LedgerBench.versioned());
        Upload older = bench.upload("in/twice.mxf", "older");
        bench.ended(older, 1, ENCODING, End.finished(ENCODING, null, "FINISHED", List.of(), now()));
        bench.upload("in/twice.mxf", "newer");
        twoHoursLater();

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_JOB);
    }

    @Test
    void aSourceThatS3RefusesToShowIsJudgedByTheListAndKeepsNoOtherFromIt() {
        use(LedgerBench.versioned());
        for (String key : List.of("in/foreign.mxf", "in/denied-by-a-proxy.mxf")) {
            Upload older = bench.upload(key, "older");
            bench.ended(older, 1, ENCODING, End.finished(ENCODING, null, "FINISHED", List.of(), now()));
            bench.upload(key, "newer");
        }
        bench.upload("in/lost.mxf", "media");
        twoHoursLater();
        bench.tap().onOperation("HEAD in/foreign.mxf").always().answer(403, Map.of(), "");
        bench.tap().onOperation("HEAD in/denied-by-a-proxy.mxf").always().answer(404, Map.of(), "");

        assertThat(find())
                .extracting(Finding::what)
                .containsExactlyInAnyOrder("in/foreign.mxf", "in/denied-by-a-proxy.mxf", "in/lost.mxf");
        queues.send(
                DEAD_LETTERS,
                S3Events.put(LedgerBench.SOURCES, "in/foreign.mxf").json());
        assertThat(find())
                .as("its letter tells of it")
                .extracting(Finding::what)
                .containsExactlyInAnyOrder("in/denied-by-a-proxy.mxf", "in/lost.mxf");
    }

    @Test
    void aStoreWithoutListsOfVersionsIsListedWithoutThem() {
        bench.tap()
                .onOperation("LIST-VERSIONS in/")
                .always()
                .answer(501, Map.of(), "<Error><Code>NotImplemented</Code></Error>");
        bench.upload("in/lost.mxf", "media");
        bench.started(bench.upload("in/at-work.mxf", "media"), 1, ENCODING);
        twoHoursLater();

        assertThat(find()).extracting(Finding::what).containsExactly("in/lost.mxf");
    }

    @Test
    void aBucketThatMayNotBeListedIsNoBucketWithoutFindings() {
        bench.upload("in/lost.mxf", "media");
        twoHoursLater();
        bench.tap()
                .onOperation("LIST-VERSIONS in/")
                .always()
                .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");

        assertThatThrownBy(this::find).isInstanceOf(S3Exception.class);
    }

    @Test
    void whatIsYoungOrGrowsOrIsNoSourceIsNoFinding() {
        bench.upload("in/VX-1.mxf.xml", "beside");
        bench.upload("in/folder/", "");
        bench.upload("in/too-large.mxf", "x".repeat(2000));
        bench.upload("elsewhere/VX-2.mxf", "media");
        bench.upload("in/growing.mxf", "older");
        bench.behind().createMultipartUpload(b -> b.bucket(LedgerBench.SOURCES).key("in/growing.mxf"));
        settings.put("source.max-size", "1KB");
        assertThat(find()).isEmpty();
        bench.clock().passes(Duration.ofMinutes(59));
        bench.upload("in/young.mxf", "media");
        assertThat(find()).isEmpty();
        bench.clock().passes(Duration.ofMinutes(2));

        assertThat(find()).extracting(Finding::what).containsExactly("in/young.mxf");
    }

    @Test
    void whatNoProfileTakesIsNoFinding() {
        bench.upload("in/lost.mxf", "media");
        twoHoursLater();

        assertThat(reconciler()
                        .find(hour(), null, upload -> false, (what, count) -> {})
                        .findings())
                .isEmpty();
    }

    @Test
    void aSourceThatIsAmongTheDeadLettersIsNotLostWithoutASound() {
        bench.upload("in/parked.mxf", "media");
        queues.send(
                DEAD_LETTERS, S3Events.put(LedgerBench.SOURCES, "in/parked.mxf").json());
        twoHoursLater();

        assertThat(find()).isEmpty();
        assertThat(queues.depth(DEAD_LETTERS)).as("given back").isEqualTo(1);
    }

    @Test
    void asManyAsThereAreMessagesMayWaitTheYoungestFirst() {
        bench.upload("in/1-lost.mxf", "media");
        pauseOfTheStoresClock();
        bench.upload("in/2-waits.mxf", "media");
        queues.send(EVENTS, S3Events.put(LedgerBench.SOURCES, "in/2-waits.mxf").json());
        twoHoursLater();

        assertThat(find()).extracting(Finding::what).containsExactly("in/1-lost.mxf");
        assertThat(notes)
                .singleElement()
                .asString()
                .contains("1 upload(s) that look lost may be among the 1 message(s)");
        bench.clock().passes(Duration.ofDays(3));
        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_JOB, Drift.EXPIRING_EVENT);
    }

    @Test
    void aBackfillGoesOnWhereItStopped() {
        for (int i = 0; i < 5; i++) {
            bench.upload("in/" + i + ".mxf", "media");
            pauseOfTheStoresClock();
        }
        twoHoursLater();

        assertThat(mender().mend(report().mendable(2), Pace.perSecond(1000), line -> {}, count -> {}))
                .extracting(Finding::what)
                .containsExactlyInAnyOrder("in/4.mxf", "in/3.mxf");
        assertThat(mend()).extracting(Finding::what).containsExactlyInAnyOrder("in/2.mxf", "in/1.mxf", "in/0.mxf");
        assertThat(find()).isEmpty();
        assertThat(events()).hasSize(5);
    }

    @Test
    void aClaimThatIsRefusedKeepsNothingElseBack() {
        Upload failed = bench.upload("in/failed.mxf", "media");
        bench.ended(failed, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "no", now()));
        bench.put(failed.id() + "/1.claim", "{}x");
        bench.upload("in/lost.mxf", "media");
        twoHoursLater();
        List<String> said = new ArrayList<>();

        assertThat(find()).extracting(Finding::drift).containsExactlyInAnyOrder(Drift.NO_LETTER, Drift.NO_JOB);
        Set<Finding> mended = mender().mend(report().mendable(1000), Pace.perSecond(1000), said::add, count -> {});

        assertThat(mended).extracting(Finding::what).containsExactly("in/lost.mxf");
        assertThat(said)
                .singleElement()
                .asString()
                .startsWith("in/failed.mxf: ")
                .contains("1.claim is not readable");
        assertThat(events()).hasSize(1);
    }

    @Test
    void aJobThatNobodyWatchesGetsItsMarkerAgain() {
        Upload upload = bench.upload("in/unwatched.mxf", "media");
        bench.started(upload, 1, ENCODING);
        ledger.close(bench.marker(upload, 1));
        assertThat(find()).as("it may be a moment old").isEmpty();
        twoHoursLater();

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.UNWATCHED);
        assertThat(mend()).hasSize(1);
        assertThat(ledger.openMarkers()).extracting(OpenMarker::name).containsExactly(upload.id() + ".1");
        assertThat(find()).isEmpty();
        assertThat(events()).isEmpty();
    }

    @Test
    void anOpenJobWithoutAClaimIsASourceWithoutAJob() {
        ledger.open(bench.upload("in/opened.mxf", "media"), 1);
        twoHoursLater();

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_JOB);
    }

    @Test
    void whatWasGivenUpAndIsThereIsASourceWithoutAJob() {
        ledger.skip(bench.upload("in/given-up.mxf", "media"), 1, "never claimed");
        twoHoursLater();

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_JOB);
        assertThat(mend()).hasSize(1);
    }

    @Test
    void whatAnOperatorHasStoppedIsNoFinding() {
        Upload upload = bench.upload("in/stopped.mxf", "media");
        bench.started(upload, 1, ENCODING);
        ledger.orderBook().stop(upload.id(), 1, Ledger.Note.of("me", "wrong title", now()));
        ledger.end(upload.id(), 1, End.skipped(ENCODING, "stopped by an operator", now()));
        ledger.close(bench.marker(upload, 1));
        twoHoursLater();

        assertThat(find()).isEmpty();
    }

    @Test
    void aFailedJobWithoutALetterIsReportedAgain() {
        Upload upload = bench.upload("in/failed.mxf", "media");
        bench.ended(upload, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "damaged", now()));
        queues.send(
                DEAD_LETTERS, S3Events.put(LedgerBench.SOURCES, "in/failed.mxf").json());
        twoHoursLater();
        assertThat(find()).isEmpty();
        queues.purge(DEAD_LETTERS);

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_LETTER);
        assertThat(mend()).hasSize(1);
        assertThat(ledger.openMarkers()).extracting(OpenMarker::name).containsExactly(upload.id() + ".1");
        assertThat(find()).isEmpty();
        assertThat(events()).as("nothing is paid for again").isEmpty();
    }

    @Test
    void aJobOfWhichARecordIsNotShownIsNamedOnceAndKeepsNoOtherFromBeingCompared() {
        List<Upload> unread = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            unread.add(bench.upload("in/unread-" + i + ".mxf", "media"));
        }
        Upload unwatched = bench.upload("in/unwatched.mxf", "media");
        for (Upload failed : Stream.concat(unread.stream(), Stream.of(bench.upload("in/failed.mxf", "media")))
                .toList()) {
            bench.ended(failed, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "damaged", now()));
        }
        bench.started(unwatched, 1, ENCODING);
        ledger.close(bench.marker(unwatched, 1));
        twoHoursLater();
        unread.forEach(one -> bench.tap()
                .onOperation("GET _jobs/" + one.id() + "/1.end")
                .always()
                .answer(403, Map.of(), ""));
        bench.tap()
                .onOperation("GET _jobs/" + unwatched.id() + "/1.claim")
                .always()
                .answer(403, Map.of(), "");
        // which has not written them itself
        ledger = bench.ledger(LedgerBench.OWNER);

        Report report = report();

        assertThat(report.findings()).extracting(Finding::what).containsExactly("in/failed.mxf");
        assertThat(report.refused())
                .hasSize(16)
                .allMatch(why -> why.contains("Status Code: 403"))
                .anyMatch(why -> why.startsWith("job " + unread.get(0).id() + ": "))
                .anyMatch(why -> why.startsWith("job " + unwatched.id() + ": "));
        assertThat(bench.tap().operations())
                .filteredOn(operation ->
                        operation.equals("GET _jobs/" + unread.get(0).id() + "/1.end"))
                .as("asked for once")
                .hasSize(1);
    }

    @Test
    void whereS3ShowsNoRecordNothingWasCompared() {
        for (int i = 0; i < 30; i++) {
            Upload unwatched = bench.upload("in/unwatched-" + i + ".mxf", "media");
            bench.started(unwatched, 1, ENCODING);
            ledger.close(bench.marker(unwatched, 1));
        }
        twoHoursLater();
        bench.tap()
                .on(request -> request.operation().matches("GET _jobs/.*/1\\.claim"))
                .always()
                .answer(403, Map.of(), "");
        ledger = bench.ledger(LedgerBench.OWNER);

        assertThatThrownBy(this::report).isInstanceOf(S3Exception.class).hasMessageContaining("403");
    }

    @Test
    void whileSomebodyHoldsLettersNobodyIsToldThatTheyAreGone() {
        Upload upload = bench.upload("in/failed.mxf", "media");
        bench.ended(upload, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "damaged", now()));
        bench.upload("in/refused.mxf", "media");
        for (String key : List.of("in/failed.mxf", "in/refused.mxf")) {
            queues.send(DEAD_LETTERS, S3Events.put(LedgerBench.SOURCES, key).json());
        }
        twoHoursLater();
        List<Message> held = queues.client()
                .receiveMessage(b -> b.queueUrl(queues.url(DEAD_LETTERS))
                        .maxNumberOfMessages(10)
                        .visibilityTimeout(600))
                .messages();
        assertThat(held).hasSize(2);

        assertThat(find()).isEmpty();
        assertThat(notes).singleElement().asString().contains("about 2 dead letter(s)", "hold", "2 upload(s)");
        bench.upload("in/refused-too.mxf", "media");
        twoHoursLater();
        assertThat(find())
                .as("as many sources without a job as letters, which may be of them")
                .isEmpty();
        bench.upload("in/lost.mxf", "media");
        twoHoursLater();
        assertThat(find())
                .as("more than the letters can be of, and nothing of the failed job, which may cost an encode")
                .extracting(Finding::drift)
                .containsExactly(Drift.NO_JOB, Drift.NO_JOB, Drift.NO_JOB);

        queues.purge(DEAD_LETTERS);
        assertThat(find()).extracting(Finding::drift).contains(Drift.NO_LETTER);
    }

    @Test
    void aLateBillMakesNoOtherFindingOfIt() {
        Upload failed = bench.upload("in/failed.mxf", "media");
        Claim claim = bench.ended(failed, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "damaged", now()));
        Upload kept = bench.upload("in/verified.mxf", "media");
        bench.ended(kept, 1, ENCODING, End.finished(ENCODING, null, "FINISHED", List.of(), now()));
        settings.put("source.delete-after", "30m");
        twoHoursLater();
        List<Finding> before = find();
        assertThat(before).extracting(Finding::drift).containsExactly(Drift.NO_LETTER, Drift.NOT_CLEANED);
        pauseOfTheStoresClock();

        ledger.bills().record(Bill.due(claim, "2026-11-29", null).billed(0.0, End.Outcome.FAILED));
        ledger.recordRetry(kept.id(), 1, Ledger.Note.of("ann", null, now()));

        assertThat(find()).as("a notice's id has since when it is so").isEqualTo(before);
    }

    @Test
    void aFailedJobWhoseNextAttemptMayWaitInTheQueueIsNoFinding() {
        Upload upload = bench.upload("in/failed.mxf", "media");
        bench.ended(upload, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "damaged", now()));
        queues.send(EVENTS, S3Events.put(LedgerBench.SOURCES, "in/failed.mxf").json());
        twoHoursLater();

        assertThat(find()).isEmpty();

        // 14 days as a letter, 4 of which a replay may have made a message of the queue
        bench.clock().passes(Duration.ofDays(17));
        assertThat(find()).isEmpty();
        bench.clock().passes(Duration.ofDays(1));
        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_LETTER);
        assertThat(notes).isEmpty();
    }

    @Test
    void aFailedJobThatWasOrderedAnewSinceMayWaitInTheQueue() {
        Upload upload = bench.upload("in/failed.mxf", "media");
        bench.ended(upload, 1, ENCODING, End.failed(End.ENCODING_FAILED, ENCODING, "damaged", now()));
        pauseOfTheStoresClock();
        ledger.recordRetry(upload.id(), 1, Ledger.Note.of("ann", null, now()));
        queues.send(EVENTS, S3Events.put(LedgerBench.SOURCES, "in/failed.mxf").json());
        Instant ordered = ledger.history(upload.id()).at(Part.RETRY).orElseThrow();

        bench.clock().passes(Duration.between(now(), ordered.plus(Duration.ofDays(18))));
        assertThat(find()).isEmpty();
        bench.clock().passes(Duration.ofSeconds(1));
        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NO_LETTER);
    }

    @Test
    void theSourceOfAVerifiedOutputIsGivenBackToTheWatcherAndNotDeleted() {
        Upload upload = bench.upload("in/verified.mxf", "media");
        bench.ended(upload, 1, ENCODING, End.finished(ENCODING, null, "FINISHED", List.of(), now()));
        settings.put("source.delete-after", "5h");
        twoHoursLater();
        assertThat(find()).isEmpty();
        settings.put("source.delete-after", "30m");

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.NOT_CLEANED);
        assertThat(mend()).hasSize(1);
        assertThat(bench.hasSource("in/verified.mxf")).isTrue();
        assertThat(ledger.openMarkers()).extracting(OpenMarker::name).containsExactly(upload.id() + ".1");
        settings.put("source.delete", "never");
        assertThat(find()).isEmpty();
    }

    @Test
    void aSourceThatIsKeptOnPurposeIsNoFinding() {
        Upload upload = bench.upload("in/kept.mxf", "media");
        var claim = bench.ended(upload, 1, ENCODING, End.finished(ENCODING, null, "FINISHED", List.of(), now()));
        ledger.recordCleaned(claim, new Ledger.Note(Cleaned.KEPT_ON_PURPOSE, now()));
        twoHoursLater();

        assertThat(find()).isEmpty();
    }

    @Test
    void anOutputThatNoJobWasToWriteIsReportedAndNotTouched() {
        ledger.own();
        pauseOfTheStoresClock();
        Upload upload = bench.upload("in/known.mxf", "media");
        ledger.reserve("out/known.mxf_bitmovin.mp4", bench.started(upload, 1, ENCODING));
        bench.putOutput("out/known.mxf_bitmovin.mp4", "ours");
        bench.putOutput("out/unknown.mxf_bitmovin.mp4", "whose?");
        bench.putOutput("out/poster.jpg", "the MAM's");
        twoHoursLater();

        assertThat(find()).singleElement().satisfies(finding -> {
            assertThat(finding.drift()).isEqualTo(Drift.UNKNOWN_OUTPUT);
            assertThat(finding.what()).isEqualTo("out/unknown.mxf_bitmovin.mp4");
        });
        assertThat(mend()).isEmpty();
        assertThat(bench.hasOutput("out/unknown.mxf_bitmovin.mp4")).isTrue();
    }

    @Test
    void anOldLetterIsCopiedOnceAndStays() {
        queues.send(
                DEAD_LETTERS, S3Events.put(LedgerBench.SOURCES, "in/old.mxf").json());
        bench.clock().passes(Duration.ofDays(9));
        assertThat(find()).isEmpty();
        bench.clock().passes(Duration.ofDays(2));

        assertThat(find()).extracting(Finding::drift).containsExactly(Drift.OLD_LETTER);
        assertThat(mend()).hasSize(1);
        assertThat(find()).isEmpty();
        assertThat(queues.depth(DEAD_LETTERS)).isEqualTo(1);
        assertThat(archive().kept()).hasSize(1);
    }

    @Test
    void whatIsOlderThanTheLedgersMemoryIsNotPaidForAgain() {
        ledger.own();
        bench.upload("in/archive.mxf", "media");
        bench.clock().passes(Duration.ofDays(79));
        assertThat(find()).hasSize(1);
        bench.clock().passes(Duration.ofDays(2));

        assertThat(find()).isEmpty();
        assertThat(notes).singleElement().asString().contains("1 source(s)", "may have expired");
    }

    @Test
    void aPrefixLeavesOutAllElse() {
        bench.upload("in/a/lost.mxf", "media");
        bench.upload("in/b/lost.mxf", "media");
        twoHoursLater();

        assertThat(reconciler()
                        .find(hour(), "in/a/", upload -> true, (what, count) -> {})
                        .findings())
                .extracting(Finding::what)
                .containsExactly("in/a/lost.mxf");
    }

    @Test
    void aLookIsDueOnceAPeriodHoweverOftenItIsAskedFor() {
        var instances = new Instances(
                bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, Duration.ofSeconds(30), bench.clock());
        var reconciliation = new Reconciliation(reconciler(), instances, hour(), bench.clock());

        assertThat(reconciliation.isDue()).isTrue();
        assertThat(reconciliation.isDue()).isFalse();
        bench.clock().passes(hour());
        assertThat(reconciliation.isDue()).isTrue();
        assertThat(reconciliation.isDue()).isFalse();
    }

    private void twoHoursLater() {
        bench.clock().passes(Duration.ofHours(2));
    }

    /** Of the store's times only the seconds are told. */
    private void pauseOfTheStoresClock() {
        long now = System.currentTimeMillis() / 1000;
        await().until(() -> System.currentTimeMillis() / 1000 > now);
    }

    private static Duration hour() {
        return Duration.ofHours(1);
    }

    private Instant now() {
        return bench.clock().instant();
    }

    private List<Finding> find() {
        return report().findings();
    }

    private Report report() {
        Report report = reconciler().find(hour(), null, upload -> true, (what, count) -> {});
        notes = report.notes().stream()
                .filter(note -> !note.startsWith("Bitmovin is not asked"))
                .toList();
        return report;
    }

    private Set<Finding> mend() {
        List<String> refused = new ArrayList<>();
        Set<Finding> mended = mender().mend(report().mendable(1000), Pace.perSecond(1000), refused::add, count -> {});
        assertThat(refused).isEmpty();
        return mended;
    }

    private Mender mender() {
        var submitter = new Submitter(
                ledger,
                new Sources(bench.s3(), ledger, Duration.ZERO),
                new S3EventWriter("eu-west-1"),
                bench.s3(),
                queues.client(),
                queues.url(EVENTS),
                LedgerBench.SOURCES,
                bench.clock(),
                () -> Estimates.read(ledger, bench.clock()));
        return new Mender(ledger, submitter, archive());
    }

    private Archive archive() {
        return new Archive(bench.records(), LedgerBench.PREFIX + "archive/", bench.clock());
    }

    private Reconciler reconciler() {
        return new Reconciler(
                ledger,
                bench.s3(),
                queues.client(),
                () -> queues.url(EVENTS),
                () -> new DeadLetterQueue(queues.client(), queues.url(DEAD_LETTERS), new S3EventReader()),
                archive(),
                null,
                Settings.of(settings),
                List.of("in/"),
                bench.clock());
    }

    private List<Message> events() {
        return queues.peekAll(EVENTS);
    }
}
