package io.transcoder.lab.matrix;

import io.transcoder.lab.matrix.History.Actor;
import io.transcoder.lab.matrix.History.Look;
import io.transcoder.lab.matrix.History.Removal;
import io.transcoder.lab.matrix.History.Uploaded;
import io.transcoder.lab.matrix.History.Version;
import io.transcoder.sandbox.ObjectRemoved;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.EncoderOptions;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The services of one installation, what the MAM does to them, and a record of what really happened there. */
final class World implements AutoCloseable {
    static final String SOURCES = "mam-in";
    static final String OUTPUTS = "mam-out";
    static final String API_KEY = "sandbox-key-5f1c";

    static final String OTHER_SOURCES = "mam-in-2";
    static final String OTHER_EVENTS = "other-events";
    static final String OTHER_DEAD_LETTERS = "other-dead-letters";

    private static final String OUT = "out/";
    private static final int MAX_RECEIVES = 5;

    /** A change of the output prefix as the store told it; whose bytes they are is found out by the ETag. */
    record Change(String key, boolean removed, boolean byOwner, String eTag, Instant at) {}

    private final SandboxQueues queues = SandboxQueues.start();
    private final SandboxStore store = SandboxStore.start();
    private final Wiretap storeTap = Wiretap.start("s3", store.endpoint());
    private final Encoder encoder;
    private final List<Uploaded> uploads = new CopyOnWriteArrayList<>();
    private final Collection<Removal> removals = new ConcurrentLinkedQueue<>();
    private final Collection<Change> outputs = new ConcurrentLinkedQueue<>();
    private final Collection<Look> looks = new ConcurrentLinkedQueue<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final Set<String> ordered = ConcurrentHashMap.newKeySet();
    private final Map<String, Instant> asked = new ConcurrentHashMap<>();
    private final Map<String, Instant> askedOfKey = new ConcurrentHashMap<>();
    private final Collection<Consumer<String>> onOutput = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> sink = this::send;

    World(boolean versioned, Duration visibility, UnaryOperator<EncoderOptions> encoderOptions) {
        store.createBucket(OUTPUTS);
        if (versioned) {
            store.createVersionedBucket(SOURCES);
        } else {
            store.createBucket(SOURCES);
        }
        queues.createWithDeadLetters(Bench.EVENTS, Bench.DEAD_LETTERS, MAX_RECEIVES, visibility);
        store.onObjectCreated(SOURCES, event -> {
            uploads.add(uploaded(event));
            sink.accept(event);
        });
        store.onObjectRemoved(SOURCES, this::sourceRemoved);
        store.onObjectCreated(OUTPUTS, this::outputWritten);
        store.onObjectRemoved(OUTPUTS, this::outputRemoved);
        storeTap.on(this::noteRequest).refuse();
        encoder = Encoder.start(encoderOptions.apply(EncoderOptions.of(API_KEY, store.client())));
        Site.addShippedResources(encoder, SOURCES, OUTPUTS);
    }

    /** A source bucket and queues of somebody else. */
    void createOtherInstallation() {
        if (store.client().listBuckets().buckets().stream()
                .noneMatch(bucket -> bucket.name().equals(OTHER_SOURCES))) {
            store.createBucket(OTHER_SOURCES);
            queues.createWithDeadLetters(OTHER_EVENTS, OTHER_DEAD_LETTERS, MAX_RECEIVES, Duration.ofSeconds(10));
        }
    }

    Encoder encoder() {
        return encoder;
    }

    SandboxQueues queues() {
        return queues;
    }

    SandboxStore store() {
        return store;
    }

    /** Where an application is to find the store. */
    URI storeEndpoint() {
        return storeTap.endpoint();
    }

    // the MAM

    void upload(String key, String content) {
        store.client().putObject(b -> b.bucket(SOURCES).key(key), RequestBody.fromString(content));
    }

    /** Of a versioned bucket the version; null for the key, which a delete marker hides then. */
    void removeSource(String key, String versionId) {
        store.remove(SOURCES, key, versionId);
    }

    void takeOutput(String key) {
        store.remove(OUTPUTS, key, null);
    }

    void writeOutput(String key, String content) {
        store.client().putObject(b -> b.bucket(OUTPUTS).key(key), RequestBody.fromString(content));
    }

    /** Calls the MAM's watcher with the key of each output while it is being written. */
    Runnable onOutput(Consumer<String> watcher) {
        onOutput.add(watcher);
        return () -> onOutput.remove(watcher);
    }

