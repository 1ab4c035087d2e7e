package io.transcoder.sandbox;

import io.transcoder.bitmovin.CodecSettings;
import io.transcoder.boot.Application;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Trees;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.EncoderOptions;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.model.Message;

/** All services of one installation on this machine: buckets with events, queues, an encoder with the resources of the shipped profiles. */
public final class Site implements Services {
    public static final String SOURCES = "mam-in";
    public static final String OUTPUTS = "mam-out";
    public static final String EVENTS = "transcode-events";
    public static final String DEAD_LETTERS = "transcode-dead-letters";
    public static final String API_KEY = "sandbox-key-5f1c";
    public static final int MAX_RECEIVES = 5;
    /** What set-up makes of the codecs that the shipped profiles describe; read once, as hundreds of tests have a site of their own. */
    private static final List<CodecSettings> CODECS = codecs();

    private final SandboxQueues queues = SandboxQueues.start();
    private final SandboxStore store = SandboxStore.start();
    private final Encoder encoder;
    private final Set<String> muted = ConcurrentHashMap.newKeySet();
    private volatile UnaryOperator<String> telling = UnaryOperator.identity();

    private Site(UnaryOperator<EncoderOptions> options, Duration visibility, boolean versioned) {
        store.createBucket(OUTPUTS);
        if (versioned) {
            store.createVersionedBucket(SOURCES);
        } else {
            store.createBucket(SOURCES);
        }
        queues.createWithDeadLetters(EVENTS, DEAD_LETTERS, MAX_RECEIVES, visibility);
        queues.send(EVENTS, S3Events.testEvent(SOURCES));
        store.onObjectCreated(SOURCES, event -> {
            String told = telling.apply(event);
            if (told != null && muted.stream().noneMatch(key -> event.contains(S3Events.encoded(key)))) {
                queues.send(EVENTS, told);
            }
        });
        encoder = Encoder.start(options.apply(EncoderOptions.of(API_KEY, store.client())));
        addShippedResources(encoder, SOURCES, OUTPUTS);
    }

    /** What the shipped profiles name. */
    public static void addShippedResources(Encoder encoder, String sources, String outputs) {
        encoder.addS3Input("source-bucket", sources);
        encoder.addS3Output("output-bucket", outputs);
        encoder.addH264("h264-1080p", 1080, 4_800_000);
        encoder.addAac("aac-128k", 128_000);
        encoder.addDeinterlace("deinterlace");
        CODECS.forEach(codec -> encoder.addCodec(codec.kind(), codec.name(), codec.fields()));
    }

    private static List<CodecSettings> codecs() {
        return RouteFolder.read(Path.of("routes"), Map.of()).named("codecConfig").stream()
                .filter(CodecSettings::isForm)
                .map(text ->
                        CodecSettings.of(Trees.map(RouteFile.of("codec", text).tree())))
                .toList();
    }

    @Override
    public String sourceBucket() {
        return SOURCES;
    }

    @Override
    public String outputBucket() {
        return OUTPUTS;
    }

    @Override
    public String eventsQueue() {
        return EVENTS;
    }

    @Override
    public String deadLettersQueue() {
        return DEAD_LETTERS;
    }

    @Override
    public URI s3Endpoint() {
        return store.endpoint();
    }

    @Override
    public void onUpload(Consumer<String> sink) {
        store.onObjectCreated(SOURCES, sink);
    }

    /** With an encoder that writes small files at once. */
    public static Site start() {
        return start(options -> options);
    }

    public static Site start(UnaryOperator<EncoderOptions> options) {
        return new Site(options, Duration.ofSeconds(10), false);
    }

    public static Site startVersioned() {
        return new Site(options -> options, Duration.ofSeconds(10), true);
    }

    /** Where an application finds a store and queues, with a key that they take; it may be added to. */
    public static Map<String, String> addresses(URI store, URI queues) {
        return new HashMap<>(Map.of(
                "aws.s3.endpoint",
                store.toString(),
                "aws.sqs.endpoint",
                queues.toString(),
                "aws.access-key",
                "sandbox",
                "aws.secret-key",
                "sandbox-secret-81d0"));
    }

