package io.transcoder.bitmovin;

import io.transcoder.failure.BitmovinException;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/** Calls Bitmovin's API for Java code, through the HTTP step that every Kamelet ends in and within the same limits. */
public final class Bitmovin {
    private final CamelContext context;
    private final ProducerTemplate template;

    public Bitmovin(CamelContext context) {
        this.context = context;
        this.template = context.createProducerTemplate();
    }

    /** As {@link #call}. */
    public EncodingStatus statusOf(String encodingId) {
        return EncodingStatus.read(call("GET /encoding/encodings/" + encodingId + "/status", null));
    }

    /**
     * @param call such as {@code GET /encoding/inputs?limit=100}
     * @return the answer's result, empty where it has none
     * @throws BitmovinException where the answer is no success
     * @throws CamelExecutionException where there is no answer
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> call(String call, Object body) {
        Exchange exchange = context.getEndpoint("direct:bitmovin").createExchange();
        exchange.setVariable("call", call);
        exchange.getMessage().setBody(body);
        Exchange done = template.send("direct:bitmovin", exchange);
        if (done.getException() instanceof BitmovinException refused) {
            throw refused;
        }
        if (done.getException() != null) {
            throw new CamelExecutionException(call + " got no answer", done, done.getException());
        }
        return done.getMessage().getBody(Map.class);
    }
}
