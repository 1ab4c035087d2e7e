package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.boot.Application;
import io.transcoder.boot.LogLines;
import io.transcoder.cli.Cli;
import io.transcoder.sandbox.Receiver;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Fault;
import io.transcoder.sandbox.encoder.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.sqs.model.Message;

/** Others are told what became of each upload, at least once, and delay nothing. */
class NotifyTest extends RunningSite {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String QUEUE = "transcode-notices";
    private static final String SECRET = "a-secret-that-nobody-guesses";
    private static final String TOKEN = "tok-5d2f";
    private static final String PASSWORD = "pw-91c7";

    private final Receiver receiver = Receiver.start();
    private Wiretap s3;
    private Map<String, String> overrides;
    private Path folder;
    private Cli cli;

    @Override
    protected Map<String, String> overrides() {
        site.queues().create(QUEUE, Duration.ofSeconds(10));
        s3 = Wiretap.start("s3", site.store().endpoint());
        overrides = Map.of(
                "aws.s3.endpoint",
                s3.endpoint().toString(),
                "notify.url",
                "http://bob:" + PASSWORD + "@" + receiver.authority() + "/hooks/a%2Fb?token=" + TOKEN,
                "notify.queue",
                QUEUE,
                "notify.secret",
                SECRET,
                "source.max-size",
                "1KB",
                "price.per-minute",
                "0.5",
                "price.currency",
                "EUR");
        return overrides;
    }

    @BeforeAll
    void operator(@TempDir Path folder) {
        this.folder = folder;
        cli = Cli.on(site, folder, overrides);
    }

    @AfterEach
    void everythingIsTold() {
        receiver.answer(call -> 204);
        s3.heal();
        site.encoder().clearFaults();
        eventually(() -> site.names("_jobs/notify-url/").isEmpty()
                && site.names("_jobs/notify-queue/").isEmpty());
    }

    @Override
    @AfterAll
    void stop() {
        super.stop();
        receiver.close();
        s3.close();
    }

    @Test
    void whatFinishedIsTold() {
        site.upload("in/told/a.mxf", "media");

        JsonNode event = told("in/told/a.mxf", "finished");

        assertThat(event.get("specversion").asText()).isEqualTo("1.0");
        assertThat(event.get("type").asText()).isEqualTo("io.transcoder.upload.finished");
        assertThat(event.get("source").asText()).isEqualTo("/transcoder/" + Site.SOURCES);
        assertThat(event.get("subject").asText()).isEqualTo("in/told/a.mxf");
        assertThat(event.get("datacontenttype").asText()).isEqualTo("application/json");
        assertThat(Instant.parse(event.get("time").asText())).isBefore(Instant.now());
        JsonNode data = event.get("data");
        assertThat(event.get("id").asText()).isEqualTo(data.get("id").asText() + ".1.finished");
        assertThat(data.get("key").asText()).isEqualTo("in/told/a.mxf");
        assertThat(data.get("state").asText()).isEqualTo("finished");
        assertThat(data.get("profile").asText()).isEqualTo("mp4");
        assertThat(data.get("outputs").get(0).asText()).isEqualTo(outputOf("in/told/a.mxf"));
        assertThat(data.get("encodingId").asText())
                .isEqualTo(site.encodingsOf("in/told/a.mxf").get(0).id());
        assertThat(data.get("startedAt").asText()).startsWith("20");
    }

    /** CloudEvents 1.0, "Type System": no control characters in an attribute; the data may have any. */
    @Test
    void theSubjectHasNoControlCharacters() {
        site.upload("in/told/a\nb.xml", "text");

        JsonNode event = told("in/told/a\\nb.xml", "ignored");

        assertThat(event.get("data").get("key").asText()).isEqualTo("in/told/a\nb.xml");
    }

    @Test
    void whatFailedIsToldWithItsCauseAndNotBeforeItsLastAttempt() {
        site.encoder()
                .script(
                        e -> "in/told/retried.mxf".equals(e.sourceKey()),
                        Outcome.error(2100, "no such track", RetryHint.RETRY));
        site.upload("in/told/retried.mxf", "media");

        JsonNode event = told("in/told/retried.mxf", "failed");

        assertThat(event.get("id").asText()).endsWith(".2.failed");
        assertThat(event.get("data").get("reason").asText()).contains("no such track");
        assertThat(event.get("data").get("kind").asText()).isEqualTo("encoding-failed");
        assertThat(event.get("data").get("code").asInt()).isEqualTo(2100);
        assertThat(events("in/told/retried.mxf")).hasSize(1);
    }

