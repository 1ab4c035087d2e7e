package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.job.Encoding;
import io.transcoder.ledger.records.EncoderCall;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiCallTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private void prepare(String call) {
        prepare(call, "");
    }

    private void prepare(String call, String organisation) {
        exchange.setVariable("call", call);
        try {
            new ApiCall(JsonMapper.builder().build(), new RateLimit(Clock.systemUTC()), () -> "key", organisation)
                    .prepare(exchange);
        } catch (InterruptedException | JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object header(String name) {
        return exchange.getMessage().getHeader(name);
    }

    @Test
    void aCallAsTheReferenceWritesItBecomesMethodPathAndQuery() {
        exchange.setVariable("encodingId", "6c1e0f3a-0000-4000-8000-000000000001");
        exchange.setVariable("build", "build-0A-1");

        prepare("GET /encoding/encodings/{encodingId}/streams?limit=100&search=labels:{build}");

        assertThat(header(Exchange.HTTP_METHOD)).isEqualTo(HttpMethods.GET);
        assertThat(header(Exchange.HTTP_PATH))
                .isEqualTo("/encoding/encodings/6c1e0f3a-0000-4000-8000-000000000001/streams");
        assertThat(header(Exchange.HTTP_QUERY)).isEqualTo("limit=100&search=labels:build-0A-1");
    }

    @Test
    void onlyAPostHasABody() {
        exchange.getMessage().setBody("left over");
        prepare("GET /encoding/inputs");
        assertThat(exchange.getMessage().getBody()).isNull();
        assertThat(header(Exchange.CONTENT_TYPE)).isNull();

        exchange.getMessage().setBody(Map.of("name", "Über"));
        prepare("POST /encoding/encodings");
        assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"name\":\"Über\"}");
        assertThat(header(Exchange.CONTENT_TYPE)).isEqualTo("application/json");
    }

    @Test
    void theDigestOfARequestIsTheSameForEncodingsThatAreAlike() {
        String muxing = muxingOf("sd-1", "hd-1");

        assertThat(muxingOf("sd-2", "hd-2")).isEqualTo(muxing).matches("[0-9a-f]{16}");
        assertThat(muxingOf("hd-2", "sd-2")).as("the other stream").isNotEqualTo(muxing);
        assertThat(digest("encodings", Map.of("name", "of this upload"))).isNull();
    }

    @Test
    void theDigestOfARequestNamesTheStreamInItsPath() {
        digestOfStream("sd-1", "c-1");
        String filterOfFirst = digest("encodings/{encodingId}/streams/{streamId}/filters", Map.of("filterId", "f-1"));
        digestOfStream("hd-1", "c-2");

        assertThat(digest("encodings/{encodingId}/streams/{streamId}/filters", Map.of("filterId", "f-1")))
                .isNotEqualTo(filterOfFirst);
    }

    @Test
    void theDigestOfARequestTellsTwoStreamsThatAreAlike() {
        digestOfStream("first", "c-1");
        digestOfStream("second", "c-1");

        assertThat(digest("encodings/{encodingId}/muxings/mp4", Map.of("streamId", "first")))
                .isNotEqualTo(digest("encodings/{encodingId}/muxings/mp4", Map.of("streamId", "second")));
    }

    /** Of an encoding with two streams, of which the muxing takes one. */
    private String muxingOf(String taken, String other) {
        exchange.removeVariable("encoderCalls");
        String sd = taken.startsWith("sd") ? taken : other;
        digestOfStream(sd, "c-1");
        digestOfStream(sd.equals(taken) ? other : taken, "c-2");
        return digest("encodings/{encodingId}/muxings/mp4", Map.of("streamId", taken));
    }

    private void digestOfStream(String id, String codec) {
        exchange.setVariable("encoding", Encoding.created("e-1").withStream(id, "stream"));
        String request = digest("encodings/{encodingId}/streams", Map.of("codecConfigId", codec));
        var call = new EncoderCall("POST streams", Instant.EPOCH, 1, 201, null, request, id);
        exchange.setVariable("encoderCalls", EncoderCall.added(exchange.getVariable("encoderCalls", List.class), call));
    }

    private String digest(String path, Map<String, String> body) {
        exchange.setVariable("encodingId", "e-1");
        exchange.getMessage().setBody(new TreeMap<>(body));
        prepare("POST /encoding/" + path);
        return exchange.getProperty(ApiCall.REQUEST, String.class);
    }

    @Test
    void noHeaderOfTheCallerButTheMessagesAndCamelsCountOfTriesStays() {
        List.of("CamelHttpUri", "X-Anything", "CamelAwsSqsReceiptHandle", "CamelRedeliveryCounter")
                .forEach(name -> exchange.getMessage().setHeader(name, "1"));

        prepare("GET /encoding/inputs");

        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys(
                        "CamelAwsSqsReceiptHandle",
                        "CamelRedeliveryCounter",
                        "X-Api-Key",
                        Exchange.HTTP_METHOD,
                        Exchange.HTTP_PATH);
        assertThat(header("X-Api-Key")).isEqualTo("key");
    }

    @Test
    void anOrganisationIsNamedWhereThereIsOne() {
        prepare("GET /encoding/inputs", "org-1");

        assertThat(header("X-Tenant-Org-Id")).isEqualTo("org-1");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " ",
                "a/../b",
                "a?x=1",
                "a#b",
                "{{bitmovin.api-key}}",
                "${sys.user.name}",
                "é",
                "a b",
                "a%2Fb",
                "a\nb"
            })
    void whatIsNoIdStopsTheCall(String id) {
        exchange.setVariable("encodingId", id);

        assertThatThrownBy(() -> prepare("POST /encoding/encodings/{encodingId}/start"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("encodingId");
        assertThat(header(Exchange.HTTP_PATH)).isNull();
    }

    @Test
    void theStreamIsTheLastOfTheEncoding() {
        exchange.setVariable("encodingId", "e-1");
        exchange.setVariable(
                "encoding", Encoding.created("e-1").withStream("s-1", "a").withStream("s-2", "b"));

        prepare("POST /encoding/encodings/{encodingId}/streams/{streamId}/filters");

        assertThat(header(Exchange.HTTP_PATH)).isEqualTo("/encoding/encodings/e-1/streams/s-2/filters");
    }

    @Test
    void aCallOfAStreamNeedsOne() {
        exchange.setVariable("encodingId", "e-1");
        exchange.setVariable("encoding", Encoding.created("e-1"));

        assertThatThrownBy(() -> prepare("POST /encoding/encodings/{encodingId}/streams/{streamId}/filters"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("streamId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "encodings", "PATCH /encoding", "GET encoding", "GET /a b", "get /encoding"})
    void whatIsNoCallIsRefused(String call) {
        assertThatThrownBy(() -> prepare(call)).isInstanceOf(IllegalArgumentException.class);
    }
}
