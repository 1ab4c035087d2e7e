package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.Message;

@Tag("slow")
class SandboxStoreTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PART = 5 * 1024 * 1024;

    private static SandboxStore store;
    private static S3Client s3;

    private final List<String> events = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        store = SandboxStore.start();
        s3 = store.client();
    }

    @AfterAll
    static void stop() {
        store.close();
    }

    @Test
    void aPutGivesTheEventThatS3Sends() throws Exception {
        String bucket = watchedBucket("put");
        Instant before = Instant.now().minusSeconds(1);
        PutObjectResponse put = put(bucket, "in/VX-7.mxf", "four");

        JsonNode event = onlyEvent();
        assertThat(event.get("eventVersion").asText()).isEqualTo("2.1");
        assertThat(event.get("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(event.get("awsRegion").asText()).isEqualTo("eu-west-1");
        assertThat(event.get("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(event.get("eventTime").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(Instant.parse(event.get("eventTime").asText())).isBetween(before, Instant.now());
        assertThat(event.at("/s3/s3SchemaVersion").asText()).isEqualTo("1.0");
        assertThat(event.at("/s3/bucket/name").asText()).isEqualTo(bucket);
        assertThat(event.at("/s3/bucket/arn").asText()).isEqualTo("arn:aws:s3:::" + bucket);
        JsonNode object = event.at("/s3/object");
        assertThat(object.get("key").asText()).isEqualTo("in/VX-7.mxf");
        assertThat(object.get("size").asLong()).isEqualTo(4);
        assertThat(put.eTag()).isEqualTo("\"" + object.get("eTag").asText() + "\"");
        assertThat(object.has("versionId")).isFalse();
        assertThat(object.get("sequencer").asText()).matches("[0-9A-F]{16}");
    }

    @Test
    void aCopyGivesTheEventOfItsDestination() throws Exception {
        put(bucket("copy-source"), "from", "12345");
        String bucket = watchedBucket("copy");
        s3.copyObject(r -> r.sourceBucket("copy-source")
                .sourceKey("from")
                .destinationBucket(bucket)
                .destinationKey("to"));

        JsonNode event = onlyEvent();
        assertThat(event.get("eventName").asText()).isEqualTo("ObjectCreated:Copy");
        assertThat(event.at("/s3/object/key").asText()).isEqualTo("to");
        assertThat(event.at("/s3/object/size").asLong()).isEqualTo(5);
        assertThat(event.at("/s3/object/eTag").asText()).isEqualTo(eTag(bucket, "to"));
    }

    @Test
    void aMultipartUploadGivesOneEventAtItsEnd() throws Exception {
        String bucket = watchedBucket("multipart");
        String id =
                s3.createMultipartUpload(r -> r.bucket(bucket).key("big.mxf")).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int number = 1; number <= 2; number++) {
            int part = number;
            String eTag = s3.uploadPart(
                            r -> r.bucket(bucket).key("big.mxf").uploadId(id).partNumber(part),
                            RequestBody.fromBytes(new byte[PART]))
                    .eTag();
            parts.add(CompletedPart.builder().partNumber(part).eTag(eTag).build());
        }
        assertThat(events).isEmpty();
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents()).isEmpty();

        s3.completeMultipartUpload(
                r -> r.bucket(bucket).key("big.mxf").uploadId(id).multipartUpload(m -> m.parts(parts)));

        JsonNode event = onlyEvent();
        assertThat(event.get("eventName").asText()).isEqualTo("ObjectCreated:CompleteMultipartUpload");
        assertThat(event.at("/s3/object/size").asLong()).isEqualTo(2L * PART);
        assertThat(event.at("/s3/object/eTag").asText()).endsWith("-2").isEqualTo(eTag(bucket, "big.mxf"));
    }

    @Test
    void anAbortedMultipartUploadGivesNoEvent() {
        String bucket = watchedBucket("aborted");
        String id =
                s3.createMultipartUpload(r -> r.bucket(bucket).key("big.mxf")).uploadId();
        s3.uploadPart(
                r -> r.bucket(bucket).key("big.mxf").uploadId(id).partNumber(1), RequestBody.fromBytes(new byte[PART]));
        s3.abortMultipartUpload(r -> r.bucket(bucket).key("big.mxf").uploadId(id));

        assertThat(events).isEmpty();
    }

    @Test
    void aRefusedPutGivesNoEvent() {
        String bucket = watchedBucket("refused");
        put(bucket, "k", "first");
        assertThatThrownBy(() ->
                        s3.putObject(r -> r.bucket(bucket).key("k").ifNoneMatch("*"), RequestBody.fromString("second")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(events).hasSize(1);
    }

    @Test
    void otherBucketsAndDeletesGiveNoEvent() {
        String bucket = watchedBucket("quiet");
        put(bucket("unwatched"), "k", "x");
        s3.deleteObject(r -> r.bucket(bucket).key("k"));
        assertThat(events).isEmpty();
    }

    @Test
    void aVersionedBucketNamesTheVersion() throws Exception {
        store.createVersionedBucket("versioned");
        store.onObjectCreated("versioned", events::add);
        PutObjectResponse first = put("versioned", "k", "one");
        PutObjectResponse second = put("versioned", "k", "two");

        assertThat(first.versionId()).isNotEqualTo(second.versionId());
        assertThat(event(0).at("/s3/object/versionId").asText()).isEqualTo(first.versionId());
        assertThat(event(1).at("/s3/object/versionId").asText()).isEqualTo(second.versionId());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            a b+c%.mxf         | a+b%2Bc%25.mxf
            in/sub/VX-1.mxf    | in/sub/VX-1.mxf
            clap 🎬.mov        | clap+%F0%9F%8E%AC.mov
            Übung.mxf          | %C3%9Cbung.mxf
            ${x}{{y}}          | %24%7Bx%7D%7B%7By%7D%7D
            "quoted" 'single'  | %22quoted%22+%27single%27
            a?b&c=d#e          | a%3Fb%26c%3Dd%23e
            (1)~               | %281%29%7E
            """)
    void anOddKeyIsEncodedTheFormWay(String key, String encoded) throws Exception {
        String bucket = watchedBucket("odd-" + Integer.toHexString(key.hashCode()));
        put(bucket, key, "x");

        assertThat(onlyEvent().at("/s3/object/key").asText()).isEqualTo(encoded);
        assertThat(URLDecoder.decode(encoded, StandardCharsets.UTF_8)).isEqualTo(key);
        assertThat(s3.listObjectsV2(r -> r.bucket(bucket)).contents())
                .singleElement()
                .satisfies(o -> assertThat(o.key()).isEqualTo(key));
    }

    @Test
    void theSequencersOfOneKeyGrow() throws Exception {
        String bucket = watchedBucket("sequence");
        for (int i = 0; i < 20; i++) {
            put(bucket, "k", "content " + i);
        }
        List<String> sequencers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sequencers.add(event(i).at("/s3/object/sequencer").asText());
        }
        assertThat(sequencers).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofSixteenCreateOnlyWritersExactlyOneWins(boolean watched) throws Exception {
        String bucket = watched ? watchedBucket("race-watched") : bucket("race");
        for (int key = 0; key < 20; key++) {
            String name = "_jobs/" + key + "/1.claim";
            List<Integer> answers = race(16, writer -> createOnly(bucket, name, "writer " + writer));

            assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
            assertThat(answers).filteredOn(status -> status == 412).hasSize(15);
            int winner = answers.indexOf(200);
            assertThat(s3.getObjectAsBytes(r -> r.bucket(bucket).key(name)).asUtf8String())
                    .isEqualTo("writer " + winner);
        }
    }

    @Test
    void aDeleteWithTheWrongETagIsRefusedAndWithTheRightOneDone() {
        String bucket = bucket("conditional");
        PutObjectResponse first = put(bucket, "k", "first");
        PutObjectResponse second = put(bucket, "k", "second");

        assertThatThrownBy(() -> s3.deleteObject(r -> r.bucket(bucket).key("k").ifMatch(first.eTag())))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.statusCode()).isEqualTo(412));
        assertThat(eTag(bucket, "k")).isNotNull();

        s3.deleteObject(r -> r.bucket(bucket).key("k").ifMatch(second.eTag()));
        assertThatThrownBy(() -> eTag(bucket, "k")).isInstanceOf(NoSuchKeyException.class);
    }

    @Test
    void aConditionalDeleteInAVersionedBucketLeavesAMarkerAndTheVersion() {
        store.createVersionedBucket("marked");
        PutObjectResponse put = put("marked", "k", "kept");
        s3.deleteObject(r -> r.bucket("marked").key("k").ifMatch(put.eTag()));

        assertThatThrownBy(() -> eTag("marked", "k")).isInstanceOf(NoSuchKeyException.class);
        assertThat(s3.listObjectVersions(r -> r.bucket("marked")).deleteMarkers())
                .hasSize(1);
        assertThat(s3.getObjectAsBytes(r -> r.bucket("marked").key("k").versionId(put.versionId()))
                        .asUtf8String())
                .isEqualTo("kept");
    }

    @Test
    void aCreateOnlyPutSucceedsOnceTheObjectIsDeleted() {
        for (String bucket : List.of("again", "again-versioned")) {
            if (bucket.equals("again")) {
                store.createBucket(bucket);
            } else {
                store.createVersionedBucket(bucket);
            }
            assertThat(createOnly(bucket, "k", "one")).isEqualTo(200);
            assertThat(createOnly(bucket, "k", "two")).isEqualTo(412);
            s3.deleteObject(r -> r.bucket(bucket).key("k"));
            assertThat(createOnly(bucket, "k", "three")).isEqualTo(200);
        }
    }

    @Test
    void theHeadOfAMissingObjectIs404() {
        String bucket = bucket("missing");
        assertThatThrownBy(() -> s3.headObject(r -> r.bucket(bucket).key("nothing")))
                .isInstanceOfSatisfying(NoSuchKeyException.class, e -> assertThat(e.statusCode())
                        .isEqualTo(404));
    }

    @Test
    void aSinkThatFailsDoesNotFailTheUpload() {
        String bucket = bucket("deaf");
        store.onObjectCreated(bucket, event -> {
            throw new IllegalStateException("the queue is gone");
        });
        put(bucket, "k", "x");
        assertThat(eTag(bucket, "k")).isNotNull();
    }

    @Test
    void aQueueGetsTheTestEventAndThenTheEvents() throws Exception {
        try (SandboxQueues queues = SandboxQueues.start()) {
            queues.create("events", Duration.ofSeconds(30));
            String bucket = bucket("queued");
            store.sendEventsTo(bucket, queues, "events");
            assertThat(queues.peekAll("events")).singleElement().satisfies(m -> {
                JsonNode test = JSON.readTree(m.body());
                assertThat(test.get("Event").asText()).isEqualTo("s3:TestEvent");
                assertThat(test.get("Bucket").asText()).isEqualTo(bucket);
                assertThat(test.has("Records")).isFalse();
            });

            put(bucket, "in/a b.mxf", "x");
            assertThat(queues.peekAll("events"))
                    .extracting(Message::body)
                    .filteredOn(body -> body.contains("Records"))
                    .singleElement()
                    .satisfies(body -> assertThat(JSON.readTree(body)
                                    .at("/Records/0/s3/object/key")
                                    .asText())
                            .isEqualTo("in/a+b.mxf"));
        }
    }

    private static int createOnly(String bucket, String key, String content) {
        try {
            return s3.putObject(r -> r.bucket(bucket).key(key).ifNoneMatch("*"), RequestBody.fromString(content))
                    .sdkHttpResponse()
                    .statusCode();
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }

    /** The answers of the writers, which all start at once. */
    private static <T> List<T> race(int writers, Writer<T> writer) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            CyclicBarrier start = new CyclicBarrier(writers);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int number = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return writer.write(number);
                }));
            }
            List<T> answers = new ArrayList<>();
            for (Future<T> one : running) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    private interface Writer<T> {
        T write(int number);
    }

    @Test
    void aDeleteIsToldWithWhatItFoundAndWhoAskedForIt() {
        String bucket = bucket("removals");
        List<ObjectRemoved> removed = new CopyOnWriteArrayList<>();
        store.onObjectRemoved(bucket, removed::add);
        put(bucket, "a", "first");
        String first = eTag(bucket, "a");
        s3.deleteObject(r -> r.bucket(bucket).key("a"));
        put(bucket, "a", "second");
        String second = eTag(bucket, "a");
        store.remove(bucket, "a", null);
        s3.deleteObject(r -> r.bucket(bucket).key("never-there"));

        assertThat(removed)
                .extracting(ObjectRemoved::key, ObjectRemoved::eTag, ObjectRemoved::byTheStoresOwner)
                .containsExactly(tuple("a", first, false), tuple("a", second, true));
    }

    @Test
    void aRefusedDeleteIsNotTold() {
        String bucket = bucket("refused-removals");
        List<ObjectRemoved> removed = new CopyOnWriteArrayList<>();
        store.onObjectRemoved(bucket, removed::add);
        put(bucket, "a", "first");

        assertThatThrownBy(() -> s3.deleteObject(r -> r.bucket(bucket).key("a").ifMatch("0123456789abcdef")))
                .isInstanceOf(S3Exception.class);

        assertThat(removed).isEmpty();
    }

    @Test
    void aDeleteInAVersionedBucketIsToldWithItsMarkerAndAVersionByItsId() {
        store.createVersionedBucket("versioned-removals");
        List<ObjectRemoved> removed = new CopyOnWriteArrayList<>();
        store.onObjectRemoved("versioned-removals", removed::add);
        String version = put("versioned-removals", "a", "first").versionId();
        String marker =
                s3.deleteObject(r -> r.bucket("versioned-removals").key("a")).versionId();
        store.remove("versioned-removals", "a", version);

        assertThat(removed)
                .extracting(ObjectRemoved::versionId, ObjectRemoved::markerId)
                .containsExactly(tuple(null, marker), tuple(version, null));
    }

    private static String bucket(String name) {
        store.createBucket(name);
        return name;
    }

    private String watchedBucket(String name) {
        store.onObjectCreated(bucket(name), events::add);
        return name;
    }

    private static PutObjectResponse put(String bucket, String key, String content) {
        return s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromString(content));
    }

    private static String eTag(String bucket, String key) {
        return s3.headObject(r -> r.bucket(bucket).key(key)).eTag().replace("\"", "");
    }

    private JsonNode onlyEvent() throws Exception {
        assertThat(events).hasSize(1);
        return event(0);
    }

    private JsonNode event(int index) throws Exception {
        JsonNode records = JSON.readTree(events.get(index)).get("Records");
        assertThat(records).hasSize(1);
        return records.get(0);
    }
}