    @Test
    void whatCouldNotBeBuiltIsToldAsFailed() {
        site.encoder()
                .fault(Fault.on("POST", "/encoding/encodings/*/streams")
                        .always()
                        .refusing(400, 1001, "no such codec"));
        site.upload("in/told/refused.mxf", "media");

        JsonNode event = told("in/told/refused.mxf", "failed");

        assertThat(event.get("data").get("kind").asText()).isEqualTo("permanent");
        assertThat(event.get("data").get("reason").asText()).contains("no such codec");
    }

    @Test
    void whatIsNoSourceIsToldAsIgnoredOrSkipped() throws JsonProcessingException {
        Map<String, String> reasons = Map.of(
                "in/told/a.xml", "side-file",
                "in/told/large.mxf", "too-large",
                "elsewhere/a.mxf", "no-profile",
                "in/told/folder/", "folder-placeholder");
        site.upload("in/told/a.xml", "text");
        site.upload("in/told/large.mxf", "x".repeat(2000));
        site.upload("elsewhere/a.mxf", "media");
        site.upload("in/told/folder/", "");
        site.upload("in/told/empty.mxf", "");

        for (Map.Entry<String, String> reason : reasons.entrySet()) {
            JsonNode data = told(reason.getKey(), "ignored").get("data");
            assertThat(data.get("reason").asText()).isEqualTo(reason.getValue());
            assertThat(data.get("state").asText()).isEqualTo("ignored");
            assertThat(data.get("bucket").asText()).isEqualTo(Site.SOURCES);
        }
        JsonNode skipped = told("in/told/empty.mxf", "skipped");
        assertThat(skipped.get("id").asText())
                .isEqualTo(skipped.get("data").get("id").asText() + ".1.skipped");
        assertThat(skipped.get("data").get("reason").asText()).isEqualTo("source-empty");
    }

    @Test
    void whatIsHeldIsToldOnceAndThenItsEnd() throws JsonProcessingException {
        assertThat(cli.run("pause", "--prefix", "in/held/", "--reason", "night").exit())
                .isZero();
        site.upload("in/held/a.mxf", "media");

        JsonNode data = told("in/held/a.mxf", "held").get("data");
        assertThat(data.get("heldBy").asText()).isEqualTo("paused");
        assertThat(data.get("reason").asText()).isEqualTo("paused: night");
        assertThat(data.get("state").asText()).isEqualTo("held");

        assertThat(cli.run("resume", "--prefix", "in/held/").exit()).isZero();
        told("in/held/a.mxf", "finished");
        assertThat(events("in/held/a.mxf")).hasSize(2);
    }

    @Test
    void aReceiverThatFailsHalfOfTheTimeGetsEverythingOnce() {
        receiver.answer(call -> call % 2 == 0 ? 500 : 204);
        List<String> keys =
                IntStream.range(0, 12).mapToObj(i -> "in/half/" + i + ".mxf").toList();
        keys.forEach(key -> site.upload(key, "media"));

        keys.forEach(key -> eventually(() -> !ids(key).isEmpty()));
        eventually(() -> site.names("_jobs/notify-url/").isEmpty());

        List<String> ids = keys.stream().flatMap(key -> ids(key).stream()).toList();
        assertThat(ids).hasSize(12).doesNotHaveDuplicates();
    }

    @Test
    void aReceiverThatIsSlowOrAwayDelaysNoUpload() {
        var open = new CountDownLatch(1);
        receiver.answer(call -> {
            Receiver.await(open);
            return 204;
        });
        int before = receiver.all().size();
        site.upload("in/slow/first.mxf", "media");
        eventually(() -> receiver.all().size() > before);

        site.upload("in/slow/second.mxf", "media");
        settled("in/slow/second.mxf");
        eventually(() -> inQueue("in/slow/second.mxf"));
        assertThat(events("in/slow/second.mxf")).isEmpty();
        open.countDown();

        told("in/slow/second.mxf", "finished");
    }

