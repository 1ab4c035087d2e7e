package io.transcoder.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.ResourceBundle;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every key of the configuration, in the order of {@code application.properties}. */
public enum Setting {
    AWS_REGION("aws.region", ValueType.TEXT, "eu-west-1"),
    AWS_ENDPOINT("aws.endpoint", ValueType.URL),
    AWS_S3_ENDPOINT("aws.s3.endpoint", ValueType.URL, AWS_ENDPOINT),
    AWS_SQS_ENDPOINT("aws.sqs.endpoint", ValueType.URL, AWS_ENDPOINT),
    AWS_ACCESS_KEY("aws.access-key", ValueType.TEXT, Trait.SECRET),
    AWS_SECRET_KEY("aws.secret-key", ValueType.TEXT, Trait.SECRET),

    SOURCE_BUCKET("source.bucket", ValueType.BUCKET, Trait.REQUIRED),
    SOURCE_DELETE("source.delete", ValueType.choice("verified", "never"), "verified"),
    // the ledger's records expire after 90 days, and with them what says that the source was encoded
    SOURCE_DELETE_AFTER("source.delete-after", ValueType.time(Duration.ZERO, Duration.ofDays(60), false, "7d"), "0s"),
    SOURCE_IGNORE(
            "source.ignore",
            ValueType.TEXT,
            "._*, .DS_Store, Thumbs.db, desktop.ini, *.xml, *.md5, *.sha1, *.sha256, *.mhl, *.txt, *.srt, *.vtt, *.scc, *.ttml, *.tmp, *.part"),
    SOURCE_MAX_SIZE("source.max-size", ValueType.SIZE),
    OUTPUT_BUCKET("output.bucket", ValueType.BUCKET, Trait.REQUIRED),
    JOBS_BUCKET("jobs.bucket", ValueType.BUCKET, OUTPUT_BUCKET),
    JOBS_PREFIX("jobs.prefix", ValueType.PREFIX, "_jobs/"),

    QUEUE_EVENTS("queue.events", ValueType.QUEUE, "transcode-events"),
    QUEUE_DEAD_LETTERS("queue.dead-letters", ValueType.QUEUE, "transcode-dead-letters"),
    QUEUE_VISIBILITY(
            "queue.visibility", ValueType.time(Duration.ofSeconds(10), Duration.ofHours(12), true, "120s"), "120s"),
    QUEUE_CONSUMERS("queue.consumers", whole(1, 1000), "10"),
    QUEUE_DEAF_AFTER("queue.deaf-after", time(Duration.ofSeconds(1), "10m")),
    QUEUE_RECEIVES("queue.receives", whole(2, 100), "4"),

    BITMOVIN_URL("bitmovin.url", ValueType.URL, "https://api.bitmovin.com/v1"),
    BITMOVIN_API_KEY("bitmovin.api-key", ValueType.TEXT, Trait.REQUIRED, Trait.SECRET),
    BITMOVIN_TENANT_ORG_ID("bitmovin.tenant-org-id", ValueType.TEXT),
    BITMOVIN_TIMEOUT("bitmovin.timeout", time(Duration.ofSeconds(1), "60s"), "60s"),
    BITMOVIN_CLOUD_REGION("bitmovin.cloud-region", ValueType.TEXT, "AUTO"),
    BITMOVIN_ENCODER_VERSION("bitmovin.encoder-version", ValueType.TEXT, "STABLE"),
    BITMOVIN_INPUT("bitmovin.input", ValueType.TEXT, "source-bucket"),
    BITMOVIN_OUTPUT("bitmovin.output", ValueType.TEXT, "output-bucket"),
    BITMOVIN_VIDEO_CONFIG("bitmovin.video-config", ValueType.TEXT, "h264-1080p"),
    BITMOVIN_AUDIO_CONFIG("bitmovin.audio-config", ValueType.TEXT, "aac-128k"),
    BITMOVIN_BUCKET_ACCESS_KEY("bitmovin.bucket-access-key", ValueType.TEXT, Trait.SECRET),
    BITMOVIN_BUCKET_SECRET_KEY("bitmovin.bucket-secret-key", ValueType.TEXT, Trait.SECRET),

