package io.transcoder.setup.aws;

import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.LifecycleRuleFilter;

/**
 * Steps on the lifecycle rules of the buckets: what expires, and what must not.
 *
 * @param written each bucket's rules, as they were written last
 */
public record LifecycleSteps(Installation installation, S3Client s3, Map<String, List<LifecycleRule>> written) {
    /** A message lives 14 days in each of two queues at most; a claim has to outlive it. */
    static final int LEDGER_DAYS = 90;

    private static final String OURS = "transcoder-";
    private static final int UNFINISHED_DAYS = 7;
    private static final String HEX = "0123456789abcdef";

    public LifecycleSteps(Installation installation, S3Client s3) {
        this(installation, s3, new HashMap<>());
    }

    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (String bucket : installation.buckets()) {
            steps.add(new Step(
                    StepName.UNFINISHED_UPLOADS,
                    "s3://" + bucket,
                    "end after " + UNFINISHED_DAYS + " days",
                    () -> unfinished(bucket),
                    () -> add(bucket, List.of(unfinishedRule()))));
        }
        steps.add(new Step(
                StepName.LEDGER_EXPIRY,
                "s3://" + installation.jobsBucket() + "/" + installation.jobsPrefix(),
                "after " + LEDGER_DAYS + " days, the open markers never",
                this::ledger,
                () -> add(installation.jobsBucket(), ledgerRules())));
        return steps;
    }

    /** For copies of dead letters, which name the MAM's files; made only where it is asked for. */
    public Step archive(int days) {
        LifecycleRule wanted = expiry("archive", installation.jobsPrefix() + "archive/", days);
        return new Step(
                StepName.ARCHIVE_EXPIRY,
                "s3://" + installation.jobsBucket() + "/" + installation.jobsPrefix() + "archive/",
                "after " + days + " days",
                () -> rules(installation.jobsBucket()).stream()
                        .filter(rule -> expires(rule) && prefix(wanted).startsWith(prefix(rule)))
                        .filter(rule -> rule.expiration().days() != null
                                && rule.expiration().days() == days)
                        .findFirst()
                        .map(rule -> Look.right("after " + days + " days"))
                        .orElseGet(() -> Look.missing("no rule deletes archived dead letters after " + days + " days")),
                () -> add(installation.jobsBucket(), List.of(wanted)));
    }

    private Look unfinished(String bucket) {
        boolean ends = rules(bucket).stream()
                .anyMatch(rule -> rule.status() == ExpirationStatus.ENABLED
                        && rule.abortIncompleteMultipartUpload() != null
                        && prefix(rule).isEmpty());
        return ends
                ? Look.right("end by a rule")
                : Look.missing("multipart uploads that were never completed stay for ever")
                        .as(Level.NOTE);
    }

    private Look ledger() {
        List<LifecycleRule> rules = rules(installation.jobsBucket());
        String prefix = installation.jobsPrefix();
        for (LifecycleRule rule : rules) {
            if (expires(rule) && (overlap(prefix(rule), prefix + "open/"))) {
                return byHand(rule, "would let the open markers expire, and with them the jobs that are not done yet");
            }
            if (expires(rule) && overlap(prefix(rule), prefix + "orders/")) {
                return byHand(rule, "would let a pause expire, and start what an operator has paused");
            }
            if (expires(rule) && (prefix + "installation").startsWith(prefix(rule))) {
                return byHand(rule, "would let the record expire that says whose ledger this is");
            }
            if (expires(rule) && isTooSoon(rule) && expiring(prefix).anyMatch(ours -> overlap(prefix(rule), ours))) {
                return byHand(
                        rule,
                        "lets claims expire earlier than after " + LEDGER_DAYS
                                + " days: a late message would be encoded and paid for again");
            }
        }
        boolean complete = ledgerRules().stream().allMatch(ours -> rules.stream()
                .anyMatch(rule -> expires(rule) && prefix(ours).startsWith(prefix(rule))));
        return complete
                ? Look.right("after " + LEDGER_DAYS + " days or more")
                : Look.missing("the ledger grows for ever").as(Level.NOTE);
    }

    private static Look byHand(LifecycleRule rule, String effect) {
        String id = rule.id() == null ? "" : rule.id();
        return Look.stuck(
                "the lifecycle rule '" + id + "' " + effect,
                "delete or narrow the rule '" + id + "', then transcoder setup aws");
    }

    private static boolean overlap(String one, String other) {
        return one.startsWith(other) || other.startsWith(one);
    }

    private static boolean isTooSoon(LifecycleRule rule) {
        Integer days = rule.expiration().days();
        return days == null || days < LEDGER_DAYS;
    }

    private static boolean expires(LifecycleRule rule) {
        return rule.status() == ExpirationStatus.ENABLED
                && rule.expiration() != null
                && (rule.expiration().days() != null || rule.expiration().date() != null)
                && !isForTagged(rule.filter());
    }

    /** We tag nothing. */
    private static boolean isForTagged(LifecycleRuleFilter filter) {
        return filter != null
                && (filter.tag() != null
                        || (filter.and() != null && !filter.and().tags().isEmpty()));
    }

    @SuppressWarnings("deprecation")
    private static String prefix(LifecycleRule rule) {
        LifecycleRuleFilter filter = rule.filter();
        String prefix = filter == null
                ? rule.prefix()
                : filter.and() != null ? filter.and().prefix() : filter.prefix();
        return prefix == null ? "" : prefix;
    }

    private static LifecycleRule unfinishedRule() {
        return LifecycleRule.builder()
                .id(OURS + "unfinished-uploads")
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(""))
                .abortIncompleteMultipartUpload(a -> a.daysAfterInitiation(UNFINISHED_DAYS))
                .build();
    }

    private List<LifecycleRule> ledgerRules() {
        return expiring(installation.jobsPrefix())
                .map(prefix -> expiry(
                        "ledger-" + prefix.substring(installation.jobsPrefix().length()), prefix, LEDGER_DAYS))
                .toList();
    }

    private static LifecycleRule expiry(String id, String prefix, int days) {
        return LifecycleRule.builder()
                .id(OURS + id)
                .status(ExpirationStatus.ENABLED)
                .filter(f -> f.prefix(prefix))
                .expiration(e -> e.days(days))
                .build();
    }

    private static Stream<String> expiring(String jobsPrefix) {
        // what is kept beside the jobs' folders is of use as long as they are there
        return Stream.concat(
                ledgerPrefixes(jobsPrefix),
                Stream.of("names/", "outputs/", "tries/").map(jobsPrefix::concat));
    }

    /**
     * A rule can leave nothing out, so each covers the jobs whose id, a hexadecimal hash, begins in one way: neither {@code open/}
     * nor {@code archive/} does, the latter by its second letter.
     */
    private static Stream<String> ledgerPrefixes(String jobsPrefix) {
        return HEX.chars()
                .mapToObj(c -> String.valueOf((char) c))
                .flatMap(first -> first.equals("a")
                        ? HEX.chars().mapToObj(c -> jobsPrefix + first + (char) c)
                        : Stream.of(jobsPrefix + first));
    }

    private void add(String bucket, List<LifecycleRule> ours) {
        // a bucket's configuration is read back late at times, and what was written a moment ago must not be lost
        List<LifecycleRule> rules = new ArrayList<>(written.containsKey(bucket) ? written.get(bucket) : rules(bucket));
        rules.removeIf(rule -> ours.stream().anyMatch(our -> our.id().equals(rule.id())));
        rules.addAll(ours);
        Aws.call(
                "s3:PutLifecycleConfiguration",
                () -> s3.putBucketLifecycleConfiguration(
                        b -> b.bucket(bucket).lifecycleConfiguration(c -> c.rules(rules))));
        written.put(bucket, rules);
    }

    private List<LifecycleRule> rules(String bucket) {
        return Aws.find("s3:GetLifecycleConfiguration", () -> s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket))
                        .rules())
                .orElse(List.of());
    }
}
