package io.transcoder.sandbox.matrix;

import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Request;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.EncoderOptions;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The services of one installation, an application that works on them, and another that stands by: started, and stopped by
 * SIGSTOP, so that it is there at once when it is needed.
 */
final class Bench implements AutoCloseable {
    static final String SOURCES = "mam-in";
    static final String OUTPUTS = "mam-out";
    static final String EVENTS = "transcode-events";
    static final String DEAD_LETTERS = "transcode-dead-letters";

    private static final String LEDGER = "_jobs/";
    private static final String API_KEY = "sandbox-key-5f1c";
    private static final int MAX_RECEIVES = 5;
    private static final Duration VISIBILITY = Duration.ofSeconds(10);
    private static final Duration QUIET = Duration.ofMillis(700);
    private static final Set<String> IDLE =
            Set.of("ReceiveMessage", "ChangeMessageVisibility", "GET /encoding/encodings/{id}/status", "GetQueueUrl");

    private final String name;
    private final Path folder;
    private final Path routes;
    private final Map<String, String> overrides;
    private final SandboxQueues queues = SandboxQueues.start();
    private final SandboxStore store = SandboxStore.start();
    private final Wiretap storeTap = Wiretap.start("s3", store.endpoint());
    private final Encoder encoder;
    private final S3EventReader reader = new S3EventReader();
    private final Collection<History.Uploaded> uploads = new ConcurrentLinkedQueue<>();
    private final Collection<History.Deletion> deletions = new ConcurrentLinkedQueue<>();
    private final List<Instance> dead = new ArrayList<>();
    private volatile Consumer<String> sink;
    private Instance active;
    private CompletableFuture<Instance> standby;
    private int started;

    private Bench(
            String name,
            Path folder,
            Path routes,
            Map<String, String> overrides,
            UnaryOperator<EncoderOptions> encoderOptions) {
        this.name = name;
        this.folder = folder;
        this.routes = routes;
        this.overrides = overrides;
        store.createBucket(OUTPUTS);
        store.createBucket(SOURCES);
        queues.createWithDeadLetters(EVENTS, DEAD_LETTERS, MAX_RECEIVES, VISIBILITY);
        deliverEvents();
        store.onObjectCreated(SOURCES, event -> {
            uploads.add(uploaded(event));
            sink.accept(event);
        });
        storeTap.on(this::noteDeletion).refuse();
        encoder = Encoder.start(encoderOptions.apply(EncoderOptions.of(API_KEY, store.client())));
        encoder.addS3Input("source-bucket", SOURCES);
        encoder.addS3Output("output-bucket", OUTPUTS);
        encoder.addH264("h264-1080p", 1080, 4_800_000);
        encoder.addAac("aac-128k", 128_000);
        encoder.addDeinterlace("deinterlace");
    }

    /** @param folder takes what the applications say */
    static Bench start(String name, Path folder, Path routes) {
        return start(name, folder, routes, Map.of(), options -> options);
    }

    static Bench start(
            String name,
            Path folder,
            Path routes,
            Map<String, String> overrides,
            UnaryOperator<EncoderOptions> encoderOptions) {
        var bench = new Bench(name, folder, routes, overrides, encoderOptions);
        try {
            bench.active = bench.launch();
            bench.standby = bench.launchStandby();
            bench.active.awaitReady();
            // a message that the other's last poll takes would not be seen until its visibility timeout ends
            bench.standby.join();
            return bench;
        } catch (RuntimeException e) {
            bench.close();
            throw e;
        }
    }

    Encoder encoder() {
        return encoder;
    }

    SandboxQueues queues() {
        return queues;
    }

    Instance active() {
        return active;
    }

    /** The other instance, which runs from now on until {@link #calm}. */
    Instance wakeStandby() {
        Instance other = standby.join();
        other.wake();
        return other;
    }

    /** The application was killed: the other one takes its place, and another stands by. */
    void replaceKilled() {
        dead.add(active);
        active = wakeStandby();
        standby = launchStandby();
    }

    /** Each upload's event goes to the queue at once. */
    void deliverEvents() {
        sink = this::send;
    }

    /** Events of uploads go nowhere else from now on. */
    void divertEvents(Consumer<String> to) {
        sink = to;
    }

    void send(String event) {
        queues.send(EVENTS, event);
    }

