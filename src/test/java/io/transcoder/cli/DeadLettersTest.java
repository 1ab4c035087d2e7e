package io.transcoder.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.LogLines;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** What operators do with letters while nothing else runs. */
@Tag("slow")
class DeadLettersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String POISON = "{\"Records\":[{\"a\":\"\u00e9 \u202e ${x} {{y}}\"\t\r\n<&>";

    @TempDir
    private Path folder;

    private Site site;
    private LetterBox box;
    private Cli cli;

    @BeforeEach
    void start() {
        site = Site.start();
        box = new LetterBox(site);
        cli = Cli.on(site, folder);
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void aListHasExactlyTheFieldsOfTheContract() throws Exception {
        String id = box.put(event("in/VX-1.mxf"), refused("400", "1001"));

        Cli.Result list = cli.run("dead-letters", "list", "--json");

        assertThat(list.exit()).isZero();
        JsonNode letter = JSON.readTree(list.out());
        assertThat(letter.fieldNames())
                .toIterable()
                .containsExactly(
                        "messageId",
                        "receivedAt",
                        "bucket",
                        "key",
                        "jobId",
                        "step",
                        "kind",
                        "httpStatus",
                        "code",
                        "requestId",
                        "encodingId",
                        "attempts",
                        "reason");
        assertThat(letter.get("messageId").asText()).isEqualTo(id);
        assertThat(letter.get("key").asText()).isEqualTo("in/VX-1.mxf");
        assertThat(letter.get("httpStatus").isInt()).isTrue();
        assertThat(letter.get("attempts").asInt()).isEqualTo(1);
        assertThat(letter.get("encodingId").isNull()).isTrue();
    }

    @Test
    void aListTakesNothingAway() {
        for (int i = 0; i < 45; i++) {
            box.put(event("in/VX-" + i + ".mxf"), refused("400", "1001"));
        }

        assertThat(cli.run("dead-letters", "list", "--json").lines()).hasSize(45);
        assertThat(box.letters()).hasSize(45);
        assertThat(cli.run("dead-letters", "list", "--json").lines()).hasSize(45);
    }

    @Test
    void aListThatFailsHalfWayGivesBackWhatItTook() {
        for (int i = 0; i < 200; i++) {
            box.put(event("in/VX-" + i + ".mxf"), refused("400", "1001"));
        }
        try (var tap = Wiretap.start("sqs", site.queues().endpoint())) {
            tap.onOperation("ReceiveMessage").nth(5).always().answer(400, Map.of(), "{\"__type\":\"AccessDenied\"}");

            Cli.Result list = through(tap).run("dead-letters", "list");

            assertThat(list.exit()).isEqualTo(1);
            assertThat(list.out()).isEmpty();
            assertThat(list.err()).isNotBlank();
        }
        assertThat(box.letters()).hasSize(200);
    }

    @Test
    void aListIsNewestFirstAndLimited() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(box.put(event("in/VX-" + i + ".mxf"), refused("400", "1001")));
        }

        assertThat(keys(cli.run("dead-letters", "list", "--json", "--limit", "5")))
                .hasSize(5);
        assertThat(keys(cli.run("dead-letters", "list", "--json", "--limit", "2")))
                .hasSize(2);
        List<String> times = cli.run("dead-letters", "list", "--json").lines().stream()
                .map(line -> field(line, "receivedAt"))
                .toList();
        assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
    }

    @Test
    void conditionsHoldOnAnyFieldAndAllTogether() {
        box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        box.put(event("in/VX-2.mxf"), refused("409", "1001"));
        box.put(event("in/VX-3.mxf"), Map.of());

        assertThat(keys(cli.run("dead-letters", "list", "--json", "--where", "code=1001")))
                .containsExactlyInAnyOrder("in/VX-1.mxf", "in/VX-2.mxf");
        assertThat(keys(cli.run("dead-letters", "list", "--json", "--where", "code=1001", "--where", "httpStatus=409")))
                .containsExactly("in/VX-2.mxf");
        assertThat(keys(cli.run("dead-letters", "list", "--json", "--where", "code=")))
                .containsExactly("in/VX-3.mxf");
        assertThat(cli.run("dead-letters", "list", "--json", "--where", "older-than=2d")
                        .out())
                .isEmpty();
        assertThat(keys(cli.run("dead-letters", "list", "--json", "--where", "older-than=0s", "--where", "code~1*")))
                .isEqualTo(keys(cli.run("dead-letters", "list", "--json", "--where", "code=1001")));
        assertThat(keys(cli.run("dead-letters", "list", "--json", "--where", "key=in/VX")))
                .isEmpty();
    }

    @Test
    void aConditionOnNoFieldIsWrongUsage() {
        assertThat(cli.run("dead-letters", "list", "--where", "colour=red").exit())
                .isEqualTo(2);
        assertThat(cli.run("dead-letters", "list", "--where", "key").exit()).isEqualTo(2);
        Cli.Result wrongAge = cli.run("dead-letters", "list", "--where", "older-than=2 days");
        assertThat(wrongAge.exit()).isEqualTo(2);
        assertThat(wrongAge.err()).contains("a duration such as 12h or 2d, not 2 days");
        assertThat(cli.run("dead-letters", "list", "--limit", "0").exit()).isEqualTo(2);
        assertThat(cli.run("dead-letters", "replay", "--rate", "fast").exit()).isEqualTo(2);
        assertThat(cli.run("dead-letters").exit()).isEqualTo(2);
    }

    @Test
    void groupsCountByCause() {
        box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        box.put(event("in/VX-2.mxf"), refused("400", "1001"));
        box.put(event("in/VX-3.mxf"), refused("500", "1001"));

        List<String> lines =
                cli.run("dead-letters", "list", "--group", "--json").lines();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("\"count\":2").contains("\"httpStatus\":400");
        assertThat(lines.get(1)).contains("\"count\":1").contains("\"httpStatus\":500");
    }

    @Test
    void aMessageThatSqsMovedIsExhausted() throws Exception {
        box.put(event("in/VX-1.mxf"), Map.of("job-id", "forged", "attempts", "2"));

        JsonNode letter =
                JSON.readTree(cli.run("dead-letters", "list", "--json").out());

        assertThat(letter.get("kind").asText()).isEqualTo("exhausted");
        assertThat(letter.get("attempts").asInt()).isEqualTo(3);
        assertThat(letter.get("jobId").isNull()).as("not in the form of an id").isTrue();
    }

    @Test
    void aMessageThatSqsMovedLaterTellsNothingOfItsEarlierFailure() {
        box.send(Site.EVENTS, event("in/VX-1.mxf"), refused("400", "1001"));
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            site.queues().peekAll(Site.EVENTS);
            return box.letters().stream().anyMatch(letter -> letter.body().contains("VX-1"));
        });

        List<String> lines = cli.run("dead-letters", "list", "--json", "--where", "key=in/VX-1.mxf")
                .lines();

        assertThat(lines).singleElement().satisfies(line -> assertThat(line)
                .contains("\"kind\":\"exhausted\"")
                .contains("\"attempts\":2")
                .contains("moved here by SQS"));
    }

    @Test
    void aDryRunSaysOfALetterThatNoProfileTakesAnyMoreThatItComesBack() {
        String covered = "in/covered.mxf";
        String uncovered = "elsewhere/uncovered.mxf";
        site.uploadWithoutEvent(covered, "media");
        site.uploadWithoutEvent(uncovered, "media");
        box.put(event(covered), refused("400", "1001"));
        box.put(event(uncovered), refused("400", "1001"));

        String plan = cli.run("dead-letters", "replay", "--dry-run").out();

        assertThat(plan.lines().filter(line -> line.contains(covered)))
                .singleElement()
                .asString()
                .contains("start a new encode");
        assertThat(plan.lines().filter(line -> line.contains(uncovered)))
                .singleElement()
                .asString()
                .contains("no profile covers it");
    }

    @Test
    void aDryRunDoesNotLogWhatItRehearses() {
        site.uploadWithoutEvent("in/covered.mxf", "media");
        site.uploadWithoutEvent("elsewhere/uncovered.mxf", "media");
        box.put(event("in/covered.mxf"), refused("400", "1001"));
        box.put(event("elsewhere/uncovered.mxf"), refused("400", "1001"));
        try (var log = LogLines.listen()) {
            assertThat(cli.run("dead-letters", "replay", "--dry-run").lines()).hasSize(3);

            assertThat(log.lines()).isEmpty();
        }
    }

    @Test
    void aSourceThatS3RefusesToShowKeepsNoOtherLetterFromItsLine() {
        String encrypted = "in/encrypted-with-a-customers-key.mxf";
        String foreign = "in/of-another-account.mxf";
        String denied = "in/denied-by-a-proxy.mxf";
        String unread = "in/its-records-cannot-be-listed.mxf";
        String fine = "in/fine.mxf";
        for (String key : List.of(encrypted, foreign, denied, unread, fine)) {
            site.uploadWithoutEvent(key, "media");
            box.put(event(key), refused("400", "1001"));
        }
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            tap.onOperation("HEAD " + encrypted).always().answer(400, Map.of(), "");
            tap.onOperation("HEAD " + foreign).always().answer(403, Map.of(), "");
            tap.onOperation("HEAD " + denied).always().answer(404, Map.of(), "");
            tap.onOperation("LIST _jobs/" + Upload.keyHash(Site.SOURCES, unread) + "-")
                    .always()
                    .answer(403, Map.of(), "");

            tap.on(request -> request.operation().startsWith("LIST _jobs/bills"))
                    .always()
                    .answer(403, Map.of(), "");

            Cli.Result plan = toStore(tap).run("dead-letters", "replay", "--dry-run");

            assertThat(plan.exit()).as(plan.err()).isZero();
            assertThat(line(plan, encrypted)).contains("its source can't be looked at", "Status Code: 400");
            assertThat(line(plan, foreign)).contains("its source can't be looked at", "Status Code: 403");
            assertThat(line(plan, denied)).contains("its source can't be looked at", "the bucket lists it");
            assertThat(line(plan, unread)).contains("or its job's records", "Status Code: 403");
            assertThat(line(plan, fine)).contains("start a new encode", "estimate: unknown");
        }
    }

    @Test
    void whereNoSourceCanBeLookedAtNoneGoesFirstAndTheOthersStay() {
        site.uploadWithoutEvent("in/VX-1.mxf", "media");
        box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        try (var tap = Wiretap.start("s3", site.store().endpoint())) {
            tap.onOperation("HEAD in/VX-1.mxf").always().answer(403, Map.of(), "");

            Cli.Result replay = toStore(tap).run("dead-letters", "replay", "--canary");

            assertThat(replay.exit()).isEqualTo(1);
            assertThat(replay.err()).contains("The others stay where they are", "S3 does not show their sources");
        }
        assertThat(box.letters()).hasSize(1);
        assertThat(box.events()).isEmpty();
    }

    @Test
    void whatSomebodyElseHoldsIsSaid() {
        String id = box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        site.queues().client().receiveMessage(b -> b.queueUrl(site.queues().url(Site.DEAD_LETTERS))
                .visibilityTimeout(600));

        for (List<String> command : List.of(
                List.of("list"),
                List.of("show", id),
                List.of("replay"),
                List.of("drop", "--yes"),
                List.of("archive"))) {
            List<String> args = new ArrayList<>(List.of("dead-letters"));
            args.addAll(command);
            assertThat(cli.run(args.toArray(String[]::new)).err())
                    .as(args.toString())
                    .contains("About 1 dead letter(s) are held by somebody else");
        }
    }

    @Test
    void poisonSurvivesEveryCommandByteForByte() throws Exception {
        String id = box.put(POISON, Map.of("kind", "malformed", "reason", "r\u202e\tx", "attempts", "1"));

        JsonNode letter =
                JSON.readTree(cli.run("dead-letters", "list", "--json").out());
        assertThat(letter.get("key").isNull()).isTrue();
        assertThat(letter.get("bucket").isNull()).isTrue();
        assertThat(cli.run("dead-letters", "list").out())
                .doesNotContain("\u202e")
                .hasLineCount(2);
        assertThat(JSON.readTree(cli.run("dead-letters", "show", id, "--json").out())
                        .get("body")
                        .asText())
                .isEqualTo(POISON);
        assertThat(cli.run("dead-letters", "show", id).out()).doesNotContain("\u202e");
        assertThat(cli.run("dead-letters", "replay", "--dry-run").out()).contains("not readable");
        assertThat(box.letters()).singleElement().extracting(Message::body).isEqualTo(POISON);

        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        assertThat(box.letters()).isEmpty();
        assertThat(box.events()).singleElement().extracting(Message::body).isEqualTo(POISON);
    }

    @Test
    void aReplaySendsOnlyTheFourAttributes() {
        Map<String, String> attributes = new HashMap<>(refused("400", "1001"));
        attributes.put("encoding-id", "enc-1");
        attributes.put("first-seen", "2026-11-24T06:00:00Z");
        attributes.put("job-id", "what ever");
        box.put(event("in/VX-1.mxf"), attributes);

        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        assertThat(box.events()).singleElement().satisfies(message -> {
            assertThat(message.body()).isEqualTo(event("in/VX-1.mxf"));
            assertThat(message.messageAttributes()).containsOnlyKeys("encoding-id", "attempts", "first-seen");
            assertThat(message.messageAttributes().get("attempts").stringValue())
                    .isEqualTo("1");
            assertThat(message.messageAttributes().get("encoding-id").stringValue())
                    .isEqualTo("enc-1");
        });
    }

    @Test
    void whatWasTriedTooOftenIsRefusedUnlessForced() {
        box.put(event("in/VX-1.mxf"), Map.of("kind", "permanent", "attempts", "5"));
        box.put(event("in/VX-2.mxf"), Map.of("kind", "permanent", "attempts", "4"));

        Cli.Result replay = cli.run("dead-letters", "replay");

        assertThat(replay.exit()).isEqualTo(1);
        assertThat(replay.err()).contains("1 refused: too many tries");
        assertThat(box.letters()).singleElement().satisfies(letter -> assertThat(letter.body())
                .contains("VX-1"));
        assertThat(cli.run("dead-letters", "replay", "--force").exit()).isZero();
        assertThat(box.letters()).isEmpty();
        assertThat(box.events()).hasSize(2);
    }

    @Test
    void onlyLettersThatTheEventsQueueTookAreDeleted() throws Exception {
        String body = event("in/VX-1.mxf");
        Map<String, String> attributes =
                Map.of("attempts", "1", "first-seen", "2026-11-24T06:00:00Z", "job-id", jobId(body));
        Map<String, String> letter = new HashMap<>(attributes);
        letter.put("kind", "permanent");
        for (int i = 0; i < 10; i++) {
            box.put(body, letter);
        }
        try (var tap = Wiretap.start("sqs", site.queues().endpoint())) {
            tap.onOperation("SendMessageBatch")
                    .answer(200, Map.of("Content-Type", "application/x-amz-json-1.0"), """
                            {"Successful":[{"Id":"3","MessageId":"m","MD5OfMessageBody":"%s","MD5OfMessageAttributes":"%s"}],
                             "Failed":[{"Id":"1","Code":"InternalError","Message":"not now","SenderFault":false}]}
                            """.formatted(
                                    md5(body.getBytes(UTF_8)), md5(asSqsDigests(attributes))));

            Cli.Result replay = through(tap).run("dead-letters", "replay");

            assertThat(replay.exit()).isEqualTo(1);
            assertThat(replay.out()).contains("Replayed 1");
            assertThat(replay.err()).contains("InternalError: not now");
        }
        assertThat(box.letters()).hasSize(9);
    }

    private static String jobId(String body) {
        return new S3EventReader()
                .read(body)
                .uploads()
                .get(0)
                .seenAs(new Source("any", null, Instant.EPOCH, 1))
                .id();
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    /** As the SQS Developer Guide says under "Calculating the MD5 message digest for message attributes". */
    private static byte[] asSqsDigests(Map<String, String> attributes) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        for (var attribute : new TreeMap<>(attributes).entrySet()) {
            for (String text : List.of(attribute.getKey(), "String")) {
                out.writeInt(text.length());
                out.writeBytes(text);
            }
            out.writeByte(1);
            out.writeInt(attribute.getValue().length());
            out.writeBytes(attribute.getValue());
        }
        return bytes.toByteArray();
    }

    @Test
    void aReplayThatCanNotSendDeletesNothing() {
        for (int i = 0; i < 30; i++) {
            box.put(event("in/VX-" + i + ".mxf"), refused("400", "1001"));
        }
        try (var tap = Wiretap.start("sqs", site.queues().endpoint())) {
            tap.onOperation("SendMessageBatch").always().answer(403, Map.of(), "{\"__type\":\"AccessDenied\"}");

            Cli.Result replay = through(tap).run("dead-letters", "replay");

            assertThat(replay.exit()).isEqualTo(1);
            assertThat(replay.err()).contains("Stopped early");
            assertThat(tap.operations()).doesNotContain("DeleteMessageBatch");
        }
        assertThat(box.letters()).hasSize(30);
    }

    @Test
    void aLetterThatIsTooLargeForOneCallWithOthersGoesAlone() {
        String big = "x".repeat(200_000);
        box.put(big + "1", Map.of("kind", "malformed"));
        box.put(big + "2", Map.of("kind", "malformed"));

        assertThat(cli.run("dead-letters", "replay").exit()).isZero();

        assertThat(box.letters()).isEmpty();
        assertThat(box.events()).extracting(Message::body).containsExactlyInAnyOrder(big + "1", big + "2");
    }

    @Test
    void showTellsTheCauseAndWhatToDo() {
        String id = box.put(event("in/VX-1.mxf"), refused("404", "1003"));

        String byKey = cli.run("dead-letters", "show", "in/VX-1.mxf").out();

        assertThat(byKey)
                .contains(id)
                .contains("mam-in/in/VX-1.mxf")
                .contains("request-id: req-7")
                .contains("nothing in the ledger")
                .contains("does not exist");
        assertThat(cli.run("dead-letters", "show", id).out()).isEqualTo(byKey);
        assertThat(cli.run("dead-letters", "show", "VX-1.mxf").out()).isEqualTo(byKey);
        assertThat(cli.run("dead-letters", "show", "VX-1").out()).isEqualTo(byKey);
        assertThat(cli.run("dead-letters", "show", "VX").exit()).isEqualTo(1);
    }

    @Test
    void whatIsNotThereCanNotBeShown() {
        Cli.Result show = cli.run("dead-letters", "show", "in/none.mxf");

        assertThat(show.exit()).isEqualTo(1);
        assertThat(show.out()).isEmpty();
        assertThat(show.err()).contains("in/none.mxf");
    }

    @Test
    void dropAsksAndRefusesWhereNobodyCanAnswer() {
        box.put(event("in/VX-1.mxf"), refused("400", "1001"));

        Cli.Result drop = cli.run("dead-letters", "drop");

        assertThat(drop.exit()).isEqualTo(2);
        assertThat(drop.err()).contains("--yes").contains("in/VX-1.mxf");
        assertThat(box.letters()).hasSize(1);
    }

    @Test
    void dropArchivesBeforeItDeletes() throws Exception {
        String gone = box.put(POISON, Map.of("kind", "malformed", "reason", "no event"));
        String stays = box.put(event("in/VX-2.mxf"), refused("400", "1001"));

        assertThat(cli.run("dead-letters", "drop", gone, "--yes").exit()).isZero();

        assertThat(box.letters()).singleElement().extracting(Message::messageId).isEqualTo(stays);
        JsonNode archived = archived(gone);
        assertThat(archived.get("body").asText()).isEqualTo(POISON);
        assertThat(archived.get("attributes").get("reason").asText()).isEqualTo("no event");
        assertThat(site.exists(Site.OUTPUTS, "_jobs/archive/" + stays + ".json"))
                .isFalse();
    }

    @Test
    void whatCanNotBeArchivedIsNotDropped() {
        box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        Cli withoutBucket = Cli.on(site, folder, Map.of("jobs.bucket", "no-such-bucket"));

        assertThat(withoutBucket.run("dead-letters", "drop", "--yes").exit()).isEqualTo(1);

        assertThat(box.letters()).hasSize(1);
    }

    @Test
    void dropSaysWhichOfTheNamedLettersIsNotThere() {
        Cli.Result drop = cli.run("dead-letters", "drop", "no-such-id", "--yes");

        assertThat(drop.exit()).isEqualTo(1);
        assertThat(drop.err()).contains("no-such-id");
    }

    @Test
    void anArchiveLeavesTheLettersWhereTheyAre() throws Exception {
        String id = box.put(event("in/VX-1.mxf"), refused("400", "1001"));

        assertThat(cli.run("dead-letters", "archive").exit()).isZero();

        assertThat(archived(id).get("body").asText()).isEqualTo(event("in/VX-1.mxf"));
        assertThat(box.letters()).hasSize(1);
    }

    @Test
    void dropAndArchiveSpeakJsonToo() throws Exception {
        box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        String place = "s3://" + Site.OUTPUTS + "/_jobs/archive/";

        JsonNode archived =
                JSON.readTree(cli.run("dead-letters", "archive", "--json").out());
        JsonNode dropped =
                JSON.readTree(cli.run("dead-letters", "drop", "--yes", "--json").out());

        assertThat(archived.get("archived").asInt()).isEqualTo(1);
        assertThat(archived.get("archivedIn").asText()).isEqualTo(place);
        assertThat(dropped.get("dropped").asInt()).isEqualTo(1);
        assertThat(dropped.get("archivedIn").asText()).isEqualTo(place);
    }

    @Test
    void aQueueThatDoesNotExistIsWrongConfiguration() {
        Cli other = Cli.on(site, folder, Map.of("queue.dead-letters", "no-such-queue"));

        Cli.Result list = other.run("dead-letters", "list");

        assertThat(list.exit()).isEqualTo(2);
        assertThat(list.err()).contains("no-such-queue");
    }

    @Test
    void noSecretIsShown() {
        String id = box.put(event("in/VX-1.mxf"), refused("400", "1001"));
        Cli broken = Cli.on(site, folder, Map.of("jobs.bucket", "no-such-bucket"));

        String all = text(cli.run("dead-letters", "list"))
                + text(cli.run("dead-letters", "show", id))
                + text(broken.run("dead-letters", "archive"))
                + text(broken.run("dead-letters", "replay", "--dry-run"))
                + text(cli.run("dead-letters", "replay", "--canary-wait", "x"))
                + text(cli.run("dead-letters", "replay"));

        assertThat(all).isNotEmpty().doesNotContain("sandbox-secret-81d0").doesNotContain(Site.API_KEY);
    }

    private static String text(Cli.Result result) {
        return result.out() + result.err();
    }

    private Cli toStore(Wiretap tap) {
        return Cli.on(site, folder, Map.of("aws.s3.endpoint", tap.endpoint().toString()));
    }

    private static String line(Cli.Result result, String word) {
        return result.lines().stream()
                .filter(line -> line.contains(word))
                .findFirst()
                .orElseThrow();
    }

    private Cli through(Wiretap tap) {
        return Cli.on(site, folder, Map.of("aws.sqs.endpoint", tap.endpoint().toString()));
    }

    private JsonNode archived(String id) throws Exception {
        return JSON.readTree(site.s3()
                .getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key("_jobs/archive/" + id + ".json"))
                .asByteArray());
    }

    private static List<String> keys(Cli.Result list) {
        return list.lines().stream().map(line -> field(line, "key")).toList();
    }

    private static String field(String line, String name) {
        try {
            return JSON.readTree(line).get(name).asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String event(String key) {
        return S3Events.put(Site.SOURCES, key).json();
    }

    private static Map<String, String> refused(String status, String code) {
        return Map.of(
                "step", "POST /encoding/encodings",
                "kind", "permanent",
                "http-status", status,
                "code", code,
                "request-id", "req-7",
                "attempts", "1",
                "reason", "POST /encoding/encodings was answered " + status);
    }
}
