package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.operate.Provisioning;
import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.VidiCoreDouble;
import io.transcoder.sandbox.encoder.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/** One mistake after the other in a complete installation, and what the doctor says of it. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoctorCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path TABLE = Path.of("docs", "reference", "doctor-findings.md");
    private static final String HEAD = "|---|---|";
    private static final boolean WRITE = Boolean.getBoolean("docs.write");

    @TempDir
    private static Path folder;

    private final List<String> table = new ArrayList<>();
    private BareSite site;
    private Runnable mend;

    @BeforeAll
    void start() {
        site = BareSite.overTls();
        Cli.Result made = cli(Map.of()).run("setup", "all");
        assertThat(made.exit()).as(made.out()).isZero();
        site.encoder().addS3Input("elsewhere", "theirs");
        site.encoder().addS3Output("elsewhere", "theirs");
        site.encoder().addAac("twice", 1);
        site.encoder().addAac("twice", 2);
        mend = site.keep();
    }

    @AfterEach
    void mend() {
        mend.run();
        site.queues().purge(Site.EVENTS);
    }

    @AfterAll
    void stop() throws IOException {
        site.close();
        List<String> lines = Files.readAllLines(TABLE);
        List<String> page = new ArrayList<>(lines.subList(0, lines.indexOf(HEAD) + 1));
        page.addAll(table);
        if (WRITE) {
            Files.write(TABLE, page);
        }
        if (!WRITE && table.size() == mistakes().size()) {
            assertThat(lines).as("the table and nothing else").isEqualTo(page);
        }
    }

    @Test
    void aCompleteInstallationHasNoFaults() {
        site.s3Wire().forgetCalls();
        site.sqsWire().forgetCalls();
        int mamWrites = site.mam().writes().size();
        int encoderCalls = site.encoder().calls().size();

        Cli.Result result = cli(Map.of()).run("doctor");

        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(result.lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("NOTE s3://mam-in versioning: versioning is off"))
                .anyMatch(line -> line.startsWith(
                        "NOTE external transcoder of 'bitmovin-mp4': a name that is another's beginning"));
        assertThat(site.s3Wire().calls())
                .filteredOn(call -> !call.path().startsWith("/mam-out/_jobs/tries/"))
                .allMatch(call -> call.method().matches("GET|HEAD"));
        assertThat(site.s3Wire().calls())
                .filteredOn(call -> call.path().startsWith("/mam-out/_jobs/tries/"))
                .extracting(Call::method)
                .containsExactly("PUT", "PUT", "DELETE", "PUT", "DELETE", "DELETE");
        assertNothingIsLeft();
        assertThat(site.sqsWire().operations()).containsOnly("GetQueueUrl", "GetQueueAttributes");
        assertThat(site.encoder().calls().stream().skip(encoderCalls))
                .allMatch(call -> call.method().equals("GET"));
        assertThat(site.mam().writes()).hasSize(mamWrites);
    }

    private void assertNothingIsLeft() {
        assertThat(site.store()
                        .client()
                        .listObjectsV2(b -> b.bucket("mam-out").prefix("_jobs/"))
                        .contents())
                .isEmpty();
    }

    @Test
    void aStoreThatRefusesTheTryLeavesNothingBehindEither() throws IOException {
        site.s3Wire().on(DoctorCommandTest::isConditionalDelete).answer(409, Map.of(), error("Conflict"));

        JsonNode findings =
                JSON.readTree(cli(Map.of()).run("doctor", "--json").out()).path("findings");

        assertThat(findings)
                .anyMatch(finding -> finding.path("where").asText().equals("s3://mam-out deletes")
                        && finding.path("what").asText().startsWith("s3:DeleteObject was answered 409"));
        assertNothingIsLeft();
    }

    @Test
    void theStartTriesNothingButWhetherARecordCanBeOverwritten() {
        site.s3Wire().forgetCalls();

        try (var provisioning = new Provisioning(effective(), Path.of("application.properties"))) {
            provisioning.examine(true);
        }

        assertThat(site.s3Wire().calls())
                .filteredOn(call -> !call.method().matches("GET|HEAD"))
                .allMatch(call -> call.path().startsWith("/mam-out/_jobs/tries/"))
                .extracting(Call::method)
                .containsExactly("PUT", "PUT", "DELETE");
        assertNothingIsLeft();
    }

    /** Each by one statement of its own; those whose Sid begins with Sound let nobody send who may not anyway. */
    @ParameterizedTest
    @ValueSource(strings = {Site.EVENTS, Site.DEAD_LETTERS})
    void whoeverMaySendBesideS3IsNamed(String queue) throws IOException {
        String plantable = Files.readString(Path.of("src/test/resources/setup/queue-doors.json"));
        set(
                site,
                queue,
                "Policy",
                plantable.replace("QUEUE", get(site, "QueueArn").replace(Site.EVENTS, queue)));

        JsonNode findings =
                JSON.readTree(cli(Map.of()).run("doctor", "--json").out()).path("findings");

        JsonNode senders = finding(findings, "queue " + queue + " senders");
        assertThat(senders.path("level").asText()).isEqualTo("fault");
        assertThat(senders.path("mend").asText()).isEqualTo("transcoder setup aws --force --only senders");
        for (JsonNode statement : JSON.readTree(plantable).path("Statement")) {
            String sid = statement.path("Sid").asText();
            assertThat(senders.path("what").asText().contains("the statement '" + sid + "'"))
                    .as(sid)
                    .isNotEqualTo(sid.startsWith("Sound"));
        }
    }

    private static JsonNode finding(JsonNode findings, String where) {
        for (JsonNode finding : findings) {
            if (finding.path("where").asText().equals(where)) {
                return finding;
            }
        }
        throw new AssertionError(where + " in " + findings);
    }

    private static boolean isCreate(Request request) {
        return request.method().equals("PUT") && request.header("if-none-match") != null;
    }

    private static boolean isConditionalDelete(Request request) {
        return request.method().equals("DELETE") && request.header("if-match") != null;
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>planted</Message></Error>";
    }

    @Test
    void aLedgerInABucketOfItsOwnIsReadWhereThePolicyAllowsIt() {
        site.store().createBucket("ledger");
        site.s3Wire().forgetCalls();

        cli(Map.of("jobs.bucket", "ledger")).run("doctor");

        assertThat(site.s3Wire().calls())
                .extracting(Call::path)
                .anyMatch(path -> path.startsWith("/ledger/_jobs/.transcoder-doctor"))
                .noneMatch(path -> path.startsWith("/ledger/out/"));
    }

    @Test
    void theJsonFormIsOneDocumentAlsoWhereNothingIsWrong() throws IOException {
        Cli.Result result = cli(Map.of()).run("doctor", "--json");

        JsonNode document = JSON.readTree(result.out());
        assertThat(document.fieldNames()).toIterable().containsExactly("ok", "looks", "faults", "notes", "findings");
        assertThat(document.path("ok").asBoolean()).isTrue();
        assertThat(document.path("looks").asInt()).isGreaterThan(30);
        assertThat(document.path("faults").asInt(-1)).isZero();
        assertThat(document.path("notes").asInt()).isEqualTo(2);
        assertThat(document.path("findings")).hasSize(2);
        assertThat(result.lines()).hasSize(1);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aNameInAnOwnProfileIsLookedUp() throws IOException {
        Path routes = RoutesCopy.into(folder, "codecConfig: \"{{bitmovin.video-config}}\"", "codecConfig: h265-4k");

        Cli.Result result = cli(Map.of("routes.directory", routes.toString())).run("doctor");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("STOP Bitmovin codec configuration 'h265-4k': there is none"))
                .noneMatch(line -> line.contains("'h264-1080p'"));
    }

    @Test
    void aCodecOfAProfileThatNoUploadHasNeededYetIsANote() throws IOException {
        Path routes = RoutesCopy.into(folder, "{codec: h264, bitrate: 4800000", "{codec: h264, bitrate: 4700000");

        Cli.Result result = cli(Map.of("routes.directory", routes.toString())).run("doctor");

        assertThat(result.exit()).isZero();
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("NOTE")
                        && line.contains("Bitmovin codec configuration 'transcoder-h264-")
                        && line.contains("is not there yet"));
    }

    @Test
    void aCodecInASettingIsOneLikeThatOfAProfile() {
        Cli.Result result = cli(Map.of("bitmovin.video-config", "{codec: h264, height: 720, bitrate: 2400000}"))
                .run("doctor");

        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("NOTE")
                        && line.contains("Bitmovin codec configuration 'transcoder-h264-")
                        && line.contains("is not there yet"));
    }

    @Test
    void aCodecOfAProfileThatThereIsNotStopsTheStart() throws IOException {
        Path routes = RoutesCopy.into(folder, "{codec: h264, bitrate: 4800000", "{codec: h264, bitrat: 4800000");

        Cli.Result result = cli(Map.of("routes.directory", routes.toString())).run("doctor");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("STOP Bitmovin codec configuration '{codec: h264")
                        && line.contains("the codec 'h264' has no bitrat"));
    }

    @Test
    void aConfigurationThatCannotWorkIsADocumentAsWell() throws IOException {
        JsonNode document = JSON.readTree(
                cli(Map.of("bitmovin.api-key", "")).run("doctor", "--json").out());

        assertThat(document.path("ok").asBoolean(true)).isFalse();
        assertThat(document.path("looks").asInt(-1)).isZero();
        assertThat(document.path("findings").get(0).path("where").asText()).isEqualTo("bitmovin.api-key");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void aMistakeGivesItsFinding(Mistake mistake) throws Exception {
        mistake.seed().accept(site);

        Cli.Result result = cli(mistake.overrides()).run("doctor", "--json");

        List<String> found = new ArrayList<>();
        boolean fault = false;
        for (JsonNode finding : JSON.readTree(result.out()).path("findings")) {
            assertThat(finding.fieldNames()).toIterable().containsExactly("level", "where", "what", "why", "mend");
            found.add(
                    finding.path("level").asText() + " " + finding.path("where").asText() + ": "
                            + finding.path("what").asText() + " -> "
                            + finding.path("mend").asText());
            fault |= !finding.path("level").asText().equals("note");
        }
        String expected = mistake.level() + " ";
        List<String> matching = found.stream()
                .filter(line -> line.startsWith(expected) && line.contains(mistake.words()))
                .toList();
        assertThat(matching).as("%s of %s", mistake.words(), found).isNotEmpty();
        String row = "| " + mistake.name().replace("|", "\\|") + " | " + shown(matching.get(0)) + " |";
        table.add(row);
        assertThat(WRITE || Files.readAllLines(TABLE).contains(row))
                .as("-Ddocs.write=true writes the table anew, with %s", row)
                .isTrue();
        assertThat(result.exit()).isEqualTo(fault ? 1 : 0);
        assertThat(fault).as("%s", found).isEqualTo(!mistake.level().equals("note"));
        assertThat(result.out() + result.err())
                .doesNotContain(
                        Site.API_KEY,
                        BareSite.MAM_SECRET,
                        "mam%2Fsecret",
                        VidiCoreDouble.PASSWORD,
                        "sandbox-secret-81d0");
    }

    /** Without what is another in each run. */
    private static String shown(String finding) {
        return finding.replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("localhost:\\d+", "localhost")
                .replace("|", "\\|");
    }

    static List<Mistake> mistakes() {
        return List.of(
                configured("source bucket misspelt", "source.bucket", "mam-inn", "stop", "there is no such bucket"),
                configured("output bucket misspelt", "output.bucket", "mam-outt", "stop", "there is no such bucket"),
                seeded(
                        "bucket in another region",
                        s -> elsewhere(s, 301),
                        "fault",
                        "is in another region than eu-west-1"),
                seeded(
                        "bucket in another region, asked by the global address",
                        s -> elsewhere(s, 400),
                        "fault",
                        "is in another region than eu-west-1"),
                seeded(
                        "bucket denied",
                        s -> s3Answers(s, "HEAD", "/mam-out", 403, ""),
                        "fault",
                        "s3:ListBucket is missing"),
                seeded(
                        "object denied",
                        s -> s3Answers(s, "HEAD", "/mam-in/in/.transcoder", 403, ""),
                        "fault",
                        "s3:GetObject is missing"),
                seeded(
                        "policy of a bucket denied",
                        s -> s3Answers(s, "GET", "/mam-in?policy", 403, "AccessDenied"),
                        "note",
                        "s3:GetBucketPolicy is missing"),
                seeded(
                        "wrong keys for S3",
                        s -> s3Answers(s, "GET", "/mam-in?publicAccessBlock", 403, "InvalidAccessKeyId"),
                        "stop",
                        "the credentials are refused"),
                seeded(
                        "no answer of S3",
                        s -> s.s3Wire().on(r -> true).always().refuse(),
                        "unreachable",
                        "no answer to s3:"),
                configured(
                        "events queue misspelt", "queue.events", "transcode-evnts", "stop", "there is no such queue"),
                configured(
                        "dead-letter queue misspelt",
                        "queue.dead-letters",
                        "letters",
                        "stop",
                        "there is no such queue"),
                seeded("queue denied", s -> sqsDenies(s, "GetQueueUrl"), "fault", "sqs:GetQueueUrl is missing"),
                seeded(
                        "attributes of queues denied",
                        s -> sqsDenies(s, "GetQueueAttributes"),
                        "note",
                        "sqs:GetQueueAttributes is missing"),
                seeded(
                        "a store as the endpoint of SQS",
                        s -> s.sqsWire().on(any -> true).always().answer(405, Map.of(), error("MethodNotAllowed")),
                        "fault",
                        "sqs:GetQueueUrl was answered 405"),
                seeded("no notification", s -> notify(s, null), "fault", "there is no notification"),
                seeded(
                        "notification on Put only",
                        s -> notify(s, rule("x", "s3:ObjectCreated:Put", "in/", "")),
                        "fault",
                        "large files come by multipart"),
                seeded(
                        "notification on the wrong prefix",
                        s -> notify(s, rule("x", "s3:ObjectCreated:*", "incoming/", "")),
                        "fault",
                        "the prefix is 'incoming/', not 'in/'"),
                seeded(
                        "notification on the wrong case",
                        s -> notify(s, rule("x", "s3:ObjectCreated:*", "IN/", "")),
                        "fault",
                        "differs in case"),
                seeded(
                        "notification for one suffix",
                        s -> notify(s, rule("x", "s3:ObjectCreated:*", "in/", ".mov")),
                        "fault",
                        "only keys that end with '.mov'"),
                seeded(
                        "notification to another queue",
                        s -> notifyOther(s, rule("x", "s3:ObjectCreated:*", "in/", "")),
                        "fault",
                        "announced to another queue"),
                seeded("no queue policy", s -> set(s, Site.EVENTS, "Policy", ""), "fault", "does not let S3 send"),
                seeded(
                        "queue policy for another bucket",
                        s -> replace(s, "Policy", ":::mam-in", ":::other"),
                        "fault",
                        "for other buckets only"),
                seeded(
                        "queue policy for another account",
                        s -> replace(s, "Policy", "000000000000\"}", "999999999999\"}"),
                        "fault",
                        "for another account"),
                seeded(
                        "queue policy that denies S3",
                        s -> statement(
                                s,
                                Site.EVENTS,
                                "{\"Sid\":\"Closed\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\","
                                        + "\"Condition\":{\"ArnNotEquals\":{\"aws:PrincipalArn\":\"arn:aws:iam::000000000000:role/x\"}}}"),
                        "fault",
                        "denies S3 to send, by the statement 'Closed'"),
                seeded(
                        "anybody may send",
                        s -> statement(
                                s,
                                Site.EVENTS,
                                "{\"Sid\":\"Open\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"SQS:Send*\",\"Resource\":\"*\"}"),
                        "fault",
                        "its policy lets \"*\" send, by the statement 'Open'"),
                seeded(
                        "anybody may send dead letters",
                        s -> statement(
                                s,
                                Site.DEAD_LETTERS,
                                "{\"Sid\":\"Open\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"*\"]},\"NotAction\":\"sqs:ReceiveMessage\",\"Resource\":\"*\"}"),
                        "fault",
                        "its policy lets {\"AWS\":[\"*\"]} send"),
                seeded(
                        "our own statement without its condition",
                        s -> replace(s, "Policy", "\"Condition\"", "\"Was\""),
                        "fault",
                        "its policy lets {\"Service\":\"s3.amazonaws.com\"} send"),
                seeded(
                        "any queue's dead letters",
                        s -> set(s, Site.DEAD_LETTERS, "RedriveAllowPolicy", ""),
                        "fault",
                        "lets every queue of the account move messages here"),
                seeded(
                        "no queue's dead letters",
                        s -> set(s, Site.DEAD_LETTERS, "RedriveAllowPolicy", "{\"redrivePermission\":\"denyAll\"}"),
                        "fault",
                        "lets no queue move its messages here"),
                seeded(
                        "dead letters of another queue",
                        s -> set(
                                s,
                                Site.DEAD_LETTERS,
                                "RedriveAllowPolicy",
                                "{\"redrivePermission\":\"byQueue\",\"sourceQueueArns\":[\"arn:aws:sqs:elasticmq:000000000000:other\"]}"),
                        "fault",
                        "RedriveAllowPolicy names [arn:aws:sqs:elasticmq:000000000000:other]"),
                seeded(
                        "messages of 1 KB at most",
                        s -> set(s, Site.EVENTS, "MaximumMessageSize", "1024"),
                        "fault",
                        "MaximumMessageSize is 1024"),
                seeded(
                        "visibility of 1 s",
                        s -> set(s, Site.EVENTS, "VisibilityTimeout", "1"),
                        "fault",
                        "worst case of 38 s"),
                seeded(
                        "no redrive",
                        s -> set(s, Site.EVENTS, "RedrivePolicy", ""),
                        "fault",
                        "there is no redrive policy"),
                seeded(
                        "2 receives at most",
                        s -> replace(s, "RedrivePolicy", "\"5\"", "\"2\""),
                        "fault",
                        "maxReceiveCount is 2, below 3"),
                seeded(
                        "not more receives than ours",
                        s -> replace(s, "RedrivePolicy", "\"5\"", "\"4\""),
                        "fault",
                        "not above queue.receives"),
                seeded(
                        "redrive to another queue",
                        DoctorCommandTest::redriveElsewhere,
                        "fault",
                        "someone-elses, not to"),
                seeded(
                        "dead letters for a day",
                        s -> set(s, Site.DEAD_LETTERS, "MessageRetentionPeriod", "86400"),
                        "fault",
                        "not longer than the 14 days"),
                seeded(
                        "events for a day",
                        s -> set(s, Site.EVENTS, "MessageRetentionPeriod", "86400"),
                        "note",
                        "events are kept 1 day; 14 are possible"),
                seeded(
                        "a queue key that S3 may not use",
                        s -> set(s, Site.EVENTS, "KmsMasterKeyId", "alias/aws/sqs"),
                        "fault",
                        "alias/aws/sqs"),
                seeded(
                        "somebody else may receive",
                        s -> replace(s, "Policy", "\"sqs:SendMessage\"", "\"sqs:*\""),
                        "fault",
                        "receive or purge"),
                seeded("somebody else holds messages", DoctorCommandTest::hold, "note", "1 message is held"),
                seeded(
                        "the MAM reads the queue",
                        s -> s.mam().addStorageReading(Site.EVENTS),
                        "fault",
                        "takes its events from the queue"),
                new Mistake(
                        "outputs among sources",
                        Map.of("output.bucket", "mam-in", "profile.output-prefix", "in/out/"),
                        s -> {},
                        "stop",
                        "overlap"),
                new Mistake(
                        "outputs among the sources of an own profile",
                        Map.of("output.bucket", "mam-in", "profile.own.source-prefix", "out/own/"),
                        s -> {},
                        "stop",
                        "overlap"),
                new Mistake(
                        "the ledger among the outputs",
                        Map.of("jobs.prefix", "out/_jobs/"),
                        s -> {},
                        "stop",
                        "is under profile.output-prefix ('out/')"),
                configured("records that expire first", "source.delete-after", "100d", "stop", "60d or less"),
                configured("orphans of a moment", "orphans.after", "1ms", "stop", "set 1h or more"),
                seeded(
                        "a store that ignores If-None-Match on a PUT",
                        s -> s.s3Wire()
                                .on(DoctorCommandTest::isCreate)
                                .always()
                                .answer(200, Map.of("ETag", "\"0\""), ""),
                        "stop",
                        "ignores If-None-Match on a PUT"),
                seeded(
                        "a store without If-None-Match on a PUT",
                        s -> s.s3Wire()
                                .on(DoctorCommandTest::isCreate)
                                .always()
                                .answer(501, Map.of(), error("NotImplemented")),
                        "stop",
                        "does not know If-None-Match on a PUT"),
                seeded(
                        "a store that ignores If-Match on a DELETE",
                        s -> s.s3Wire()
                                .on(DoctorCommandTest::isConditionalDelete)
                                .answer(204, Map.of(), ""),
                        "note",
                        "ignores If-Match on a DELETE"),
                seeded(
                        "a store without If-Match on a DELETE",
                        s -> s.s3Wire()
                                .on(DoctorCommandTest::isConditionalDelete)
                                .answer(501, Map.of(), error("NotImplemented")),
                        "note",
                        "does not know If-Match on a DELETE"),
                seeded(
                        "no writes to the ledger",
                        s -> s3Answers(s, "PUT", "/mam-out/_jobs/", 403, "AccessDenied"),
                        "fault",
                        "s3:PutObject is missing"),
                seeded("no versioning", s -> {}, "note", "versioning is off, and sources are deleted"),
                seeded("versioning", DoctorCommandTest::versioned, "note", "versioning is on"),
                seeded("open markers expire", s -> expire(s, "_jobs/", 90), "fault", "open markers expire"),
                seeded(
                        "the ledger's owner expires",
                        s -> expire(s, "_jobs/inst", 400),
                        "fault",
                        "let the record expire that says whose ledger this is"),
                seeded(
                        "the ledger is archived",
                        DoctorCommandTest::archived,
                        "fault",
                        "would archive the ledger's records"),
                seeded(
                        "names of outputs expire early",
                        s -> expire(s, "_jobs/outputs/", 30),
                        "fault",
                        "earlier than after 90 days"),
                seeded(
                        "a job that is open for months",
                        s -> lists(
                                s,
                                "_jobs/open/",
                                List.of(object("_jobs/open/0a-0b.1", now().minus(70, ChronoUnit.DAYS)))),
                        "fault",
                        "1 job is open for more than 60 days"),
                seeded(
                        "a file uploaded twice",
                        s -> lists(s, "_jobs/", versions(2, Duration.ofSeconds(3))),
                        "note",
                        "1 file was uploaded twice, one of them 2 times within 3 s"),
                seeded(
                        "a growing file",
                        s -> lists(s, "_jobs/", versions(4, Duration.ofMinutes(5))),
                        "note",
                        "1 file was uploaded again and again, one of them 4 times within 900 s"),
                seeded(
                        "names outside of the profiles",
                        s -> lists(s, "", names("IN/", 12)),
                        "note",
                        "12 of 12 names are outside of the profiles' prefixes"),
                seeded("claims expire early", s -> expire(s, "_jobs/0", 30), "fault", "earlier than after 90 days"),
                seeded(
                        "public access",
                        s -> admin(s, s3 -> s3.deletePublicAccessBlock(b -> b.bucket("mam-out"))),
                        "fault",
                        "public access is not blocked"),
                seeded(
                        "no encryption",
                        s -> admin(s, s3 -> s3.deleteBucketEncryption(b -> b.bucket("mam-out"))),
                        "fault",
                        "no default encryption"),
                seeded(
                        "a store without lifecycles",
                        s -> s3Answers(s, "GET", "?lifecycle", 501, "NotImplemented"),
                        "note",
                        "does not support s3:GetLifecycleConfiguration"),
                seeded(
                        "a store without all that S3 has beside objects",
                        DoctorCommandTest::withoutSubresources,
                        "note",
                        "does not support s3:GetBucketNotification"),
                seeded(
                        "a queue service that does not tell of encryption",
                        s -> set(s, Site.EVENTS, "SqsManagedSseEnabled", ""),
                        "note",
                        "does not tell whether it encrypts"),
                seeded(
                        "a queue without encryption",
                        s -> set(s, Site.DEAD_LETTERS, "SqsManagedSseEnabled", "false"),
                        "note",
                        "messages are not encrypted"),
                seeded(
                        "a queue of somebody else's",
                        DoctorCommandTest::othersQueue,
                        "fault",
                        "38 s -> transcoder setup aws --force --only visibility"),
                configured("wrong key of Bitmovin", "bitmovin.api-key", "wrong", "stop", "refuses the key (401)"),
                configured(
                        "unknown input", "bitmovin.input", "sorce", "stop", "Bitmovin has [elsewhere, source-bucket]"),
                configured("input misspelt", "bitmovin.input", "source-buket", "stop", "did you mean 'source-bucket'?"),
                configured("input of another bucket", "bitmovin.input", "elsewhere", "stop", "not on 'mam-in'"),
                configured("output of another bucket", "bitmovin.output", "elsewhere", "stop", "not on 'mam-out'"),
                configured(
                        "unknown codec configuration",
                        "bitmovin.video-config",
                        "h264-720p",
                        "stop",
                        "[aac-128k, h264-1080p, twice]"),
                configured(
                        "codec configuration misspelt",
                        "bitmovin.video-config",
                        "h264-1080",
                        "stop",
                        "did you mean 'h264-1080p'?"),
                configured("codec configuration twice", "bitmovin.audio-config", "twice", "stop", "stands for several"),
                configured(
                        "unknown filter",
                        "profile.xdcam.deinterlace-filter",
                        "bob",
                        "stop",
                        "Bitmovin has [deinterlace]"),
                seeded(
                        "muted webhook",
                        s -> s.encoder()
                                .fault(
                                        Fault.on("GET", "/notifications")
                                                .always()
                                                .answering(
                                                        200,
                                                        "{\"requestId\":\"r\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"items\":[{\"id\":\"n-1\",\"muted\":true}]}}}")),
                        "fault",
                        "is muted"),
                seeded(
                        "Bitmovin has trouble",
                        s -> s.encoder()
                                .fault(Fault.on("GET", "/encoding/**").always().html(503, "down")),
                        "unreachable",
                        "503"),
                seeded(
                        "bitmovin.url without its path",
                        s -> s.encoder()
                                .fault(Fault.on("GET", "/encoding/**")
                                        .always()
                                        .answering(404, "{\"message\":\"no Route matched with those values\"}")),
                        "fault",
                        "no Route matched"),
                seeded("pattern with ^", s -> s.mam().set("regex", "^_bitmovin\\.mp4"), "fault", "begins with '^'"),
                seeded(
                        "pattern with |",
                        s -> s.mam().set("regex", "_bitmovin\\.mp4|.*\\.mov"),
                        "fault",
                        "'|' at its top level"),
                seeded(
                        "pattern that takes neighbours",
                        s -> s.mam().set("regex", ".*\\.mp4"),
                        "fault",
                        "would take the result of 'VX-100'"),
                seeded(
                        "pattern of the name without extension",
                        s -> s.mam().set("regex", "\\.mxf_bitmovin\\.mp4"),
                        "fault",
                        "would not take its result"),
                seeded(
                        "pattern of another suffix",
                        s -> s.mam().set("regex", "(?:\\D.*)?_elemental\\.mp4"),
                        "fault",
                        "would not take its result"),
                seeded("pattern that is none", s -> s.mam().set("regex", "(_bitmovin"), "fault", "no Java regex"),
                seeded(
                        "sources elsewhere",
                        s -> s.mam().set("source", "s3://mam-key:" + BareSite.MAM_SECRET + "@mam-in/IN/"),
                        "fault",
                        "its source is s3://mam-in/IN/"),
                seeded(
                        "results elsewhere",
                        s -> s.mam().set("destination", "s3://mam-out/"),
                        "fault",
                        "its destination is s3://mam-out/"),
                seeded(
                        "two external transcoders for a tag",
                        s -> s.mam()
                                .add(
                                        BareSite.SHAPE_TAG,
                                        "s3://mam-in/in/",
                                        "s3://mam-out/out/",
                                        "(?:\\D.*)?_bitmovin\\.mp4"),
                        "fault",
                        "there are several"),
                configured("unknown shape tag", "vidispine.shape-tag", "other", "fault", "there is no such shape tag"),
                configured(
                        "wrong password of the MAM",
                        "vidispine.password",
                        "wrong",
                        "fault",
                        "refuses user or password"),
                seeded("timeout too short", s -> jobTook(s, "60"), "fault", "a job of late took 600 s"),
                seeded("timeout perhaps too short", s -> jobTook(s, "6000"), "note", "if its unit is milliseconds"),
                configured("no key of Bitmovin", "bitmovin.api-key", "", "stop", "is required"));
    }

    /** @param words that the finding holds */
    record Mistake(String name, Map<String, String> overrides, Consumer<BareSite> seed, String level, String words) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Mistake configured(String name, String key, String value, String level, String words) {
        return new Mistake(name, Map.of(key, value), site -> {}, level, words);
    }

    private static Mistake seeded(String name, Consumer<BareSite> seed, String level, String words) {
        return new Mistake(name, Map.of(), seed, level, words);
    }

    private static void s3Answers(BareSite site, String method, String path, int status, String code) {
        site.s3Wire()
                .on(r -> r.method().equals(method)
                        && (path.startsWith("?")
                                ? r.path().endsWith(path)
                                : r.path().startsWith(path)))
                .always()
                .answer(status, Map.of(), code.isEmpty() ? "" : "<Error><Code>" + code + "</Code></Error>");
    }

    /** As S3 answers a HEAD, which has no body. */
    private static void elsewhere(BareSite site, int status) {
        site.s3Wire()
                .on(r -> r.method().equals("HEAD") && r.path().equals("/mam-in"))
                .always()
                .answer(status, Map.of("x-amz-bucket-region", "eu-central-1"), "");
    }

    private static void sqsDenies(BareSite site, String operation) {
        site.sqsWire()
                .onOperation(operation)
                .always()
                .answer(
                        403,
                        Map.of(
                                "Content-Type",
                                "application/x-amz-json-1.0",
                                "x-amzn-query-error",
                                "AccessDenied;Sender"),
                        "{\"__type\":\"com.amazonaws.sqs#AccessDenied\",\"message\":\"no\"}");
    }

    private static void versioned(BareSite site) {
        site.s3Wire()
                .on(request -> request.path().equals("/mam-in?versioning"))
                .always()
                .answer(200, Map.of(), "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>");
    }

    private static void withoutSubresources(BareSite site) {
        site.s3Wire()
                .on(request -> request.path()
                        .matches(
                                ".*\\?(policy|encryption|publicAccessBlock|notification|lifecycle|versioning|tagging)"))
                .always()
                .answer(501, Map.of(), "<Error><Code>NotImplemented</Code></Error>");
    }

    private static void othersQueue(BareSite site) {
        set(site, Site.EVENTS, "VisibilityTimeout", "1");
        site.sqsWire().onOperation("ListQueueTags").always().answer(200, Map.of(), "{}");
    }

    private static void admin(BareSite site, Consumer<S3Client> action) {
        try (S3Client s3 = site.adminS3()) {
            action.accept(s3);
        }
    }

    private static void set(BareSite site, String queue, String attribute, String value) {
        try (var sqs = site.adminSqs()) {
            sqs.setQueueAttributes(
                    b -> b.queueUrl(site.queues().url(queue)).attributesWithStrings(Map.of(attribute, value)));
        }
    }

    private static String get(BareSite site, String attribute) {
        try (var sqs = site.adminSqs()) {
            return sqs.getQueueAttributes(
                            b -> b.queueUrl(site.queues().url(Site.EVENTS)).attributeNamesWithStrings("All"))
                    .attributesAsStrings()
                    .get(attribute);
        }
    }

    private static void replace(BareSite site, String attribute, String old, String with) {
        String before = get(site, attribute);
        assertThat(before).contains(old);
        set(site, Site.EVENTS, attribute, before.replace(old, with));
    }

    private static void redriveElsewhere(BareSite site) {
        site.queues().create("someone-elses", Duration.ofSeconds(30));
        replace(site, "RedrivePolicy", "transcode-dead-letters", "someone-elses");
    }

    private static void hold(BareSite site) {
        site.queues().purge(Site.EVENTS);
        site.queues().send(Site.EVENTS, "{}");
        site.queues().client().receiveMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                .visibilityTimeout(60));
    }

    private static QueueConfiguration.Builder rule(String id, String event, String prefix, String suffix) {
        List<FilterRule> rules = new ArrayList<>();
        rules.add(FilterRule.builder().name("prefix").value(prefix).build());
        if (!suffix.isEmpty()) {
            rules.add(FilterRule.builder().name("suffix").value(suffix).build());
        }
        return QueueConfiguration.builder()
                .id(id)
                .eventsWithStrings(event)
                .filter(f -> f.key(k -> k.filterRules(rules)));
    }

    private static void notify(BareSite site, QueueConfiguration.Builder rule) {
        String arn = get(site, "QueueArn");
        admin(
                site,
                s3 -> s3.putBucketNotificationConfiguration(
                        b -> b.bucket("mam-in").notificationConfiguration(c -> {
                            if (rule != null) {
                                c.queueConfigurations(rule.queueArn(arn).build());
                            }
                        })));
    }

    /** Of the same policy, so that S3 takes it. */
    private static void notifyOther(BareSite site, QueueConfiguration.Builder rule) {
        site.queues().create("other", Duration.ofSeconds(30));
        set(site, "other", "Policy", get(site, "Policy"));
        String arn = get(site, "QueueArn").replace(Site.EVENTS, "other");
        admin(
                site,
                s3 -> s3.putBucketNotificationConfiguration(b -> b.bucket("mam-in")
                        .notificationConfiguration(
                                c -> c.queueConfigurations(rule.queueArn(arn).build()))));
    }

    private static void expire(BareSite site, String prefix, int days) {
        admin(
                site,
                s3 -> s3.putBucketLifecycleConfiguration(b -> b.bucket("mam-out")
                        .lifecycleConfiguration(c -> c.rules(LifecycleRule.builder()
                                .id("tidy")
                                .status(ExpirationStatus.ENABLED)
                                .filter(f -> f.prefix(prefix))
                                .expiration(e -> e.days(days))
                                .build()))));
    }

    /** As in a configuration from before S3 spared small objects, beside which copies of dead letters may well be archived. */
    private static void archived(BareSite site) {
        admin(
                site,
                s3 -> s3.putBucketLifecycleConfiguration(b -> b.bucket("mam-out")
                        .transitionDefaultMinimumObjectSize(TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS)
                        .lifecycleConfiguration(c -> c.rules(
                                archive("letters", "_jobs/archive/"),
                                archive("outputs", "out/"),
                                archive("cold", "")))));
    }

    private static LifecycleRule archive(String id, String prefix) {
        return LifecycleRule.builder()
                .id(id)
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(prefix))
                .transitions(Transition.builder()
                        .days(30)
                        .storageClass(TransitionStorageClass.GLACIER)
                        .build())
                .build();
    }

    private static void jobTook(BareSite site, String timeout) {
        site.mam().set("timeout", timeout);
        Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        lists(
                site,
                "_jobs/",
                List.of(
                        object("_jobs/0a-0b/1.claim", end.minusSeconds(900)),
                        object("_jobs/0a-0b/1.end", end.minusSeconds(300)),
                        // for a replay the MAM did not wait
                        object("_jobs/0a-0b/2.claim", end.minusSeconds(200)),
                        object("_jobs/0a-0b/2.end", end)));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    /** Of one key, each so long after the one before, the last one a minute ago. */
    private static List<String> versions(int number, Duration apart) {
        Instant last = now().minusSeconds(60);
        return IntStream.range(0, number)
                .mapToObj(i -> object("_jobs/0a-0" + i + "/1.claim", last.minus(apart.multipliedBy(i))))
                .toList();
    }

    private static List<String> names(String prefix, int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> object(prefix + i + ".mxf", now()))
                .toList();
    }

    private static void lists(BareSite site, String prefix, List<String> contents) {
        String reply =
                "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>b</Name><IsTruncated>false</IsTruncated>"
                        + String.join("", contents) + "</ListBucketResult>";
        site.s3Wire()
                .on(request -> request.operation().strip().equals(("LIST " + prefix).strip()))
                .always()
                .answer(200, Map.of("Content-Type", "application/xml"), reply);
    }

    private static void statement(BareSite site, String queue, String statement) {
        String before = get(site, "Policy");
        String more = queue.equals(Site.EVENTS)
                ? before.replace("\"Statement\":[", "\"Statement\":[" + statement + ",")
                : "{\"Statement\":[" + statement + "]}";
        assertThat(more).contains(statement);
        set(site, queue, "Policy", more);
    }

    private static String object(String key, Instant at) {
        return "<Contents><Key>" + key + "</Key><LastModified>" + at + "</LastModified><Size>9</Size></Contents>";
    }

    private Map<String, String> effective() {
        Map<String, String> settings = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        settings.putAll(site.settings());
        return EffectiveProperties.of(settings, Map.of(), Map.of());
    }

    private Cli cli(Map<String, String> overrides) {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.putAll(overrides);
        return Cli.with(settings, folder);
    }
}
