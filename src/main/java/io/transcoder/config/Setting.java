package io.transcoder.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every key of the configuration, in the order of {@code application.properties}. */
public enum Setting {
    AWS_REGION("aws.region", ValueType.TEXT, "eu-west-1", "region of the buckets and queues"),
    AWS_ENDPOINT(
            "aws.endpoint",
            ValueType.URL,
            "one endpoint for S3, SQS and Secrets Manager (emulators); S3 is path-style then"),
    AWS_S3_ENDPOINT("aws.s3.endpoint", ValueType.URL, AWS_ENDPOINT, "endpoint of S3 alone"),
    AWS_SQS_ENDPOINT("aws.sqs.endpoint", ValueType.URL, AWS_ENDPOINT, "endpoint of SQS alone"),
    AWS_ACCESS_KEY("aws.access-key", ValueType.TEXT, "access key id; empty: the SDK's chain", Trait.SECRET),
    AWS_SECRET_KEY("aws.secret-key", ValueType.TEXT, "secret access key; empty: the SDK's chain", Trait.SECRET),

    SOURCE_BUCKET("source.bucket", ValueType.BUCKET, "bucket where the MAM puts sources", Trait.REQUIRED),
    SOURCE_DELETE(
            "source.delete",
            new ValueType.Choice(List.of("verified", "never")),
            "verified",
            "whether a source is deleted once its output is verified"),
    SOURCE_DELETE_AFTER(
            "source.delete-after",
            // the ledger's records expire after 90 days, and with them what says that the source was encoded
            new ValueType.Time(Duration.ZERO, Duration.ofDays(60), false, "7d"),
            "0s",
            "grace between the verified output and the delete"),
    SOURCE_IGNORE(
            "source.ignore",
            ValueType.TEXT,
            "._*, .DS_Store, Thumbs.db, desktop.ini, *.xml, *.md5, *.sha1, *.sha256, *.mhl, *.txt, *.tmp, *.part",
            "files beside the sources, by their names; * stands for any characters"),
    SOURCE_MAX_SIZE("source.max-size", ValueType.SIZE, "larger sources are ignored; empty: none is"),
    OUTPUT_BUCKET("output.bucket", ValueType.BUCKET, "bucket where the encoder writes", Trait.REQUIRED),
    JOBS_BUCKET("jobs.bucket", ValueType.BUCKET, OUTPUT_BUCKET, "bucket of the job ledger"),
    JOBS_PREFIX("jobs.prefix", new ValueType.Prefix(false), "_jobs/", "prefix of the job ledger"),

    QUEUE_EVENTS("queue.events", ValueType.QUEUE, "transcode-events", "queue of the S3 events, name or URL"),
    QUEUE_DEAD_LETTERS(
            "queue.dead-letters", ValueType.QUEUE, "transcode-dead-letters", "queue of the failures, name or URL"),
    QUEUE_VISIBILITY(
            "queue.visibility",
            new ValueType.Time(Duration.ofSeconds(10), Duration.ofHours(12), true, "120s"),
            "120s",
            "how long a received message stays hidden; extended as long as it is held"),
    QUEUE_CONSUMERS("queue.consumers", whole(1, 1000), "10", "uploads in work at once, per instance"),
    QUEUE_RECEIVES(
            "queue.receives",
            whole(2, 100),
            "4",
            "receives of one message after which a failure that keeps coming back becomes a dead letter;"
                    + " keep it below the queue's maxReceiveCount"),

    BITMOVIN_URL("bitmovin.url", ValueType.URL, "https://api.bitmovin.com/v1", "address of the encoder's API"),
    BITMOVIN_API_KEY("bitmovin.api-key", ValueType.TEXT, "key of the API", Trait.REQUIRED, Trait.SECRET),
    BITMOVIN_TENANT_ORG_ID("bitmovin.tenant-org-id", ValueType.TEXT, "organisation to act for"),
    BITMOVIN_TIMEOUT(
            "bitmovin.timeout",
            time(Duration.ofMillis(100), "60s"),
            "60s",
            "how long one call may take; a start that was not seen to happen is taken over after twice of it"),
    BITMOVIN_CLOUD_REGION("bitmovin.cloud-region", ValueType.TEXT, "AUTO", "cloud region to encode in"),
    BITMOVIN_ENCODER_VERSION("bitmovin.encoder-version", ValueType.TEXT, "STABLE", "version of the encoder"),
    BITMOVIN_INPUT("bitmovin.input", ValueType.TEXT, "source-bucket", "name or id of the Bitmovin input"),
    BITMOVIN_OUTPUT("bitmovin.output", ValueType.TEXT, "output-bucket", "name or id of the Bitmovin output"),
    BITMOVIN_VIDEO_CONFIG(
            "bitmovin.video-config", ValueType.TEXT, "h264-1080p", "name or id of the video codec configuration"),
    BITMOVIN_AUDIO_CONFIG(
            "bitmovin.audio-config", ValueType.TEXT, "aac-128k", "name or id of the audio codec configuration"),
    BITMOVIN_BUCKET_ACCESS_KEY(
            "bitmovin.bucket-access-key",
            ValueType.TEXT,
            "access key id that 'setup bitmovin' gives Bitmovin for the buckets; empty: a role",
            Trait.SECRET),
    BITMOVIN_BUCKET_SECRET_KEY(
            "bitmovin.bucket-secret-key",
            ValueType.TEXT,
            "secret access key that 'setup bitmovin' gives Bitmovin for the buckets; empty: a role",
            Trait.SECRET),