    PROFILE_SOURCE_PREFIX("profile.source-prefix", ValueType.PREFIX_OR_EMPTY, "in/"),
    PROFILE_OUTPUT_PREFIX("profile.output-prefix", ValueType.PREFIX_OR_EMPTY, "out/"),
    PROFILE_OUTPUT_SUFFIX("profile.output-suffix", ValueType.SUFFIX, "_bitmovin.mp4"),
    PROFILE_XDCAM_SOURCE_PREFIX("profile.xdcam.source-prefix", ValueType.PREFIX_OR_EMPTY, "in/xdcam/"),
    PROFILE_XDCAM_DEINTERLACE_FILTER("profile.xdcam.deinterlace-filter", ValueType.TEXT, "deinterlace"),

    ENCODING_ATTEMPTS("encoding.attempts", whole(1, 10), "2"),
    ENCODING_STUCK_AFTER("encoding.stuck-after", time(Duration.ofMillis(1), "6h"), "6h"),
    ORPHANS_AFTER("orphans.after", time(Duration.ofMillis(1), "24h"), "24h"),
    ENCODER_QUEUE_TARGET("encoder.queue-target", whole(1, 99_999)),
    ENCODER_SHARES("encoder.shares", ValueType.SHARES),
    WATCH_PERIOD("watch.period", time(Duration.ofMillis(1), "15s"), "15s"),
    VERIFY_DEPTH("verify.depth", ValueType.choice("looked-into", "exists"), "looked-into"),
    VERIFY_TOLERANCE("verify.tolerance", time(Duration.ZERO, "1s"), "1s"),
    RECONCILE_PERIOD("reconcile.period", time(Duration.ZERO, "6h"), "6h"),
    CANARY_PERIOD("canary.period", time(Duration.ZERO, "24h"), "0s"),

    PRICE_PER_MINUTE("price.per-minute", ValueType.AMOUNT),
    PRICE_CURRENCY("price.currency", ValueType.CURRENCY),
    BUDGET_MINUTES_A_DAY("budget.minutes-a-day", whole(1, 999_999_999)),
    BUDGET_MINUTES_A_MONTH("budget.minutes-a-month", whole(1, 999_999_999)),

    NOTIFY_URL("notify.url", ValueType.RECEIVER, Trait.SECRET),
    NOTIFY_QUEUE("notify.queue", ValueType.QUEUE),
    NOTIFY_SECRET("notify.secret", ValueType.SIGNING_KEY, Trait.SECRET),
    NOTIFY_TYPES("notify.types", ValueType.EVENTS),

    VIDISPINE_URL("vidispine.url", ValueType.URL),
    VIDISPINE_USER("vidispine.user", ValueType.TEXT),
    VIDISPINE_PASSWORD("vidispine.password", ValueType.TEXT, Trait.SECRET),
    VIDISPINE_SHAPE_TAG("vidispine.shape-tag", ValueType.TEXT),
    VIDISPINE_XDCAM_SHAPE_TAG("vidispine.xdcam.shape-tag", ValueType.TEXT),
    VIDISPINE_RESULT_PATTERN("vidispine.result-pattern", ValueType.REGEX),
    VIDISPINE_ON_FAILURE("vidispine.on-failure", ValueType.choice("nothing", "abort"), "nothing"),
    VIDISPINE_PATIENCE("vidispine.patience", time(Duration.ofMillis(1), "30m"), "30m"),
    VIDISPINE_BUCKET_ACCESS_KEY("vidispine.bucket-access-key", ValueType.TEXT, Trait.SECRET),
    VIDISPINE_BUCKET_SECRET_KEY("vidispine.bucket-secret-key", ValueType.TEXT, Trait.SECRET),
    VIDISPINE_TIMEOUT("vidispine.timeout", whole(1, 999_999_999)),
    VIDISPINE_INTERVAL("vidispine.interval", whole(1, 999_999_999)),
    VIDISPINE_CHECKS("vidispine.checks", whole(1, 999_999_999)),

