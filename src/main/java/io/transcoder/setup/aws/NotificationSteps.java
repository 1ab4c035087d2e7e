package io.transcoder.setup.aws;

import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import io.transcoder.setup.step.Trouble;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.Event;
import software.amazon.awssdk.services.s3.model.FilterRule;
import software.amazon.awssdk.services.s3.model.LambdaFunctionConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfiguration;
import software.amazon.awssdk.services.s3.model.NotificationConfigurationFilter;
import software.amazon.awssdk.services.s3.model.QueueConfiguration;
import software.amazon.awssdk.services.s3.model.TopicConfiguration;

/**
 * Steps on the event notifications of the source bucket, one for each prefix that has to be covered.
 *
 * @param written the bucket's notifications, as they were written last; null: not yet
 */
public record NotificationSteps(
        Installation installation, S3Client s3, Queues queues, AtomicReference<NotificationConfiguration> written) {
    private static final String OURS = "transcoder-";
    private static final String CREATED = "s3:ObjectCreated:";
    /** What AWS takes for a filter's value. */
    private static final Pattern ENCODED = Pattern.compile("[A-Za-z0-9!_.*'()/%+-]*");

    public NotificationSteps(Installation installation, S3Client s3, Queues queues) {
        this(installation, s3, queues, new AtomicReference<>());
    }

    public List<Step> all() {
        return installation.sourcePrefixes().stream()
                .map(prefix -> new Step(
                        StepName.EVENTS,
                        "s3://" + installation.sourceBucket() + "/" + prefix,
                        () -> look(inFilter(prefix)),
                        () -> make(prefix),
                        installation.eventsQueue()))
                .toList();
    }

    /**
     * A prefix as a filter has it. AWS wants all but its safe characters percent-encoded and a + for a space (S3, "Filtering event
     * notifications using object key names"); another form it keeps, and announces nothing by it. Other stores take what keys have.
     */
    String inFilter(String prefix) {
        return !isS3OfAws()
                ? prefix
                : URLEncoder.encode(prefix, StandardCharsets.UTF_8)
                        .replace("%2F", "/")
                        .replace("%21", "!")
                        .replace("%27", "'")
                        .replace("%28", "(")
                        .replace("%29", ")");
    }

    /** A filter in the form of ours: others encode more characters than they have to, or a space in another way. */
    private String inOurForm(String filter) {
        try {
            return isS3OfAws() && ENCODED.matcher(filter).matches()
                    ? inFilter(URLDecoder.decode(filter, StandardCharsets.UTF_8))
                    : filter;
        } catch (IllegalArgumentException halfEncoded) {
            return filter;
        }
    }

    /** Also through an endpoint of one's own, as in a private network. */
    private boolean isS3OfAws() {
        return installation
                .s3Endpoint()
                .map(endpoint -> endpoint.getHost().matches("(.+\\.)?amazonaws\\.(com|com\\.cn|eu)"))
                .orElse(true);
    }

    /** @param prefix as the filter has to have it */
    private Look look(String prefix) {
        Optional<String> queue = queues.find(installation.eventsQueue()).map(Queues.Queue::arn);
        Optional<NotificationConfiguration> found = configuration();
        if (queue.isEmpty() || found.isEmpty()) {
            return Look.of("no-notification", installation.eventsQueue());
        }
        List<Target> all = targets(found.get());
        String arn = queue.get();
        if (all.stream().anyMatch(target -> target.arn().equals(arn) && target.isComplete() && target.covers(prefix))) {
            return Look.right("s3:ObjectCreated:* to " + installation.eventsQueue());
        }
        List<Target> ours =
                all.stream().filter(target -> target.arn().equals(arn)).toList();
        return first(all, target -> !target.arn().equals(arn) && isInTheWay(target, prefix))
                .map(NotificationSteps::ofOthers)
                .or(() -> first(ours, target -> target.isCreated() && target.covers(prefix))
                        .map(target -> ofOurs(target, Look.of("only-some-events", target.events()))))
                .or(() -> first(
                                ours,
                                target -> target.isCreated() && !target.suffix().isEmpty())
                        .map(target -> ofOurs(target, Look.of("only-a-suffix", target.suffix()))))
                .or(() -> first(ours, target -> target.prefix().equalsIgnoreCase(prefix))
                        .map(target -> Look.of("prefix-in-other-case", target.prefix(), prefix)))
                .or(() -> first(ours, target -> true).map(target -> Look.of("other-prefix", target.prefix(), prefix)))
                .orElseGet(() -> Look.of(
                        found.get().eventBridgeConfiguration() == null ? "no-notification" : "event-bridge-alone",
                        installation.eventsQueue()));
    }

    private static Optional<Target> first(List<Target> targets, Predicate<Target> wanted) {
        return targets.stream().filter(wanted).findFirst();
    }

    /** What a topic or a function sends on cannot be seen from here; the application reads events that came by SNS. */
    private static Look ofOthers(Target target) {
        return Look.of(target.arn().contains(":sqs:") ? "to-another-queue" : "to-something-else", target.arn());
    }

    private static Look ofOurs(Target target, Look look) {
        return target.id().startsWith(OURS) ? look : look.as(Look.State.DIFFERENT);
    }

    /** Keeps what is for others, and what does not overlap: S3 refuses two that do. */
    private void make(String prefix) {
        String arn = queues.get(installation.eventsQueue()).arn();
        String wanted = inFilter(prefix);
        // a bucket's configuration is read back late at times, and what was written a moment ago must not be lost
        NotificationConfiguration before = Optional.ofNullable(written.get())
                .or(this::configuration)
                .orElseThrow(() -> Trouble.of("no-source-bucket"));
        List<QueueConfiguration> queueConfigurations = new ArrayList<>(before.queueConfigurations());
        queueConfigurations.removeIf(c -> isObsolete(of(c), arn) || isInTheWay(of(c), wanted));
        queueConfigurations.add(QueueConfiguration.builder()
                .id(OURS + prefix)
                .queueArn(arn)
                .events(Event.S3_OBJECT_CREATED)
                // the API reference has the name in small letters (S3, "FilterRule"), the SDK's constant in others
                .filter(f -> f.key(k -> k.filterRules(
                        FilterRule.builder().name("prefix").value(wanted).build())))
                .build());
        NotificationConfiguration after = before.copy(b -> b.queueConfigurations(queueConfigurations)
                .topicConfigurations(before.topicConfigurations().stream()
                        .filter(c -> !isInTheWay(of(c), wanted))
                        .toList())
                .lambdaFunctionConfigurations(before.lambdaFunctionConfigurations().stream()
                        .filter(c -> !isInTheWay(of(c), wanted))
                        .toList()));
        Aws.call(
                "s3:PutBucketNotification",
                () -> s3.putBucketNotificationConfiguration(
                        b -> b.bucket(installation.sourceBucket()).notificationConfiguration(after)));
        written.set(after);
    }

    /** What we made for a prefix that is not configured any more goes as well; to another queue it is another installation's. */
    private boolean isObsolete(Target target, String arn) {
        return target.id().startsWith(OURS)
                && target.arn().equals(arn)
                && installation.sourcePrefixes().stream().map(this::inFilter).noneMatch(target.prefix()::equals);
    }

    private static boolean isInTheWay(Target target, String prefix) {
        return target.isCreated() && target.overlaps(prefix);
    }

    private Optional<NotificationConfiguration> configuration() {
        return Aws.find(
                        "s3:GetBucketNotification",
                        () -> s3.getBucketNotificationConfiguration(b -> b.bucket(installation.sourceBucket())))
                .map(found -> NotificationConfiguration.builder()
                        .queueConfigurations(found.queueConfigurations())
                        .topicConfigurations(found.topicConfigurations())
                        .lambdaFunctionConfigurations(found.lambdaFunctionConfigurations())
                        .eventBridgeConfiguration(found.eventBridgeConfiguration())
                        .build());
    }

    List<Target> targets() {
        return configuration().map(this::targets).orElse(List.of());
    }

    private List<Target> targets(NotificationConfiguration found) {
        return Stream.of(
                        found.queueConfigurations().stream().map(this::of),
                        found.topicConfigurations().stream().map(this::of),
                        found.lambdaFunctionConfigurations().stream().map(this::of))
                .flatMap(Function.identity())
                .toList();
    }

    private Target of(QueueConfiguration c) {
        return target(c.id(), c.queueArn(), c.eventsAsStrings(), c.filter());
    }

    private Target of(TopicConfiguration c) {
        return target(c.id(), c.topicArn(), c.eventsAsStrings(), c.filter());
    }

    private Target of(LambdaFunctionConfiguration c) {
        return target(c.id(), c.lambdaFunctionArn(), c.eventsAsStrings(), c.filter());
    }

    private Target target(String id, String arn, List<String> events, NotificationConfigurationFilter filter) {
        String prefix = "";
        String suffix = "";
        if (filter != null && filter.key() != null) {
            for (FilterRule rule : filter.key().filterRules()) {
                if ("prefix".equalsIgnoreCase(rule.nameAsString())) {
                    prefix = inOurForm(rule.value());
                } else {
                    suffix = rule.value();
                }
            }
        }
        return new Target(id == null ? "" : id, arn, events, prefix, suffix);
    }

    /**
     * @param arn of who is told
     * @param prefix as a filter of ours has it
     */
    record Target(String id, String arn, List<String> events, String prefix, String suffix) {
        boolean isCreated() {
            return events.stream().anyMatch(event -> event.startsWith(CREATED));
        }

        boolean isComplete() {
            return events.contains(CREATED + "*");
        }

        boolean covers(String wanted) {
            return wanted.startsWith(prefix) && suffix.isEmpty();
        }

        boolean overlaps(String wanted) {
            return wanted.startsWith(prefix) || prefix.startsWith(wanted);
        }
    }
}