    @Test
    void whoDiesBetweenTheEndAndItsEventLosesNothing() {
        site.encoder()
                .script(
                        e -> "in/died/failed.mxf".equals(e.sourceKey()),
                        Outcome.error(2100, "damaged", RetryHint.NO_RETRY));
        s3.on(request -> request.operation().startsWith("PUT _jobs/notify-"))
                .always()
                .answer(403, Map.of(), "");
        site.upload("in/died/finished.mxf", "media");
        site.upload("in/died/failed.mxf", "media");
        eventually(() -> Stream.of("in/died/finished.mxf", "in/died/failed.mxf")
                .allMatch(key -> site.records(key).contains("1.end")));
        application.close();
        assertThat(site.isOpen("in/died/finished.mxf")).isTrue();
        assertThat(site.isOpen("in/died/failed.mxf")).isTrue();
        s3.heal();

        application = site.startApplication(overrides);

        told("in/died/finished.mxf", "finished");
        told("in/died/failed.mxf", "failed");
        eventually(() -> inQueue("in/died/failed.mxf"));
        settled("in/died/failed.mxf");
        assertThat(ids("in/died/failed.mxf")).hasSize(1);
        assertThat(site.queues().depth(Site.DEAD_LETTERS)).isEqualTo(1);
    }

    @Test
    void anIgnoredUploadIsToldAlthoughItsEventCouldNotBePutAtFirst() {
        s3.on(request -> request.operation().startsWith("PUT _jobs/notify-"))
                .times(3)
                .answer(403, Map.of(), "");
        site.upload("in/died/empty.mxf", "");
        site.upload("in/died/a.xml", "text");

        told("in/died/empty.mxf", "skipped");
        told("in/died/a.xml", "ignored");
    }

    @Test
    void whatCanNotBeListedIsSentInALaterRound() {
        try (var log = LogLines.listen()) {
            s3.on(request -> request.operation().startsWith("LIST _jobs/notify-url/"))
                    .always()
                    .answer(403, Map.of(), "");
            site.upload("in/unlisted.mxf", "media");
            eventually(() -> log.lines().stream()
                    .anyMatch(line -> line.startsWith("WARN The events that wait can't be listed")));
        }
        s3.heal();

        told("in/unlisted.mxf", "finished");
    }

    @Test
    void whoDiesBetweenThePostAndItsReceiptRepeatsIt() {
        s3.on(request -> request.operation().startsWith("PUT _jobs/notify-url-done/"))
                .times(1)
                .answer(403, Map.of(), "");
        site.upload("in/repeated.mxf", "media");

        eventually(() -> ids("in/repeated.mxf").size() == 2);

        assertThat(ids("in/repeated.mxf")).containsOnly(ids("in/repeated.mxf").get(0));
        eventually(() ->
                site.names("_jobs/notify-url-done/" + ids("in/repeated.mxf").get(0))
                                .size()
                        == 1);
    }

    /** Somebody may die between the receipt and what waited. */
    @Test
    void whatHasAReceiptIsNotSentAgain() {
        site.upload("in/receipt.mxf", "media");
        JsonNode event = told("in/receipt.mxf", "finished");
        String id = event.get("id").asText();
        eventually(() -> site.names("_jobs/notify-url/").isEmpty());

        site.s3()
                .putObject(
                        b -> b.bucket(Site.OUTPUTS).key("_jobs/notify-url/" + id),
                        RequestBody.fromString(event.toString()));

        eventually(() -> site.names("_jobs/notify-url/").isEmpty());
        assertThat(ids("in/receipt.mxf")).hasSize(1);
    }