    SECRETS_DIRECTORY("secrets.directory", ValueType.TEXT),
    SECRETS_REFRESH("secrets.refresh", time(Duration.ofMillis(100), "1m"), "1m"),
    SECRETS_PLAIN_HTTP("secrets.plain-http", ValueType.TRUTH, "false"),
    ROUTES_DIRECTORY("routes.directory", ValueType.TEXT, "routes"),
    ROUTES_RELOAD("routes.reload", ValueType.TRUTH, "true"),
    ROUTES_ALLOWED("routes.allowed", ValueType.WORDS),
    HTTP_PROXY("http.proxy", ValueType.PROXY, Trait.SECRET),
    HTTP_PROXY_USER("http.proxy-user", ValueType.TEXT),
    HTTP_PROXY_PASSWORD("http.proxy-password", ValueType.TEXT, Trait.SECRET),
    HTTP_NO_PROXY("http.no-proxy", ValueType.TEXT),
    LOG_FORMAT("log.format", ValueType.choice("text", "json"), "text"),
    TRACING_ENDPOINT("tracing.endpoint", ValueType.URL),
    TRACING_HEADERS("tracing.headers", ValueType.PAIRS, Trait.SECRET),
    CAMEL_MANAGEMENT_HOST("camel.management.host", ValueType.TEXT, "127.0.0.1"),
    CAMEL_MANAGEMENT_PORT("camel.management.port", ValueType.whole("a port", 0, 65535), "9876");

    private enum Trait {
        SECRET,
        REQUIRED
    }

    /** By the keys; a new setting needs one as well. */
    private static final ResourceBundle MEANINGS = ResourceBundle.getBundle("setting-meanings");

    private static final Map<String, Setting> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Setting::key, Function.identity()));

    private final String key;
    private final ValueType type;
    private final String defaultValue;
    private final Setting fallback;
    private final List<Trait> traits;

    Setting(String key, ValueType type, Trait... traits) {
        this(key, type, "", null, traits);
    }

    Setting(String key, ValueType type, String defaultValue) {
        this(key, type, defaultValue, null);
    }

    Setting(String key, ValueType type, Setting fallback) {
        this(key, type, "", fallback);
    }

    Setting(String key, ValueType type, String defaultValue, Setting fallback, Trait... traits) {
        this.key = key;
        this.type = type;
        this.defaultValue = defaultValue;
        this.fallback = fallback;
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
        return MEANINGS.getString(key);
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

    /**
     * The value in force: the first that is given, tidied; else that of the {@link #fallback}, else the default. An empty text is a
     * value only where the {@link ValueType} allows it.
     *
     * @param given the best first; null for none
     * @param earlier gives the value in force of a setting that is listed before this one
     */
    String firstSet(Stream<String> given, Function<Setting, String> earlier) {
        return given.filter(Objects::nonNull)
                .map(type::tidy)
                .filter(value -> !value.isEmpty() || type.allowsEmpty())
                .findFirst()
                .or(() -> fallback().map(earlier))
                .orElse(defaultValue);
    }

    /** Whether a value has the form, or the default of a reference to a vault, which judges what it gives itself. */
    boolean accepts(String value) {
        return Optional.of(value)
                .filter(text -> isSecret())
                .flatMap(VaultReference::in)
                .map(reference -> reference.defaultValue() == null || type.accepts(reference.defaultValue()))
                .orElseGet(() -> type.accepts(value));
    }

    private static ValueType whole(int least, int most) {
        return ValueType.whole("a whole number", least, most);
    }

    private static ValueType time(Duration least, String example) {
        return ValueType.time(least, Duration.ofDays(365), false, example);
    }
}
