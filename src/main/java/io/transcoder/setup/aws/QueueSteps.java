package io.transcoder.setup.aws;

import static io.transcoder.config.Setting.QUEUE_DEAD_LETTERS;
import static io.transcoder.config.Setting.QUEUE_EVENTS;
import static io.transcoder.config.Setting.QUEUE_RECEIVES;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.aws.Queues.Queue;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import io.transcoder.setup.step.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The two queues and all that has to be set on them. */
public final class QueueSteps {
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
    public QueueSteps(Installation installation, Queues queues, Duration worstCase) {
        this.installation = installation;
        this.queues = queues;
        this.worstCase = worstCase;
        this.events = installation.text(QUEUE_EVENTS);
        this.deadLetters = installation.text(QUEUE_DEAD_LETTERS);
    }

    public List<Step> all() {
        return List.of(
                new Step(
                        StepName.QUEUE,
                        "queue " + deadLetters,
                        "without it no failure can be kept",
                        "in " + installation.region(),
                        () -> there(deadLetters),
                        () -> queues.create(
                                deadLetters,
                                Map.of(QueueAttributeName.MESSAGE_RETENTION_PERIOD, Long.toString(FOURTEEN_DAYS)))),
                queues.step(
                        StepName.RETENTION,
                        deadLetters,
                        "retention",
                        "the time of a dead letter counts from its first arrival, so that it would vanish before anybody looks",
                        days(FOURTEEN_DAYS),
                        this::retention,
                        queue -> queues.set(
                                queue, QueueAttributeName.MESSAGE_RETENTION_PERIOD, Long.toString(FOURTEEN_DAYS))),
                messageSize(deadLetters, "a letter that is too long is refused, and the failure lost"),
                encryption(deadLetters),
                new Step(
                        StepName.QUEUE,
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
                messageSize(events, "S3 drops an event that is longer, without a word"),
                encryption(events),
                queues.step(
                        StepName.VISIBILITY,
                        events,
                        "visibility",
                        "a message that comes back while it is worked on is worked on twice",
                        worstCase.toSeconds() + " s",
                        this::visibility,
                        queue -> queues.set(
                                queue, QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(worstCase.toSeconds()))),
                queues.step(
                        StepName.LONG_POLLING,
                        events,
                        "long polling",
                        "short polls cost money and miss messages",
                        LONG_POLL_SECONDS + " s",
                        this::longPolling,
                        queue -> queues.set(
                                queue,
                                QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                                Long.toString(LONG_POLL_SECONDS))),
                queues.step(
                        StepName.REDRIVE,
                        events,
                        "redrive",
                        "a message that crashes its reader would come back for ever, or be given up too early",
                        "after " + receives() + " receives to " + deadLetters,
                        this::redrive,
                        this::setRedrive));
    }

    private Step messageSize(String name, String why) {
        return queues.step(
                StepName.MESSAGE_SIZE,
                name,
                "message size",
                why,
                SIZE + " bytes",
                this::size,
                queue -> queues.set(queue, QueueAttributeName.MAXIMUM_MESSAGE_SIZE, Long.toString(SIZE)));
    }

    private Step encryption(String name) {
        return queues.step(
                StepName.QUEUE_ENCRYPTION,
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
                    Trouble.Reason.UNSUPPORTED,
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

    private static String days(long seconds) {
        long days = seconds / Duration.ofDays(1).toSeconds();
        return days > 0 ? days + (days == 1 ? " day" : " days") : seconds + " s";
    }
}
