package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.BitmovinAnswers;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.UnknownResourceException;
import java.net.ConnectException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What edited routes name is looked up before they are taken. */
class StartGateTest {
    private static final Set<ResourceName> MISSPELT = Set.of(new ResourceName(ResourceKind.CODEC_CONFIG, "h264-1008p"));

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final ResourceIds ids = new ResourceIds(() -> new Bitmovin(context), Clock.systemUTC(), Map.of());
    private final StartGate gate = new StartGate(ids);
    private Exception failure;

    @BeforeEach
    void start() throws Exception {
        BitmovinAnswers.start(context, exchange -> {
            exchange.setException(failure);
            exchange.getMessage().setBody(Map.of("items", List.of(Map.of("id", "c-1", "name", "h264-1080p"))));
        });
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aNameThatBitmovinDoesNotHaveIsRefusedEachTimeAndSpoilsNoLaterEdit() {
        assertThatThrownBy(() -> gate.requireResources(MISSPELT))
                .isInstanceOf(UnknownResourceException.class)
                .hasMessageContaining("h264-1008p");
        assertThatThrownBy(() -> gate.requireResources(MISSPELT)).isInstanceOf(UnknownResourceException.class);

        assertThatCode(() -> gate.requireResources(Set.of(new ResourceName(ResourceKind.CODEC_CONFIG, "h264-1080p"))))
                .doesNotThrowAnyException();
    }

    @Test
    void whereBitmovinCannotBeAskedTheEditIsRefusedUntilItCan() {
        failure = new ConnectException("nobody listens");
        assertThatThrownBy(() -> gate.requireResources(MISSPELT))
                .isInstanceOf(UnknownResourceException.class)
                .hasMessageContaining("can't be looked up now");

        failure = new BitmovinException("GET /encoding/configurations", 503, 0, null, "busy");
        assertThatThrownBy(() -> gate.requireResources(MISSPELT))
                .isInstanceOf(UnknownResourceException.class)
                .hasMessageContaining("busy");
    }
}
