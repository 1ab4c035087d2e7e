package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.VidiCoreDouble;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.Transition;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/** Set-up from nothing, again, after failures, and beside what others made. */
@Tag("slow")
class SetupCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private BareSite site;

    @BeforeEach
    void start() {
        site = new BareSite();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void fromNothingToTheFirstFinishedUpload() throws Exception {
        Cli.Result made = cli().run("setup", "all");

        assertThat(made.exit()).as(made.out() + made.err()).isZero();
        assertThat(made.lines()).allMatch(line -> line.startsWith("made") || line.startsWith("right"));

        site.s3Wire().forgetCalls();
        site.sqsWire().forgetCalls();
        int encoderCalls = site.encoder().calls().size();
        int mamWrites = site.mam().writes().size();
        Cli.Result again = cli().run("setup", "all");

        assertThat(again.exit()).isZero();
        assertThat(again.lines()).allMatch(line -> line.startsWith("right"));
        assertThat(site.s3Wire().calls()).allMatch(call -> call.method().matches("GET|HEAD"));
        assertThat(site.sqsWire().operations()).containsOnly("GetQueueUrl", "GetQueueAttributes");
        assertThat(site.encoder().calls().stream().skip(encoderCalls).map(Encoder.Call::template))
                .filteredOn(template -> !template.endsWith("check-permissions"))
                .allMatch(template -> template.matches("/encoding/(inputs|outputs|configurations|filters)"));
        assertThat(site.mam().writes()).hasSize(mamWrites);

        Cli operator = cli();
        Process run = operator.start("run");
        try {
            site.store()
                    .client()
                    .putObject(b -> b.bucket(BareSite.SOURCES).key("in/VX-7.mxf"), RequestBody.fromString("media"));
            await().atMost(Duration.ofSeconds(90)).until(() -> exists(BareSite.OUTPUTS, "out/VX-7.mxf_bitmovin.mp4"));
            await().atMost(Duration.ofSeconds(60)).until(() -> !exists(BareSite.SOURCES, "in/VX-7.mxf"));
        } finally {
            run.destroy();
        }
        assertThat(run.waitFor()).as("stopped as by the operating system").isEqualTo(143);
        assertThat(operator.log())
                .content()
                .contains("Taking uploads to mam-in")
                .doesNotContain(" ERROR ");
    }

    @Test
    void aPlanChangesNothing() {
        Cli.Result plan = cli().run("setup", "all", "--dry-run");

        assertThat(plan.exit()).isZero();
        assertThat(plan.lines()).hasSizeGreaterThan(25).allMatch(line -> line.startsWith("planned"));
        assertThat(site.s3Wire().calls()).allMatch(call -> call.method().matches("GET|HEAD"));
        assertThat(site.sqsWire().operations()).containsOnly("GetQueueUrl");
        assertThat(site.encoder().calls()).allMatch(call -> call.method().equals("GET"));
        assertThat(site.mam().writes()).isEmpty();
    }

    @Test
    void thePlanSaysThatANameIsNearlyOneThatIsThere() {
        cli().run("setup", "bitmovin");

        Cli.Result plan = cli("bitmovin.input", "source-buket").run("setup", "bitmovin", "--dry-run");

        assertThat(plan.lines())
                .filteredOn(line -> line.startsWith("planned"))
                .singleElement()
                .asString()
                .contains("did you mean 'source-bucket'?", "would make a new one beside 'source-bucket'");
    }

    @Test
    void nobodyMisspellsADefault() {
        site.encoder().addS3Input("source-buckets", "theirs");

        assertThat(cli().run("setup", "bitmovin", "--dry-run").out())
                .contains("there is none of this name", "source-buckets")
                .doesNotContain("did you mean");
    }

    @Test
    void noSecretIsPrinted() {
        Cli.Result made = cli().run("setup", "all", "--json");
        Cli.Result plan = cli().run("setup", "all", "--dry-run");

        assertThat(made.out() + made.err() + plan.out() + plan.err())
                .doesNotContain(
                        Site.API_KEY,
                        "sandbox-secret-81d0",
                        BareSite.BITMOVIN_SECRET,
                        BareSite.MAM_SECRET,
                        "mam%2Fsecret",
                        VidiCoreDouble.PASSWORD);
    }

    @Test
    void theMamGetsItsKeysEncodedAndTheElementsInOrder() {
        cli("vidispine.timeout", "3600000").run("setup", "vidispine");

        String post = site.mam().writes().get(1);
        assertThat(post)
                .startsWith("POST /API/resource/externalTranscoder")
                .contains("<source>s3://mam-key:mam%2Fsecret%2B9e2b@mam-in/in/?region=eu-west-1&amp;endpoint=")
                .contains("<destination>s3://mam-key:mam%2Fsecret%2B9e2b@mam-out/out/?region=")
                .contains("<regex>(?:\\D.*)?_bitmovin\\.mp4</regex>")
                .containsSubsequence("<source>", "<destination>", "<shapeTag>", "<timeout>3600000<", "<regex>")
                .doesNotContain("<interval>", "<checks>");
    }

    @Test
    void whatFailedIsDoneByTheNextRun() {
        site.s3Wire()
                .on(request -> request.path().contains("publicAccessBlock")
                        && request.method().equals("PUT"))
                .times(1)
                .answer(403, Map.of(), "<Error><Code>AccessDenied</Code></Error>");
        site.encoder()
                .fault(Fault.on("POST", "/encoding/configurations/video/h264").answering(400, "{}"));

        Cli.Result first = cli().run("setup", "all");

        assertThat(first.exit()).isEqualTo(1);
        assertThat(first.lines())
                .anyMatch(
                        line -> line.startsWith("failed") && line.contains("s3:PutBucketPublicAccessBlock is missing"))
                .anyMatch(
                        line -> line.startsWith("failed") && line.contains("POST /encoding/configurations/video/h264"));

        site.encoder().clearFaults();
        Cli.Result second = cli().run("setup", "all");

        assertThat(second.exit()).isZero();
        assertThat(second.lines()).filteredOn(line -> line.startsWith("made")).hasSize(2);
    }

    /** S3 works on a bucket that was just made, a new queue and its policy are not known everywhere at once. */
    @Test
    void whatIsRefusedForAMomentIsTriedAgain() {
        site.s3Wire()
                .on(request -> request.path().equals("/mam-in?tagging"))
                .times(1)
                .answer(409, Map.of(), "<Error><Code>OperationAborted</Code></Error>");
        site.s3Wire()
                .on(request -> request.method().equals("PUT") && request.path().equals("/mam-in?notification"))
                .times(1)
                .answer(400, Map.of(), "<Error><Code>InvalidArgument</Code></Error>");
        for (String operation : List.of("CreateQueue", "SetQueueAttributes")) {
            site.sqsWire()
                    .onOperation(operation)
                    .times(1)
                    .answer(
                            400,
                            Map.of("Content-Type", "application/x-amz-json-1.0"),
                            "{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"not yet\"}");
        }

        Cli.Result made = cli().run("setup", "aws");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(made.lines()).allMatch(line -> line.startsWith("made") || line.startsWith("right"));
        assertThat(made.err()).containsPattern("Looking again at \\d+ of them");
        try (S3Client s3 = site.adminS3();
                var sqs = site.adminSqs()) {
            for (String bucket : List.of(BareSite.SOURCES, BareSite.OUTPUTS)) {
                assertThat(s3.getBucketTagging(b -> b.bucket(bucket)).tagSet())
                        .as(bucket)
                        .singleElement()
                        .satisfies(tag -> assertThat(tag.value()).isEqualTo(BareSite.SOURCES));
            }
            for (String queue : List.of(Site.EVENTS, Site.DEAD_LETTERS)) {
                assertThat(sqs.listQueueTags(b -> b.queueUrl(site.queues().url(queue)))
                                .tags())
                        .as(queue)
                        .containsValue(BareSite.SOURCES);
            }
        }
    }

    @Test
    void aBucketWhoseMakingLostItsAnswerIsOurs() {
        site.s3Wire()
                .on(request -> request.method().equals("PUT") && request.path().equals("/mam-in"))
                .times(1)
                .loseReply();

        Cli.Result made = cli().run("setup", "aws");

        assertThat(made.exit()).as(made.out()).isZero();
        try (S3Client s3 = site.adminS3()) {
            assertThat(s3.getBucketTagging(b -> b.bucket(BareSite.SOURCES)).tagSet())
                    .extracting(tag -> tag.value())
                    .containsExactly(BareSite.SOURCES);
        }
    }

    @Test
    void aBucketThatSomebodyElseMakesMeanwhileIsNotTakenForOurs() {
        try (S3Client s3 = site.adminS3()) {
            site.s3Wire()
                    .on(request ->
                            request.method().equals("PUT") && request.path().equals("/mam-in"))
                    .times(1)
                    .before(() -> s3.createBucket(b -> b.bucket(BareSite.SOURCES)));

            cli().run("setup", "aws");

            assertThatThrownBy(() -> s3.getBucketTagging(b -> b.bucket(BareSite.SOURCES)))
                    .hasMessageContaining("404");
        }
    }

    @Test
    void whatSomebodyElseMadeIsLeftAloneWithoutForce() {
        site.queues().create(Site.EVENTS, Duration.ofSeconds(1));
        cli().run("setup", "all");
        site.mam().set("regex", ".*\\.mp4");

        Cli.Result refused = cli().run("setup", "all");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.lines())
                .filteredOn(line -> line.startsWith("refused"))
                .hasSize(4)
                .allMatch(line -> line.contains("--force"));
        assertThat(site.mam().transcoders().get(0).toString()).contains(".*\\\\.mp4");

        assertThat(cli().run("setup", "all", "--force").exit()).isZero();
        assertThat(site.mam().transcoders()).hasSize(1);
        assertThat(site.mam().transcoders().get(0).toString()).contains("_bitmovin");
        assertThat(cli().run("setup", "all").lines()).allMatch(line -> line.startsWith("right"));
    }

    @Test
    void whatSetUpMadeIsBroughtUpToDateWithoutForce() {
        cli().run("setup", "aws");
        site.s3Wire()
                .on(request -> request.path().equals("/mam-in?publicAccessBlock")
                        && request.method().equals("GET"))
                // for the plan and for the look before the step
                .times(2)
                .answer(200, Map.of(), "<PublicAccessBlockConfiguration/>");

        set("SqsManagedSseEnabled", "false");

        Cli.Result grown = cli("bitmovin.timeout", "30s").run("setup", "aws");

        assertThat(grown.exit()).as(grown.out()).isZero();
        assertThat(grown.lines())
                .filteredOn(line -> line.startsWith("made"))
                .hasSize(3)
                .anyMatch(line -> line.contains("s3://mam-in public access"))
                .anyMatch(line -> line.matches(".*queue transcode-events encryption +SSE-SQS"))
                .anyMatch(line -> line.contains("visibility") && line.contains("150 s"));
    }

    @Test
    void whatSetUpMadeForAnotherBucketIsSomebodyElses() {
        cli().run("setup", "aws");

        Cli.Result other =
                cli("source.bucket", "other-in", "bitmovin.timeout", "30s").run("setup", "aws", "--dry-run");

        assertThat(other.lines())
                .filteredOn(line -> line.startsWith("refused"))
                .singleElement()
                .asString()
                .contains("queue transcode-events visibility", "--force");
    }

    @Test
    void whatNoRouteNamesIsNotMade() throws IOException {
        Path routes = RoutesCopy.into(folder, "filter: \"{{profile.xdcam.deinterlace-filter}}\"", "filter: my-own");
        site.encoder().addDeinterlace("my-own");

        Cli.Result result = cli("routes.directory", routes.toString()).run("setup", "bitmovin");

        assertThat(result.lines()).hasSize(6).noneMatch(line -> line.contains("filter"));
        assertThat(site.encoder().named("deinterlace", "filters")).isEmpty();
    }

    @Test
    void newKeysOfTheMamAreWrittenWithForce() {
        cli().run("setup", "vidispine");

        assertThat(cli("vidispine.bucket-secret-key", "new")
                        .run("setup", "vidispine")
                        .lines())
                .allMatch(line -> line.startsWith("right"));
        assertThat(cli("vidispine.bucket-secret-key", "new")
                        .run("setup", "vidispine", "--force")
                        .exit())
                .isZero();

        assertThat(site.mam().transcoders())
                .singleElement()
                .asString()
                .contains("mam-key:new@")
                .doesNotContain("9e2b");
    }

    @Test
    void whatTheMamsAdministratorSetIsKeptWithForce() {
        cli().run("setup", "vidispine");
        site.mam().set("checks", "3");
        site.mam().set("timeout", "7200");

        assertThat(cli("vidispine.bucket-secret-key", "new", "vidispine.timeout", "3600")
                        .run("setup", "vidispine", "--force")
                        .exit())
                .isZero();

        assertThat(site.mam().transcoders())
                .singleElement()
                .asString()
                .contains("mam-key:new@", "\"timeout\":3600", "\"checks\":3")
                .doesNotContain("interval");
    }

    @Test
    void keysOfTheMamStayWithForceFromAShellThatHasNone() {
        cli().run("setup", "vidispine");
        int writes = site.mam().writes().size();
        Cli keyless = cli("vidispine.bucket-access-key", "", "vidispine.bucket-secret-key", "");

        Cli.Result again = keyless.run("setup", "vidispine", "--force");

        assertThat(again.exit()).isZero();
        assertThat(again.lines()).allMatch(line -> line.startsWith("right"));
        assertThat(site.mam().writes()).hasSize(writes);
    }

    @Test
    void whatIsOtherwiseInUrisWithKeysIsNotWrittenFromAShellThatHasNone() {
        cli().run("setup", "vidispine");
        site.mam().set("regex", ".*");
        int writes = site.mam().writes().size();

        Cli.Result refused = cli("vidispine.bucket-access-key", "", "vidispine.bucket-secret-key", "")
                .run("setup", "vidispine", "--force");

        assertThat(refused.exit()).isOne();
        assertThat(refused.out() + refused.err())
                .contains("another regex", "VIDISPINE_BUCKET_ACCESS_KEY")
                .doesNotContain("mam-key");
        assertThat(site.mam().writes()).hasSize(writes);
        assertThat(cli().run("setup", "vidispine", "--force").exit()).isZero();
        assertThat(site.mam().transcoders()).singleElement().asString().contains("mam-key:", "_bitmovin");
    }

    @Test
    void optionsThatTheMamsAdministratorPutIntoAUriAreNotTakenOut() {
        cli().run("setup", "vidispine");
        site.mam()
                .set(
                        "source",
                        "s3://mam-key:9e2b@mam-in/in/?region=eu-west-1&roleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole/mam");
        int writes = site.mam().writes().size();

        Cli.Result refused = cli("vidispine.bucket-secret-key", "new").run("setup", "vidispine", "--force");

        assertThat(refused.exit()).isOne();
        assertThat(refused.out() + refused.err()).contains("roleArn").doesNotContain("9e2b", "iam");
        assertThat(site.mam().writes()).hasSize(writes);
    }

    @Test
    void aProfileWithAShapeTagOfItsOwnGetsATranscoderOfItsOwn() {
        cli("vidispine.xdcam.shape-tag", "bitmovin-xdcam").run("setup", "vidispine");

        assertThat(site.mam().hasShapeTag("bitmovin-xdcam")).isTrue();
        assertThat(site.mam().transcoders()).hasSize(2).anySatisfy(transcoder -> assertThat(transcoder.toString())
                .contains("@mam-in/in/xdcam/?", "@mam-out/out/xdcam/?", "bitmovin-xdcam"));
    }

    @Test
    void theNotificationsOfOthersAreKept() {
        cli().run("setup", "aws");
        String arn = site.queues()
                .client()
                .getQueueAttributes(
                        b -> b.queueUrl(site.queues().url(Site.EVENTS)).attributeNamesWithStrings("QueueArn"))
                .attributesAsStrings()
                .get("QueueArn");
        try (S3Client s3 = site.adminS3()) {
            s3.putBucketNotificationConfiguration(b -> b.bucket(BareSite.SOURCES)
                    .notificationConfiguration(c -> c.queueConfigurations(QueueConfiguration.builder()
                            .id("theirs")
                            .queueArn(arn)
                            .events(Event.S3_OBJECT_REMOVED)
                            .build())));

            Cli.Result made = cli().run("setup", "aws");

            assertThat(made.exit()).as(made.out()).isZero();
            List<String> names =
                    s3
                            .getBucketNotificationConfiguration(b -> b.bucket(BareSite.SOURCES))
                            .queueConfigurations()
                            .stream()
                            .map(QueueConfiguration::id)
                            .toList();
            assertThat(names).containsExactlyInAnyOrder("theirs", "transcoder-in/");
        }
    }

    @Test
    void anotherInstallationInTheSameBucketsKeepsItsNotification() {
        cli().run("setup", "aws");

        Cli.Result made = staging().run("setup", "aws");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(notifications()).containsOnlyKeys("transcoder-in/", "transcoder-stage-in/");
        assertThat(notifications().get("transcoder-in/")).endsWith(":" + Site.EVENTS);
    }

    @Test
    void anotherInstallationInTheSameBucketsKeepsItsLedgersExpiry() {
        cli().run("setup", "aws");

        Cli.Result made = staging().run("setup", "aws");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(expiries()).containsKeys("_jobs/0", "_jobs/outputs/", "_stage/0", "_stage/outputs/");
        assertThat(cli().run("setup", "aws").lines()).allMatch(line -> line.startsWith("right"));
    }

    @Test
    void anEarlierReleasesRulesForTheSamePrefixAreReplaced() {
        cli().run("setup", "aws");
        try (S3Client s3 = site.adminS3()) {
            s3.putBucketLifecycleConfiguration(b -> b.bucket(BareSite.OUTPUTS)
                    .lifecycleConfiguration(c -> c.rules(
                            expiry("transcoder-ledger-0", "_jobs/0", 90),
                            expiry("transcoder-ledger-1", "_stage/1", 90),
                            expiry("transcoder-archive", "_jobs/archive/", 30))));
        }

        Cli.Result made = cli().run("setup", "aws", "--archive-days", "60");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(expiries()).containsKeys("_jobs/0", "_jobs/1", "_stage/1").containsEntry("_jobs/archive/", 60);
    }

    @Test
    void ofTwoPrefixesBothAreAnnouncedWhereTheConfigurationIsReadLate() {
        site.s3Wire()
                .on(request -> request.path().equals("/mam-in?notification")
                        && request.method().equals("GET")
                        && site.s3Wire().calls().stream()
                                        .filter(call -> call.method().equals("PUT")
                                                && call.path().equals(request.path()))
                                        .count()
                                < 2)
                .always()
                .answer(200, Map.of(), "<NotificationConfiguration/>");

        Cli.Result made = cli("profile.xdcam.source-prefix", "xdcam/").run("setup", "aws");

        assertThat(notifications()).containsOnlyKeys("transcoder-in/", "transcoder-xdcam/");
        assertThat(made.exit()).as(made.out()).isZero();
    }

    @Test
    void howOthersMoveSmallObjectsIsKept() {
        cli().run("setup", "aws", "--only", "bucket");
        var varies = TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS;
        try (S3Client s3 = site.adminS3()) {
            s3.putBucketLifecycleConfiguration(b -> b.bucket(BareSite.OUTPUTS)
                    .transitionDefaultMinimumObjectSize(varies)
                    .lifecycleConfiguration(c -> c.rules(expiry("theirs", "theirs/", 1))));

            Cli.Result made = cli().run("setup", "aws");

            assertThat(made.exit()).as(made.out()).isZero();
            assertThat(expiries()).containsKeys("theirs/", "_jobs/0");
            assertThat(s3.getBucketLifecycleConfiguration(b -> b.bucket(BareSite.OUTPUTS))
                            .transitionDefaultMinimumObjectSize())
                    .isEqualTo(varies);
        }
    }

    /** No record is that large, and without a filter of its own S3 leaves small objects where they are. */
    @Test
    void rulesThatReachNoRecordAreLeftAloneAndAreNotTakenForOurs() {
        cli().run("setup", "aws", "--only", "bucket");
        LifecycleRule large = LifecycleRule.builder()
                .id("large")
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.objectSizeGreaterThan(1_000_000L))
                .expiration(e -> e.days(30))
                .transitions(Transition.builder()
                        .days(1)
                        .storageClass(TransitionStorageClass.GLACIER)
                        .build())
                .build();
        LifecycleRule cold = LifecycleRule.builder()
                .id("cold")
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(""))
                .transitions(Transition.builder()
                        .days(30)
                        .storageClass(TransitionStorageClass.DEEP_ARCHIVE)
                        .build())
                .build();
        try (S3Client s3 = site.adminS3()) {
            s3.putBucketLifecycleConfiguration(
                    b -> b.bucket(BareSite.OUTPUTS).lifecycleConfiguration(c -> c.rules(large, cold)));

            Cli.Result made = cli().run("setup", "aws", "--archive-days", "30");

            assertThat(made.exit()).as(made.out()).isZero();
            assertThat(s3.getBucketLifecycleConfiguration(b -> b.bucket(BareSite.OUTPUTS))
                            .rules())
                    .contains(large, cold)
                    .extracting(LifecycleRule::id)
                    .contains("transcoder-_jobs/0", "transcoder-_jobs/archive/");
        }
    }

    /** Old tools made rules with a prefix of their own, which S3 takes beside none with a filter. */
    @Test
    @SuppressWarnings("deprecation")
    void aRuleOfOthersInTheOldFormIsKeptInTheNew() {
        cli().run("setup", "aws", "--only", "bucket");
        try (S3Client s3 = site.adminS3()) {
            LifecycleRule old = LifecycleRule.builder()
                    .id("theirs")
                    .status(ExpirationStatus.ENABLED)
                    .prefix("theirs/")
                    .expiration(e -> e.days(1))
                    .build();
            s3.putBucketLifecycleConfiguration(
                    b -> b.bucket(BareSite.OUTPUTS).lifecycleConfiguration(c -> c.rules(old)));

            Cli.Result made = cli().run("setup", "aws");

            assertThat(made.exit()).as(made.out()).isZero();
            assertThat(expiries()).containsEntry("theirs/", 1).containsKey("_jobs/0");
        }
    }

    /** It may serve its files to everybody, or by HTTP, and whoever set it up did so on purpose. */
    @Test
    void whoReachesABucketOfOthersIsChangedWithForceAlone() {
        site.close();
        site = BareSite.overTls();
        site.store().client().createBucket(b -> b.bucket(BareSite.OUTPUTS));

        Cli.Result refused = cli().run("setup", "aws");

        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.lines())
                .filteredOn(line -> line.startsWith("refused"))
                .hasSize(2)
                .allMatch(line -> line.contains("--force"))
                .anyMatch(line -> line.contains("s3://mam-out public access"))
                .anyMatch(line -> line.contains("s3://mam-out TLS"));
        assertThat(site.s3Wire().calls())
                .filteredOn(call -> call.method().equals("PUT") && call.path().matches("/mam-out\\?p.*"))
                .isEmpty();

        assertThat(cli().run("setup", "aws", "--force").exit()).isZero();
        assertThat(cli().run("setup", "aws").lines()).allMatch(line -> line.startsWith("right"));
    }

    /** There are stores without tags, and tags that are read late. */
    @Test
    void whoReachesABucketThatThisRunMadeIsSetWhateverItsTagsSay() {
        site.close();
        site = BareSite.overTls();
        site.s3Wire()
                .on(request -> request.path().endsWith("?tagging"))
                .always()
                .answer(501, Map.of(), "<Error><Code>NotImplemented</Code></Error>");

        Cli.Result made = cli().run("setup", "aws", "--only", "bucket,public-access,tls");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(made.lines()).hasSize(6).allMatch(line -> line.startsWith("made"));
    }

    /** The names that the API reference has for a filter, and no others: there are services that look. */
    @Test
    void theFilterOfANotificationIsNamedAsTheApiHasIt() {
        cli().run("setup", "aws");

        assertThat(site.s3Wire().calls())
                .filteredOn(call -> call.method().equals("PUT") && call.path().equals("/mam-in?notification"))
                .singleElement()
                .satisfies(call -> assertThat(call.requestBody()).contains("<Name>prefix</Name><Value>in/</Value>"));
    }

    /** AWS takes a + for a space, and all but safe characters percent-encoded. It keeps another form, which then fits no key. */
    @Test
    void aPrefixIsEncodedInANotificationOfAwsAlone() throws IOException {
        String prefix = "Eingang Neu/\u00fc(a)=b+c/";
        String encoded = "Eingang+Neu/%C3%BC(a)%3Db%2Bc/";
        String[] prefixes = {"profile.source-prefix", prefix, "profile.xdcam.source-prefix", prefix + "xdcam/"};
        String[] events = {"setup", "aws", "--only", "bucket,queue,queue-policy,events"};
        // of the SDK's own means the one that it alone sees, with an address for which it puts the bucket into the path
        String address = site.s3Wire().endpoint().toString().replace("localhost", "127.0.0.1");
        Cli elsewhere = cli(prefixes);
        Cli onAws = cli(Stream.concat(Stream.of(prefixes), Stream.of("aws.s3.endpoint", ""))
                .toArray(String[]::new));
        Path profiles =
                Files.writeString(folder.resolve("aws-profiles"), "[default]\nendpoint_url = " + address + "\n");
        System.setProperty("aws.configFile", profiles.toString());
        try {
            assertThat(elsewhere.run(events).exit()).isZero();
            assertThat(filters()).as("elsewhere").containsExactly(prefix);

            // as it was made by an earlier run
            Cli.Result made = onAws.run(events);
            assertThat(made.exit()).as(made.out()).isZero();
            assertThat(made.lines()).filteredOn(line -> line.startsWith("made")).hasSize(1);
            assertThat(filters()).containsExactly(encoded);
            assertThat(onAws.run(events).lines()).allMatch(line -> line.startsWith("right"));

            String asWell = "Eingang%20Neu/%c3%bc%28a%29%3Db%2Bc/";
            try (S3Client s3 = site.adminS3()) {
                var ours = s3.getBucketNotificationConfiguration(b -> b.bucket(BareSite.SOURCES))
                        .queueConfigurations()
                        .get(0);
                var theirs = ours.copy(b -> b.id("by-hand")
                        .filter(f -> f.key(k -> k.filterRules(FilterRule.builder()
                                .name("prefix")
                                .value(asWell)
                                .build()))));
                s3.putBucketNotificationConfiguration(
                        b -> b.bucket(BareSite.SOURCES).notificationConfiguration(n -> n.queueConfigurations(theirs)));
            }
            assertThat(onAws.run(events).lines()).allMatch(line -> line.startsWith("right"));
            assertThat(filters()).as("means the same").containsExactly(asWell);
        } finally {
            System.clearProperty("aws.configFile");
        }
        site.queues().purge(Site.EVENTS);
        site.store()
                .client()
                .putObject(b -> b.bucket(BareSite.SOURCES).key(prefix + "VX-7.mxf"), RequestBody.fromString("media"));
        await().untilAsserted(() -> assertThat(site.queues().peekAll(Site.EVENTS))
                .singleElement()
                .asString()
                .contains("VX-7.mxf"));
    }

    /** Set-up's own next call would be denied. */
    @Test
    void callsInTheClearAreNotDeniedWhereTheEndpointIsReachedSo() {
        Cli.Result made = cli().run("setup", "aws");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(made.lines()).noneMatch(line -> line.contains(" tls "));
        assertThat(site.s3Wire().calls()).noneMatch(call -> call.path().endsWith("?policy"));
    }

    @Test
    void whatAServiceForgetsHasFailed() {
        site.s3Wire()
                .on(request -> request.path().equals("/mam-out?lifecycle")
                        && request.method().equals("PUT"))
                .always()
                .answer(200, Map.of(), "");
        site.sqsWire()
                .on(request -> request.body().contains("RedriveAllowPolicy"))
                .always()
                .answer(200, Map.of("Content-Type", "application/x-amz-json-1.0"), "{}");

        Cli.Result result = cli().run("setup", "aws");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines())
                .filteredOn(line -> line.startsWith("failed"))
                .hasSize(3)
                .allMatch(line -> line.contains("is not to be seen"))
                .anyMatch(line -> line.contains("--skip redrive-permission"))
                .anyMatch(line -> line.contains("--skip unfinished-uploads"))
                .anyMatch(line -> line.contains("--skip ledger-expiry"));
        assertThat(result.err()).contains("3 left to do");

        Cli.Result without =
                cli().run("setup", "aws", "--skip", "redrive-permission,unfinished-uploads", "ledger-expiry");
        assertThat(without.exit()).as(without.out()).isZero();
    }

    @Test
    void onlyTheStepsThatAreAskedForAreMade() {
        Cli.Result made = cli().run("setup", "aws", "--only", "bucket");

        assertThat(made.exit()).isZero();
        assertThat(made.lines()).hasSize(2).allMatch(line -> line.matches("made +aws +bucket +s3://mam-(in|out) .*"));
        assertThat(site.sqsWire().calls()).isEmpty();
    }

    @Test
    void anUnknownStepIsAnsweredByAllThatThereAre() {
        Cli.Result unknown = cli().run("setup", "aws", "--skip", "tagging");
        Cli.Result both = cli().run("setup", "aws", "--skip", "tls", "--only", "bucket");

        assertThat(unknown.exit()).isEqualTo(2);
        assertThat(unknown.err())
                .contains("there is no step 'tagging'; the steps are bucket, public-access, ", ", transcoder");
        assertThat(both.exit()).isEqualTo(2);
        assertThat(both.err()).contains("exclude each other");
        assertThat(cli().run("setup", "aws", "--only", "transcoder").exit()).isEqualTo(2);
        assertThat(site.s3Wire().calls()).isEmpty();
    }

    @Test
    void versioningIsSwitchedOnWhereItIsAskedFor() {
        assertThat(cli().run("setup", "aws").exit()).isZero();
        assertThat(versioning()).isNull();

        assertThat(cli().run("setup", "aws", "--versioning").exit()).isZero();

        assertThat(versioning()).isEqualTo(BucketVersioningStatus.ENABLED);
    }

    @Test
    void archivedLettersExpireWhereItIsAskedFor() {
        assertThat(cli().run("setup", "aws").exit()).isZero();
        assertThat(expiries()).doesNotContainKey("_jobs/archive/");

        assertThat(cli().run("setup", "aws", "--archive-days", "30").exit()).isZero();
        assertThat(expiries()).containsEntry("_jobs/archive/", 30);

        assertThat(cli().run("setup", "aws", "--archive-days", "400").exit()).isZero();
        assertThat(expiries()).containsEntry("_jobs/archive/", 400);
        assertThat(cli().run("setup", "aws", "--archive-days", "-1").exit()).isEqualTo(2);
        assertThat(cli().run("setup", "aws", "--archive-days", "0").exit()).isEqualTo(2);
    }

    /** Lifecycle rules can leave nothing out, so that none may begin as these do. */
    @Test
    void noRuleReachesAnOpenMarkerOrTheLedgersOwner() {
        cli().run("setup", "aws");

        assertThat(expiries()).hasSizeGreaterThan(30).allSatisfy((prefix, days) -> {
            assertThat(List.of("_jobs/open/0a-0b.1", "_jobs/installation", "_jobs/archive/x.json", "out/x"))
                    .noneMatch(key -> key.startsWith(prefix));
            assertThat(days).isEqualTo(90);
        });
        assertThat(List.of("_jobs/0f-1/1.claim", "_jobs/a0-1/1.end", "_jobs/af-1/2.clean", "_jobs/f0-1/1.stop"))
                .allMatch(key -> expiries().keySet().stream().anyMatch(key::startsWith));
        assertThat(expiries()).containsKeys("_jobs/names/", "_jobs/outputs/");
    }

    @Test
    void withTrustedRolesAllOthersAreDenied() throws IOException {
        String role = "arn:aws:iam::000000000000:role/transcoder";

        Cli.Result made = cli().run("setup", "aws", "--trusted-role", role);

        assertThat(made.exit()).as(made.out()).isZero();
        JsonNode statement =
                JSON.readTree(policy(Site.EVENTS)).path("Statement").get(1);
        assertThat(statement.path("Effect").asText()).isEqualTo("Deny");
        assertThat(statement.path("Principal").asText()).isEqualTo("*");
        assertThat(statement.path("Condition").toString())
                .isEqualTo("{\"ArnNotEquals\":{\"aws:SourceArn\":\"arn:aws:s3:::mam-in\",\"aws:PrincipalArn\":[\""
                        + role + "\"]}}");
        assertThat(cli().run("setup", "aws").lines())
                .as("the next run leaves it, and S3 may still send")
                .allMatch(line -> line.startsWith("right"));
        assertThat(policy(Site.EVENTS)).contains(role);
        assertThat(cli().run("setup", "aws", "--trusted-role", "transcoder").exit())
                .isEqualTo(2);
    }

    @Test
    void whatHandsEventsOnIsNotDeniedWithTheOthers() throws IOException {
        cli().run("setup", "aws");
        String topic = "arn:aws:sns:eu-west-1:000000000000:uploads";
        addStatement("""
                {"Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage", "Resource": "*",
                 "Condition": {"ArnEquals": {"aws:SourceArn": "%s"}}}""".formatted(topic));

        String[] trusting = {"setup", "aws", "--trusted-role", "arn:aws:iam::000000000000:role/transcoder"};
        Cli.Result made = cli().run(trusting);

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(sourcesNotDenied()).containsExactly("arn:aws:s3:::mam-in", topic);
        assertThat(cli().run(trusting).lines()).allMatch(line -> line.startsWith("right"));
    }

    @Test
    void aPatternOfThoseThatHandEventsOnIsNotDeniedWithTheOthers() throws IOException {
        cli().run("setup", "aws");
        String topics = "arn:aws:sns:*:222222222222:uploads-*";
        addStatement("""
                {"Sid": "Topics", "Effect": "Allow", "Principal": {"Service": "sns.amazonaws.com"}, "Action": "sqs:SendMessage",
                 "Resource": "*", "Condition": {"ArnLike": {"aws:SourceArn": ["%s", "arn:aws:s3:*:*:elsewhere"]}}}""".formatted(topics));

        Cli.Result made = cli().run(
                        "setup",
                        "aws",
                        "--trusted-role",
                        "arn:aws:iam::000000000000:role/transcoder",
                        "--only",
                        "deny-others");

        assertThat(made.exit()).as(made.out()).isZero();
        assertThat(sourcesNotDenied()).containsExactly("arn:aws:s3:::mam-in", topics);
    }

    @Test
    void whereNobodyKnowsWhoHandsEventsOnTheOthersAreDeniedWithForceAlone() throws IOException {
        cli().run("setup", "aws");
        addStatement("""
                {"Sid": "Relays", "Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sqs:SendMessage",
                 "Resource": "*", "Condition": {"StringEquals": {"aws:SourceAccount": "000000000000"}}}""");

        String[] trusting = {"setup", "aws", "--trusted-role", "arn:aws:iam::000000000000:role/transcoder"};
        Cli.Result refused = cli().run(trusting);

        assertThat(refused.lines())
                .anyMatch(line -> line.startsWith("refused")
                        && line.contains("deny-others")
                        && line.contains("'Relays' lets services send"));
        assertThat(policy(Site.EVENTS)).contains("Relays").doesNotContain("Deny");

        Cli.Result forced = cli().run("setup", "aws", "--force", "--trusted-role", trusting[3]);

        assertThat(forced.exit()).as(forced.out()).isZero();
        assertThat(policy(Site.EVENTS)).contains("Deny").doesNotContain("Relays");
        assertThat(cli().run(trusting).lines()).allMatch(line -> line.startsWith("right"));
    }

    @Test
    void whatLetsOthersSendIsTakenOutWithForceAlone() {
        cli().run("setup", "aws");
        String others =
                "{\"Sid\":\"Others\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:*\",\"Resource\":\"*\"}";
        String reader =
                "{\"Sid\":\"Reader\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"sqs:GetQueueUrl\",\"Resource\":\"*\"}";
        set("Policy", policy(Site.EVENTS).replace("[", "[" + others + "," + reader + ","));

        Cli.Result refused = cli().run("setup", "aws");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.lines())
                .filteredOn(line -> line.startsWith("refused"))
                .singleElement()
                .asString()
                .contains("the statement 'Others'", "--force");
        assertThat(policy(Site.EVENTS)).contains("Others");

        assertThat(cli().run("setup", "aws", "--force").exit()).isZero();
        assertThat(policy(Site.EVENTS)).contains("Reader", "TranscoderS3Events").doesNotContain("Others");
    }

    @Test
    void aBucketOfItsOwnIsRecommendedForTheLedger() {
        assertThat(cli().run("setup", "aws").err())
                .contains("Recommended: a bucket of its own for the ledger (jobs.bucket)");
        assertThat(cli("jobs.bucket", "ledger").run("setup", "aws").err()).doesNotContain("Recommended");
    }

    private Map<String, Integer> expiries() {
        try (S3Client s3 = site.adminS3()) {
            return s3.getBucketLifecycleConfiguration(b -> b.bucket(BareSite.OUTPUTS)).rules().stream()
                    .filter(rule -> rule.expiration() != null)
                    .collect(Collectors.toMap(rule -> rule.filter().prefix(), rule -> rule.expiration()
                            .days()));
        }
    }

    private BucketVersioningStatus versioning() {
        return site.store()
                .client()
                .getBucketVersioning(b -> b.bucket(BareSite.SOURCES))
                .status();
    }

    private String policy(String queue) {
        try (var sqs = site.adminSqs()) {
            return sqs.getQueueAttributes(
                            b -> b.queueUrl(site.queues().url(queue)).attributeNamesWithStrings("All"))
                    .attributesAsStrings()
                    .get("Policy");
        }
    }

    @Test
    void aRoleIsUsedWhereTheStoreIsAws() {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.remove("bitmovin.bucket-access-key");
        settings.remove("bitmovin.bucket-secret-key");
        settings.put("aws.s3.endpoint", "");

        Cli.Result without = Cli.with(settings, folder).run("setup", "bitmovin");
        assertThat(without.exit()).isEqualTo(1);
        assertThat(without.lines()).anyMatch(line -> line.startsWith("by hand") && line.contains("--role-arn"));

        String[] byRole = {"setup", "bitmovin", "--role-arn", "arn:aws:iam::123456789012:role/bitmovin"};
        Cli.Result made = Cli.with(settings, folder).run(byRole);
        assertThat(made.err()).contains("will need the external id that Bitmovin gives");
        assertThat(made.lines())
                .filteredOn(line -> line.contains("needs the external id " + Encoder.EXTERNAL_ID))
                .as("of input and output")
                .hasSize(2);
        assertThat(site.encoder().calls())
                .filteredOn(call -> call.template().equals("/encoding/inputs/s3-role-based"))
                .singleElement()
                .satisfies(
                        call -> assertThat(call.body()).contains("\"bucketName\":\"mam-in\"", "EU_WEST_1", "GLOBAL"));
    }

    @Test
    void aNameThatStandsForSeveralIsRefusedWithTheirIds() {
        site.encoder().addH264("h264-1080p", 1080, 1);
        site.encoder().addH264("h264-1080p", 1080, 2);

        Cli.Result result = cli().run("setup", "bitmovin");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.lines()).anyMatch(line -> line.startsWith("by hand") && line.contains("several: ["));
    }

    @Test
    void ofTwoThatAreMadeAtOnceTheOlderStays() {
        List<String> theirs = new ArrayList<>();
        try (Wiretap wire = bitmovinWire()) {
            wire.on(SetupCommandTest::isMadeInput).before(() -> {
                theirs.add(site.encoder().addS3Input("source-bucket", BareSite.SOURCES));
                awaitNextSecond();
            });

            Cli.Result made = cli("bitmovin.url", wire.endpoint() + "/v1").run("setup", "bitmovin", "--only", "input");

            assertThat(made.exit()).as(made.out()).isZero();
            assertThat(site.encoder().named("source-bucket", "inputs")).isEqualTo(theirs);
        }
    }

    @Test
    void ofTwoThatAreMadeAtOnceTheYoungerIsLeftToWhoMadeIt() {
        List<String> theirs = new ArrayList<>();
        try (Wiretap wire = bitmovinWire()) {
            wire.on(SetupCommandTest::isMadeInput).after(() -> {
                awaitNextSecond();
                theirs.add(site.encoder().addS3Input("source-bucket", BareSite.SOURCES));
            });

            Cli.Result made = cli("bitmovin.url", wire.endpoint() + "/v1").run("setup", "bitmovin", "--only", "input");

            assertThat(site.encoder().named("source-bucket", "inputs"))
                    .hasSize(2)
                    .containsAll(theirs);
            assertThat(made.lines())
                    .singleElement()
                    .asString()
                    .startsWith("failed")
                    .contains("several: [", "set bitmovin.input to the id of one, or delete the others")
                    .doesNotContain("--skip");
        }
    }

    /** Whose list has the other's already and not ours yet cannot tell which is the older. */
    @Test
    void ofTwoThatAreMadeAtOnceNoneIsDeletedByWhoDoesNotSeeItsOwn() {
        List<String> theirs = new ArrayList<>();
        try (Wiretap wire = bitmovinWire()) {
            wire.on(SetupCommandTest::isMadeInput).after(() -> {
                awaitNextSecond();
                theirs.add(site.encoder().addS3Input("source-bucket", BareSite.SOURCES));
                wire.on(request ->
                                request.method().equals("GET") && request.path().startsWith("/v1/encoding/inputs?"))
                        .answer(200, Map.of("Content-Type", "application/json"), """
                                {"requestId": "1", "status": "SUCCESS", "data": {"result": {"offset": 0, "limit": 100, "totalCount": 1,
                                 "items": [{"id": "%s", "name": "source-bucket", "type": "S3", "createdAt": "%s"}]}}}""".formatted(
                                        theirs.get(0), Instant.now()));
            });

            Cli.Result made = cli("bitmovin.url", wire.endpoint() + "/v1").run("setup", "bitmovin", "--only", "input");

            assertThat(site.encoder().named("source-bucket", "inputs"))
                    .hasSize(2)
                    .containsAll(theirs);
            assertThat(made.lines()).singleElement().asString().contains("several: [");
        }
    }

    @Test
    void theCodecsThatProfilesDescribeAreMadeUnderTheNamesThatTheApplicationLooksFor() {
        cli().run("setup", "bitmovin");

        assertThat(site.encoder().calls())
                .filteredOn(call -> call.method().equals("POST")
                        && call.template().equals("/encoding/configurations/video/h264")
                        && call.body().contains("\"name\":\"transcoder-h264-"))
                .singleElement()
                .satisfies(call ->
                        assertThat(call.body()).contains("\"bitrate\":4800000").doesNotContain("codec", "height"));
        assertThat(cli().run("setup", "bitmovin").lines())
                .filteredOn(line -> line.contains("'transcoder-h264-"))
                .singleElement()
                .asString()
                .startsWith("right");
    }

    @Test
    void aConfigurationOfSomebodysOwnIsNotInvented() {
        Cli.Result result = cli("bitmovin.video-config", "h265-4k").run("setup", "bitmovin");

        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("by hand")
                        && line.contains("h265-4k")
                        && line.contains("bitmovin.video-config"));
    }

    private Wiretap bitmovinWire() {
        return Wiretap.start("bitmovin", site.encoder().url().resolve("/"));
    }

    private static boolean isMadeInput(Request request) {
        return request.method().equals("POST") && request.path().startsWith("/v1/encoding/inputs/");
    }

    /** Bitmovin's times are in whole seconds. */
    private static void awaitNextSecond() {
        long second = Instant.now().getEpochSecond();
        await().pollInterval(Duration.ofMillis(20)).until(() -> Instant.now().getEpochSecond() > second);
    }

    /** Before what the events queue's policy has. */
    private void addStatement(String statement) throws IOException {
        set("Policy", policy(Site.EVENTS).replaceFirst("\\[", Matcher.quoteReplacement("[" + statement + ",")));
    }

    /** The ARNs that the statement which denies all others leaves out. */
    private List<String> sourcesNotDenied() throws IOException {
        return JSON.readTree(policy(Site.EVENTS))
                .findPath("ArnNotEquals")
                .path("aws:SourceArn")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
    }

    /** An installation in the same buckets, with all else of its own. */
    private Cli staging() {
        return cli(
                "profile.source-prefix", "stage-in/",
                "profile.xdcam.source-prefix", "stage-in/xdcam/",
                "profile.output-prefix", "stage-out/",
                "queue.events", "stage-events",
                "queue.dead-letters", "stage-letters",
                "jobs.prefix", "_stage/");
    }

    /** The ARNs of the queues that the source bucket's notifications name, by their ids. */
    private Map<String, String> notifications() {
        try (S3Client s3 = site.adminS3()) {
            return s3.getBucketNotificationConfiguration(b -> b.bucket(BareSite.SOURCES)).queueConfigurations().stream()
                    .collect(Collectors.toMap(QueueConfiguration::id, QueueConfiguration::queueArn));
        }
    }

    /** The values of the filters of the source bucket's notifications. */
    private List<String> filters() {
        try (S3Client s3 = site.adminS3()) {
            return s3.getBucketNotificationConfiguration(b -> b.bucket(BareSite.SOURCES)).queueConfigurations().stream()
                    .flatMap(configuration -> configuration.filter().key().filterRules().stream())
                    .map(FilterRule::value)
                    .toList();
        }
    }

    private static LifecycleRule expiry(String id, String prefix, int days) {
        return LifecycleRule.builder()
                .id(id)
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(prefix))
                .expiration(e -> e.days(days))
                .build();
    }

    private Cli cli(String... overrides) {
        Map<String, String> settings = new HashMap<>(site.settings());
        for (int i = 0; i < overrides.length; i += 2) {
            settings.put(overrides[i], overrides[i + 1]);
        }
        return Cli.with(settings, folder);
    }

    private void set(String attribute, String value) {
        try (var sqs = site.adminSqs()) {
            sqs.setQueueAttributes(
                    b -> b.queueUrl(site.queues().url(Site.EVENTS)).attributesWithStrings(Map.of(attribute, value)));
        }
    }

    private boolean exists(String bucket, String key) {
        return site.store()
                        .client()
                        .listObjectsV2(b -> b.bucket(bucket).prefix(key))
                        .hasContents()
                && !site.store()
                        .client()
                        .listObjectsV2(b -> b.bucket(bucket).prefix(key))
                        .contents()
                        .isEmpty();
    }
}
