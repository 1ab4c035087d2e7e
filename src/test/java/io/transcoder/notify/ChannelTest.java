package io.transcoder.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.Outbox;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class ChannelTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PERIOD = Duration.ofSeconds(15);

    private final LedgerBench bench = LedgerBench.start();
    private final Instances instances =
            new Instances(bench.s3(), LedgerBench.OUTPUTS, LedgerBench.PREFIX, Duration.ofHours(9), bench.clock());
    private final Channel channel = new Channel(
            new Outbox<>(bench.records(), LedgerBench.PREFIX + "notify-url", ObjectNode.class),
            instances,
            bench.clock());
    private final List<String> sent = new ArrayList<>();

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void manyThatTheReceiverRefusesKeepNothingElseFromIt() {
        put("refused", 9);
        bench.nextSecond();
        put("taken", 4);

        for (int i = 0; i < 8; i++) {
            round();
        }

        assertThat(sent).containsExactly("taken-0", "taken-1", "taken-2", "taken-3");
        bench.clock().passes(Duration.ofMinutes(5));
        assertThat(channel.due()).as("what was refused is tried again").hasSize(9);
    }

    /** An edit of the routes waits for it, and lets no upload in meanwhile. */
    @Test
    void aRoundThatLastsTooLongLeavesTheRestToTheNext() {
        put("slow", 3);
        List<String> ids = channel.due();
        channel.sent(ids.get(0), channel.read(ids.get(0)));
        bench.clock().passes(Duration.ofSeconds(20));
        assertThat(channel.read(ids.get(1))).isNull();

        assertThat(channel.due()).containsExactly("slow-1", "slow-2");

        assertThat(channel.read("slow-1")).isNotNull();
    }

    private void put(String name, int count) {
        for (int i = 0; i < count; i++) {
            channel.put(name + "-" + i, JSON.createObjectNode().put("id", name));
        }
    }

    /** As the routes make it, with a receiver that refuses what is called so. */
    private void round() {
        for (String id : channel.due()) {
            ObjectNode event = channel.read(id);
            if (event != null && id.startsWith("refused")) {
                channel.failed(id, new IOException("The receiver answers 422"));
            } else if (event != null) {
                channel.sent(id, event);
                sent.add(id);
            }
        }
        bench.clock().passes(PERIOD);
    }
}
