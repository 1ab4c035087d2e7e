package io.transcoder.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3Events;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Many letters are worked on in batches, which is what makes it quick; the log says how long it took. {@code -Dletters=10000}
 * measures more of them.
 */
@Tag("slow")
class DeadLettersRateTest {
    private static final int LETTERS = Integer.getInteger("letters", 1000);
    /** To receive, send, delete or give back ten at once, and some for what is asked once. */
    private static final int FEW = 4 * LETTERS / 10 + 50;

    @TempDir
    private Path folder;

    @Test
    void manyLettersAreListedCountedAndReplayedInBatches() {
        try (Site site = Site.start();
                Wiretap wire = Wiretap.start("sqs", site.queues().endpoint())) {
            fill(site);
            Cli cli = Cli.on(
                    site, folder, Map.of("aws.sqs.endpoint", wire.endpoint().toString()));
            Duration list = timed(
                    () -> assertThat(cli.run("dead-letters", "list", "--json").lines())
                            .hasSize(LETTERS));
            assertThat(calls(wire)).isLessThan(FEW);
            wire.forgetCalls();
            Duration group = timed(() ->
                    assertThat(cli.run("dead-letters", "list", "--group").out()).contains(String.valueOf(LETTERS)));
            assertThat(calls(wire)).isLessThan(FEW);
            wire.forgetCalls();
            Duration replay = timed(
                    () -> assertThat(cli.run("dead-letters", "replay").out()).contains("Replayed " + LETTERS));

            System.Logger log = System.getLogger(getClass().getName());
            log.log(
                    System.Logger.Level.WARNING,
                    "{0} letters: list {1} ms, group {2} ms, replay {3} ms",
                    LETTERS,
                    list.toMillis(),
                    group.toMillis(),
                    replay.toMillis());
            assertThat(site.queues().depth(Site.DEAD_LETTERS)).isZero();
            // the event with which S3 tries out a configuration is there as well
            assertThat(site.queues().depth(Site.EVENTS)).isEqualTo(LETTERS + 1);
            assertThat(wire.operations()).doesNotContain("SendMessage", "DeleteMessage", "ChangeMessageVisibility");
            assertThat(calls(wire)).isLessThan(FEW);
        }
    }

    private static int calls(Wiretap wire) {
        return wire.operations().size();
    }

    private static void fill(Site site) {
        String url = site.queues().url(Site.DEAD_LETTERS);
        Map<String, MessageAttributeValue> attributes = Map.of("kind", text("permanent"), "step", text("a call"));
        for (int first = 0; first < LETTERS; first += 10) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(first, first + 10)
                    .mapToObj(i -> SendMessageBatchRequestEntry.builder()
                            .id(Integer.toString(i))
                            .messageBody(S3Events.put(Site.SOURCES, "in/VX-" + i + ".mxf")
                                    .json())
                            .messageAttributes(attributes)
                            .build())
                    .toList();
            site.queues().client().sendMessageBatch(b -> b.queueUrl(url).entries(entries));
        }
    }

    private static MessageAttributeValue text(String value) {
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }

    private static Duration timed(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