    void upload(String key, String content) {
        store.client().putObject(b -> b.bucket(SOURCES).key(key), RequestBody.fromString(content));
    }

    List<History.Uploaded> uploads(String keyPrefix) {
        return uploads.stream().filter(u -> u.key().startsWith(keyPrefix)).toList();
    }

    boolean exists(String bucket, String key) {
        return objects(bucket, key).stream().anyMatch(o -> o.key().equals(key));
    }

    List<Instance> instances() {
        var all = new ArrayList<>(dead);
        all.add(active);
        if (standby.isDone() && !standby.isCompletedExceptionally()) {
            all.add(standby.join());
        }
        return all;
    }

    /** Whether nothing is left to do for the uploads below the prefix, and nothing is being done. */
    boolean isSettled(String keyPrefix) {
        releaseOfTheDead();
        return queues.depth(EVENTS) == 0 && openJobs(keyPrefix) == 0 && isQuiet();
    }

    /** Waits until the processes that stand still or are dead can't take a message any more, and gives back theirs. */
    void releaseOfTheDead() {
        dead.stream().filter(instance -> !instance.isPolling()).forEach(instance -> instance.release(queues, EVENTS));
    }

    /** How many of the uploads below the prefix are not over yet. */
    int open(String keyPrefix) {
        return queues.depth(EVENTS) + (int) openJobs(keyPrefix);
    }

    void forgetCalls() {
        storeTap.forgetCalls();
        instances().forEach(Instance::forgetCalls);
    }

    /** Between two cells: only the application runs, and nothing goes wrong. */
    void calm() {
        instances().forEach(Instance::heal);
        Instance other = standby.join();
        if (other.isRunning()) {
            other.sleep();
        }
        Waiting.until(
                "the end of the other's polls",
                Waiting.POLL.multipliedBy(2),
                () -> !other.isPolling() && dead.stream().noneMatch(Instance::isPolling));
        dead.forEach(Instance::close);
        dead.clear();
        storeTap.forgetCalls();
        queues.client().purgeQueue(r -> r.queueUrl(queues.url(DEAD_LETTERS)));
    }

