package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;

@Tag("slow")
class SandboxQueuesTest {
    private static SandboxQueues queues;

    @BeforeAll
    static void start() {
        queues = SandboxQueues.start();
    }

    @AfterAll
    static void stop() {
        queues.close();
    }

    @Test
    void theQueueUrlIsReachableAtTheEndpoint() {
        assertThat(queues.create("address", Duration.ofSeconds(30)))
                .startsWith(queues.endpoint().toString());
    }

    @Test
    void peekingShowsEveryMessageWithItsAttributesAndLeavesItVisible() {
        String url = queues.create("peeked", Duration.ofSeconds(30));
        IntStream.range(0, 23).forEach(i -> queues.send("peeked", "m" + i));
        queues.client().sendMessage(r -> r.queueUrl(url)
                .messageBody("last")
                .messageAttributes(Map.of(
                        "step",
                        MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue("submit")
                                .build())));

        assertThat(queues.peekAll("peeked")).hasSize(24);
        List<Message> again = queues.peekAll("peeked");
        assertThat(again).hasSize(24);
        assertThat(again)
                .filteredOn(m -> m.body().equals("last"))
                .singleElement()
                .satisfies(m -> {
                    assertThat(m.messageAttributes().get("step").stringValue()).isEqualTo("submit");
                    assertThat(m.attributes()).containsKey(MessageSystemAttributeName.SENT_TIMESTAMP);
                });
    }

    @Test
    void peekingCountsAsAReceive() {
        queues.create("counted", Duration.ofSeconds(30));
        queues.send("counted", "x");
        queues.peekAll("counted");
        assertThat(queues.peekAll("counted")).singleElement().satisfies(m -> assertThat(
                        m.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo("2"));
    }

    @Test
    void theDepthHasWhatIsVisibleInFlightAndDelayed() {
        String url = queues.create("deep", Duration.ofSeconds(30));
        queues.send("deep", "visible");
        queues.send("deep", "in flight");
        queues.client().sendMessage(r -> r.queueUrl(url).messageBody("delayed").delaySeconds(60));
        Message taken =
                queues.client().receiveMessage(r -> r.queueUrl(url)).messages().get(0);
        assertThat(queues.depth("deep")).isEqualTo(3);

        queues.client().deleteMessage(r -> r.queueUrl(url).receiptHandle(taken.receiptHandle()));
        assertThat(queues.depth("deep")).isEqualTo(2);
    }

    @Test
    void aMessageInFlightIsNotPeeked() {
        String url = queues.create("taken", Duration.ofSeconds(30));
        queues.send("taken", "x");
        queues.client().receiveMessage(r -> r.queueUrl(url));
        assertThat(queues.peekAll("taken")).isEmpty();
        assertThat(queues.depth("taken")).isEqualTo(1);
    }

    @Test
    void theVisibilityIsTheQueuesOwn() {
        String url = queues.create("short", Duration.ofSeconds(1));
        queues.send("short", "x");
        assertThat(queues.client().receiveMessage(r -> r.queueUrl(url)).messages())
                .hasSize(1);
        assertThat(queues.client().receiveMessage(r -> r.queueUrl(url)).messages())
                .isEmpty();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !queues.client()
                .receiveMessage(r -> r.queueUrl(url))
                .messages()
                .isEmpty());
    }

    @Test
    void aMessageWhoseReceivesAreUsedUpMovesWhenTheSourceIsPolledAgain() {
        String url = queues.createWithDeadLetters("events", "dead", 2, Duration.ZERO);
        queues.send("events", "poison");
        for (int receives = 0; receives < 2; receives++) {
            assertThat(queues.client().receiveMessage(r -> r.queueUrl(url)).messages())
                    .hasSize(1);
        }
        assertThat(queues.depth("dead")).isZero();

        assertThat(queues.client().receiveMessage(r -> r.queueUrl(url)).messages())
                .isEmpty();
        Awaitility.await().until(() -> queues.depth("dead") == 1);
        assertThat(queues.depth("events")).isZero();
        assertThat(queues.peekAll("dead"))
                .singleElement()
                .extracting(Message::body)
                .isEqualTo("poison");
    }

    @Test
    void theRedrivePolicyNamesTheDeadLetterQueue() {
        String url = queues.createWithDeadLetters("policy", "policy-dead", 5, Duration.ofSeconds(30));
        assertThat(queues.client()
                        .getQueueAttributes(r -> r.queueUrl(url).attributeNames(QueueAttributeName.REDRIVE_POLICY))
                        .attributes()
                        .get(QueueAttributeName.REDRIVE_POLICY))
                .contains(":policy-dead", "5");
    }

    @Test
    void anUnknownQueueIsRefused() {
        assertThatThrownBy(() -> queues.depth("nowhere")).isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void twoServicesShareNothing() {
        queues.create("mine", Duration.ofSeconds(30));
        try (SandboxQueues other = SandboxQueues.start()) {
            assertThat(other.endpoint()).isNotEqualTo(queues.endpoint());
            assertThatThrownBy(() -> other.send("mine", "x")).isInstanceOf(QueueDoesNotExistException.class);
        }
    }
}
