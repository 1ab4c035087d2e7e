package io.transcoder.setup;

import static io.transcoder.config.Setting.QUEUE_DEAD_LETTERS;
import static io.transcoder.config.Setting.QUEUE_EVENTS;
import static io.transcoder.config.Setting.QUEUE_RECEIVES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.Queues.Queue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The two queues and all that has to be set on them. */
final class QueueSteps {
    static final String S3 = "s3.amazonaws.com";

    private static final String AREA = "aws";
    private static final String FROM_S3 = "TranscoderS3Events";
    private static final long LEAST_SIZE = 64 * 1024;
    private static final long SIZE = 256 * 1024;
    private static final long LONG_POLL_SECONDS = 20;
    private static final long FOURTEEN_DAYS = Duration.ofDays(14).toSeconds();
    private static final long FOUR_DAYS = Duration.ofDays(4).toSeconds();
    private static final int MAX_RECEIVES = 5;
    private static final int FEWEST_RECEIVES = 3;

    private final Installation installation;
    private final Queues queues;
    private final Duration worstCase;
    private final String events;
    private final String deadLetters;

    /** @param worstCase of the routes, for which the queue has to hide a message */
    QueueSteps(Installation installation, Queues queues, Duration worstCase) {
        this.installation = installation;
        this.queues = queues;
        this.worstCase = worstCase;
        this.events = installation.text(QUEUE_EVENTS);
        this.deadLetters = installation.text(QUEUE_DEAD_LETTERS);
    }