    /** What an operator would configure for these services, with short times. */
    public Map<String, String> settings() {
        Map<String, String> settings = addresses(store.endpoint(), queues.endpoint());
        settings.put("source.bucket", SOURCES);
        settings.put("output.bucket", OUTPUTS);
        settings.put("bitmovin.url", encoder.url().toString());
        settings.put("bitmovin.api-key", API_KEY);
        settings.put("bitmovin.timeout", "2s");
        settings.put("queue.visibility", "10s");
        settings.put("watch.period", "500ms");
        // its calls would be among those that tests count
        settings.put("reconcile.period", "0s");
        settings.put("camel.management.port", "0");
        return settings;
    }

    /** The real routes on these services; not started yet. */
    public Application application(Map<String, String> overrides) {
        return new Application(effective(overrides), Path.of("application.properties"));
    }

    @Override
    public Map<String, String> effective(Map<String, String> overrides) {
        var settings = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        settings.putAll(settings());
        settings.putAll(overrides);
        return EffectiveProperties.of(settings, Map.of(), Map.of());
    }

    public Application startApplication() {
        return startApplication(Map.of());
    }

    @Override
    public Application startApplication(Map<String, String> overrides) {
        Application application = application(overrides);
        application.start();
        return application;
    }

    @Override
    public S3Client s3() {
        return store.client();
    }

    public SandboxStore store() {
        return store;
    }

    @Override
    public SandboxQueues queues() {
        return queues;
    }

    @Override
    public Encoder encoder() {
        return encoder;
    }

    /** The letters that lie in the dead letter queue; they stay there. */
    public List<Message> deadLetters() {
        return queues.peekAll(DEAD_LETTERS);
    }

    public List<Encoder.Encoding> encodingsOf(String key) {
        return encoder.encodings().stream()
                .filter(encoding -> key.equals(encoding.sourceKey()))
                .toList();
    }

    /** The names below a prefix of the output bucket, which holds the ledger as well. */
    public List<String> names(String prefix) {
        return s3()
                .listObjectsV2Paginator(b -> b.bucket(OUTPUTS).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .map(S3Object::key)
                .toList();
    }

    /** The ledger's records of all versions of a key but for bills, without their folders, such as {@code 1.claim}; sorted. */
    public List<String> records(String key) {
        String hash = hash(key);
        return names("_jobs/" + hash).stream()
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                // it comes at any time after the end
                .filter(name -> !name.endsWith(".bill"))
                .sorted()
                .toList();
    }

    /** Whether something is left to do for any version of the key. */
    public boolean isOpen(String key) {
        return !names("_jobs/open/" + hash(key)).isEmpty();
    }

    private static String hash(String key) {
        return Upload.keyHash(SOURCES, key);
    }

    /** As the MAM would, but for the size. */
    public void upload(String key, String content) {
        s3().putObject(b -> b.bucket(SOURCES).key(key), RequestBody.fromString(content));
    }

    /**
     * An upload whose event does not reach the queue, for tests that send one of another form.
     *
     * @return the ETag, without quotes
     */
    public String uploadWithoutEvent(String key, String content) {
        muted.add(key);
        try {
            return s3().putObject(b -> b.bucket(SOURCES).key(key), RequestBody.fromString(content))
                    .eTag()
                    .replace("\"", "");
        } finally {
            muted.remove(key);
        }
    }

    /** From now on the queue gets events so; none where the form is null. */
    public void tellEventsAs(UnaryOperator<String> form) {
        telling = form;
    }

    /** The content of a record of a key's only job. */
    public String record(String key, String name) {
        String hash = hash(key);
        String record = names("_jobs/" + hash).stream()
                .filter(found -> found.endsWith("/" + name))
                .findFirst()
                .orElseThrow();
        return s3().getObjectAsBytes(b -> b.bucket(OUTPUTS).key(record)).asUtf8String();
    }

    @Override
    public void close() {
        encoder.close();
        queues.close();
        store.close();
    }
}