    PROFILE_SOURCE_PREFIX(
            "profile.source-prefix", new ValueType.Prefix(true), "in/", "sources under it are taken; empty: all"),
    PROFILE_OUTPUT_PREFIX("profile.output-prefix", new ValueType.Prefix(true), "out/", "outputs go under it"),
    PROFILE_OUTPUT_SUFFIX(
            "profile.output-suffix",
            ValueType.SUFFIX,
            "_bitmovin.mp4",
            "added to the source's complete name: in/VX-7.mxf becomes out/VX-7.mxf_bitmovin.mp4"),
    PROFILE_XDCAM_SOURCE_PREFIX(
            "profile.xdcam.source-prefix",
            new ValueType.Prefix(true),
            "in/xdcam/",
            "sources under it take the profile xdcam-stereo-mp4"),
    PROFILE_XDCAM_DEINTERLACE_FILTER(
            "profile.xdcam.deinterlace-filter",
            ValueType.TEXT,
            "deinterlace",
            "name or id of the Bitmovin deinterlace filter"),

    ENCODING_ATTEMPTS("encoding.attempts", whole(1, 10), "2", "encodings per upload, where the encoder says RETRY"),
    ENCODING_STUCK_AFTER(
            "encoding.stuck-after",
            time(Duration.ofMillis(1), "6h"),
            "6h",
            "without progress for so long: stopped, then a dead letter"),
    ORPHANS_AFTER(
            "orphans.after",
            time(Duration.ofMillis(1), "24h"),
            "24h",
            "unclaimed encodings of ours that never started are deleted after it, 1h or more"),
    ENCODER_QUEUE_TARGET(
            "encoder.queue-target", whole(1, 99_999), "", "encodings at the encoder at once; empty: no limit of ours"),
    ENCODER_SHARES("encoder.shares", ValueType.SHARES, "", "shares of profiles among equal priorities; empty: none"),
    WATCH_PERIOD("watch.period", time(Duration.ofMillis(1), "15s"), "15s", "how often the output bucket is looked at"),

    PRICE_PER_MINUTE(
            "price.per-minute", ValueType.AMOUNT, "price of one billable minute, for 'costs'; empty: no prices"),
    PRICE_CURRENCY("price.currency", ValueType.CURRENCY, "currency of the price"),
    BUDGET_MINUTES_A_DAY(
            "budget.minutes-a-day",
            whole(1, 999_999_999),
            "billable minutes after which nothing more is started on a day (UTC); empty: no cap"),
    BUDGET_MINUTES_A_MONTH(
            "budget.minutes-a-month",
            whole(1, 999_999_999),
            "billable minutes after which nothing more is started in a month (UTC); empty: no cap"),

    VIDISPINE_URL("vidispine.url", ValueType.URL, "address of the MAM; only for 'setup vidispine' and 'doctor'"),
    VIDISPINE_USER("vidispine.user", ValueType.TEXT, "user at the MAM"),
    VIDISPINE_PASSWORD("vidispine.password", ValueType.TEXT, "the user's password", Trait.SECRET),
    VIDISPINE_SHAPE_TAG("vidispine.shape-tag", ValueType.TEXT, "shape tag of the outputs"),
    VIDISPINE_XDCAM_SHAPE_TAG("vidispine.xdcam.shape-tag", ValueType.TEXT, "shape tag of the profile xdcam-stereo-mp4"),
    VIDISPINE_BUCKET_ACCESS_KEY(
            "vidispine.bucket-access-key",
            ValueType.TEXT,
            "access key id of the MAM for the buckets; empty: its own role",
            Trait.SECRET),
    VIDISPINE_BUCKET_SECRET_KEY(
            "vidispine.bucket-secret-key",
            ValueType.TEXT,
            "secret access key of the MAM for the buckets; empty: its own role",
            Trait.SECRET),
    VIDISPINE_TIMEOUT(
            "vidispine.timeout",
            whole(1, 999_999_999),
            "timeout of the external transcoder, passed on as it is; empty: the MAM's own"),
    VIDISPINE_INTERVAL(
            "vidispine.interval",
            whole(1, 999_999_999),
            "interval of the external transcoder, passed on as it is; empty: the MAM's own"),
    VIDISPINE_CHECKS(
            "vidispine.checks",
            whole(1, 999_999_999),
            "checks of the external transcoder, passed on as it is; empty: the MAM's own"),