    List<Step> all() {
        return List.of(
                new Step(
                        AREA,
                        "queue " + deadLetters,
                        "without it no failure can be kept",
                        "in " + installation.region(),
                        () -> there(deadLetters),
                        () -> queues.create(
                                deadLetters,
                                Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, Long.toString(FOURTEEN_DAYS)))),
                step(
                        deadLetters,
                        "retention",
                        "the time of a dead letter counts from its first arrival, so that it would vanish before anybody looks",
                        days(FOURTEEN_DAYS),
                        this::retention,
                        queue -> queues.set(
                                queue, QueueAttributeName.MESSAGE_RETENTION_PERIOD, Long.toString(FOURTEEN_DAYS))),
                step(
                        deadLetters,
                        "message size",
                        "a letter that is too long is refused, and the failure lost",
                        SIZE + " bytes",
                        this::size,
                        queue -> queues.set(queue, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, Long.toString(SIZE))),
                encryption(deadLetters),
                new Step(
                        AREA,
                        "queue " + events,
                        "without it no upload is noticed",
                        "in " + installation.region(),
                        () -> there(events),
                        () -> queues.create(
                                events,
                                Map.of(
                                        QueueAttributeName.VISIBILITY_TIMEOUT,
                                        Long.toString(worstCase.toSeconds()),
                                        QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                                        Long.toString(LONG_POLL_SECONDS)))),
                step(
                        events,
                        "message size",
                        "S3 drops an event that is longer, without a word",
                        SIZE + " bytes",
                        this::size,
                        queue -> queues.set(queue, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, Long.toString(SIZE))),
                encryption(events),
                step(
                        events,
                        "visibility",
                        "a message that comes back while it is worked on is worked on twice",
                        worstCase.toSeconds() + " s",
                        this::visibility,
                        queue -> queues.set(
                                queue, QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(worstCase.toSeconds()))),
                step(
                        events,
                        "long polling",
                        "short polls cost money and miss messages",
                        LONG_POLL_SECONDS + " s",
                        this::longPolling,
                        queue -> queues.set(
                                queue,
                                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                                Long.toString(LONG_POLL_SECONDS))),
                step(
                        events,
                        "redrive",
                        "a message that crashes its reader would come back for ever, or be given up too early",
                        "after " + receives() + " receives to " + deadLetters,
                        this::redrive,
                        this::setRedrive),
                step(
                        events,
                        "policy",
                        "S3 refuses to send to a queue that does not let it",
                        "S3 may send for s3://" + installation.sourceBucket(),
                        this::policy,
                        this::setPolicy));
    }

    private Step step(
            String name, String what, String why, String aim, Function<Queue, Look> look, Consumer<Queue> make) {
        return new Step(
                AREA,
                "queue " + name + " " + what,
                why,
                aim,
                () -> queues.find(name).map(look).orElseGet(() -> Look.missing("there is no such queue yet")),
                () -> make.accept(queues.get(name)));
    }

    private Step encryption(String name) {
        return step(
                name,
                "encryption",
                "the names of the media must not lie in the clear",
                "SSE-SQS",
                this::encrypted,
                queue -> queues.set(queue, QueueAttributeName.SQS_MANAGED_SSE_ENABLED, "true"));
    }

    private Look there(String name) {
        if (queues.find(name).isPresent()) {
            return Look.right("is there");
        }
        return name.startsWith("http")
                ? Look.stuck("there is no such queue", "name the queue, which set-up then makes, or correct its URL")
                        .as(Level.STOP)
                : Look.missing("there is no such queue").as(Level.STOP);
    }

    private Look retention(Queue letters) {
        long seconds = letters.number(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOUR_DAYS);
        long source = queues.find(events)
                .map(queue -> queue.number(QueueAttributeName.MESSAGE_RETENTION_PERIOD, FOUR_DAYS))
                .orElse(FOUR_DAYS);
        if (seconds > source) {
            return seconds >= FOURTEEN_DAYS
                    ? Look.right("14 days")
                    : queues.outdated(letters, "dead letters are kept " + days(seconds) + "; 14 are possible")
                            .as(Level.NOTE);
        }
        String text =
                "dead letters are kept " + days(seconds) + ", not longer than the " + days(source) + " of " + events;
        return seconds >= FOURTEEN_DAYS
                ? Look.stuck(
                        text, "shorten the retention of " + events + ": 14 days are the most that SQS keeps anything")
                : queues.outdated(letters, text);
    }

    private Look encrypted(Queue queue) {
        if (!queue.text(QueueAttributeName.KMS_MASTER_KEY_ID).isEmpty()) {
            return Look.right("by a key of KMS");
        }
        String managed = queue.text(QueueAttributeName.SQS_MANAGED_SSE_ENABLED);
        if (managed.isEmpty()) {
            throw new Trouble(
                    Trouble.Kind.UNSUPPORTED,
                    "cannot be checked: this service does not tell whether it encrypts",
                    "nothing, if the service has other means for it");
        }
        return managed.equals("true")
                ? Look.right("SSE-SQS")
                : queues.outdated(queue, "messages are not encrypted").as(Level.NOTE);
    }

    private Look size(Queue queue) {
        long bytes = queue.number(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, SIZE);
        return bytes >= LEAST_SIZE
                ? Look.right(bytes + " bytes")
                : queues.outdated(queue, "MaximumMessageSize is " + bytes + " bytes, an event can have " + LEAST_SIZE);
    }

    private Look visibility(Queue queue) {
        long seconds = queue.number(QueueAttributeName.VISIBILITY_TIMEOUT, 30);
        long needed = worstCase.toSeconds();
        return seconds >= needed
                ? Look.right(seconds + " s")
                : queues.outdated(
                        queue,
                        "VisibilityTimeout is " + seconds + " s, below the routes' worst case of " + needed + " s");
    }

    private Look longPolling(Queue queue) {
        long seconds = queue.number(QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS, 0);
        return seconds > 0
                ? Look.right(seconds + " s")
                : queues.outdated(queue, "ReceiveMessageWaitTimeSeconds is 0").as(Level.NOTE);
    }

    private Look redrive(Queue queue) {
        String policy = queue.text(QueueAttributeName.REDRIVE_POLICY);
        if (policy.isEmpty()) {
            return Look.missing("there is no redrive policy");
        }
        JsonNode redrive = PolicyDocument.parse(policy).node();
        String target = redrive.path("deadLetterTargetArn").asText();
        int receives = redrive.path("maxReceiveCount").asInt();
        String expected = queues.find(deadLetters).map(Queue::arn).orElse(target);
        if (!target.equals(expected)) {
            return queues.outdated(queue, "dead letters go to " + target + ", not to " + expected);
        }
        if (receives < FEWEST_RECEIVES) {
            return queues.outdated(queue, "maxReceiveCount is " + receives + ", below " + FEWEST_RECEIVES);
        }
        int ours = installation.settings().integer(QUEUE_RECEIVES);
        return receives > ours
                ? Look.right("after " + receives + " receives to " + deadLetters)
                : queues.outdated(
                        queue,
                        "maxReceiveCount is " + receives + ", not above queue.receives (" + ours
                                + "): SQS would move messages before their cause is known");
    }

    private int receives() {
        return Math.max(MAX_RECEIVES, installation.settings().integer(QUEUE_RECEIVES) + 1);
    }

    private void setRedrive(Queue queue) {
        ObjectNode redrive = PolicyDocument.object()
                .put("deadLetterTargetArn", queues.get(deadLetters).arn())
                .put("maxReceiveCount", Integer.toString(receives()));
        queues.set(queue, QueueAttributeName.REDRIVE_POLICY, redrive.toString());
    }

    private Look policy(Queue queue) {
        PolicyDocument policy = PolicyDocument.parse(queue.text(QueueAttributeName.POLICY));
        List<JsonNode> forS3 = policy.statements().stream()
                .filter(statement -> isFromS3(statement, queue))
                .toList();
        if (forS3.isEmpty()) {
            return Look.missing("the queue's policy does not let S3 send");
        }
        if (forS3.stream().anyMatch(statement -> isExact(statement, queue))) {
            return Look.right("S3 may send for s3://" + installation.sourceBucket());
        }
        if (forS3.stream().noneMatch(this::isForOurBucket)) {
            return Look.missing("the queue's policy lets S3 send for other buckets only");
        }
        boolean otherAccount = forS3.stream()
                .filter(this::isForOurBucket)
                .noneMatch(statement -> isForAccount(statement, queue.account()));
        return otherAccount
                ? Look.missing("the queue's policy lets S3 send for another account than " + queue.account())
                : Look.missing("the queue's policy lets S3 send for any bucket or account")
                        .as(Level.NOTE);
    }

    private static boolean isFromS3(JsonNode statement, Queue queue) {
        JsonNode principal = statement.path("Principal");
        boolean s3 = principal.asText().equals("*")
                || PolicyDocument.texts(principal.path("AWS")).contains("*")
                || PolicyDocument.texts(principal.path("Service")).contains(S3);
        return s3
                && statement.path("Effect").asText().equals("Allow")
                && PolicyDocument.covers(statement.path("Action"), "sqs:SendMessage")
                && PolicyDocument.covers(statement.path("Resource"), queue.arn());
    }

    private boolean isForOurBucket(JsonNode statement) {
        List<String> sources = PolicyDocument.condition(statement, "aws:SourceArn");
        return sources.isEmpty() || sources.stream().anyMatch(arn -> PolicyDocument.covers(arn, bucketArn()));
    }

    private static boolean isForAccount(JsonNode statement, String account) {
        List<String> accounts = PolicyDocument.condition(statement, "aws:SourceAccount");
        return accounts.isEmpty() || accounts.contains(account);
    }

    private boolean isExact(JsonNode statement, Queue queue) {
        return PolicyDocument.condition(statement, "aws:SourceArn").contains(bucketArn())
                && PolicyDocument.condition(statement, "aws:SourceAccount").contains(queue.account());
    }

    private void setPolicy(Queue queue) {
        ObjectNode statement = PolicyDocument.object().put("Sid", FROM_S3).put("Effect", "Allow");
        statement.putObject("Principal").put("Service", S3);
        statement.put("Action", "sqs:SendMessage").put("Resource", queue.arn());
        ObjectNode condition = statement.putObject("Condition");
        condition.putObject("ArnEquals").put("aws:SourceArn", bucketArn());
        condition.putObject("StringEquals").put("aws:SourceAccount", queue.account());
        String policy =
                PolicyDocument.parse(queue.text(QueueAttributeName.POLICY)).with(statement);
        queues.set(queue, QueueAttributeName.POLICY, policy);
    }

    private String bucketArn() {
        return "arn:" + BucketSteps.partition(installation.region()) + ":s3:::" + installation.sourceBucket();
    }

    private static String days(long seconds) {
        long days = seconds / Duration.ofDays(1).toSeconds();
        return days > 0 ? days + (days == 1 ? " day" : " days") : seconds + " s";
    }
}
