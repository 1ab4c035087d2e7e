package io.transcoder.cli.letters;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.Application;
import io.transcoder.cli.Cli;
import io.transcoder.cli.LetterBox;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Letters that go back to the running application. */
@Tag("slow")
class DeadLettersReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Outcome BROKEN = Outcome.error(2100, "no such track", RetryHint.NO_RETRY);

    @TempDir
    private Path folder;

    private Site site;
    private LetterBox box;
    private Cli cli;
    private Application application;

    @BeforeEach
    void start() {
        site = Site.start();
        box = new LetterBox(site);
        cli = Cli.on(site, folder);
        application = site.startApplication();
    }

    @AfterEach
    void stop() {
        application.close();
        site.close();
    }

    @Test
    void aReplayOfAFailedEncodeStartsExactlyOneNewEncoding() {
        fail("in/VX-7.mxf");

        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        isDone("in/VX-7.mxf");
        assertThat(paid()).isEqualTo(2);
        assertThat(box.depth()).isZero();
    }

    @Test
    void twoLettersOfOneFailureCostOneEncoding() {
        copy(fail("in/VX-7.mxf"), Site.DEAD_LETTERS);
        assertThat(box.letters()).hasSize(2);

        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        isDone("in/VX-7.mxf");
        eventsAreGone();
        assertThat(paid()).isEqualTo(2);
        assertThat(box.depth()).isZero();
    }

    @Test
    void theQueuesOwnRedriveDoesTheSame() {
        fail("in/VX-7.mxf");

        site.queues().client().startMessageMoveTask(b -> b.sourceArn(arn(Site.DEAD_LETTERS))
                .destinationArn(arn(Site.EVENTS)));

        isDone("in/VX-7.mxf");
        eventsAreGone();
        assertThat(paid()).isEqualTo(2);
        assertThat(box.depth()).isZero();
    }

    @Test
    void aReplayThatEndsBetweenSendAndDeleteCostsNothing() {
        fail("in/VX-7.mxf");
        try (var tap = Wiretap.start("sqs", site.queues().endpoint())) {
            tap.onOperation("DeleteMessageBatch").always().refuse();

            Cli.Result replay = Cli.on(
                            site,
                            folder,
                            Map.of("aws.sqs.endpoint", tap.endpoint().toString()))
                    .run("dead-letters", "replay");

            assertThat(replay.exit()).isEqualTo(1);
            assertThat(replay.err()).contains("sent but not deleted");
        }
        assertThat(box.letters()).hasSize(1);
        isDone("in/VX-7.mxf");

        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        eventsAreGone();
        assertThat(paid()).isEqualTo(2);
        assertThat(box.depth()).isZero();
    }

    @Test
    void anAttemptThatCanNotBeBuiltLeavesALetterThatWorksLater() {
        fail("in/VX-7.mxf");
        site.encoder().fault(Fault.on("POST", "/encoding/encodings").refusing(400, 1001, "not this one"));
        assertThat(cli.run("dead-letters", "replay").exit()).isZero();
        awaitLetter();

        assertThat(cli.run("dead-letters", "list", "--json").out())
                .contains("\"attempts\":2")
                .contains("\"kind\":\"permanent\"");
        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        isDone("in/VX-7.mxf");
        assertThat(paid()).isEqualTo(2);
    }

    @Test
    void showTellsWhatTheEncoderSaid() {
        fail("in/VX-7.mxf");

        String shown = cli.run("dead-letters", "show", "in/VX-7.mxf").out();

        assertThat(shown)
                .contains("attempt 1  claim")
                .contains("attempt 1  start")
                .contains("attempt 1  end")
                .contains("no such track")
                .contains("pays for one more encoding");
    }

    @Test
    void theDryRunSaysWhatThenHappens() throws Exception {
        site.upload("in/done.mxf", "media");
        isDone("in/done.mxf");
        String done = eventOf("done.mxf");
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start").always().refusing(429, 8004, "full"));
        site.upload("in/open.mxf", "media");
        await().atMost(Duration.ofSeconds(60)).until(() -> job("open.mxf", "1.start") != null);
        application.close();
        site.encoder().clearFaults();
        String started = job("open.mxf", "1.start");
        site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(started));
        site.upload("in/new.mxf", "media");
        Message fresh = box.events().stream()
                .filter(event -> event.body().contains("in/new.mxf"))
                .findFirst()
                .orElseThrow();
        String unfinished = eventOf("open.mxf");
        site.queues().client().purgeQueue(b -> b.queueUrl(site.queues().url(Site.EVENTS)));
        int before = paid();
        Map<String, String> permanent = Map.of("kind", "permanent", "attempts", "1");
        box.put(done, permanent);
        box.put(unfinished, permanent);
        box.put(fresh.body(), permanent);
        box.put(S3Events.put(Site.SOURCES, "in/gone.mxf").json(), permanent);
        box.put(S3Events.put(Site.SOURCES, "in/new.mxf").sequencer("0001").json(), permanent);
        box.put(S3Events.put(Site.SOURCES, "in/often.mxf").json(), Map.of("kind", "permanent", "attempts", "5"));

        List<String> plan =
                cli.run("dead-letters", "replay", "--dry-run", "--json").lines();

        assertThat(plan).hasSize(6);
        assertThat(outcome(plan, "in/done.mxf")).isEqualTo("nothing to encode: source gone or superseded");
        assertThat(outcome(plan, "in/open.mxf")).isEqualTo("finish the open job");
        assertThat(plan)
                .filteredOn(line -> line.contains("in/new.mxf"))
                .anyMatch(line -> line.contains("start a new encode") && line.contains("attempt 1, estimate: unknown"));
        assertThat(plan)
                .as("another letter of the same upload, whatever its sequencer")
                .filteredOn(line -> line.contains("in/new.mxf"))
                .anyMatch(line -> line.contains("already done"));
        assertThat(outcome(plan, "in/gone.mxf")).isEqualTo("nothing to encode: source gone or superseded");
        assertThat(outcome(plan, "in/often.mxf")).isEqualTo("refused: too many tries");
        assertThat(box.letters()).hasSize(6);
        assertThat(paid()).isEqualTo(before);

        application = site.startApplication();
        assertThat(cli.run("dead-letters", "replay").exit()).isEqualTo(1);

        isDone("in/open.mxf");
        isDone("in/new.mxf");
        eventsAreGone();
        assertThat(paid()).isEqualTo(before + 2);
        assertThat(box.letters()).singleElement().satisfies(letter -> assertThat(letter.body())
                .contains("often"));
        assertThat(site.encoder().encodings())
                .filteredOn(encoding -> encoding.startedCount() > 0)
                .extracting(Encoder.Encoding::sourceKey)
                .containsExactlyInAnyOrder("in/done.mxf", "in/open.mxf", "in/new.mxf");
    }

    @Test
    void aCanaryThatGoesWellIsFollowedByTheOthers() {
        fail("in/VX-1.mxf");
        site.encoder().script(encoding -> true, BROKEN, 1);
        site.upload("in/VX-2.mxf", "media");
        await().atMost(Duration.ofSeconds(60)).until(() -> box.depth() == 2);

        Cli.Result replay = cli.run("dead-letters", "replay", "--canary");

        assertThat(replay.err()).contains("It goes well: FINISHED");
        assertThat(replay.exit()).isZero();
        isDone("in/VX-1.mxf");
        isDone("in/VX-2.mxf");
        assertThat(paid()).isEqualTo(4);
    }

    @Test
    void aCanaryThatFailsAgainHoldsTheOthersBack() {
        site.encoder().script(encoding -> true, BROKEN);
        for (int i = 1; i <= 3; i++) {
            site.upload("in/VX-" + i + ".mxf", "media");
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> box.depth() == 3);

        Cli.Result replay = cli.run("dead-letters", "replay", "--canary");

        assertThat(replay.exit()).isEqualTo(1);
        assertThat(replay.err()).contains("The others stay where they are").contains("no such track");
        await().atMost(Duration.ofSeconds(60)).until(() -> box.letters().size() == 3);
        assertThat(paid()).isEqualTo(4);
    }

    @Test
    void aCanaryThatIsRefusedBeforeItsStartHoldsTheOthersBack() {
        site.encoder().fault(Fault.on("POST", "/encoding/encodings").always().refusing(400, 1001, "no"));
        site.upload("in/VX-1.mxf", "media");
        site.upload("in/VX-2.mxf", "media");
        await().atMost(Duration.ofSeconds(60)).until(() -> box.depth() == 2);

        Cli.Result replay = cli.run("dead-letters", "replay", "--canary");

        assertThat(replay.exit()).isEqualTo(1);
        assertThat(replay.err()).contains("it is a dead letter again");
        assertThat(box.letters()).hasSize(2);
        assertThat(paid()).isZero();
    }

    @Test
    void aCanaryThatAnOperatorStopsHoldsTheOthersBack() {
        fail("in/VX-1.mxf");
        site.encoder().script(encoding -> true, BROKEN, 1);
        site.upload("in/VX-2.mxf", "media");
        until(() -> box.depth() == 2);
        site.encoder().script(encoding -> true, Outcome.stuckRunning(), 1);
        CompletableFuture<Cli.Result> replay =
                CompletableFuture.supplyAsync(() -> cli.run("dead-letters", "replay", "--canary"));
        until(() -> paid() == 3);
        String canary = site.encoder().encodings().stream()
                .reduce((first, last) -> last)
                .orElseThrow()
                .sourceKey();

        assertThat(cli.run("jobs", "stop", canary).exit()).isZero();

        assertThat(replay.join().err())
                .contains("The others stay where they are: SKIPPED: stopped by an operator")
                .doesNotContain("It goes well");
        assertThat(replay.join().exit()).isEqualTo(1);
        assertThat(box.letters()).hasSize(1);
        assertThat(paid()).isEqualTo(3);
    }

    @Test
    void aCanaryWhoseStartIsNotTakenHoldsTheOthersBack() {
        site.encoder().fault(Fault.on("POST", "/encoding/encodings").times(2).refusing(400, 1001, "no"));
        site.upload("in/VX-1.mxf", "media");
        site.upload("in/VX-2.mxf", "media");
        until(() -> box.depth() == 2);
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/start").always().refusing(403, 1003, "no licence"));

        Cli.Result replay = cli.run("dead-letters", "replay", "--canary", "--canary-wait", "4s");

        assertThat(replay.err()).contains("The others stay where they are: after 4 s its job still is STARTED");
        assertThat(replay.exit()).isEqualTo(1);
        assertThat(box.letters()).hasSize(1);
        assertThat(paid()).isZero();
    }

    @Test
    void aCanaryOutlivesALookWithoutAnAnswer() {
        fail("in/VX-7.mxf");
        String jobId = job("VX-7.mxf", "1.claim").split("/")[1];
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            // the first says where the job stands before the replay
            tap.onOperation("LIST _jobs/" + jobId + "/")
                    .nth(2)
                    .answer(403, Map.of(), "<Error><Code>ExpiredToken</Code></Error>");

            Cli.Result replay = Cli.on(
                            site,
                            folder,
                            Map.of("aws.s3.endpoint", tap.endpoint().toString()))
                    .run("dead-letters", "replay", "--canary");

            assertThat(replay.err()).contains("which can't be looked at", "It goes well: FINISHED");
            assertThat(replay.exit()).isZero();
        }
    }

    @Test
    void theRouteReplaysWhenAnotherStartsIt() {
        fail("in/VX-7.mxf");
        box.put(S3Events.put(Site.SOURCES, "in/often.mxf").json(), Map.of("kind", "permanent", "attempts", "5"));
        box.put(S3Events.put(Site.SOURCES, "in/crashed.mxf").json(), Map.of("attempts", "4"));
        site.uploadWithoutEvent("in/moved.mxf", "media");
        box.put(S3Events.put(Site.SOURCES, "in/moved.mxf").json(), Map.of());

        order("start");

        isDone("in/VX-7.mxf");
        isDone("in/moved.mxf");
        eventsAreGone();
        order("stop");
        assertThat(paid()).isEqualTo(3);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isEqualTo(2);
    }

    @Test
    void theRouteDoesNotReplayForEver() {
        site.encoder().fault(Fault.on("POST", "/encoding/encodings").always().refusing(400, 1001, "no"));
        site.upload("in/VX-1.mxf", "media");
        awaitLetter();
        order("start");

        until(() -> created() == 5 && box.depth() == 1);
        eventsAreGone();
        await().during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> created() == 5 && box.depth() == 1);
    }

    @Test
    void theRouteTakesTenASecondAndStopsInTheMidstOfThem() {
        for (int i = 0; i < 40; i++) {
            box.put(S3Events.put(Site.SOURCES, "in/often-" + i + ".mxf").json(), Map.of("attempts", "5"));
        }
        for (int i = 0; i < 30; i++) {
            box.put(S3Events.put(Site.SOURCES, "in/gone-" + i + ".mxf").json(), Map.of("attempts", "1"));
        }
        Instant first = Instant.now();
        order("start");
        until(() -> box.depth() < 68);
        // the first ten need not wait
        assertThat(Duration.between(first, Instant.now()))
                .as("those that stay count, too")
                .isGreaterThan(Duration.ofSeconds(3));
        order("stop");
        int left = box.depth();
        assertThat(left).isGreaterThan(40);

        Instant begun = Instant.now();
        order("start");

        until(() -> box.depth() == 40);
        assertThat(Duration.between(begun, Instant.now()))
                .isBetween(Duration.ofSeconds((left - 40 - 11) / 10), Duration.ofSeconds(10));
    }

    /** As a route of an integrator's would. */
    private void order(String action) {
        application
                .context()
                .createFluentProducerTemplate()
                .to("controlbus:route?routeId=replay&action=" + action)
                .request();
    }

    private long created() {
        return site.encoder().calls().stream()
                .filter(call -> call.method().equals("POST") && call.template().equals("/encoding/encodings"))
                .count();
    }

    private Message fail(String key) {
        site.encoder().script(encoding -> true, BROKEN, 1);
        site.upload(key, "media");
        return awaitLetter();
    }

    private Message awaitLetter() {
        await().atMost(Duration.ofSeconds(60)).until(() -> box.depth() == 1);
        return box.letters().get(0);
    }

    private void copy(Message letter, String queue) {
        box.send(
                queue,
                letter.body(),
                letter.messageAttributes().entrySet().stream()
                        .collect(toMap(Map.Entry::getKey, entry -> text(entry.getValue()))));
    }

    private static String text(MessageAttributeValue value) {
        return value.stringValue();
    }

    private void isDone(String key) {
        String output = key.replace("in/", "out/") + "_bitmovin.mp4";
        until(() -> site.exists(Site.OUTPUTS, output) && !site.exists(Site.SOURCES, key));
    }

    private void eventsAreGone() {
        until(() -> site.queues().depth(Site.EVENTS) == 0);
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    private int paid() {
        return site.encoder().encodings().stream()
                .mapToInt(Encoder.Encoding::startedCount)
                .sum();
    }

    private String arn(String queue) {
        return site.queues()
                .client()
                .getQueueAttributes(
                        b -> b.queueUrl(site.queues().url(queue)).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
    }

    /** The key of a record whose job's claim names the file; null where there is none. */
    private String job(String file, String record) {
        return site.s3().listObjectsV2(b -> b.bucket(Site.OUTPUTS).prefix("_jobs/")).contents().stream()
                .map(object -> object.key())
                .filter(key -> key.endsWith("/" + record)
                        && claim(key.replace(record, "1.claim")).contains(file))
                .findFirst()
                .orElse(null);
    }

    private String claim(String key) {
        return site.s3().getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(key)).asUtf8String();
    }

    private static String outcome(List<String> plan, String key) throws Exception {
        for (String line : plan) {
            JsonNode step = JSON.readTree(line);
            if (step.get("key").asText().equals(key)) {
                return step.get("outcome").asText();
            }
        }
        return null;
    }

    /** The event of an upload that was taken from the queue, out of its claim. */
    private String eventOf(String file) throws Exception {
        return JSON.readTree(claim(job(file, "1.claim")))
                .get("upload")
                .get("event")
                .asText();
    }
}
