package io.transcoder.bitmovin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.failure.BitmovinException;
import io.transcoder.ledger.records.EncoderCall;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/**
 * Reads Bitmovin's envelopes. An answer of a gateway on the way may be of any other form, HTML included.
 *
 * @param refused is told the error code of each answer that is no success; 0 where it has none
 * @see <a href="https://developer.bitmovin.com/encoding/reference/how-to-use-the-api">How to use the API</a>
 */
public record Replies(ObjectMapper json, RateLimit rateLimit, IntConsumer refused) {
    /**
     * Replaces the body by the answer's result, and removes the headers.
     *
     * @throws BitmovinException where the answer is no success of Bitmovin's, a page with the status 200 included
     */
    public void read(Exchange exchange) {
        var message = exchange.getMessage();
        String call = exchange.getVariable("call", String.class);
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        String body = message.getBody(String.class);
        Envelope envelope = Envelope.of(body);
        note(exchange, call, status, envelope);
        rateLimit.learn(status, message.getHeaders());
        String location = message.getHeader("Location", String.class);
        Optional<JsonNode> result = envelope.result().filter(any -> status >= 200 && status <= 299);
        if (result.isEmpty()) {
            refused.accept(envelope.code());
            // the next try counts on from this one
            message.removeHeaders("*", ApiCall.MESSAGE, "CamelRedeliver*");
            throw envelope.refusal(call, status, location, body);
        }
        message.removeHeaders("*", ApiCall.MESSAGE);
        message.setBody(json.convertValue(result.get(), Map.class));
    }

    /** In the variable {@code encoderCalls}. */
    private static void note(Exchange exchange, String call, int status, Envelope envelope) {
        Instant began = exchange.getProperty(ApiCall.BEGAN, Instant.class);
        if (began != null) {
            long millis = Duration.between(began, Instant.now()).toMillis();
            String request = exchange.getProperty(ApiCall.REQUEST, String.class);
            String made = envelope.result()
                    .map(result -> result.path("id").textValue())
                    .filter(id -> call.startsWith("POST ") && !id.isEmpty())
                    .orElse(null);
            var answered = new EncoderCall(call, began, millis, status, envelope.requestId(), request, made);
            exchange.setVariable(
                    "encoderCalls", EncoderCall.added(exchange.getVariable("encoderCalls", List.class), answered));
        }
    }

    public EncodingStatus status(@Body Map<String, Object> task) {
        return EncodingStatus.read(task);
    }
}