    /** Standard Webhooks and RFC 2104, by their texts. */
    @Test
    void theSignatureIsWhatTheStandardSays() throws GeneralSecurityException {
        site.upload("in/signed.mxf", "media");
        told("in/signed.mxf", "finished");

        Receiver.Post post = posts("in/signed.mxf").get(0);
        assertThat(post.signature()).isEqualTo("v1," + hmac(post.id() + "." + post.timestamp() + "." + post.body()));
        assertThat(Long.parseLong(post.timestamp())).isCloseTo(Instant.now().getEpochSecond(), within(120));
        assertThat(post.contentType()).isEqualTo("application/cloudevents+json");
        assertThat(post.target()).isEqualTo("/hooks/a%2Fb?token=" + TOKEN);
        assertThat(post.authorization())
                .isEqualTo("Basic "
                        + Base64.getEncoder().encodeToString(("bob:" + PASSWORD).getBytes(StandardCharsets.UTF_8)));
        eventually(() -> inQueue("in/signed.mxf"));
        Message message = queued("in/signed.mxf").findFirst().orElseThrow();
        assertThat(message.body()).isEqualTo(post.body());
        assertThat(attribute(message, "webhook-id")).isEqualTo(post.id());
        assertThat(attribute(message, "webhook-signature"))
                .isEqualTo(
                        "v1," + hmac(post.id() + "." + attribute(message, "webhook-timestamp") + "." + message.body()));
        assertThat(message.messageAttributes())
                .containsOnlyKeys("webhook-id", "webhook-timestamp", "webhook-signature", "Content-Type");
    }

    @Test
    void noSecretGetsIntoALogLineOrTheLedger() {
        try (var log = LogLines.listen()) {
            receiver.answer(call -> call % 3 == 0 ? 302 : call % 3 == 1 ? 500 : 204);
            site.upload("in/logged.mxf", "media");
            told("in/logged.mxf", "finished");
            String closed = overrides.get("notify.url").replaceAll(":\\d+/", ":1/");
            Cli.Result refused =
                    Cli.on(site, folder, with("notify.url", closed)).run("notify", "test");

            assertThat(refused.exit()).isEqualTo(1);
            assertThat(refused.err()).contains("notify.url has not taken").doesNotContain(SECRET, TOKEN, PASSWORD);
            assertThat(log.lines()).isNotEmpty().noneMatch(line -> Stream.of(SECRET, TOKEN, PASSWORD, "hooks/a")
                    .anyMatch(line::contains));
        }
        eventually(() -> site.names("_jobs/notify-url/").isEmpty());
        for (String name : site.names("_jobs/notify-")) {
            assertThat(site.s3()
                            .getObjectAsBytes(b -> b.bucket(Site.OUTPUTS).key(name))
                            .asUtf8String())
                    .doesNotContain(SECRET, TOKEN, PASSWORD);
        }
    }

    /** Camel's message on a route that names a method wrong quotes the bean, and goes to the log and the page of the health. */
    @Test
    void noBeanShowsASecret() {
        Map<String, Object> beans = application.context().getRegistry().findByTypeWithName(Object.class);

        assertThat(beans).containsKey("webhook").allSatisfy((name, bean) -> assertThat(bean.toString())
                .doesNotContain(SECRET, TOKEN, PASSWORD, "hooks/a", Site.API_KEY));
    }

    @Test
    void anOperatorCanTryTheReceivers() {
        Cli.Result tried = cli.run("notify", "test");

        assertThat(tried.exit()).as(tried.err()).isZero();
        assertThat(tried.lines()).hasSize(2);
        assertThat(tried.lines().get(0)).isEqualTo("notify.url has taken the event: status 204");
        assertThat(tried.lines().get(1)).startsWith("notify.queue has taken the event: message ");
        assertThat(receiver.taken()).anyMatch(post -> post.body().contains("\"io.transcoder.test\""));

        receiver.answer(call -> 503);
        Cli.Result refused = cli.run("notify", "test");
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("notify.url has not taken the event").contains("answers 503");
        assertThat(refused.lines()).singleElement().asString().startsWith("notify.queue has taken");

        Cli.Result nobody = Cli.on(site, folder).run("notify", "test");
        assertThat(nobody.exit()).isEqualTo(2);
        assertThat(nobody.err()).contains("Neither notify.url nor notify.queue is set");
        assertThat(cli.run("notify").exit()).isEqualTo(2);
    }

    /** An operator asks just then. */
    @ParameterizedTest
    @CsvSource({"notify.queue, gone, The queue gone can't be used", "aws.sqs.endpoint, http://localhost:1, localhost:1"
    })
    @Timeout(60)
    void whereTheQueueCanNotBeUsedTheOtherReceiverIsTriedNevertheless(String key, String value, String why) {
        Cli.Result tried = Cli.on(site, folder, with(key, value)).run("notify", "test");

        assertThat(tried.exit()).as(tried.err()).isEqualTo(1);
        assertThat(tried.lines()).containsExactly("notify.url has taken the event: status 204");
        assertThat(tried.err())
                .contains("notify.queue has not taken the event: ")
                .contains(why);
    }