    SECRETS_DIRECTORY(
            "secrets.directory", ValueType.TEXT, "directory of files that each hold the property they are named after"),
    SECRETS_REFRESH(
            "secrets.refresh",
            time(Duration.ofMillis(100), "1m"),
            "1m",
            "how long a secret of AWS Secrets Manager is used before it is asked for again"),
    SECRETS_PLAIN_HTTP(
            "secrets.plain-http",
            ValueType.TRUTH,
            "false",
            "whether keys and passwords may go to Bitmovin, VidiCore and the collector over http:// beyond this machine"),
    ROUTES_DIRECTORY("routes.directory", ValueType.TEXT, "routes", "directory of the routes"),
    ROUTES_RELOAD(
            "routes.reload", ValueType.TRUTH, "true", "whether edited routes are taken while the application runs"),
    ROUTES_ALLOWED(
            "routes.allowed",
            ValueType.WORDS,
            "what routes may hold that runs code, such as beans or groovy, with commas between; empty: nothing"),
    HTTP_PROXY(
            "http.proxy",
            ValueType.PROXY,
            "HTTP proxy for every client, such as http://proxy:3128; empty: HTTPS_PROXY, else the JVM's https.proxyHost",
            Trait.SECRET),
    HTTP_PROXY_USER("http.proxy-user", ValueType.TEXT, "user at the proxy"),
    HTTP_PROXY_PASSWORD("http.proxy-password", ValueType.TEXT, "the user's password at the proxy", Trait.SECRET),
    HTTP_NO_PROXY(
            "http.no-proxy",
            ValueType.TEXT,
            "hosts and domains that are reached without the proxy, separated by commas; empty: NO_PROXY, else the JVM's"
                    + " http.nonProxyHosts"),
    LOG_FORMAT("log.format", new ValueType.Choice(List.of("text", "json")), "text", "form of the log"),
    TRACING_ENDPOINT(
            "tracing.endpoint",
            ValueType.URL,
            "address of an OpenTelemetry collector, such as http://localhost:4318, to which spans are sent over OTLP; empty: none"),
    TRACING_HEADERS(
            "tracing.headers",
            new ValueType.Pairs(),
            "headers that the collector wants, such as Authorization=Bearer TOKEN, with commas between",
            Trait.SECRET),
    CAMEL_MANAGEMENT_HOST(
            "camel.management.host",
            ValueType.TEXT,
            "127.0.0.1",
            "address on which health and metrics are served; the image sets 0.0.0.0"),
    CAMEL_MANAGEMENT_PORT(
            "camel.management.port",
            new ValueType.Whole("a port", 0, 65535),
            "9876",
            "port of /observe/health and /observe/metrics; 0 takes a free one and logs it");

    private enum Trait {
        SECRET,
        REQUIRED
    }

    private static final Map<String, Setting> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

    private final String key;
    private final ValueType type;
    private final String defaultValue;
    private final Setting fallback;
    private final String meaning;
    private final List<Trait> traits;

    Setting(String key, ValueType type, String meaning, Trait... traits) {
        this(key, type, "", null, meaning, traits);
    }

    Setting(String key, ValueType type, String defaultValue, String meaning, Trait... traits) {
        this(key, type, defaultValue, null, meaning, traits);
    }

    Setting(String key, ValueType type, Setting fallback, String meaning) {
        this(key, type, "", fallback, meaning);
    }

    Setting(String key, ValueType type, String defaultValue, Setting fallback, String meaning, Trait... traits) {
        this.key = key;
        this.type = type;
        this.defaultValue = defaultValue;
        this.fallback = fallback;
        this.meaning = meaning;
        this.traits = List.of(traits);
    }

    /** The setting of exactly this key. */
    public static Optional<Setting> ofKey(String key) {
        return Optional.ofNullable(BY_KEY.get(key));
    }

    /** The property's name, e.g. {@code bitmovin.api-key}. */
    public String key() {
        return key;
    }

    public ValueType type() {
        return type;
    }

    /** The value where none is set and there is no {@link #fallback}; empty: there is none. */
    public String defaultValue() {
        return defaultValue;
    }

    /** The setting whose value is taken where none is set. */
    public Optional<Setting> fallback() {
        return Optional.ofNullable(fallback);
    }

    /** What the setting is for, on one line. */
    public String meaning() {
        return meaning;
    }

    /** Whether the value must never be shown. */
    public boolean isSecret() {
        return traits.contains(Trait.SECRET);
    }

    public boolean isRequired() {
        return traits.contains(Trait.REQUIRED);
    }

    /** The environment variable that overrides the key, e.g. {@code BITMOVIN_API_KEY}. */
    public String environmentName() {
        return environmentName(key);
    }

    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private static ValueType whole(int least, int most) {
        return new ValueType.Whole("a whole number", least, most);
    }

    private static ValueType time(Duration least, String example) {
        return new ValueType.Time(least, Duration.ofDays(365), false, example);
    }
}
