package io.transcoder.setup.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.aws.Queues.Queue;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Steps on who may send messages to the two queues: S3 into one, SQS itself into the other, and what the account lets its own.
 *
 * @param trustedRoles ARNs, who alone may send to the events queue beside S3; empty: whom the account lets
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
                        "S3 may send for s3://" + installation.sourceBucket(),
                        queue -> door(queue).forS3(),
                        queue -> write(queue, document(queue).with(door(queue).allow(FROM_S3)))),
                senders(installation.eventsQueue()),
                senders(installation.deadLetterQueue()),
                queues.step(
                        StepName.REDRIVE_PERMISSION,
                        installation.deadLetterQueue(),
                        "from " + installation.eventsQueue() + " alone",
                        this::redrivePermission,
                        this::setRedrivePermission)));
        if (!trustedRoles.isEmpty()) {
            steps.add(queues.step(
                    StepName.DENY_OTHERS,
                    installation.eventsQueue(),
                    "only S3 and " + trustedRoles + " may send",
                    this::othersDenied,
                    queue -> write(queue, document(queue).with(door(queue).denyOthers(OTHERS, trustedRoles)))));
        }
        return steps;
    }

    private Step senders(String name) {
        return queues.step(
                StepName.SENDERS,
                name,
                "without what lets others send",
                this::senders,
                queue -> write(queue, document(queue).without(door(queue)::isOpen)));
    }

    private Look senders(Queue queue) {
        List<JsonNode> open = door(queue).open();
        if (open.isEmpty()) {
            return Look.right("nobody else may send");
        }
        String text = "its policy lets "
                + open.stream()
                        .map(statement ->
                                PolicyDocument.principal(statement) + " send, by " + PolicyDocument.named(statement))
                        .collect(Collectors.joining(", "))
                + ", without the condition that it is S3 for " + bucketArn() + " and the account " + queue.account();
        boolean ours = open.stream()
                .allMatch(statement -> statement.path("Sid").asText().equals(FROM_S3));
        return ours ? Look.missing(text) : Look.different(text);
    }

    private Look othersDenied(Queue queue) {
        return door(queue).has(door(queue).denyOthers(OTHERS, trustedRoles))
                ? Look.right("S3 and " + trustedRoles + " alone may send")
                : Look.missing("whoever has the account's permission may send");
    }

    private QueueDoor door(Queue queue) {
        return new QueueDoor(queue, bucketArn());
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
        List<String> sources = PolicyDocument.texts(policy.path("sourceQueueArns"));
        return switch (policy.path("redrivePermission").asText("allowAll")) {
            case "byQueue" ->
                sources.equals(List.of(source))
                        ? Look.right("from " + installation.eventsQueue() + " alone")
                        : queues.outdated(
                                letters, "RedriveAllowPolicy names " + sources + ", not " + source + " alone");
            case "denyAll" -> queues.outdated(letters, "RedriveAllowPolicy lets no queue move its messages here");
            default ->
                queues.outdated(letters, "RedriveAllowPolicy lets every queue of the account move messages here");
        };
    }

    private void setRedrivePermission(Queue letters) {
        ObjectNode policy = PolicyDocument.object().put("redrivePermission", "byQueue");
        policy.putArray("sourceQueueArns")
                .add(queues.get(installation.eventsQueue()).arn());
        queues.set(letters, QueueAttributeName.REDRIVE_ALLOW_POLICY, policy.toString());
    }

    private String bucketArn() {
        return installation.bucketArn(installation.sourceBucket());
    }
}
