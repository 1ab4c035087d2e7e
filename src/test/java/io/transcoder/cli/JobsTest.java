package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Outcome;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** What operators are told of jobs. One application for all; each test has keys of its own. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Outcome BROKEN = Outcome.error(2100, "no such track", RetryHint.NO_RETRY);

    private Site site;
    private Cli cli;
    private Application application;

    @BeforeAll
    void start(@TempDir Path folder) {
        site = Site.start(options -> options.withSlots(100));
        cli = Cli.on(site, folder);
        application = site.startApplication();
    }

    @AfterAll
    void stop() {
        application.close();
        site.close();
    }

    @Test
    void aListHasExactlyTheFieldsOfTheContract() {
        run("in/fields.mxf");

        JsonNode job = listed("in/fields.mxf");

        assertThat(job.fieldNames())
                .toIterable()
                .containsExactly(
                        "id",
                        "bucket",
                        "key",
                        "versionId",
                        "etag",
                        "state",
                        "encodingId",
                        "outputs",
                        "createdAt",
                        "updatedAt",
                        "failure");
        assertThat(job.get("id").asText()).matches("[0-9a-f]{16}-[0-9a-f]{16}");
        assertThat(job.get("bucket").asText()).isEqualTo(Site.SOURCES);
        assertThat(job.get("versionId").isNull()).isTrue();
        assertThat(job.get("etag").asText()).matches("[0-9a-f]{32}");
        assertThat(job.get("state").asText()).isEqualTo("encoding");
        assertThat(job.get("encodingId").asText())
                .isEqualTo(site.encodingsOf("in/fields.mxf").get(0).id());
        assertThat(job.get("outputs")).hasSize(1);
        assertThat(job.get("outputs").get(0).asText()).isEqualTo("out/fields.mxf_bitmovin.mp4");
        assertThat(job.get("failure").isNull()).isTrue();
    }

    @Test
    void theEventsOfJobsTellNothingOfWhoSentThemAndOfTheSourcesNames() {
        run("in/xdcam/Secret Title.mxf");

        Cli.Result events = cli.run("jobs", "events", "--limit", "1000");

        assertThat(events.exit()).isZero();
        assertThat(events.lines())
                .anySatisfy(line -> assertThat(line)
                        .contains("\"key\":\"in/xdcam/source-")
                        .contains(".mxf\"")
                        .contains("\"name\":\"{{source.bucket}}\""))
                .noneMatch(
                        line -> line.contains("Secret") || line.contains("principalId") || line.contains("sourceIP"));
        assertThat(cli.run("jobs", "events", "--keep-names").out()).contains("in/xdcam/Secret+Title.mxf");
    }

    @Test
    void theEventsOfJobsAreThoseThatRoutesAreTriedWith(@TempDir Path folder) throws IOException {
        run("in/xdcam/tried.mxf");
        Path file = Files.writeString(
                folder.resolve("events.jsonl"), cli.run("jobs", "events").out());

        Cli.Result same = cli.run("validate", "--diff", "routes", "routes", "--events", file.toString());

        assertThat(same.exit()).as(same.err()).isZero();
        assertThat(same.out()).matches("No change in [1-9]\\d* events.\\R");
    }

    @Test
    void theTestsOfJobsExpectWhatTheJobsHad(@TempDir Path folder) throws IOException {
        run("in/xdcam/Tested \"Title\".mxf");
        // its name is also in those of the folder and of the suffix
        run("in/xdcam/x");
        Cli.Result tests = cli.run("jobs", "events", "--tests");
        assertThat(tests.exit()).as(tests.err()).isZero();
        assertThat(tests.out()).doesNotContain("Title");
        Path file = Files.writeString(folder.resolve("jobs.yaml"), tests.out());

        Cli.Result same = cli.run("test", file.toString());

        assertThat(same.exit()).as(same.out() + same.err()).isZero();
        assertThat(cli.run("jobs", "events", "--tests", "--keep-names").out())
                .contains("out/xdcam/Tested \\\"Title\\\".mxf_bitmovin.mp4");
    }

    @Test
    void ofAJobWhoseSourceAnEarlierReleaseDidNotRecordThereIsNoEvent() {
        String key = "in/not-recorded.mxf";
        run(key);
        ObjectNode claim = (ObjectNode) tree(site.s3()
                .getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(record(key, "1.claim")))
                .asUtf8String());
        claim.remove(List.of("jobId", "source"));
        String earlier = "_jobs/" + id(key).replaceFirst("-.*", "-0123456789abcdef") + "/1.claim";
        site.s3().putObject(b -> b.bucket(Site.OUTPUTS).key(earlier), RequestBody.fromString(claim.toString()));

        Cli.Result events = cli.run("jobs", "events", "--keep-names", "--limit", "1000");

        site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(earlier));
        assertThat(events.exit()).as(events.err()).isZero();
        assertThat(events.lines())
                .filteredOn(line -> line.contains("not-recorded"))
                .hasSize(1);
    }

    @Test
    void anEncodeInTimeIsCleaned() {
        finish("in/cleaned.mxf");

        assertThat(listed("in/cleaned.mxf", "--all").get("state").asText()).isEqualTo("cleaned");
        assertThat(listed("in/cleaned.mxf", "--since", "1h").get("state").asText())
                .isEqualTo("cleaned");
        assertThat(listed("in/cleaned.mxf")).isNull();
        assertThat(listed("in/cleaned.mxf", "--since", "0s")).isNull();
    }

    @Test
    void anOpenJobIsListedHoweverOld() {
        run("in/open-and-old.mxf");

        assertThat(listed("in/open-and-old.mxf", "--since", "0s").get("state").asText())
                .isEqualTo("encoding");
    }

    @Test
    void whatTheEncoderGaveUpIsFailedWithItsWords() {
        fail("in/failed.mxf");

        JsonNode job = listed("in/failed.mxf", "--all");

        assertThat(job.get("state").asText()).isEqualTo("failed");
        assertThat(job.get("failure").asText()).contains("no such track");
    }

    @Test
    void whatNeedsNoEncodeIsSkippedAndKeepsItsKey() {
        skip("in/skipped.mxf");

        JsonNode job = listed("in/skipped.mxf", "--all");

        assertThat(job.get("state").asText()).isEqualTo("skipped");
        assertThat(job.get("encodingId").isNull()).isTrue();
        assertThat(job.get("outputs")).isEmpty();
        assertThat(job.get("failure").isNull()).isTrue();
        assertThat(cli.run("jobs", "list", "--all").out()).contains("source-empty");
    }

    @Test
    void aClaimThatIsNotStartedIsClaimed() {
        String key = "in/claimed.mxf";
        run(key);
        String start = record(key, "1.start");
        site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(start));

        // the watcher starts it again in its next round, so this has to be quick, or to be tried again
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            site.s3().deleteObject(b -> b.bucket(Site.OUTPUTS).key(start));
            JsonNode job = listed(key);
            return job != null && job.get("state").asText().equals("claimed");
        });
    }

    @Test
    void aTableIsForPeopleAndNewestFirst() {
        finish("in/first.mxf");
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        finish("in/second.mxf");

        Cli.Result list = cli.run("jobs", "list", "--all");

        assertThat(list.exit()).isZero();
        assertThat(list.lines().get(0)).startsWith("CREATED").contains("STATE", "KEY", "ID");
        assertThat(list.out().indexOf("in/second.mxf"))
                .isPositive()
                .isLessThan(list.out().indexOf("in/first.mxf"));
    }

    @Test
    void wrongUsageIsToldApart() {
        assertThat(cli.run("jobs").exit()).isEqualTo(2);
        assertThat(cli.run("jobs", "list", "--since", "yesterday").exit()).isEqualTo(2);
        assertThat(cli.run("jobs", "show").exit()).isEqualTo(2);
        assertThat(cli.run("jobs", "submit").exit()).isEqualTo(2);
        assertThat(cli.run("jobs", "submit", "in/a", "--prefix", "in/").exit()).isEqualTo(2);
    }

    @Test
    void aFinishedJobIsShownByKeyByNameAndById() {
        finish("in/shown.mxf");
        String id = id("in/shown.mxf");

        String encoding = site.encodingsOf("in/shown.mxf").get(0).id();
        for (String name : List.of("in/shown.mxf", "in/shown", "shown.mxf", "shown", id, encoding)) {
            JsonNode job = shown(name);
            assertThat(job.get("id").asText()).isEqualTo(id);
            assertThat(job.get("state").asText()).isEqualTo("cleaned");
            assertThat(job.get("source").asText()).isEqualTo("deleted");
            assertThat(job.get("encoder").isNull()).isTrue();
            assertThat(steps(job)).containsExactly("1 claim", "1 start", "1 accepted", "1 end", "1 clean");
        }
        assertThat(cli.run("jobs", "show", "shown").err()).isEmpty();
        assertThat(cli.run("jobs", "show", "shown.mxf").err()).isEmpty();
        JsonNode steps = shown(id).get("steps");
        assertThat(calls(steps.get(0)))
                .contains("POST /encoding/encodings", "POST /encoding/encodings/{encodingId}/muxings/mp4");
        assertThat(calls(steps.get(2))).containsExactly("POST /encoding/encodings/{encodingId}/start");
        assertThat(calls(steps.get(3))).contains("GET /encoding/encodings/{encodingId}/status");
        JsonNode start = steps.get(2).get("calls").get(0);
        assertThat(start.get("requestId").asText()).isNotBlank();
        assertThat(start.get("millis").isIntegralNumber()).isTrue();
        assertThat(start.get("status").asInt()).isBetween(200, 299);
        assertThat(cli.run("jobs", "show", id).out())
                .containsPattern(
                        "calls: POST /encoding/encodings/\\{encodingId}/start was answered 20\\d after \\d+ ms, at "
                                + ".*, requestId \\S+");
        assertThat(cli.run("jobs", "show", "in/shown.mxf").out())
                .contains("cleaned", "Source     deleted", "attempt 1  claim", "out/shown.mxf_bitmovin.mp4");
    }

    @Test
    void aNameIsNotTheBeginningOfAnother() {
        finish("in/VX-100.mxf");

        assertThat(cli.run("jobs", "show", "VX-10").exit()).isEqualTo(1);
        assertThat(cli.run("jobs", "show", "VX-100").exit()).isZero();
    }

    @Test
    void aNameUnderTheOtherPrefixIsFoundWithoutASearch() {
        String key = "in/xdcam/tape.mxf";
        skip(key);

        Cli.Result show = cli.run("jobs", "show", "tape.mxf");

        assertThat(show.exit()).isZero();
        assertThat(show.err()).isEmpty();
        assertThat(show.out()).contains(key);
    }

    @Test
    void aNameUnderBothPrefixesIsShownOnceAndTheOtherIsNamed() {
        skip("in/both.mxf");
        skip("in/xdcam/both.mxf");

        Cli.Result show = cli.run("jobs", "show", "both.mxf");

        assertThat(show.out() + show.err()).contains("in/both.mxf", "in/xdcam/both.mxf");
        assertThat(show.out().contains("in/both.mxf")).isNotEqualTo(show.err().contains(" in/both.mxf"));
        assertThat(show.err()).contains("Also of that name: in/");
    }

    @Test
    void anOrderOnANameOfSeveralUploadsIsRefused() {
        run("in/twin.mxf");
        run("in/xdcam/twin.mxf");

        for (String order : List.of("stop", "retry", "release")) {
            Cli.Result refused = cli.run("jobs", order, "twin");
            assertThat(refused.exit()).as(order).isEqualTo(2);
            assertThat(refused.err()).contains("in/twin.mxf", "in/xdcam/twin.mxf");
        }
        Cli.Result several = cli.run("jobs", "release", "in/twin.mxf", "twin");
        assertThat(several.exit()).isEqualTo(2);
        assertThat(several.out()).as("of what was ordered before").isEmpty();
        for (String key : List.of("in/twin.mxf", "in/xdcam/twin.mxf")) {
            assertThat(site.records(key)).doesNotContain("1.stop");
        }
        assertThat(cli.run("jobs", "stop", "in/twin.mxf").exit()).isZero();
        assertThat(site.records("in/xdcam/twin.mxf")).doesNotContain("1.stop");
    }

    @Test
    void whatTheLedgerDoesNotKnowIsSaid() {
        for (String name : List.of("in/never.mxf", "never.mxf", "0123456789abcdef-0123456789abcdef", "%[x](${y}")) {
            Cli.Result show = cli.run("jobs", "show", name);
            assertThat(show.exit()).isEqualTo(1);
            assertThat(show.out()).isEmpty();
            assertThat(show.err()).contains("The ledger has no job " + name);
        }
    }

    @Test
    void bothAttemptsOfAReplayAreShown() {
        String key = "in/replayed.mxf";
        fail(key);

        assertThat(cli.run("dead-letters", "replay", "--where", "key=" + key).exit())
                .isZero();
        until(() -> site.records(key).contains("2.clean"));

        JsonNode job = shown(key);
        assertThat(job.get("state").asText()).isEqualTo("cleaned");
        assertThat(steps(job))
                .containsExactly(
                        "1 claim",
                        "1 start",
                        "1 accepted",
                        "1 end",
                        "2 claim",
                        "2 start",
                        "2 accepted",
                        "2 end",
                        "2 clean");
        assertThat(job.get("steps").get(3).get("reason").asText()).contains("no such track");
        for (int step : List.of(0, 2, 3, 4, 6, 7)) {
            assertThat(calls(job.get("steps").get(step))).as("step %d", step).isNotEmpty();
        }
        String failed = site.encodingsOf(key).get(0).id();
        assertThat(shown(failed).get("id").asText()).isEqualTo(job.get("id").asText());
        assertThat(job.get("encodingId").asText())
                .isEqualTo(site.encodingsOf(key).get(1).id());
    }

    @Test
    void aRunningJobIsShownWithTheEncodersWord() {
        String key = "in/running.mxf";
        run(key);
        until(() -> shown(key).get("encoder").get("status").asText().equals("RUNNING"));

        assertThat(shown(key).get("encoder").get("progress").isInt()).isTrue();
        assertThat(shown(key).get("source").asText()).contains("not deleted yet");
        assertThat(calls(shown(key).get("steps").get(2))).isNotEmpty();
        assertThat(cli.run("jobs", "show", key).out()).contains("Encoder    RUNNING, ");
    }

    @Test
    void anEncoderThatDoesNotAnswerIsSaidAndTheRestIsShown(@TempDir Path folder) {
        String key = "in/unanswered.mxf";
        run(key);
        var silent = Cli.on(site, folder, Map.of("bitmovin.url", "http://localhost:1/v1"));
        var strange = Cli.on(site, folder, Map.of("bitmovin.api-key", "\u20ac-the-key"));
        var wrong = Cli.on(site, folder, Map.of("bitmovin.api-key", "another"));
        var none = Cli.on(site, folder, Map.of("bitmovin.api-key", ""));

        for (Cli one : List.of(silent, strange, wrong, none)) {
            Cli.Result show = one.run("jobs", "show", key);
            assertThat(show.exit()).isZero();
            assertThat(show.out()).contains("Encoder    unknown: ").contains("attempt 1  start");
            assertThat(show.out() + show.err()).doesNotContain("the-key", "another");
        }
        assertThat(wrong.run("jobs", "show", key).out()).contains("was answered 401");
    }

    @Test
    void aSkippedJobIsShownByKeyNameAndId() {
        String key = "in/skipped-and-shown.mxf";
        skip(key);
        String id = id(key);

        for (String name : List.of(key, "skipped-and-shown.mxf", id)) {
            JsonNode job = shown(name);
            assertThat(job.get("key").asText()).isEqualTo(key);
            assertThat(job.get("state").asText()).isEqualTo("skipped");
            assertThat(job.get("reason").asText()).isEqualTo("source-empty");
            assertThat(steps(job)).containsExactly("1 claim", "1 end");
        }
    }

    @Test
    void allVersionsOfAKeyAreShownTheNewestOrTheNamedOneFirst() {
        String key = "in/versions.mxf";
        finish(key);
        String first = id(key);
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        site.upload(key, "other media");
        until(() -> !site.exists(Site.SOURCES, key) && !site.isOpen(key));

        JsonNode job = shown(key);
        assertThat(job.get("id").asText()).isNotEqualTo(first);
        assertThat(job.get("otherVersions")).hasSize(1);
        assertThat(job.get("otherVersions").get(0).get("id").asText()).isEqualTo(first);
        assertThat(shown(first).get("id").asText()).isEqualTo(first);
    }

    @Test
    void anObjectThatNoEventToldOfIsEncodedOnceItIsSubmitted() {
        String key = "in/before.mxf";
        site.uploadWithoutEvent(key, "media");

        Cli.Result dry = cli.run("jobs", "submit", key, "--dry-run");
        assertThat(dry.exit()).isZero();
        assertThat(dry.out()).startsWith("would send  in/before.mxf: job ");
        Cli.Result submit = cli.run("jobs", "submit", key);
        assertThat(submit.exit()).isZero();
        assertThat(submit.out()).startsWith("sent  in/before.mxf: job ");

        cleaned(key);
        assertThat(site.encodingsOf(key)).hasSize(1);
    }

    @Test
    void aSecondSubmitIsRefusedAndAForcedOneToo() {
        String key = "in/twice.mxf";
        site.encoder().script(of(key), Outcome.stuckRunning());
        site.uploadWithoutEvent(key, "media");
        assertThat(cli.run("jobs", "submit", key).exit()).isZero();
        until(() -> site.records(key).contains("1.start"));

        Cli.Result again = cli.run("jobs", "submit", key);
        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.out()).startsWith("refused  in/twice.mxf: job ").contains("of this upload is at work");
        Cli.Result forced = cli.run("jobs", "submit", key, "--force");
        assertThat(forced.exit()).isEqualTo(1);
        assertThat(forced.out()).startsWith("refused  ");
        assertThat(site.encodingsOf(key)).hasSize(1);
    }

    @Test
    void whatHasFailedIsRefusedAndPaidOnceMoreOnlyIfForced() {
        String key = "in/told.mxf";
        fail(key);

        assertThat(cli.run("jobs", "submit", key).exit()).isEqualTo(1);
        assertThat(site.encodingsOf(key)).hasSize(1);
        assertThat(cli.run("jobs", "submit", key, "--force").exit()).isZero();

        cleaned(key);
        assertThat(site.encodingsOf(key)).hasSize(2);
    }

    @Test
    void theSameBytesUploadedLaterAreAnotherUpload() {
        String key = "in/again.mxf";
        finish(key);
        await().pollDelay(Duration.ofMillis(1100)).until(() -> true);
        site.uploadWithoutEvent(key, "media");

        Cli.Result submit = cli.run("jobs", "submit", key);

        assertThat(submit.exit()).isZero();
        cleaned(key);
        assertThat(site.encodingsOf(key)).hasSize(2);
    }

    @Test
    void aSkippedObjectIsRefused() {
        String key = "in/skipped-and-submitted.mxf";
        skip(key);

        Cli.Result submit = cli.run("jobs", "submit", key);

        assertThat(submit.exit()).isEqualTo(1);
        assertThat(submit.out()).startsWith("refused");
    }

    @Test
    void oddKeysSurviveASubmit() {
        List<String> names = List.of(
                "a b.mxf",
                "a+b.mxf",
                "100%.mxf",
                "%20%2B.mxf",
                "\ud83c\udfac k\u00fcnstlich \u00e9.mxf",
                "it's \"quoted\".mxf",
                "${x} {{y}} $simple{z}.mxf",
                "a&b=c;d?e#f.mxf",
                "*~_-.,!()'.mxf");
        names.forEach(name -> site.uploadWithoutEvent("in/odd/" + name, "media"));

        Cli.Result submit = cli.run("jobs", "submit", "--prefix", "in/odd/");

        assertThat(submit.exit()).isZero();
        assertThat(submit.lines()).hasSize(names.size());
        for (String name : names) {
            until(() -> !site.exists(Site.SOURCES, "in/odd/" + name)
                    && site.exists(Site.OUTPUTS, "out/odd/" + name + "_bitmovin.mp4"));
            assertThat(shown("in/odd/" + name).get("key").asText()).isEqualTo("in/odd/" + name);
        }
    }

    @Test
    void keysWithControlCharactersAreFoundByTheirPrefix() {
        List<String> keys = List.of("in/control/a\u0001b.mxf", "in/control/c\rd.mxf");
        keys.forEach(key -> site.uploadWithoutEvent(key, "media"));

        Cli.Result submit = cli.run("jobs", "submit", "--prefix", "in/control/", "--dry-run");

        assertThat(submit.exit()).as(submit.out() + submit.err()).isZero();
        assertThat(submit.lines()).hasSize(2).allMatch(line -> line.startsWith("would send  in/control/"));
    }

    @Test
    void aKeyThatIsNotThereIsMissingAndTheOthersAreSent() {
        site.uploadWithoutEvent("in/there.mxf", "media");

        Cli.Result submit = cli.run("jobs", "submit", "in/not-there.mxf", "in/there.mxf", "in/there.mxf");

        assertThat(submit.exit()).isEqualTo(1);
        assertThat(submit.lines()).hasSize(2);
        assertThat(submit.lines().get(0)).startsWith("missing  in/not-there.mxf");
        assertThat(submit.lines().get(1)).startsWith("sent  in/there.mxf");
        assertThat(submit.err()).contains("Sent 1 of 2");
    }

    @Test
    void theEventIsTheOneThatS3WouldHaveSent(@TempDir Path folder) {
        site.queues().createWithDeadLetters("other", "other-dead", 5, Duration.ofSeconds(10));
        var elsewhere = Cli.on(site, folder, Map.of("queue.events", "other"));
        String eTag = site.uploadWithoutEvent("in/ev\u00e9nt +%.mxf", "media");

        assertThat(elsewhere.run("jobs", "submit", "in/ev\u00e9nt +%.mxf").exit())
                .isZero();

        String body = site.queues().peekAll("other").get(0).body();
        JsonNode record = tree(body).get("Records").get(0);
        assertThat(record.get("eventName").asText()).isEqualTo("ObjectCreated:Put");
        JsonNode object = record.get("s3").get("object");
        assertThat(object.get("key").asText()).isEqualTo("in/ev%C3%A9nt+%2B%25.mxf");
        assertThat(object.get("key").asText()).isEqualTo(S3Events.encoded("in/ev\u00e9nt +%.mxf"));
        assertThat(object.get("eTag").asText()).isEqualTo(eTag);
        assertThat(object.get("size").asInt()).isEqualTo(5);
        assertThat(object.has("sequencer")).isFalse();
        assertThat(object.has("versionId")).isFalse();
    }

    private JsonNode listed(String key, String... options) {
        var args = new ArrayList<>(List.of("jobs", "list", "--json"));
        args.addAll(List.of(options));
        Cli.Result list = cli.run(args.toArray(String[]::new));
        assertThat(list.exit()).isZero();
        return list.lines().stream()
                .map(JobsTest::tree)
                .filter(job -> key.equals(job.get("key").asText()))
                .findFirst()
                .orElse(null);
    }

    private JsonNode shown(String keyOrId) {
        Cli.Result show = cli.run("jobs", "show", keyOrId, "--json");
        assertThat(show.exit()).as(show.err()).isZero();
        assertThat(show.lines()).hasSize(1);
        JsonNode job = tree(show.out());
        // a bill comes at any time after the end
        Iterator<JsonNode> steps = job.get("steps").iterator();
        while (steps.hasNext()) {
            if (steps.next().get("record").asText().equals("bill")) {
                steps.remove();
            }
        }
        return job;
    }

    private String id(String key) {
        return shown(key).get("id").asText();
    }

    private static List<String> steps(JsonNode job) {
        return StreamSupport.stream(job.get("steps").spliterator(), false)
                .map(step ->
                        step.get("attempt").asText() + " " + step.get("record").asText())
                .toList();
    }

    private static List<String> calls(JsonNode step) {
        return StreamSupport.stream(step.get("calls").spliterator(), false)
                .map(call -> call.get("call").asText())
                .toList();
    }

    /** Encodes until the end of the test. */
    private void run(String key) {
        site.encoder().script(of(key), Outcome.stuckRunning());
        site.upload(key, "media");
        until(() -> site.records(key).contains("1.start"));
    }

    private void finish(String key) {
        site.upload(key, "media");
        cleaned(key);
    }

    private void cleaned(String key) {
        until(() -> !site.records(key).isEmpty() && !site.exists(Site.SOURCES, key) && !site.isOpen(key));
    }

    private void fail(String key) {
        site.encoder().script(of(key), BROKEN, 1);
        site.upload(key, "media");
        until(() -> site.records(key).contains("1.end") && !site.isOpen(key));
    }

    private void skip(String key) {
        site.s3().putObject(b -> b.bucket(Site.SOURCES).key(key), RequestBody.empty());
        until(() -> site.records(key).contains("1.end"));
    }

    private String record(String key, String name) {
        return site.names("_jobs/" + id(key) + "/").stream()
                .filter(found -> found.endsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static Predicate<Encoder.Encoding> of(String key) {
        return encoding -> key.equals(encoding.sourceKey());
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(40)).until(condition);
    }
}
