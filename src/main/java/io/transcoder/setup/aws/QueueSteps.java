package io.transcoder.setup.aws;

import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.KMS_MASTER_KEY_ID;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MAXIMUM_MESSAGE_SIZE;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.MESSAGE_RETENTION_PERIOD;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.RECEIVE_MESSAGE_WAIT_TIME_SECONDS;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.REDRIVE_POLICY;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.SQS_MANAGED_SSE_ENABLED;
import static software.amazon.awssdk.services.sqs.model.QueueAttributeName.VISIBILITY_TIMEOUT;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.config.Setting;
import io.transcoder.setup.aws.Queues.Queue;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import io.transcoder.setup.step.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Steps on the two queues and all that has to be set on them.
 *
 * @param worstCase of the routes, for which the queue has to hide a message
 */
public record QueueSteps(Installation installation, Queues queues, Duration worstCase) {
    private static final long LEAST_SIZE = 64 * 1024;
    private static final long SIZE = 256 * 1024;
    private static final long LONG_POLL_SECONDS = 20;
    private static final long FOURTEEN_DAYS = Duration.ofDays(14).toSeconds();
    private static final long FOUR_DAYS = Duration.ofDays(4).toSeconds();
    private static final int MAX_RECEIVES = 5;
    private static final int FEWEST_RECEIVES = 3;

    public List<Step> all() {
        String events = installation.eventsQueue();
        String deadLetters = installation.deadLetterQueue();
        long hidden = worstCase.toSeconds();
        return List.of(
                queue(deadLetters, Map.of(MESSAGE_RETENTION_PERIOD, FOURTEEN_DAYS))
                        .because("without it no failure can be kept"),
                retention(deadLetters, this::lettersRetention)
                        .because(
                                "the time of a dead letter may count from its first arrival, so that it would vanish before"
                                        + " anybody looks"),
                messageSize(deadLetters).because("a letter that is too long is refused, and the failure lost"),
                encryption(deadLetters),
                queue(
                                events,
                                Map.of(
                                        MESSAGE_RETENTION_PERIOD,
                                        FOURTEEN_DAYS,
                                        VISIBILITY_TIMEOUT,
                                        hidden,
                                        RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                                        LONG_POLL_SECONDS))
                        .because("without it no upload is noticed"),
                retention(events, this::eventsRetention)
                        .because("an upload is lost whose event outlives the queue, as in an outage over some days"),
                messageSize(events).because("S3 drops an event that is longer, without a word"),
                encryption(events),
                queues.step(StepName.VISIBILITY, events, this::visibility, VISIBILITY_TIMEOUT, hidden),
                queues.step(
                        StepName.LONG_POLLING,
                        events,
                        this::longPolling,
                        RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                        LONG_POLL_SECONDS),
                queues.step(StepName.REDRIVE, events, this::redrive, this::setRedrive, receives(), deadLetters));
    }

    private Step queue(String name, Map<QueueAttributeName, Long> attributes) {
        return new Step(
                StepName.QUEUE,
                "queue " + name,
                () -> there(name),
                () -> queues.create(name, attributes),
                installation.region());
    }

    private Step messageSize(String name) {
        return queues.step(StepName.MESSAGE_SIZE, name, this::size, MAXIMUM_MESSAGE_SIZE, SIZE);
    }

    private Step encryption(String name) {
        return queues.step(StepName.QUEUE_ENCRYPTION, name, this::encrypted, SQS_MANAGED_SSE_ENABLED, true);
    }

    private Look there(String name) {
        return queues.find(name)
                .map(queue -> Look.right("is there"))
                .orElseGet(() -> Look.of(name.startsWith("http") ? "no-queue-at-url" : "no-queue"));
    }

    private Step retention(String name, Function<Queue, Look> look) {
        return queues.step(StepName.RETENTION, name, look, MESSAGE_RETENTION_PERIOD, FOURTEEN_DAYS);
    }

