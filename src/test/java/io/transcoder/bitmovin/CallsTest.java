package io.transcoder.bitmovin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallsTest {
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private void prepare(String call) {
        exchange.setVariable("call", call);
        new Calls().prepare(exchange);
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

        exchange.getMessage().setBody("body");
        prepare("POST /encoding/encodings");
        assertThat(exchange.getMessage().getBody()).isEqualTo("body");
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

    @ParameterizedTest
    @ValueSource(strings = {"", "encodings", "PATCH /encoding", "GET encoding", "GET /a b", "get /encoding"})
    void whatIsNoCallIsRefused(String call) {
        assertThatThrownBy(() -> prepare(call)).isInstanceOf(IllegalArgumentException.class);
    }
}
