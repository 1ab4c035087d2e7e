package io.transcoder.setup.step;

import io.transcoder.aws.Secrets;
import io.transcoder.config.ConfigurationException;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.ResultPattern;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;

/** The configured buckets, prefixes, queues and regions of an installation. */
public final class Installation {
    /** Of SQS. */
    private static final Duration LONGEST = Duration.ofHours(12);

    private final Settings settings;
    private final Secrets secrets;
    private final Map<String, String> effective;

    /** @param effective every key's value in force, those of integrators' own profiles included */
    public Installation(Map<String, String> effective) {
        this.settings = Settings.of(effective);
        this.secrets = new Secrets(settings);
        this.effective = Map.copyOf(effective);
    }

    public Settings settings() {
        return settings;
    }

    /**
     * Asks its vault, where it is in one.
     *
     * @throws Trouble where that does not give it
     */
    public Optional<String> secret(Setting setting) {
        try {
            return secrets.find(setting);
        } catch (ConfigurationException e) {
            throw Trouble.ofSecret(Trouble.Reason.UNREACHABLE, e);
        }
    }

    public String text(Setting setting) {
        return settings.text(setting);
    }

    public String sourceBucket() {
        return text(Setting.SOURCE_BUCKET);
    }

    public String outputBucket() {
        return text(Setting.OUTPUT_BUCKET);
    }

    public String jobsBucket() {
        return text(Setting.JOBS_BUCKET);
    }

    public String jobsPrefix() {
        return text(Setting.JOBS_PREFIX);
    }

    /** By its name or its URL. */
    public String eventsQueue() {
        return text(Setting.QUEUE_EVENTS);
    }

    /** By its name or its URL. */
    public String deadLetterQueue() {
        return text(Setting.QUEUE_DEAD_LETTERS);
    }

    public String region() {
        return text(Setting.AWS_REGION);
    }

    /** How the ARNs of the region begin behind {@code arn:}. */
    public String partition() {
        return PartitionMetadata.of(Region.of(region())).id();
    }

    public String bucketArn(String bucket) {
        return "arn:" + partition() + ":s3:::" + bucket;
    }

    public Optional<URI> s3Endpoint() {
        return settings.url(Setting.AWS_S3_ENDPOINT);
    }

    /** Whether neither S3 nor SQS is somebody else's. */
    public boolean isOnAws() {
        return s3Endpoint().isEmpty() && settings.url(Setting.AWS_SQS_ENDPOINT).isEmpty();
    }

    public String sourcePrefix() {
        return text(Setting.PROFILE_SOURCE_PREFIX);
    }

    public String outputPrefix() {
        return text(Setting.PROFILE_OUTPUT_PREFIX);
    }

    public String outputSuffix() {
        return text(Setting.PROFILE_OUTPUT_SUFFIX);
    }

    /** The regex by which the MAM knows a result. */
    public String resultPattern() {
        return ResultPattern.of(effective);
    }

    /** Each bucket once. */
    public List<String> buckets() {
        return List.of(sourceBucket(), outputBucket(), jobsBucket()).stream()
                .distinct()
                .toList();
    }

    /** Of all profiles, those left out that lie under another: S3 takes no two filters that overlap. */
    public List<String> sourcePrefixes() {
        return EffectiveProperties.sourcePrefixes(effective);
    }

    public Set<String> allSourcePrefixes() {
        return EffectiveProperties.allSourcePrefixes(effective);
    }

    /**
     * A message is hidden for at least this long by the queue itself, whoever receives it. The application says so with every
     * receive, and extends it as long as it holds the message.
     *
     * @param longestCall of the routes, with its retries
     */
    public Duration worstCase(Duration longestCall) {
        Duration configured = settings.duration(Setting.QUEUE_VISIBILITY);
        Duration worst = configured.compareTo(longestCall) > 0 ? configured : longestCall;
        return worst.compareTo(LONGEST) > 0 ? LONGEST : worst;
    }
}
