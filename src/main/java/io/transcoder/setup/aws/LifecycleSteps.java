package io.transcoder.setup.aws;

import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.GetBucketLifecycleConfigurationResponse;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleAndOperator;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;
import software.amazon.awssdk.services.s3.model.TransitionDefaultMinimumObjectSize;
import software.amazon.awssdk.services.s3.model.TransitionStorageClass;

/**
 * Steps on the lifecycle rules of the buckets: what expires, and what must not.
 *
 * @param written each bucket's configuration, as it was written last
 */
public record LifecycleSteps(
        Installation installation, S3Client s3, Map<String, GetBucketLifecycleConfigurationResponse> written) {
    /** A message lives 14 days in each of two queues at most; a claim has to outlive it. */
    static final int LEDGER_DAYS = 90;

    private static final String OURS = "transcoder-";
    private static final int UNFINISHED_DAYS = 7;
    /** In bytes. A job's record is smaller, and smaller objects are moved only where somebody says so. */
    private static final long LARGE = 128 * 1024;

    /** Before an object is restored. */
    private static final Set<TransitionStorageClass> UNREADABLE =
            Set.of(TransitionStorageClass.GLACIER, TransitionStorageClass.DEEP_ARCHIVE);

    /**
     * What of the ledger expires. A rule can leave nothing out, so the jobs' folders, whose ids are hexadecimal hashes, are told by the
     * ways in which an id begins: neither {@code open/} nor {@code archive/} does, the latter by its second letter. What is kept
     * beside the folders is of use as long as they are there.
     */
    private static final List<String> EXPIRING = List.of(
            ("0 1 2 3 4 5 6 7 8 9 a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 aa ab ac ad ae af b c d e f names/ notify- outputs/ tries/")
                    .split(" "));

    public LifecycleSteps(Installation installation, S3Client s3) {
        this(installation, s3, new HashMap<>());
    }

    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (String bucket : installation.buckets()) {
            steps.add(new Step(
                    StepName.UNFINISHED_UPLOADS,
                    "s3://" + bucket,
                    () -> unfinished(bucket),
                    () -> add(bucket, List.of(unfinishedRule())),
                    UNFINISHED_DAYS));
        }
        steps.add(new Step(
                StepName.LEDGER_EXPIRY,
                "s3://" + installation.jobsBucket() + "/" + installation.jobsPrefix(),
                this::ledger,
                () -> add(installation.jobsBucket(), ledgerRules()),
                LEDGER_DAYS));
        return steps;
    }

    /** For copies of dead letters, which name the MAM's files; made only where it is asked for. */
    public Step archive(int days) {
        String bucket = installation.jobsBucket();
        String folder = installation.jobsPrefix() + "archive/";
        return new Step(
                StepName.ARCHIVE_EXPIRY,
                "s3://" + bucket + "/" + folder,
                () -> rules(bucket).stream()
                                .filter(rule -> expires(rule) && !isSized(rule) && folder.startsWith(prefix(rule)))
                                .anyMatch(
                                        rule -> Objects.equals(rule.expiration().days(), days))
                        ? Look.right("after " + days + " days")
                        : Look.of("archive-stays", days),
                () -> add(bucket, List.of(expiry(folder, days))),
                days);
    }

    private Look unfinished(String bucket) {
        boolean ends = rules(bucket).stream()
                .anyMatch(rule -> rule.status() == ExpirationStatus.ENABLED
                        && rule.abortIncompleteMultipartUpload() != null
                        && prefix(rule).isEmpty());
        return ends ? Look.right("end by a rule") : Look.of("unfinished-stay");
    }

    private Look ledger() {
        var configuration = configuration(installation.jobsBucket());
        List<LifecycleRule> rules =
                configuration.rules().stream().filter(LifecycleSteps::expires).toList();
        Optional<Look> harm =
                rules.stream().flatMap(rule -> harm(rule).stream()).findFirst().or(() -> archived(configuration));
        boolean complete = ledgerRules().stream().allMatch(ours -> rules.stream()
                .anyMatch(rule -> !isSized(rule) && prefix(ours).startsWith(prefix(rule))));
        return harm.orElseGet(
                () -> complete ? Look.right("after " + LEDGER_DAYS + " days or more") : Look.of("ledger-grows"));
    }

    /** What takes records where they cannot be read. Copies of dead letters may go there. */
    private Optional<Look> archived(GetBucketLifecycleConfigurationResponse configuration) {
        boolean takesSmall = configuration.transitionDefaultMinimumObjectSize()
                == TransitionDefaultMinimumObjectSize.VARIES_BY_STORAGE_CLASS;
        String prefix = installation.jobsPrefix();
        return configuration.rules().stream()
                .filter(rule -> reachesRecords(rule) && (takesSmall || isSized(rule)))
                .filter(rule -> rule.transitions().stream().anyMatch(t -> UNREADABLE.contains(t.storageClass())))
                .filter(rule -> overlap(prefix(rule), prefix) && !prefix(rule).startsWith(prefix + "archive"))
                .findFirst()
                .map(rule -> Look.of("ledger-archived", id(rule)));
    }

    /** What a rule that lets something expire does to what must not. */
    private Optional<Look> harm(LifecycleRule rule) {
        String prefix = installation.jobsPrefix();
        String reach = prefix(rule);
        String harm = null;
        if (overlap(reach, prefix + "open/")) {
            harm = "markers-expire";
        } else if (overlap(reach, prefix + "orders/")) {
            harm = "orders-expire";
        } else if ((prefix + "installation").startsWith(reach)) {
            harm = "owner-expires";
        } else if (isTooSoon(rule) && EXPIRING.stream().anyMatch(ours -> overlap(reach, prefix + ours))) {
            harm = "claims-expire";
        }
        return Optional.ofNullable(harm).map(text -> Look.of(text, id(rule), LEDGER_DAYS));
    }

    private static String id(LifecycleRule rule) {
        return rule.id() == null ? "" : rule.id();
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private static boolean isTooSoon(LifecycleRule rule) {
        Integer days = rule.expiration().days();
        return days == null || days < LEDGER_DAYS;
    }

    private static boolean expires(LifecycleRule rule) {
        return reachesRecords(rule)
                && rule.expiration() != null
                && (rule.expiration().days() != null || rule.expiration().date() != null);
    }

    /** We tag nothing, and no record is large. */
    private static boolean reachesRecords(LifecycleRule rule) {
        Long above = asked(rule).objectSizeGreaterThan();
        return rule.status() == ExpirationStatus.ENABLED
                && asked(rule).tags().isEmpty()
                && (above == null || above < LARGE);
    }

    private static boolean isSized(LifecycleRule rule) {
        return asked(rule).objectSizeGreaterThan() != null || asked(rule).objectSizeLessThan() != null;
    }

    private static String prefix(LifecycleRule rule) {
        String prefix = asked(rule).prefix();
        return prefix == null ? "" : prefix;
    }

    /** All that a rule asks of an object. */
    @SuppressWarnings("deprecation")
    private static LifecycleRuleAndOperator asked(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        if (filter != null && filter.and() != null) {
            return filter.and();
        }
        var asked = LifecycleRuleAndOperator.builder();
        return filter == null
                ? asked.prefix(rule.prefix()).build()
                : asked.prefix(filter.prefix())
                        .tags(Stream.ofNullable(filter.tag()).toList())
                        .objectSizeGreaterThan(filter.objectSizeGreaterThan())
                        .objectSizeLessThan(filter.objectSizeLessThan())
                        .build();
    }

    private static LifecycleRule unfinishedRule() {
        return rule(
                "unfinished-uploads",
                "",
                rule -> rule.abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(UNFINISHED_DAYS)));
    }

    private List<LifecycleRule> ledgerRules() {
        return EXPIRING.stream()
                .map(begin -> expiry(installation.jobsPrefix() + begin, LEDGER_DAYS))
                .toList();
    }

    /** Its id has the prefix, for a bucket may hold the ledgers of several installations. */
    private static LifecycleRule expiry(String prefix, int days) {
        return rule(prefix, prefix, rule -> rule.expiration(e -> e.days(days)));
    }

    private static LifecycleRule rule(String id, String prefix, Consumer<LifecycleRule.Builder> effect) {
        return LifecycleRule.builder()
                .id(OURS + id)
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(prefix))
                .applyMutation(effect)
                .build();
    }

    private void add(String bucket, List<LifecycleRule> ours) {
        // a bucket's configuration is read back late at times, and what was written a moment ago must not be lost
        var before = written.containsKey(bucket) ? written.get(bucket) : configuration(bucket);
        List<LifecycleRule> rules = new ArrayList<>(before.rules());
        rules.removeIf(rule -> ours.stream().anyMatch(our -> isBefore(rule, our)));
        rules.replaceAll(LifecycleSteps::inNewForm);
        rules.addAll(ours);
        Aws.call(
                "s3:PutLifecycleConfiguration",
                () -> s3.putBucketLifecycleConfiguration(b -> b.bucket(bucket)
                        // a PUT that leaves it out sets it back, and others' rules would move other objects
                        .transitionDefaultMinimumObjectSize(before.transitionDefaultMinimumObjectSizeAsString())
                        .lifecycleConfiguration(c -> c.rules(rules))));
        written.put(bucket, before.copy(b -> b.rules(rules)));
    }

    /** S3 takes none that has a prefix of its own, as old tools made them, beside one that has a filter. */
    @SuppressWarnings("deprecation")
    private static LifecycleRule inNewForm(LifecycleRule rule) {
        return rule.filter() != null
                ? rule
                : rule.toBuilder()
                        .prefix(null)
                        .filter(f -> f.prefix(prefix(rule)))
                        .build();
    }

    /** Whether a rule is the one that ours takes the place of. In an earlier release no id had the prefix. */
    private static boolean isBefore(LifecycleRule rule, LifecycleRule our) {
        return our.id().equals(rule.id())
                || (expires(our)
                        && expires(rule)
                        && String.valueOf(rule.id()).startsWith(OURS)
                        && prefix(rule).equals(prefix(our)));
    }

    private List<LifecycleRule> rules(String bucket) {
        return configuration(bucket).rules();
    }

    private GetBucketLifecycleConfigurationResponse configuration(String bucket) {
        return Aws.find("s3:GetLifecycleConfiguration", () -> s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket)))
                .orElseGet(
                        () -> GetBucketLifecycleConfigurationResponse.builder().build());
    }
}