    private Look eventsRetention(Queue events) {
        long seconds = events.number(MESSAGE_RETENTION_PERIOD, FOUR_DAYS);
        return seconds >= FOURTEEN_DAYS
                ? Look.right("14 days")
                : queues.outdated(events, "events-could-stay-longer", days(seconds));
    }

    private Look lettersRetention(Queue letters) {
        long seconds = letters.number(MESSAGE_RETENTION_PERIOD, FOUR_DAYS);
        long source = queues.find(installation.eventsQueue())
                .map(queue -> queue.number(MESSAGE_RETENTION_PERIOD, FOUR_DAYS))
                .orElse(FOUR_DAYS);
        if (seconds >= FOURTEEN_DAYS) {
            return Look.right("14 days");
        }
        return seconds > source
                ? queues.outdated(letters, "letters-could-stay-longer", days(seconds))
                : queues.outdated(letters, "letters-go-early", days(seconds), days(source), installation.eventsQueue());
    }

    private Look encrypted(Queue queue) {
        if (!queue.text(KMS_MASTER_KEY_ID).isEmpty()) {
            return Look.right("by a key of KMS");
        }
        String managed = queue.text(SQS_MANAGED_SSE_ENABLED);
        if (managed.isEmpty()) {
            throw Trouble.of("queue-encryption-not-told");
        }
        return managed.equals("true") ? Look.right("SSE-SQS") : queues.outdated(queue, "messages-in-the-clear");
    }

    private Look size(Queue queue) {
        long bytes = queue.number(MAXIMUM_MESSAGE_SIZE, SIZE);
        return bytes >= LEAST_SIZE
                ? Look.right(bytes + " bytes")
                : queues.outdated(queue, "messages-too-short", bytes, LEAST_SIZE);
    }

    private Look visibility(Queue queue) {
        long seconds = queue.number(VISIBILITY_TIMEOUT, 30);
        long needed = worstCase.toSeconds();
        return seconds >= needed
                ? Look.right(seconds + " s")
                : queues.outdated(queue, "visibility-too-short", seconds, needed);
    }

    private Look longPolling(Queue queue) {
        long seconds = queue.number(RECEIVE_MESSAGE_WAIT_TIME_SECONDS, 0);
        return seconds > 0 ? Look.right(seconds + " s") : queues.outdated(queue, "short-polls");
    }

    private Look redrive(Queue queue) {
        String policy = queue.text(REDRIVE_POLICY);
        if (policy.isEmpty()) {
            return Look.of("no-redrive");
        }
        JsonNode redrive = PolicyDocument.parse(policy).node();
        String target = redrive.path("deadLetterTargetArn").asText();
        int receives = redrive.path("maxReceiveCount").asInt();
        String expected =
                queues.find(installation.deadLetterQueue()).map(Queue::arn).orElse(target);
        if (!target.equals(expected)) {
            return queues.outdated(queue, "redrive-elsewhere", target, expected);
        }
        if (receives < FEWEST_RECEIVES) {
            return queues.outdated(queue, "too-few-receives", receives, FEWEST_RECEIVES);
        }
        int ours = installation.settings().integer(Setting.QUEUE_RECEIVES);
        return receives > ours
                ? Look.right("after " + receives + " receives to " + installation.deadLetterQueue())
                : queues.outdated(queue, "receives-not-above-ours", receives, ours);
    }

    private int receives() {
        return Math.max(MAX_RECEIVES, installation.settings().integer(Setting.QUEUE_RECEIVES) + 1);
    }

    private void setRedrive(Queue queue) {
        String letters = queues.get(installation.deadLetterQueue()).arn();
        queues.set(queue, REDRIVE_POLICY, """
                {"deadLetterTargetArn":"%s","maxReceiveCount":"%s"}""".formatted(letters, receives()));
    }

    private static String days(long seconds) {
        long days = seconds / Duration.ofDays(1).toSeconds();
        return days > 0 ? days + (days == 1 ? " day" : " days") : seconds + " s";
    }
}