    @Test
    void twoInstancesTellEachOnce() {
        try (Application another = site.startApplication(overrides)) {
            assertThat(another.context().isStarted()).isTrue();
            List<String> keys =
                    IntStream.range(0, 12).mapToObj(i -> "in/two/" + i + ".mxf").toList();
            keys.forEach(key -> site.upload(key, "media"));

            keys.forEach(key -> eventually(() -> !ids(key).isEmpty()));
            eventually(() -> site.names("_jobs/notify-url/").isEmpty());
            // what two sent in the moment in which they did not know each other has one id
            Set<String> ids = new HashSet<>();
            keys.forEach(key -> ids.addAll(ids(key)));
            assertThat(ids).hasSize(12);
        }
    }

    /** Only one of another list of types. */
    @Test
    void onlyTheTypesThatAreWantedAreSent() {
        try (var few = Receiver.start()) {
            Map<String, String> wanted = with("notify.url", "http://" + few.authority());
            wanted.put("notify.types", "failed, ignored");
            wanted.remove("notify.queue");
            application.close();
            application = site.startApplication(wanted);

            site.upload("in/few/a.mxf", "media");
            settled("in/few/a.mxf");
            site.upload("in/few/a.txt", "text");

            eventually(() -> !few.taken().isEmpty());
            assertThat(few.taken()).singleElement().satisfies(post -> assertThat(post.id())
                    .endsWith(".ignored"));
        } finally {
            application.close();
            application = site.startApplication(overrides);
        }
    }

    @Test
    void aQueueThatIsGoneStopsNoUploadAndGetsItsEventsOnceItIsBack() {
        application.close();
        application = site.startApplication(with("notify.queue", "nobody-has-made-it"));
        try {
            site.upload("in/gone/a.mxf", "media");
            told("in/gone/a.mxf", "finished");
            assertThat(site.names("_jobs/notify-queue/")).hasSize(1);

            site.queues().create("nobody-has-made-it", Duration.ofSeconds(10));
            eventually(() -> site.names("_jobs/notify-queue/").isEmpty());

            assertThat(site.queues().depth("nobody-has-made-it")).isEqualTo(1);
        } finally {
            application.close();
            application = site.startApplication(overrides);
        }
    }

    private Map<String, String> with(String key, String value) {
        Map<String, String> changed = new HashMap<>(overrides);
        changed.put(key, value);
        return changed;
    }

    /** The event of the key, when the receiver has taken it. */
    private JsonNode told(String key, String kind) {
        eventually(() -> ids(key).stream().anyMatch(id -> id.endsWith("." + kind)));
        return events(key).stream()
                .filter(event -> event.get("id").asText().endsWith("." + kind))
                .findFirst()
                .orElseThrow();
    }

    private List<String> ids(String key) {
        return posts(key).stream().map(Receiver.Post::id).toList();
    }

    private List<JsonNode> events(String key) {
        return posts(key).stream().map(post -> json(post.body())).toList();
    }

    private List<Receiver.Post> posts(String key) {
        return receiver.taken().stream()
                .filter(post -> json(post.body()).path("subject").asText().equals(key))
                .toList();
    }

    private boolean inQueue(String key) {
        return queued(key).findAny().isPresent();
    }

    private Stream<Message> queued(String key) {
        return site.queues().peekAll(QUEUE).stream()
                .filter(message -> json(message.body()).path("subject").asText().equals(key));
    }

    private static Offset<Long> within(long seconds) {
        return Offset.offset(seconds);
    }

    private static String hmac(String content) throws GeneralSecurityException {
        byte[] key = Arrays.copyOf(SECRET.getBytes(StandardCharsets.UTF_8), 64);
        byte[] inner = digest(padded(key, 0x36), content.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest(padded(key, 0x5c), inner));
    }

    private static byte[] padded(byte[] key, int pad) {
        byte[] padded = new byte[key.length];
        for (int i = 0; i < key.length; i++) {
            padded[i] = (byte) (key[i] ^ pad);
        }
        return padded;
    }

    private static byte[] digest(byte[] first, byte[] second) throws GeneralSecurityException {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        sha.update(first);
        return sha.digest(second);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }
}
