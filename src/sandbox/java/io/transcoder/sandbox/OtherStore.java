package io.transcoder.sandbox;

import io.transcoder.aws.AwsClients;
import io.transcoder.boot.Application;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.EncoderOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * The sandbox's encoder on S3 and SQS of somebody else. Where that S3 does not tell the queue of an upload, the sandbox does, as AWS
 * would. What the store keeps is tried first, and said.
 */
public final class OtherStore implements Services {
    private static final Duration EVENT = Duration.ofSeconds(10);

    private final Elsewhere place;
    private final Settings settings;
    private final S3Client plain;
    private final S3Client watched;
    private final SandboxQueues queues;
    private final Premises premises;
    private final List<Consumer<String>> sinks = new CopyOnWriteArrayList<>();
    private final AtomicLong lastSequencer = new AtomicLong(System.currentTimeMillis());
    private Encoder encoder;
    private List<String> faults = List.of();
    private boolean storeTells;

    private OtherStore(Elsewhere place, Consumer<String> say) {
        this.place = place;
        var effective = new HashMap<>(place.settings());
        settings = Settings.of(effective);
        var clients = new AwsClients(settings);
        plain = clients.s3();
        watched = clients.s3(new UploadWatch(place.sources(), this::told));
        queues = SandboxQueues.at(settings.url(Setting.AWS_SQS_ENDPOINT).orElseThrow(), clients.sqs());
        premises = new Premises(plain, queues, say);
    }

    /**
     * @param say takes lines for people
     * @throws IllegalStateException for people, where a bucket or queue is there and holds anything; nothing that was made is left
     */
    public static OtherStore open(Elsewhere place, Consumer<String> say) {
        var store = new OtherStore(place, say);
        try {
            store.setUp(say);
            return store;
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    private void setUp(Consumer<String> say) {
        say.accept("S3 at " + s3Endpoint() + " and SQS at " + queues.endpoint() + ", which are not the sandbox's.");
        premises.bucket(place.sources());
        premises.bucket(place.outputs());
        premises.queues(place.events(), place.deadLetters(), Site.MAX_RECEIVES, Duration.ofSeconds(10));
        premises.bucket(place.trials());
        say.accept("In use: " + place + ".");
        var trial = new StoreTrial(plain, place.trials());
        trial.results().forEach((what, result) -> say.accept(line(what, result)));
        faults = trial.faults();
        var notices = new Notices(plain, queues, EVENT);
        if (premises.made(place.sources()) && premises.made(place.events())) {
            notices.ask(place.sources(), place.events());
        }
        String seen = notices.seen(place.sources(), place.events());
        storeTells = seen.startsWith("yes");
        say.accept(line("notification", seen));
        if (!storeTells) {
            say.accept("This store sends no events; the sandbox sends them itself.");
        }
        encoder = Encoder.start(EncoderOptions.of(Site.API_KEY, plain).real());
        Site.addShippedResources(encoder, place.sources(), place.outputs());
    }

    private static String line(String what, String result) {
        return "  %-19s %s".formatted(what, result);
    }

    @Override
    public String sourceBucket() {
        return place.sources();
    }

    @Override
    public String outputBucket() {
        return place.outputs();
    }

    @Override
    public String eventsQueue() {
        return place.events();
    }

    @Override
    public String deadLettersQueue() {
        return place.deadLetters();
    }

    @Override
    public URI s3Endpoint() {
        return settings.url(Setting.AWS_S3_ENDPOINT).orElseThrow();
    }

    @Override
    public S3Client s3() {
        return watched;
    }

    @Override
    public SandboxQueues queues() {
        return queues;
    }

    @Override
    public Encoder encoder() {
        return encoder;
    }

    @Override
    public String sender() {
        return storeTells ? "S3" : "the sandbox";
    }

    @Override
    public String credentials() {
        return "the keys that you gave, region " + settings.text(Setting.AWS_REGION);
    }

    @Override
    public List<String> faults() {
        return faults;
    }

    @Override
    public void onUpload(Consumer<String> sink) {
        sinks.add(sink);
    }

    @Override
    public Map<String, String> effective(Map<String, String> overrides) {
        var all = new HashMap<>(EffectiveProperties.read(Path.of("application.properties")));
        all.putAll(place.settings());
        all.putAll(Map.of(
                "source.bucket", place.sources(),
                "output.bucket", place.outputs(),
                "queue.events", place.events(),
                "queue.dead-letters", place.deadLetters(),
                "queue.visibility", "10s",
                "bitmovin.url", encoder.url().toString(),
                "bitmovin.api-key", Site.API_KEY));
        all.putAll(overrides);
        return EffectiveProperties.of(all, Map.of(), Map.of());
    }

    @Override
    public Application startApplication(Map<String, String> overrides) {
        var application = new Application(effective(overrides), Path.of("application.properties"));
        application.start();
        return application;
    }

    private void told(String key, String how) {
        HeadObjectResponse head =
                plain.headObject(b -> b.bucket(place.sources()).key(key));
        String event = new S3EventJson(settings.text(Setting.AWS_REGION))
                .created(new ObjectCreated(
                        place.sources(),
                        key,
                        how,
                        head.contentLength(),
                        head.eTag().replace("\"", ""),
                        head.versionId(),
                        "%016X".formatted(lastSequencer.incrementAndGet()),
                        Instant.now()));
        sinks.forEach(sink -> sink.accept(event));
        if (!storeTells) {
            queues.send(place.events(), event);
        }
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
        premises.close();
        watched.close();
        plain.close();
        queues.close();
    }
}