    /** Of the uploads below the prefix. */
    History history(String keyPrefix) {
        List<History.Uploaded> of = uploads(keyPrefix);
        Set<String> jobs = of.stream().map(History.Uploaded::jobId).collect(Collectors.toSet());
        return new History(
                of,
                encoder.encodings().stream()
                        .filter(e -> e.sourceKey() != null && e.sourceKey().startsWith(keyPrefix))
                        .toList(),
                deletions.stream().filter(d -> d.key().startsWith(keyPrefix)).toList(),
                objects(OUTPUTS, "out/").stream()
                        .filter(o -> o.size() > 0)
                        .map(S3Object::key)
                        .collect(Collectors.toSet()),
                ledger(jobs),
                queues.peekAll(DEAD_LETTERS).stream()
                        .filter(message -> !isOfOthers(message.body(), keyPrefix))
                        .map(message -> new History.Letter(
                                message.body(),
                                message.messageAttributes().entrySet().stream()
                                        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue()
                                                .stringValue()))))
                        .toList(),
                queues.depth(EVENTS) == 0
                        ? List.of()
                        : queues.peekAll(EVENTS).stream().map(m -> m.body()).toList());
    }

    /** All calls since then by arrival, with the name of the instance that made each. */
    List<String> transcript(Instant since) {
        record Line(Instant at, String text) {}
        return instances().stream()
                .flatMap(instance -> instance.calls().stream()
                        .filter(call -> !call.at().isBefore(since) && isWorthALine(call))
                        .map(call -> new Line(
                                call.at(),
                                "%s %-12s %3d %-5s %s %s"
                                        .formatted(
                                                call.at().toString().substring(11, 23),
                                                instance.name(),
                                                call.status(),
                                                call.replyDelivered() ? "" : "lost",
                                                call.operation(),
                                                call.faults().isEmpty() ? "" : call.faults()))))
                .sorted(Comparator.comparing(Line::at))
                .map(Line::text)
                .toList();
    }

    @Override
    public void close() {
        dead.forEach(Instance::close);
        if (active != null) {
            active.close();
        }
        if (standby != null) {
            standby.handle((other, failure) -> other)
                    .thenAccept(other -> {
                        if (other != null) {
                            other.close();
                        }
                    })
                    .join();
        }
        encoder.close();
        storeTap.close();
        queues.close();
        store.close();
    }

    private Instance launch() {
        var services = new Instance.Services(storeTap.endpoint(), queues.endpoint(), encoder.url());
        return Instance.start(name + "-" + ++started, services, settings(), folder, routes);
    }

    private CompletableFuture<Instance> launchStandby() {
        Instance other = launch();
        return CompletableFuture.supplyAsync(() -> {
            try {
                other.awaitReady();
                other.sleep();
                Waiting.until("the end of its polls", Waiting.POLL.multipliedBy(2), () -> !other.isPolling());
                return other;
            } catch (RuntimeException e) {
                other.close();
                throw e;
            }
        });
    }

    private Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("aws.access-key", "sandbox");
        settings.put("aws.secret-key", "sandbox-secret-81d0");
        settings.put("source.bucket", SOURCES);
        settings.put("output.bucket", OUTPUTS);
        settings.put("bitmovin.api-key", API_KEY);
        settings.put("bitmovin.timeout", "1s");
        settings.put("queue.visibility", VISIBILITY.toSeconds() + "s");
        settings.put("queue.consumers", "2");
        settings.put("watch.period", "300ms");
        settings.put("camel.management.port", "0");
        settings.putAll(overrides);
        return settings;
    }

    private History.Uploaded uploaded(String event) {
        Upload upload = reader.read(event).uploads().get(0);
        return new History.Uploaded(upload.id(), upload.key(), upload.eTag(), event, Instant.now());
    }

    /** Just before the store sees a delete of a source: which bytes will be gone. */
    private boolean noteDeletion(Request request) {
        if (request.operation().startsWith("DELETE in/")) {
            String key = request.operation().substring("DELETE ".length());
            try {
                HeadObjectResponse head =
                        store.client().headObject(b -> b.bucket(SOURCES).key(key));
                String condition = request.header("if-match");
                if (condition == null || unquoted(condition).equals(unquoted(head.eTag()))) {
                    deletions.add(new History.Deletion(key, unquoted(head.eTag()), Instant.now()));
                }
            } catch (NoSuchKeyException gone) {
                return false;
            }
        }
        return false;
    }

    /** A failure may be reported twice, and the second time after its own cell. */
    private boolean isOfOthers(String body, String keyPrefix) {
        return uploads.stream().anyMatch(u -> !u.key().startsWith(keyPrefix) && body.contains(u.key()));
    }

    private long openJobs(String keyPrefix) {
        Set<String> jobs =
                uploads(keyPrefix).stream().map(History.Uploaded::jobId).collect(Collectors.toSet());
        return objects(OUTPUTS, LEDGER + "open/").stream()
                .map(o -> o.key().substring((LEDGER + "open/").length()))
                .filter(jobs::contains)
                .count();
    }

    private boolean isQuiet() {
        Instant since = Instant.now().minus(QUIET);
        return instances().stream()
                .filter(Instance::isRunning)
                .flatMap(instance -> instance.calls().stream())
                .noneMatch(call -> call.at().isAfter(since) && isWorthALine(call));
    }

    private static boolean isWorthALine(Call call) {
        String operation = call.operation();
        boolean received =
                operation.equals("ReceiveMessage") && call.responseBody().contains("ReceiptHandle");
        return received
                || !call.faults().isEmpty()
                || !IDLE.contains(operation)
                        && !operation.equals("LIST _jobs/open/")
                        && !operation.equals("LIST out/")
                        && !operation.contains(" _jobs/instances/");
    }

    private Map<String, String> ledger(Set<String> jobs) {
        var names = new TreeMap<String, String>();
        Predicate<String> ours = n -> jobs.contains(n.startsWith("open/") ? n.substring(5) : n.replaceAll("/.*", ""));
        objects(OUTPUTS, LEDGER).stream()
                .map(o -> o.key().substring(LEDGER.length()))
                .filter(ours)
                .forEach(n -> names.put(
                        n,
                        store.client()
                                .getObjectAsBytes(b -> b.bucket(OUTPUTS).key(LEDGER + n))
                                .asUtf8String()));
        return names;
    }

    private List<S3Object> objects(String bucket, String prefix) {
        return store.client().listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                .toList();
    }

    private static String unquoted(String eTag) {
        return eTag.replace("\"", "");
    }
}
