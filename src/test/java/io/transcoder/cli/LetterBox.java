package io.transcoder.cli;

import io.transcoder.sandbox.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The dead-letter queue of a sandbox, filled and looked at by tests. */
public final class LetterBox {
    private final Site site;

    public LetterBox(Site site) {
        this.site = site;
    }

    /** @return the message's id */
    public String put(String body, Map<String, String> attributes) {
        return send(Site.DEAD_LETTERS, body, attributes);
    }

    public String send(String queue, String body, Map<String, String> attributes) {
        Map<String, MessageAttributeValue> values = new HashMap<>();
        attributes.forEach((name, value) -> values.put(
                name,
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(value)
                        .build()));
        return site.queues()
                .client()
                .sendMessage(b ->
                        b.queueUrl(site.queues().url(queue)).messageBody(body).messageAttributes(values))
                .messageId();
    }

    public List<Message> letters() {
        return site.queues().peekAll(Site.DEAD_LETTERS);
    }

    /** But for the event with which S3 tries out a configuration. */
    public List<Message> events() {
        return site.queues().peekAll(Site.EVENTS).stream()
                .filter(message -> !message.body().contains("s3:TestEvent"))
                .toList();
    }

    public int depth() {
        return site.queues().depth(Site.DEAD_LETTERS);
    }
}