    /** Somebody deletes it in Bitmovin's dashboard. */
    void deleteAtBitmovin(String encodingId) {
        forgotten.add(encodingId);
        var request = HttpRequest.newBuilder(URI.create(encoder.url() + "/encoding/encodings/" + encodingId))
                .header("X-Api-Key", API_KEY)
                .DELETE()
                .build();
        HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .join();
    }

    // messages

    /** Each upload's event goes to the queue at once. */
    void deliverEvents() {
        sink = this::send;
    }

    /** Events of uploads go nowhere else from now on. */
    void divertEvents(Consumer<String> to) {
        sink = to;
    }

    void send(String event) {
        queues.send(Bench.EVENTS, event);
    }

    /** Sends another event of the upload, which the checker will know. */
    void send(Uploaded upload, String event) {
        uploads.replaceAll(one -> one.equals(upload)
                ? new Uploaded(
                        one.key(),
                        one.version(),
                        Stream.concat(one.events().stream(), Stream.of(event)).toList(),
                        one.at())
                : one);
        send(event);
    }

    // what happened

    List<Uploaded> uploads(String keyPrefix) {
        return uploads.stream()
                .filter(upload -> upload.key().startsWith(keyPrefix))
                .toList();
    }

    List<Removal> removals(String keyPrefix) {
        return removals.stream()
                .filter(removal -> removal.key().startsWith(keyPrefix))
                .toList();
    }

    List<Change> outputs() {
        return List.copyOf(outputs);
    }

    Set<String> forgotten() {
        return forgotten;
    }

    /** Ids of encodings that an operator stopped. */
    Set<String> ordered() {
        return ordered;
    }

    List<Look> looks() {
        return List.copyOf(looks);
    }

    List<S3Object> objects(String bucket, String prefix) {
        return store.client().listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                .toList();
    }

    String text(String bucket, String key) {
        return store.client().getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String();
    }

    /** When a request of an application reached the wire, which may be long before it reaches the store. */
    void noteAsked(Request request) {
        if (request.method().equals("DELETE")) {
            asked.put(attemptOf(request), Instant.now());
        }
    }

    void forgetCalls() {
        storeTap.forgetCalls();
    }

    @Override
    public void close() {
        encoder.close();
        storeTap.close();
        queues.close();
        store.close();
    }

    private Uploaded uploaded(String event) {
        return new Uploaded(Events.key(event), version(event), List.of(event), Events.time(event));
    }

    /** By a HEAD, as everybody else sees it; by the event where the next change was faster. */
    private Version version(String event) {
        String eTag = Events.eTag(event);
        try {
            HeadObjectResponse head = store.client()
                    .headObject(b -> b.bucket(SOURCES).key(Events.key(event)).versionId(Events.versionId(event)));
            if (head.eTag().replace("\"", "").equals(eTag)) {
                return new Version(head.versionId(), eTag, head.lastModified(), head.contentLength());
            }
        } catch (S3Exception gone) {
            return written(event);
        }
        return written(event);
    }

    private static Version written(String event) {
        return new Version(
                Events.versionId(event),
                Events.eTag(event),
                Events.time(event).truncatedTo(ChronoUnit.SECONDS),
                Events.size(event));
    }

    private void sourceRemoved(ObjectRemoved removed) {
        boolean byMam = removed.byTheStoresOwner();
        removals.add(new Removal(
                removed.key(),
                byMam ? Actor.MAM : Actor.APPLICATION,
                removed.versionId(),
                removed.markerId(),
                removed.at(),
                byMam ? removed.at() : askedOfKey.getOrDefault(removed.key(), removed.at())));
    }

    private void outputWritten(String event) {
        String key = Events.key(event);
        if (key.startsWith(OUT)) {
            outputs.add(new Change(key, false, false, Events.eTag(event), Events.time(event)));
            onOutput.forEach(watcher -> watcher.accept(key));
        }
    }

    private void outputRemoved(ObjectRemoved removed) {
        if (removed.key().startsWith(OUT)) {
            outputs.add(new Change(removed.key(), true, removed.byTheStoresOwner(), null, removed.at()));
        }
    }

    /** Just before the store sees it. */
    private boolean noteRequest(Request request) {
        String operation = request.operation();
        String key = operation.substring(operation.indexOf(' ') + 1);
        if (operation.startsWith("DELETE in/")) {
            askedOfKey.put(key, asked.getOrDefault(attemptOf(request), Instant.now()));
        } else if (operation.startsWith("HEAD " + OUT) || operation.startsWith("GET " + OUT)) {
            looks.add(new Look(key, Instant.now()));
        }
        return false;
    }

    /** Every try of the SDK is a request of its own. */
    private static String attemptOf(Request request) {
        return request.header("amz-sdk-invocation-id") + " " + request.header("amz-sdk-request");
    }
}
