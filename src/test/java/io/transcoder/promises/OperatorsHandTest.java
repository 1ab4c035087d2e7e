package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.Application;
import io.transcoder.cli.Cli;
import io.transcoder.job.Sources;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Start;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Gateway;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import io.transcoder.watch.OpenJobState;
import io.transcoder.watch.OpenJobs;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** What an operator pauses, stops or tries again, for all instances. */
class OperatorsHandTest extends SiteWithTappedStore {
    private static final String BY_OPERATOR = "stopped by an operator: wrong title";

    private final List<String> events = new CopyOnWriteArrayList<>();
    private Cli cli;

    @Override
    protected Site newSite() {
        return Site.start(options -> options.withSlots(100));
    }

    @BeforeAll
    void operator(@TempDir Path folder) {
        cli = Cli.on(site, folder);
        site.store().onObjectCreated(Site.SOURCES, events::add);
    }

    @AfterEach
    void resumeAll() {
        for (JsonNode pause : lines("pause", "--list", "--json")) {
            cli.run("resume", "--prefix", pause.get("prefix").asText());
        }
    }

    @Test
    void whatIsPausedIsHeldAndEncodedOnceItIsResumed() {
        Cli.Result pause = cli.run("pause", "--reason", "the budget of May", "--by", "ann");
        assertThat(pause.exit()).as(pause.err()).isZero();
        assertThat(pause.out()).startsWith("Paused: all uploads, since ").contains(" by ann: the budget of May");
        List<String> keys = List.of("in/held-1.mxf", "in/held-2.mxf", "in/held-3.mxf");
        keys.forEach(key -> site.upload(key, "media"));

        keys.forEach(this::held);
        for (String key : keys) {
            assertThat(listed(key).get("heldBy").asText()).isEqualTo("paused");
            assertThat(listed(key).get("reason").asText()).isEqualTo("paused: the budget of May");
            assertThat(cli.run("jobs", "show", key).out()).contains(", held", "Reason     paused: the budget of May");
            assertThat(site.records(key)).containsExactly("1.claim");
        }
        assertThat(cli.run("jobs", "list").out()).contains("held", "paused: the budget of May");
        assertThat(site.queues().depth(Site.EVENTS)).isZero();
        eventually(() -> openJobs().count(OpenJobState.HELD) == 3);

        application.close();
        application =
                site.startApplication(Map.of("aws.s3.endpoint", s3.endpoint().toString()));
        eventually(() -> openJobs().count(OpenJobState.HELD) == 3);
        keys.forEach(key -> assertThat(starts(key)).isZero());

        Cli.Result resume = cli.run("resume", "--by", "bob");
        assertThat(resume.exit()).isZero();
        keys.forEach(this::encodedOnce);
        assertThat(site.names("_jobs/obeyed/").stream()
                        .filter(name -> name.endsWith("/resumed"))
                        .map(name -> site.s3()
                                .getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(name))
                                .asUtf8String()))
                .anySatisfy(record -> assertThat(record).contains("\"ann\"").contains("\"bob\""));
    }

    @Test
    void withAPrefixOnlyWhatLiesUnderItWaits() {
        assertThat(cli.run("pause", "--prefix", "in/night/").exit()).isZero();
        site.upload("in/night/a.mxf", "media");
        site.upload("in/day.mxf", "media");

        encodedOnce("in/day.mxf");
        held("in/night/a.mxf");
        assertThat(starts("in/night/a.mxf")).isZero();

        Cli.Result all = cli.run("resume");
        assertThat(all.exit()).isEqualTo(1);
        assertThat(all.err()).contains("Nothing to resume").contains("Still paused: uploads under in/night/");
        assertThat(cli.run("resume", "--prefix", "in/night/").exit()).isZero();
        encodedOnce("in/night/a.mxf");
    }

    @Test
    void whoPausesAgainIsToldSinceWhenAndByWhom() {
        cli.run("pause", "--by", "ann", "--reason", "night");
        JsonNode paused = lines("pause", "--list", "--json").get(0);
        assertThat(paused.get("prefix").asText()).isEmpty();
        assertThat(paused.get("by").asText()).isEqualTo("ann");
        assertThat(paused.get("reason").asText()).isEqualTo("night");

        Cli.Result again = cli.run("pause");

        assertThat(again.exit()).isZero();
        assertThat(again.out())
                .startsWith("Paused already: all uploads, since "
                        + paused.get("since").asText() + " by ann: night");
        assertThat(cli.run("pause", "--list").out()).contains("(all)", "ann", "night");
        assertThat(lines("pause", "--list", "--json")).hasSize(1);
        assertThat(cli.run("pause", "--json").exit()).isEqualTo(2);
        assertThat(cli.run("jobs", "stop").exit()).isEqualTo(2);
        assertThat(cli.run("drain", "--timeout", "soon").exit()).isEqualTo(2);
    }

    @Test
    void nothingIsOrderedInTheLedgerOfAnotherInstallation(@TempDir Path folder) {
        String key = "in/theirs/held.mxf";
        cli.run("pause", "--prefix", "in/theirs/");
        site.upload(key, "media");
        held(key);
        Cli other = Cli.on(site, folder, Map.of("output.bucket", "staging-out", "jobs.bucket", Site.OUTPUTS));

        for (List<String> order : List.of(
                List.of("pause"),
                List.of("drain"),
                List.of("resume", "--prefix", "in/theirs/"),
                List.of("jobs", "stop", key))) {
            Cli.Result refused = other.run(order.toArray(String[]::new));
            assertThat(refused.exit()).as(order + refused.out()).isEqualTo(2);
            assertThat(refused.err()).contains("The ledger s3://mam-out/_jobs/ belongs to an installation with");
        }

        assertThat(lines("pause", "--list", "--json")).hasSize(1);
        assertThat(listed(key).get("state").asText()).isEqualTo("held");
        assertThat(site.names("_jobs/orders/stop-")).isEmpty();
        cli.run("resume", "--prefix", "in/theirs/");
        encodedOnce(key);
    }

    @Test
    void aPauseThatReachesNobodyIsNoneThatIsObeyed(@TempDir Path folder) {
        Cli lost = Cli.on(site, folder, Map.of("jobs.prefix", "_lost/"));
        for (String command : List.of("pause", "drain")) {
            Cli.Result unheard = lost.run(command);
            assertThat(unheard.exit()).as(unheard.err()).isEqualTo(1);
            assertThat(unheard.err())
                    .contains(
                            "The pause stands, but no instance has ever been seen in the ledger s3://mam-out/_lost/: ")
                    .doesNotContain("No instance starts", "No encoding is at work");
        }
        site.s3().copyObject(b -> b.sourceBucket(Site.OUTPUTS)
                .sourceKey("_jobs/installation")
                .destinationBucket(Site.OUTPUTS)
                .destinationKey("_lost/installation"));

        Cli.Result stopped = lost.run("pause");

        assertThat(stopped.exit()).isZero();
        assertThat(stopped.err())
                .contains("No running instance is seen in the ledger s3://mam-out/_lost/: ", "No instance starts");
    }

    @Test
    void afterPauseHasReturnedNoInstanceStartsAnything() {
        // between the look for a pause and the start call
        s3.on(request -> request.operation().endsWith(".start")).always().delay(Duration.ofMillis(1_500));
        List<String> keys =
                IntStream.range(0, 24).mapToObj(i -> "in/race-" + i + ".mxf").toList();
        String late = "in/race-late.mxf";
        try (Application other =
                site.application(Map.of("aws.s3.endpoint", s3.endpoint().toString()))) {
            other.start();
            CompletableFuture<Void> uploads =
                    CompletableFuture.runAsync(() -> keys.forEach(key -> site.upload(key, "media")));
            eventually(() -> keys.stream().anyMatch(key -> starts(key) > 0));

            Cli.Result pause = cli.run("pause");
            Instant returned = Instant.now();
            assertThat(pause.exit()).as(pause.err()).isZero();

            uploads.join();
            site.upload(late, "media");
            eventually(() -> Stream.concat(keys.stream(), Stream.of(late))
                    .allMatch(key -> starts(key) > 0 || site.records(key).contains("1.claim")));
            eventually(() -> site.queues().depth(Site.EVENTS) == 0);
            assertThat(starts(late)).isZero();
            assertThat(site.encoder().calls())
                    .filteredOn(call -> call.path().endsWith("/start"))
                    .allMatch(call -> call.at().isBefore(returned));

            s3.heal();
            cli.run("resume");
            keys.forEach(this::encodedOnce);
            encodedOnce(late);
        }
    }

    @Test
    void anInstanceThatDiedBeforeItsStartHoldsUpThePauseAMomentAndIsFollowedAfterIt(@TempDir Path folder) {
        String key = "in/crash.mxf";
        cli.run("pause");
        site.upload(key, "media");
        held(key);
        // as if another had been at it: it looked, wrote its start record and died
        Ledger ledger = ledger();
        var claim = ledger.lastClaim(job(key));
        ledger.start(claim, new Start("the dead", Instant.now(), List.of(), null));
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/instances/the-dead"), RequestBody.empty());

        Cli.Result impatient = cli.run("pause", "--timeout", "1s");
        assertThat(impatient.exit()).isEqualTo(1);
        assertThat(impatient.err()).contains("The pause stands", "the-dead=", "In doubt: in/crash.mxf (job ");
        assertThat(cli.run("pause").exit()).isZero();
        Cli.Result keyless = Cli.on(site, folder, Map.of("bitmovin.api-key", ""))
                .run("drain", "--prefix", "in/crash", "--timeout", "2s");
        assertThat(keyless.exit()).isEqualTo(1);
        assertThat(keyless.err())
                .containsOnlyOnce("does not say: not asked: bitmovin.api-key is not set")
                .contains("Still at work: in/crash.mxf");
        Cli.Result drain = cli.run("drain", "--prefix", "in/crash");
        assertThat(drain.exit()).as(drain.err()).isZero();
        cli.run("resume");
        assertThat(starts(key)).isZero();

        cli.run("resume", "--prefix", "in/crash");
        encodedOnce(key);
    }

    @Test
    void aDrainReturnsWhenWhatRunsIsOver() {
        String key = "in/drained.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        site.upload(key, "media");
        eventually(() -> starts(key) == 1);

        Cli.Result early = cli.run("drain", "--prefix", "in/drained", "--timeout", "3s");
        assertThat(early.exit()).isEqualTo(1);
        assertThat(early.err()).contains("Still at work: in/drained.mxf (job ");
        finish.complete(null);
        Cli.Result drain = cli.run("drain", "--prefix", "in/drained");
        assertThat(drain.exit()).as(drain.err()).isZero();
        assertThat(drain.err()).contains("No encoding is at work");
        assertThat(site.records(key)).contains("1.end");
        encodedOnce(key);
    }

    @Test
    void aDrainOutlivesACallThatTheStoreRefuses(@TempDir Path folder) throws Exception {
        String key = "in/drained-later.mxf";
        var finish = new CompletableFuture<Void>();
        run(key, Outcome.finishesAfter(finish));
        try (Wiretap wire = Wiretap.start("s3", site.store().endpoint())) {
            // the first is for the list of what is at work, the second for the first look at it
            wire.onOperation("LIST _jobs/" + job(key).jobId() + "/").nth(3).answer(403, Map.of(), request -> {
                finish.complete(null);
                return "<Error><Code>ExpiredToken</Code></Error>";
            });
            Cli.Result drain = Cli.on(
                            site,
                            folder,
                            Map.of("aws.s3.endpoint", wire.endpoint().toString()))
                    .run("drain", "--prefix", "in/drained-later");

            assertThat(drain.exit()).as(drain.err()).isZero();
            assertThat(drain.err()).contains("can't be read at this moment, and is looked at again: ");
        }
        encodedOnce(key);
    }

    @Test
    void whoWaitsIsToldThatSomebodyElseHasResumed() throws Exception {
        String key = "in/two-hands.mxf";
        var finish = new CompletableFuture<Void>();
        run(key, Outcome.finishesAfter(finish));
        CompletableFuture<Cli.Result> drain = waiting("drain", "--prefix", "in/two-hands");
        assertThat(cli.run("resume", "--prefix", "in/two-hands", "--by", "bob").exit())
                .isZero();
        resumedBy("bob", drain);
        finish.complete(null);
        encodedOnce(key);

        // an instance that never obeys
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/instances/hangs"), RequestBody.empty());
        for (String command : List.of("pause", "drain")) {
            CompletableFuture<Cli.Result> waiting = waiting(command, "--prefix", "in/two-hands");
            assertThat(cli.run("resume", "--prefix", "in/two-hands", "--by", "carl")
                            .exit())
                    .isZero();
            resumedBy("carl", waiting);
        }
        site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key("_jobs/instances/hangs"));
    }

    private CompletableFuture<Cli.Result> waiting(String... command) {
        CompletableFuture<Cli.Result> result = CompletableFuture.supplyAsync(() -> cli.run(command));
        eventually(() -> !lines("pause", "--list", "--json").isEmpty());
        return result;
    }

    private static void resumedBy(String whom, CompletableFuture<Cli.Result> waiting) throws Exception {
        Cli.Result result = waiting.get(20, TimeUnit.SECONDS);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.err()).contains("resumed by " + whom);
    }

    @Test
    void aDrainDoesNotBelieveOneStatusCreatedOfAStartWhoseAnswerIsNotRecorded() {
        String key = "in/late-status.mxf";
        var finish = new CompletableFuture<Void>();
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.finishesAfter(finish));
        s3.on(request -> request.operation().startsWith("PUT ")
                        && request.operation().endsWith("/1.accepted"))
                .always()
                .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");
        site.upload(key, "media");
        eventually(() -> starts(key) == 1);
        assertThat(cli.run("pause", "--prefix", "in/late-status").exit()).isZero();
        site.encoder()
                .fault(Gateway.staleStatus(site.encodingsOf(key).get(0).id(), "CREATED")
                        .always());

        Cli.Result early = cli.run("drain", "--prefix", "in/late-status", "--timeout", "1s");
        assertThat(early.exit()).as(early.err()).isEqualTo(1);
        assertThat(early.err()).contains("Still at work: in/late-status.mxf (job ");
        site.encoder().clearFaults();
        finish.complete(null);
        Cli.Result drain = cli.run("drain", "--prefix", "in/late-status");
        assertThat(drain.exit()).as(drain.err()).isZero();
        assertThat(site.records(key)).contains("1.end");
        encodedOnce(key);
    }

    @Test
    void aHeldJobIsStoppedWithoutAStart() {
        String key = "in/stopped-held.mxf";
        cli.run("pause");
        site.upload(key, "media");
        held(key);

        stop(key);

        skippedByOperator(key);
        assertThat(starts(key)).isZero();
        assertThat(site.encodingsOf(key)).allMatch(Encoder.Encoding::deleted);
        cli.run("resume");
        dropsALateDuplicate(key);
    }

    @Test
    void aRunningEncodingIsStopped() {
        String key = "in/stopped-running.mxf";
        run(key, Outcome.stuckRunning());

        stop(key);

        skippedByOperator(key);
        assertThat(shown(key).get("steps").toString()).contains("\"record\":\"stop\"", "\"by\":\"ann\"");
        dropsALateDuplicate(key);
        assertThat(cli.run("jobs", "stop", key).exit()).isEqualTo(1);

        Cli.Result retry = cli.run("jobs", "retry", key, "--by", "bob");
        assertThat(retry.exit()).as(retry.err()).isZero();
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(starts(key)).isEqualTo(2);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
        assertThat(shown(key).get("steps").toString()).contains("\"record\":\"retry\"", "\"by\":\"bob\"");
    }

    @Test
    void whatTheCommandCouldNotStopTheWatcherStops() {
        String key = "in/stopped-by-watcher.mxf";
        run(key, Outcome.stuckRunning());
        JobHistory job = job(key);

        // the command has died before its call
        ledger().orderBook().stop(job.jobId(), 1, Ledger.Note.of("ann", BY_OPERATOR, Instant.now()));

        skippedByOperator(key);
        eventually(() -> site.names("_jobs/orders/stop-").isEmpty());
    }

    @Test
    void aStopThatTheEncoderRefusesIsMadeAgain() {
        String key = "in/stop-refused.mxf";
        run(key, Outcome.stuckRunning());
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/stop").times(3).refusing(400, 4000, "not now"));

        stop(key);

        skippedByOperator(key);
    }

    @Test
    void ofThreeThatTheEncoderDoesNotKnowWhichAllWaitOneIsStopped() {
        List<String> keys = List.of("in/unknown-1.mxf", "in/unknown-2.mxf", "in/unknown-3.mxf", "in/unknown-4.mxf");
        keys.forEach(key -> run(key, Outcome.stuckQueued()));
        keys.forEach(key -> site.encodingsOf(key).forEach(encoding -> site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/" + encoding.id() + "/status")
                        .always()
                        .refusing(404, 1001, "no such encoding"))));

        stop(keys.get(0));
        skippedByOperator(keys.get(0));
        assertThat(keys.subList(1, 4)).allMatch(site::isOpen);
    }

    @Test
    void whatFinishedBeforeItCouldBeStoppedKeepsItsOutputAndItsSource() {
        String key = "in/stopped-late.mxf";
        var finish = new CompletableFuture<Void>();
        run(key, Outcome.finishesAfter(finish));
        site.encoder()
                .fault(Fault.on("GET", "/encoding/encodings/*/status").always().refusing(500, 1, "away"));
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/stop").times(1).refusing(400, 4000, "not now"));
        finish.complete(null);
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        stop(key);
        site.encoder().clearFaults();

        skippedByOperator(key);
        assertThat(site.exists(Site.OUTPUTS, outputOf(key))).isTrue();
    }

    @Test
    void aStopThatIsRecordedAfterTheEndStillKeepsTheSource(@TempDir Path folder) {
        String key = "in/stopped-after-end.mxf";
        var finish = new CompletableFuture<Void>();
        var ended = new CompletableFuture<Void>().orTimeout(20, TimeUnit.SECONDS);
        var stopped = new CompletableFuture<Void>().orTimeout(20, TimeUnit.SECONDS);
        run(key, Outcome.finishesAfter(finish));
        String job = "PUT _jobs/" + job(key).jobId();
        s3.onOperation(job + "/1.end").after(() -> {
            ended.complete(null);
            stopped.join();
        });
        try (Wiretap wire = Wiretap.start("s3", site.store().endpoint())) {
            wire.onOperation(job + "/1.stop").before(() -> {
                finish.complete(null);
                ended.join();
            });
            wire.onOperation(job + "/1.stop").after(() -> stopped.complete(null));

            Cli.Result late = Cli.on(
                            site,
                            folder,
                            Map.of("aws.s3.endpoint", wire.endpoint().toString()))
                    .run("jobs", "stop", key);

            assertThat(late.exit()).isEqualTo(1);
            assertThat(late.err()).contains("was finished before it could be stopped");
        }
        settled(key);

        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(shown(key).get("source").asText()).isEqualTo("kept: an operator has stopped the job");
        Cli.Result again = cli.run("jobs", "stop", key);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err()).contains("is finished: there is nothing to stop");
    }

    @Test
    void aStopThatIsRecordedWhileTheFailureIsPaysForNoOtherAttempt() {
        String key = "in/stopped-at-failure.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(2100, "a node died", RetryHint.RETRY), 1);
        s3.on(request -> request.operation().startsWith("PUT ")
                        && request.operation().endsWith("/1.end"))
                .times(1)
                .after(() -> ledger().orderBook()
                        .stop(job(key).jobId(), 1, Ledger.Note.of("ann", BY_OPERATOR, Instant.now())));
        site.upload(key, "media");

        assertThat(deadLetter().messageAttributes().get("kind").stringValue()).isEqualTo("encoding-failed");
        settled(key);
        assertThat(starts(key)).isEqualTo(1);
        assertThat(site.records(key)).contains("1.stop", "1.end").doesNotContain("2.claim");

        Cli.Result late = cli.run("jobs", "stop", key);
        assertThat(late.exit()).isEqualTo(1);
        assertThat(late.err())
                .contains("is failed: there is nothing to stop. Where the encoder advised another attempt,"
                        + " it may follow by itself: 'pause --prefix' holds it");
    }

    @Test
    void anEncodingsIdNamesItsAttemptAndNoOtherIsStoppedForIt() {
        String key = "in/stopped-by-encoding.mxf";
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.error(2100, "a node died", RetryHint.RETRY), 1);
        site.encoder().script(e -> key.equals(e.sourceKey()), Outcome.stuckRunning());
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("2.accepted"));
        String first = site.encodingsOf(key).get(0).id();
        String second = site.encodingsOf(key).get(1).id();

        Cli.Result refused = cli.run("jobs", "stop", first);

        assertThat(refused.exit()).isEqualTo(2);
        assertThat(refused.err())
                .contains("Encoding " + first + " is of an earlier attempt of " + key
                        + ", which is over: attempt 2 has the encoding " + second);
        assertThat(site.records(key)).doesNotContain("2.stop");
        assertThat(cli.run("jobs", "show", first).exit()).isZero();

        assertThat(cli.run("jobs", "stop", second, "--reason", "wrong title").exit())
                .isZero();
        skippedByOperator(key);
    }

    @Test
    void whatFailedIsTriedAgainWithoutItsLetter() {
        String key = "in/retry-failed.mxf";
        site.encoder()
                .script(e -> key.equals(e.sourceKey()), Outcome.error(2100, "no such track", RetryHint.NO_RETRY), 1);
        site.upload(key, "media");
        deadLetter();
        settled(key);

        assertThat(cli.run("jobs", "retry", key).exit()).isZero();

        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(starts(key)).isEqualTo(2);
    }

    @Test
    void whatWasSkippedIsTriedAgain() {
        String key = "in/retry-skipped.mxf";
        skipped(key);

        Cli.Result retry = cli.run("jobs", "retry", key);
        assertThat(retry.exit()).as(retry.err()).isZero();

        encodedOnce(key);
        assertThat(site.records(key)).contains("1.end", "1.retry", "2.claim", "2.clean");
    }

    @Test
    void aRetryThatCouldNotBeSentIsNotRecordedAsOrdered(@TempDir Path folder) {
        String key = "in/retry-unsent.mxf";
        skipped(key);
        try (Wiretap sqs = Wiretap.start("sqs", site.queues().endpoint())) {
            sqs.onOperation("SendMessage").always().answer(403, Map.of(), "{\"__type\":\"AccessDenied\"}");

            Cli.Result unsent = Cli.on(
                            site,
                            folder,
                            Map.of("aws.sqs.endpoint", sqs.endpoint().toString()))
                    .run("jobs", "retry", key);

            assertThat(unsent.exit()).isEqualTo(1);
            assertThat(unsent.err()).contains("is not tried again: ");
        }
        // by it the MAM would not be told of a failure
        assertThat(site.records(key)).contains("1.end").doesNotContain("1.retry");

        assertThat(cli.run("jobs", "retry", key).exit()).isZero();
        encodedOnce(key);
        assertThat(site.records(key)).contains("1.retry", "2.clean");
    }

    private void skipped(String key) {
        site.uploadWithoutEvent(key, "media");
        var head = site.s3().headObject(b -> b.bucket(Site.SOURCES).key(key));
        Upload upload = new S3EventReader()
                .read(S3Events.put(Site.SOURCES, key).json())
                .uploads()
                .get(0)
                .seenAs(Sources.of(head));
        assertThat(ledger().skip(upload, 1, "never claimed")).isTrue();
    }

    @Test
    void aRetryIsRefusedWhereItWouldPayTwiceOrHasNoSource() {
        String running = "in/retry-running.mxf";
        run(running, Outcome.stuckRunning());
        refusedRetry(running, "is encoding: an attempt is at work");
        stop(running);
        skippedByOperator(running);
        site.s3().deleteObject(b -> b.bucket(Site.SOURCES).key(running));
        refusedRetry(running, "is not tried again: there is no such object");
        site.uploadWithoutEvent(running, "other media");
        refusedRetry(running, "is not tried again: another upload is under its key by now");

        String done = "in/retry-done.mxf";
        site.upload(done, "media");
        encodedOnce(done);
        refusedRetry(done, "is cleaned: it ended well");
        refusedRetry("in/never-there.mxf", "The ledger has no job in/never-there.mxf");
    }

    private void refusedRetry(String key, String why) {
        Cli.Result retry = cli.run("jobs", "retry", key);
        assertThat(retry.exit()).isEqualTo(1);
        assertThat(retry.err().lines()).singleElement().asString().contains(why);
    }

    private void run(String key, Outcome outcome) {
        site.encoder().script(e -> key.equals(e.sourceKey()), outcome, 1);
        site.upload(key, "media");
        eventually(() -> site.records(key).contains("1.accepted"));
    }

    private void stop(String key) {
        Cli.Result stop = cli.run("jobs", "stop", key, "--reason", "wrong title", "--by", "ann");
        assertThat(stop.exit()).as(stop.err()).isZero();
        assertThat(stop.out()).contains(key, BY_OPERATOR + ", by ann at ");
    }

    private void skippedByOperator(String key) {
        settled(key);
        assertThat(shown(key).get("state").asText()).isEqualTo("skipped");
        assertThat(shown(key).get("reason").asText()).isEqualTo(BY_OPERATOR);
        assertThat(site.exists(Site.SOURCES, key)).isTrue();
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
    }

    private void dropsALateDuplicate(String key) {
        int before = site.encodingsOf(key).size();
        site.queues()
                .send(
                        Site.EVENTS,
                        events.stream()
                                .filter(event -> event.contains("\"" + key + "\""))
                                .findFirst()
                                .orElseThrow());
        settled(key);
        assertThat(site.encodingsOf(key)).hasSize(before);
    }

    private void held(String key) {
        eventually(() -> site.queues().depth(Site.EVENTS) == 0
                && listed(key) != null
                && listed(key).get("state").asText().equals("held"));
    }

    private void encodedOnce(String key) {
        eventually(() -> site.exists(Site.OUTPUTS, outputOf(key)));
        settled(key);
        assertThat(starts(key)).as(key).isEqualTo(1);
        assertThat(site.exists(Site.SOURCES, key)).isFalse();
    }

    private int starts(String key) {
        return site.encodingsOf(key).stream()
                .mapToInt(Encoder.Encoding::startedCount)
                .sum();
    }

    private OpenJobs openJobs() {
        return application.context().getRegistry().lookupByNameAndType("openJobs", OpenJobs.class);
    }

    private JobHistory job(String key) {
        return ledger().ofKey(Upload.keyHash(Site.SOURCES, key)).get(0);
    }

    private JsonNode listed(String key) {
        return lines("jobs", "list", "--json").stream()
                .filter(job -> key.equals(job.get("key").asText()))
                .findFirst()
                .orElse(null);
    }

    private JsonNode shown(String key) {
        return lines("jobs", "show", key, "--json").get(0);
    }

    private List<JsonNode> lines(String... args) {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : cli.run(args).lines()) {
            try {
                lines.add(new ObjectMapper().readTree(line));
            } catch (JsonProcessingException e) {
                throw new AssertionError(line, e);
            }
        }
        return lines;
    }
}
