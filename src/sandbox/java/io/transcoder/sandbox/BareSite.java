package io.transcoder.sandbox;

import io.transcoder.boot.Application;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.encoder.Encoder;
import io.transcoder.sandbox.encoder.EncoderOptions;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The services of an installation before anything was set up: no bucket, no queue, no encoder resource, nothing at the MAM. */
public final class BareSite implements AutoCloseable {
    public static final String SOURCES = Site.SOURCES;
    public static final String OUTPUTS = Site.OUTPUTS;
    public static final String SHAPE_TAG = "bitmovin-mp4";
    public static final String BITMOVIN_SECRET = "bitmovin/secret+4c1d";
    public static final String MAM_SECRET = "mam/secret+9e2b";

    private final SandboxQueues queues = SandboxQueues.start();
    private final SandboxStore store = SandboxStore.start();
    private final AdminFront front = AdminFront.before(store, queues);
    private final Tls tls;
    private final Wiretap s3;
    private final Wiretap sqs = Wiretap.start("sqs", front.sqsEndpoint());
    private final Wiretap encodersS3 = Wiretap.start("s3", store.endpoint());
    private final S3Client encodersClient = SandboxStore.clientOf(encodersS3.endpoint());
    private final Encoder encoder = Encoder.start(EncoderOptions.of(Site.API_KEY, encodersClient));
    private final VidiCoreDouble mam = VidiCoreDouble.start();

    public BareSite() {
        this(null);
    }

    private BareSite(Tls tls) {
        this.tls = tls;
        this.s3 = Wiretap.start("s3", front.s3Endpoint(), tls);
    }

    /** With S3 reached by TLS, as AWS's own is. */
    public static BareSite overTls() {
        return new BareSite(Tls.start());
    }

    /** What an operator would configure for these services, with short times. */
    public Map<String, String> settings() {
        Map<String, String> settings = Site.addresses(s3.endpoint(), sqs.endpoint());
        settings.put("source.bucket", SOURCES);
        settings.put("output.bucket", OUTPUTS);
        settings.put("bitmovin.url", encoder.url().toString());
        settings.put("bitmovin.api-key", Site.API_KEY);
        settings.put("bitmovin.timeout", "2s");
        settings.put("bitmovin.bucket-access-key", "bitmovin-key");
        settings.put("bitmovin.bucket-secret-key", BITMOVIN_SECRET);
        settings.put("vidispine.url", mam.url().toString());
        settings.put("vidispine.user", VidiCoreDouble.USER);
        settings.put("vidispine.password", VidiCoreDouble.PASSWORD);
        settings.put("vidispine.shape-tag", SHAPE_TAG);
        settings.put("vidispine.bucket-access-key", "mam-key");
        settings.put("vidispine.bucket-secret-key", MAM_SECRET);
        settings.put("queue.visibility", "10s");
        settings.put("watch.period", "500ms");
        settings.put("camel.management.port", "0");
        return settings;
    }

    /** The real routes on these services; not started yet. */
    public Application application(Map<String, String> overrides) {
        Path file = Path.of("application.properties");
        var all = new HashMap<>(EffectiveProperties.read(file));
        all.putAll(settings());
        all.putAll(overrides);
        return new Application(EffectiveProperties.of(all, Map.of(), Map.of()), file);
    }

    /** What passes to S3. */
    public Wiretap s3Wire() {
        return s3;
    }

    /** What passes from the encoder to S3. */
    public Wiretap encodersS3Wire() {
        return encodersS3;
    }

    /** What passes to SQS. */
    public Wiretap sqsWire() {
        return sqs;
    }

    /** A client that the admin calls work with; the caller closes it. */
    public S3Client adminS3() {
        return SandboxStore.clientOf(front.s3Endpoint());
    }

    /** As {@link #adminS3}. */
    public SqsClient adminSqs() {
        return SandboxQueues.clientOf(front.sqsEndpoint());
    }

    /** Takes back, when it is run, what was set and planned since; what was made at the encoder stays. */
    public Runnable keep() {
        Runnable ofFront = front.keep();
        Runnable ofMam = mam.keep();
        return () -> {
            s3.heal();
            sqs.heal();
            encoder.clearFaults();
            ofFront.run();
            ofMam.run();
        };
    }

    public SandboxStore store() {
        return store;
    }

    public SandboxQueues queues() {
        return queues;
    }

    public Encoder encoder() {
        return encoder;
    }

    public VidiCoreDouble mam() {
        return mam;
    }

    @Override
    public void close() {
        mam.close();
        encoder.close();
        encodersClient.close();
        encodersS3.close();
        s3.close();
        sqs.close();
        front.close();
        queues.close();
        store.close();
        if (tls != null) {
            tls.close();
        }
    }
}
