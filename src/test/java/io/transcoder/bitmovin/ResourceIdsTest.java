package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.transcoder.failure.BitmovinException;
import io.transcoder.sandbox.SetClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is looked up again after a refusal, in an account with more configurations than a page of a list has. */
class ResourceIdsTest {
    private static final ResourceName OUTPUT = new ResourceName(ResourceKind.OUTPUT, "results");
    private static final ResourceName CODEC = new ResourceName(ResourceKind.CODEC_CONFIG, "c-7");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<String> calls = new ArrayList<>();
    private final List<String> gone = new ArrayList<>();
    private final SetClock clock = new SetClock(NOW);
    private ResourceIds ids;
    private BitmovinException failure;

    @BeforeEach
    void start() throws Exception {
        BitmovinAnswers.start(context, this::answer);
        var bitmovin = new Bitmovin(context);
        ids = new ResourceIds(() -> bitmovin, clock, Map.of());
        ids.know(Map.of(OUTPUT, "output-1", CODEC, "c-7-id"));
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    private void answer(Exchange exchange) {
        String call = exchange.getVariable("call", String.class);
        calls.add(call);
        if (failure != null) {
            exchange.setException(failure);
        } else if (gone.stream().anyMatch(id -> call.contains("/" + id + "/"))) {
            exchange.setException(new BitmovinException(call, 404, 1001, "r-1", "not found"));
        } else {
            List<Map<String, String>> items = IntStream.range(0, call.endsWith("offset=100") ? 50 : 100)
                    .mapToObj(i -> Map.of("id", "c-" + i + "-id", "name", "c-" + i))
                    .toList();
            exchange.getMessage().setBody(Map.of("items", items));
        }
    }

    @Test
    void ofALargeAccountOnlyWhatIsUsedIsAskedFor() {
        assertThat(ids.haveChangedSince(NOW)).isFalse();

        assertThat(calls)
                .containsExactlyInAnyOrder(
                        "GET /encoding/outputs/output-1/type", "GET /encoding/configurations/c-7-id/type");
    }

    @Test
    void anIdThatIsGoneIsForgottenAndItsNameIsLookedUpAtTheNextUse() {
        gone.add("output-1");

        assertThat(ids.haveChangedSince(NOW)).isTrue();

        assertThat(ids.known(OUTPUT)).isEmpty();
        assertThat(ids.known(CODEC)).contains("c-7-id");
        assertThat(ids.haveChangedSince(NOW.plusSeconds(1))).isFalse();
    }

    @Test
    void thoseWhoWaitForALookShareTheNextOneAndWhoComesLaterHasOneOfHisOwn() {
        ids.haveChangedSince(NOW);
        ids.haveChangedSince(NOW.minusSeconds(5));
        assertThat(calls).as("at the same time").hasSize(2);
        clock.passes(Duration.ofSeconds(1));
        gone.add("output-1");

        assertThat(ids.haveChangedSince(NOW)).as("began before the first look").isTrue();

        assertThat(calls).hasSize(4);
    }

    @Test
    void namesThatAreMadeOfUploadsAreNotKeptWithoutEnd() {
        var always = new ResourceName(ResourceKind.FILTER, DescribedResources.name("deinterlace", Map.of()));
        ids.know(Map.of(always, "deinterlace-1"));
        for (int i = 0; i < 500; i++) {
            String ofUpload = DescribedResources.name("text", Map.of("text", "upload " + i));
            ids.know(Map.of(new ResourceName(ResourceKind.FILTER, ofUpload), "text-" + i));
            assertThat(ids.known(always)).as("of use for every upload").contains("deinterlace-1");
        }

        ids.haveChangedSince(NOW);

        assertThat(calls)
                .hasSize(202)
                .contains("GET /encoding/filters/text-499/type", "GET /encoding/filters/deinterlace-1/type");
    }

    @Test
    void aGatewaysAnswerForgetsNothing() {
        failure = new BitmovinException("GET", 404, 0, null, "a gateway's page");

        assertThatThrownBy(() -> ids.haveChangedSince(NOW)).isSameAs(failure);
        assertThat(ids.known(OUTPUT)).contains("output-1");
    }
}
