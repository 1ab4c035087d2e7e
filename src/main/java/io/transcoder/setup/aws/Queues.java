package io.transcoder.setup.aws;

import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Mark;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import io.transcoder.setup.step.Trouble;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The queues by their configured names or URLs. */
public record Queues(SqsClient sqs, Mark mark) {
    Optional<Queue> find(String nameOrUrl) {
        Optional<String> url = nameOrUrl.startsWith("http")
                ? Optional.of(nameOrUrl)
                : Aws.find("sqs:GetQueueUrl", () -> sqs.getQueueUrl(b -> b.queueName(nameOrUrl))
                        .queueUrl());
        return url.flatMap(u -> Aws.find("sqs:GetQueueAttributes", () -> sqs.getQueueAttributes(
                                b -> b.queueUrl(u).attributeNames(QueueAttributeName.ALL))
                        .attributes()))
                .map(attributes -> new Queue(url.get(), attributes));
    }

    /** Where the queue has to be there. */
    Queue get(String nameOrUrl) {
        return find(nameOrUrl).orElseThrow(() -> Trouble.of("no-queue-yet", nameOrUrl));
    }

    void create(String name, Map<QueueAttributeName, Long> attributes) {
        Map<QueueAttributeName, String> texts = new EnumMap<>(QueueAttributeName.class);
        attributes.forEach((attribute, value) -> texts.put(attribute, value.toString()));
        // at once: a queue that was just made may be unknown to the next call, and without its tag it would be somebody
        // else's
        Map<String, String> tags = Map.of(Mark.KEY, mark.value());
        Aws.call(
                "sqs:CreateQueue",
                () -> sqs.createQueue(b -> b.queueName(name).attributes(texts).tags(tags)));
    }

    /** A step about what is set on a queue, which has to be there for it. */
    Step step(StepName step, String name, Function<Queue, Look> look, Consumer<Queue> make, Object... aim) {
        return new Step(
                step,
                "queue " + name,
                () -> find(name).map(look).orElseGet(() -> Look.of("no-queue-yet")),
                () -> make.accept(get(name)),
                aim);
    }

    /** A step about one attribute of a queue, whose aim may be to show the value. */
    Step step(StepName step, String name, Function<Queue, Look> look, QueueAttributeName attribute, Object value) {
        return step(step, name, look, queue -> set(queue, attribute, value.toString()), value);
    }

    /** What to make of a queue's attribute that is not as it should be, by the {@linkplain Look#of id} of what it says. */
    Look outdated(Queue queue, String id, Object... values) {
        return mark.outdated(
                Look.of(id, values),
                () -> Aws.call("sqs:ListQueueTags", () -> sqs.listQueueTags(b -> b.queueUrl(queue.url()))
                        .tags()));
    }

    void set(Queue queue, QueueAttributeName name, String value) {
        Aws.call(
                "sqs:SetQueueAttributes",
                () -> sqs.setQueueAttributes(b -> b.queueUrl(queue.url()).attributes(Map.of(name, value))));
    }

    /** @param attributes as SQS has them */
    record Queue(String url, Map<QueueAttributeName, String> attributes) {
        String arn() {
            return text(QueueAttributeName.QUEUE_ARN);
        }

        /** The account's number; empty where the ARN has none. */
        String account() {
            String[] parts = arn().split(":");
            return parts.length > 4 ? parts[4] : "";
        }

        String text(QueueAttributeName name) {
            return attributes.getOrDefault(name, "");
        }

        /** @param otherwise where the service does not tell */
        long number(QueueAttributeName name, long otherwise) {
            String value = text(name);
            return value.isEmpty() ? otherwise : Long.parseLong(value);
        }
    }
}
