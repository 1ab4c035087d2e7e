package io.transcoder.setup.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.aws.Queues.Queue;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Steps on who may send messages to the two queues: S3 into one, SQS itself into the other, and what the account lets its own.
 *
 * @param trustedRoles ARNs, who alone may send to the events queue beside S3 and what hands its events on; empty: whom the account
 *     lets
 * @param written each queue's policy by its URL, as it was written last
 */
public record SenderSteps(
        Installation installation, Queues queues, List<String> trustedRoles, Map<String, String> written) {
    private static final String FROM_S3 = "TranscoderS3Events";
    private static final String OTHERS = "TranscoderOthers";

    public SenderSteps(Installation installation, Queues queues, List<String> trustedRoles) {
        this(installation, queues, trustedRoles, new HashMap<>());
    }

    public List<Step> all() {
        List<Step> steps = new ArrayList<>(List.of(
                queues.step(
                        StepName.QUEUE_POLICY,
                        installation.eventsQueue(),
                        queue -> door(queue).forS3(),
                        queue -> write(queue, document(queue).with(door(queue).allow(FROM_S3))),
                        installation.sourceBucket()),
                senders(installation.eventsQueue()),
                senders(installation.deadLetterQueue()),
                queues.step(
                        StepName.REDRIVE_PERMISSION,
                        installation.deadLetterQueue(),
                        this::redrivePermission,
                        this::setRedrivePermission,
                        installation.eventsQueue())));
        if (!trustedRoles.isEmpty()) {
            steps.add(queues.step(
                    StepName.DENY_OTHERS,
                    installation.eventsQueue(),
                    this::othersDenied,
                    queue -> write(
                            queue,
                            document(queue).with(door(queue, document(queue)).denyOthers(OTHERS, trustedRoles))),
                    trustedRoles));
        }
        return steps;
    }

    private Step senders(String name) {
        return queues.step(
                StepName.SENDERS,
                name,
                this::senders,
                queue -> write(queue, document(queue).without(door(queue)::isOpen)));
    }

    private Look senders(Queue queue) {
        List<Statement> open = door(queue).open();
        if (open.isEmpty()) {
            return Look.right("nobody else may send");
        }
        String senders = told(open, statement -> statement.principal() + " send, by " + statement.named());
        boolean ours = open.stream().allMatch(statement -> statement.sid().equals(FROM_S3));
        Look look = Look.of("others-may-send", senders, bucketArn(), queue.account());
        return ours ? look : look.as(Look.State.DIFFERENT);
    }

    private Look othersDenied(Queue queue) {
        QueueDoor door = door(queue);
        if (door.has(door.denyOthers(OTHERS, trustedRoles))) {
            return Look.right("S3, the topics and rules of the policy, and " + trustedRoles + " alone may send");
        }
        List<Statement> unknown = door.withoutSource();
        return unknown.isEmpty()
                ? Look.of("account-may-send")
                : Look.of("relays-unknown", told(unknown, Statement::named));
    }

    private static String told(List<Statement> statements, Function<Statement, String> each) {
        return statements.stream().map(each).collect(Collectors.joining(", "));
    }

    private QueueDoor door(Queue queue) {
        return door(queue, PolicyDocument.parse(queue.text(QueueAttributeName.POLICY)));
    }

    private QueueDoor door(Queue queue, PolicyDocument policy) {
        return new QueueDoor(policy, queue, bucketArn());
    }

    /** As it was written last, for SQS takes up to a minute until that can be read. */
    private PolicyDocument document(Queue queue) {
        return PolicyDocument.parse(written.getOrDefault(queue.url(), queue.text(QueueAttributeName.POLICY)));
    }

    private void write(Queue queue, String policy) {
        queues.set(queue, QueueAttributeName.POLICY, policy);
        written.put(queue.url(), policy);
    }

    private Look redrivePermission(Queue letters) {
        String text = letters.text(QueueAttributeName.REDRIVE_ALLOW_POLICY);
        String source = queues.find(installation.eventsQueue()).map(Queue::arn).orElse("");
        JsonNode policy = PolicyDocument.parse(text).node();
        List<String> sources = Statement.texts(policy.path("sourceQueueArns"));
        return switch (policy.path("redrivePermission").asText("allowAll")) {
            case "byQueue" ->
                sources.equals(List.of(source))
                        ? Look.right("from " + installation.eventsQueue() + " alone")
                        : queues.outdated(letters, "redrive-from-others", sources, source);
            case "denyAll" -> queues.outdated(letters, "redrive-from-none");
            default -> queues.outdated(letters, "redrive-from-all");
        };
    }

    private void setRedrivePermission(Queue letters) {
        String events = queues.get(installation.eventsQueue()).arn();
        queues.set(letters, QueueAttributeName.REDRIVE_ALLOW_POLICY, """
                {"redrivePermission":"byQueue","sourceQueueArns":["%s"]}""".formatted(events));
    }

    private String bucketArn() {
        return installation.bucketArn(installation.sourceBucket());
    }
}
