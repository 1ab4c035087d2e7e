package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.Application;
import io.transcoder.sandbox.BareSite;
import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Ffmpeg;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.mam.Mam;
import io.transcoder.sandbox.mam.MamOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** The policies in docs allow the calls that are really made, and no other. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PoliciesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DOCS = Path.of("docs", "policies");
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:";

    private static final Map<String, String> SUBRESOURCES = Map.of(
            "publicAccessBlock", "BucketPublicAccessBlock",
            "encryption", "EncryptionConfiguration",
            "policy", "BucketPolicy",
            "tagging", "BucketTagging",
            "notification", "BucketNotification",
            "lifecycle", "LifecycleConfiguration",
            "versioning", "BucketVersioning",
            "versions", "BucketVersions",
            "uploads", "BucketMultipartUploads");

    private static final Set<String> LISTS = Set.of("BucketVersions", "BucketMultipartUploads");

    /** An action on one resource. */
    private record Need(String action, String resource) {}

    @TempDir
    private static Path folder;

    private BareSite site;
    private Set<Need> setup;
    private Set<Need> doctor;
    private Set<Need> live;
    private Set<Need> application;
    private Set<Need> encoder;

    @BeforeAll
    void play() {
        site = BareSite.overTls();
        Cli cli = Cli.with(site.settings(), folder);
        cli.run("setup", "all");
        cli.run("setup", "aws", "--versioning");
        spoil();
        cli.run("setup", "aws");
        setup = needs();
        spoil();
        cli.run("doctor");
        doctor = needs();
        cli.run("setup", "aws");
        needs();
        try (Application running = site.application(Map.of())) {
            running.start();
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !names(BareSite.OUTPUTS, "_jobs/instances/").isEmpty());
            // on a busy machine a call of a run may be given up, with all that would have followed
            await().atMost(Duration.ofMinutes(3))
                    .untilAsserted(() -> assertThat(cli.run("doctor", "--live", "--yes", "--patience", "120s")
                                    .lines())
                            .contains("holds    output-access: private, owned by the account of the ledger"));
        }
        live = needs();
        run(cli);
        application = needs();
        encoder = site.encodersS3Wire().calls().stream().map(PoliciesTest::ofS3).collect(Collectors.toSet());
    }

    @AfterAll
    void stop() {
        site.close();
    }

    /** What set-up made and somebody changed, which only its tags show. */
    private void spoil() {
        try (var sqs = site.adminSqs();
                S3Client s3 = site.adminS3()) {
            sqs.setQueueAttributes(b -> b.queueUrl(site.queues().url(Site.DEAD_LETTERS))
                    .attributesWithStrings(Map.of("MessageRetentionPeriod", "60")));
            sqs.setQueueAttributes(b ->
                    b.queueUrl(site.queues().url(Site.EVENTS)).attributesWithStrings(Map.of("VisibilityTimeout", "1")));
            for (String bucket : List.of(BareSite.SOURCES, BareSite.OUTPUTS)) {
                s3.putPublicAccessBlock(
                        b -> b.bucket(bucket).publicAccessBlockConfiguration(c -> c.blockPublicAcls(true)));
            }
        }
    }

    /** One upload of each fate, and each command for dead letters. */
    private void run(Cli cli) {
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .fromCall(7)
                        .always()
                        .refusing(400, 1001, "no"));
        try (Application running = site.application(Map.of())) {
            running.start();
            site.store()
                    .client()
                    .putObject(
                            b -> b.bucket(BareSite.OUTPUTS).key("out/VX-1.mxf_bitmovin.mp4"),
                            RequestBody.fromString("stale"));
            // longer than half the visibility, so that the message is kept hidden
            site.s3Wire().onOperation("HEAD in/VX-1.mxf").times(1).delay(Duration.ofSeconds(7));
            upload("in/VX-1.mxf");
            upload("in/VX-2.mxf");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> names(BareSite.SOURCES, "in/").isEmpty());
            upload("in/VX-3.mxf");
            await().atMost(Duration.ofSeconds(60)).until(() -> site.queues().depth(Site.DEAD_LETTERS) == 1);
        }
        cli.run("dead-letters", "list");
        cli.run("dead-letters", "archive");
        cli.run("dead-letters", "replay");
        Cli.Result reconciled = cli.run("reconcile");
        assertThat(reconciled.exit()).as(reconciled.err()).isZero();
    }

    @Test
    void theApplicationMayDoWhatItDoes() {
        assertThat(application).hasSizeGreaterThan(20).allMatch(need -> allows("application.json", need));
    }

    @Test
    void theApplicationMayDoNothingElse() {
        // only where a late delete of ours hides an upload in a bucket with versions, see HiddenSourcesTest
        assertThat(unused("application.json", application))
                .containsExactly("s3:DeleteObjectVersion arn:aws:s3:::mam-in/in/*");
    }

    @Test
    void theDoctorMayLookAtWhatItLooksAt() {
        assertThat(doctor).allMatch(need -> allows("application.json", need) || allows("doctor.json", need));
        assertThat(unused("doctor.json", doctor)).isEmpty();
    }

    /** Where it may not see the versions of outputs and records, the lifecycle removes them. */
    @Test
    void theLiveUploadMayDoWhatItDoes() {
        assertThat(live)
                .filteredOn(need -> !need.action().equals("s3:ListBucketVersions"))
                .allMatch(need ->
                        allows("application.json", need) || allows("doctor.json", need) || allows("live.json", need));
        assertThat(unused("live.json", live)).isEmpty();
    }

    @Test
    void theDoctorChangesNothingButAnObjectOfItsOwn() {
        // the try of a store that is not AWS
        assertThat(doctor)
                .filteredOn(need -> !need.resource().contains(":::mam-out/_jobs/tries/"))
                .allMatch(need -> need.action().matches("(s3|sqs):(Get|List).*"));
    }

    @Test
    void setUpMayMakeWhatItMakesAndNothingElse() {
        assertThat(setup).allMatch(need -> allows("setup.json", need));
        assertThat(unused("setup.json", setup)).isEmpty();
    }

    @Test
    void theEncoderReachesItsBuckets() {
        assertThat(encoder).isNotEmpty().allMatch(need -> allows("bitmovin.json", need));
    }

    /** What the result holds is no media, so that the job fails, after all calls were made. */
    @Test
    void theMamReachesWhatItNeeds() throws IOException {
        Path source = Files.writeString(folder.resolve("VX-50.mxf"), "media");
        site.store()
                .client()
                .putObject(
                        b -> b.bucket(BareSite.OUTPUTS).key("out/VX-50.mxf_bitmovin.mp4"),
                        RequestBody.fromString("no media"));
        site.s3Wire().forgetCalls();
        MamOptions options = MamOptions.of(BareSite.SOURCES, BareSite.OUTPUTS)
                .withLooks(1, Duration.ofMillis(50))
                .withSourceDeletion(MamOptions.SourceDeletion.WHEN_ENDED);
        try (S3Client s3 = SandboxStore.clientOf(site.s3Wire().endpoint());
                Mam mam = new Mam(s3, new Ffmpeg(), folder, options, line -> {})) {
            mam.transcode(source, "VX-50.mxf").await(Duration.ofSeconds(30));
        }

        Set<Need> needs = needs();
        assertThat(needs.stream().map(Need::action))
                .contains("s3:PutObject", "s3:ListBucket", "s3:GetObject", "s3:DeleteObject");
        assertThat(needs).allMatch(need -> allows("mam-user.json", need));
    }

    @Test
    void nobodyMayTouchWhatIsNotTheirs() {
        for (String file : List.of("application.json", "bitmovin.json", "mam-user.json")) {
            assertThat(allows(file, new Need("s3:PutObject", "arn:aws:s3:::mam-out/elsewhere")))
                    .as(file)
                    .isFalse();
            assertThat(allows(file, new Need("s3:DeleteBucket", "arn:aws:s3:::mam-out")))
                    .as(file)
                    .isFalse();
            assertThat(allows(file, new Need("sqs:PurgeQueue", QUEUE + Site.EVENTS)))
                    .as(file)
                    .isFalse();
        }
        assertThat(allows("application.json", new Need("s3:PutObject", "arn:aws:s3:::mam-out/out/x")))
                .isFalse();
        assertThat(allows("bitmovin.json", new Need("s3:DeleteObject", "arn:aws:s3:::mam-in/in/x")))
                .isFalse();
        assertThat(allows("mam-user.json", new Need("s3:GetObject", "arn:aws:s3:::mam-out/_jobs/x")))
                .isFalse();
    }

    /** {@code transcoder setup policies --directory docs/policies} writes them, with the example's names. */
    @Test
    void theFilesAreThoseThatAreGenerated() throws IOException {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("aws.s3.endpoint", "");
        Path generated = folder.resolve("policies");

        Cli.with(settings, folder).run("setup", "policies", "--directory", generated.toString());

        try (var files = Files.list(generated)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(8);
            for (Path file : all) {
                assertThat(DOCS.resolve(file.getFileName())).hasSameTextualContentAs(file);
            }
        }
    }

    @Test
    void whoTellsAQueueMaySendToItAndReadTheSecretsOfTheReceivers() throws IOException {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("notify.queue", "transcode-notices");
        settings.put("notify.secret", "{{aws:transcoder#notify}}");
        settings.put("tracing.headers", "{{aws:collector#headers}}");
        Path generated = folder.resolve("policies-of-notices");

        Cli.with(settings, folder).run("setup", "policies", "--directory", generated.toString());

        assertThat(generated.resolve("application.json"))
                .content()
                .contains(
                        "\"Notifications\"",
                        QUEUE + "transcode-notices\"",
                        ":secret:transcoder-??????",
                        ":secret:collector-??????");
    }

    /** Across accounts both sides have to allow it. */
    @Test
    void aQueueOfAnotherAccountIsNamedByTheAccountOfItsUrl() {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("notify.queue", "https://sqs.eu-west-1.amazonaws.com/222222222222/mam-notices");
        Path generated = folder.resolve("policies-of-others-notices");

        Cli.with(settings, folder).run("setup", "policies", "--directory", generated.toString());

        assertThat(generated.resolve("application.json"))
                .content()
                .contains("\"arn:aws:sqs:eu-west-1:222222222222:mam-notices\"", QUEUE + Site.EVENTS + '"');
    }

    @Test
    void whoSendsCanariesMayPutThemAndNothingElse() throws IOException {
        Map<String, String> settings = new HashMap<>(site.settings());
        settings.put("canary.period", "24h");
        Path generated = folder.resolve("policies-of-canaries");

        Cli.with(settings, folder).run("setup", "policies", "--directory", generated.toString());

        assertThat(generated.resolve("application.json"))
                .content()
                .contains("\"Canary\"", "\"arn:aws:s3:::mam-in/in/transcoder-canary/*\"");
        assertThat(DOCS.resolve("application.json")).content().doesNotContain("Canary");
    }

    private Set<Need> needs() {
        Set<Need> needs = site.s3Wire().calls().stream().map(PoliciesTest::ofS3).collect(Collectors.toSet());
        site.sqsWire().calls().stream().flatMap(PoliciesTest::ofSqs).forEach(needs::add);
        site.s3Wire().forgetCalls();
        site.sqsWire().forgetCalls();
        return needs;
    }

    /** Whoever makes a queue with tags has to be allowed both. */
    private static Stream<Need> ofSqs(Call call) {
        JsonNode body = read(call.requestBody());
        String queue =
                body.path("QueueName").asText(body.path("QueueUrl").asText()).replaceAll("^.*/", "");
        return Stream.of(call.operation().replaceAll("Batch$", ""), body.has("tags") ? "TagQueue" : "")
                .filter(action -> !action.isEmpty())
                .map(action -> new Need("sqs:" + action, QUEUE + queue));
    }

    private static Need ofS3(Call call) {
        String[] parts = call.path().split("\\?", 2);
        String query = parts.length > 1 ? parts[1] : "";
        String[] names = parts[0].substring(1).split("/", 2);
        String bucket = "arn:aws:s3:::" + names[0];
        if (names.length == 2 && !names[1].isEmpty()) {
            String resource = bucket + "/" + URLDecoder.decode(names[1].replace("+", "%2B"), StandardCharsets.UTF_8);
            String version = query.contains("versionId=") ? "Version" : "";
            return switch (call.method()) {
                case "GET", "HEAD" -> new Need("s3:GetObject" + (query.startsWith("acl") ? "Acl" : version), resource);
                case "DELETE" ->
                    new Need(
                            query.contains("uploadId=") ? "s3:AbortMultipartUpload" : "s3:DeleteObject" + version,
                            resource);
                default -> new Need("s3:PutObject", resource);
            };
        }
        // the SDK puts the subresource at any place among the parameters
        String subresource = Stream.of(query.split("&"))
                .map(parameter -> SUBRESOURCES.get(parameter.replaceAll("=.*", "")))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        if (subresource != null) {
            String verb = call.method().equals("PUT") ? "Put" : LISTS.contains(subresource) ? "List" : "Get";
            return new Need("s3:" + verb + subresource, bucket);
        }
        return new Need(call.method().equals("PUT") ? "s3:CreateBucket" : "s3:ListBucket", bucket);
    }

    private static boolean allows(String file, Need need) {
        boolean allowed = false;
        for (JsonNode statement : policy(file)) {
            if (contains(statement.path("Action"), need.action())
                    && contains(statement.path("Resource"), need.resource())) {
                if (statement.path("Effect").asText().equals("Deny")) {
                    return false;
                }
                allowed = true;
            }
        }
        return allowed;
    }

    /** The pairs of an action and a resource that a policy allows and nobody needed. */
    private static Set<String> unused(String file, Collection<Need> needs) {
        Set<String> unused = new TreeSet<>();
        for (JsonNode statement : policy(file)) {
            for (JsonNode action : statement.path("Action")) {
                for (JsonNode resource : statement.path("Resource")) {
                    boolean used = needs.stream()
                            .anyMatch(need -> need.action().equals(action.asText())
                                    && matches(resource.asText(), need.resource()));
                    if (!used) {
                        unused.add(action.asText() + " " + resource.asText());
                    }
                }
            }
        }
        return unused;
    }

    private static boolean contains(JsonNode patterns, String text) {
        for (JsonNode pattern : patterns) {
            if (matches(pattern.asText(), text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String pattern, String text) {
        return pattern.endsWith("*")
                ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                : pattern.equals(text);
    }

    private static JsonNode policy(String file) {
        try {
            return read(Files.readString(DOCS.resolve(file))).path("Statement");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void upload(String key) {
        site.store().client().putObject(b -> b.bucket(BareSite.SOURCES).key(key), RequestBody.fromString("media"));
    }

    private List<String> names(String bucket, String prefix) {
        return site.store().client().listObjectsV2(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                .map(object -> object.key())
                .toList();
    }
}
