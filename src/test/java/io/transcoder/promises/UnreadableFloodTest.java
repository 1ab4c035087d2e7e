package io.transcoder.promises;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.boot.LogLines;
import io.transcoder.sandbox.Site;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** Messages that can't be read do not hide the dead letters that matter. */
class UnreadableFloodTest extends RunningSite {
    private static final int FLOOD = 90;

    @Test
    void beyondSixtyAMinuteTheyAreCountedAndALetterSaysSoBeforeAnyIsDeleted() {
        try (var log = LogLines.listen()) {
            sendUnreadable(Map.of());

            eventually(() -> site.queues().depth(Site.EVENTS) == 0);
            assertThat(site.deadLetters())
                    .hasSizeBetween(61, FLOOD - 1)
                    .allMatch(letter -> "malformed".equals(attribute(letter, "kind")))
                    .anyMatch(letter -> attribute(letter, "reason").contains("within a minute"));
            assertThat(log.lines())
                    .as("a flood of messages is none of lines")
                    .anyMatch(line -> line.startsWith("ERROR ") && line.contains("within a minute"))
                    .noneMatch(line -> line.startsWith("INFO ") && line.contains("read"));
        }
    }

    @Test
    void lettersThatCannotBeReadAreParkedAgainHoweverManyAreReplayed() {
        var once = MessageAttributeValue.builder()
                .dataType("String")
                .stringValue("1")
                .build();
        sendUnreadable(Map.of("attempts", once));

        eventually(() -> site.queues().depth(Site.EVENTS) == 0);
        assertThat(site.deadLetters())
                .hasSize(FLOOD)
                .allMatch(letter -> "2".equals(attribute(letter, "attempts")))
                .noneMatch(letter -> attribute(letter, "reason").contains("within a minute"));
    }

    private void sendUnreadable(Map<String, MessageAttributeValue> attributes) {
        for (int i = 0; i < FLOOD; i++) {
            String body = "no event " + i;
            site.queues().client().sendMessage(b -> b.queueUrl(site.queues().url(Site.EVENTS))
                    .messageBody(body)
                    .messageAttributes(attributes));
        }
    }
}
