package io.transcoder.bitmovin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.job.EncoderCall;
import io.transcoder.upload.LogText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.apache.camel.Body;
import org.apache.camel.Exchange;

/**
 * Reads Bitmovin's envelopes. An answer of a gateway on the way may be of any other form, HTML included.
 *
 * @see <a href="https://developer.bitmovin.com/encoding/reference/how-to-use-the-api">How to use the API</a>
 */
public final class Replies {
    private static final int QUOTED = 200;

    private final ObjectMapper json;
    private final RateLimit rateLimit;
    private final IntConsumer refused;

    /** @param refused is told the error code of each answer that is no success; 0 where it has none */
    public Replies(ObjectMapper json, RateLimit rateLimit, IntConsumer refused) {
        this.json = json;
        this.rateLimit = rateLimit;
        this.refused = refused;
    }

    /**
     * Replaces the body by the answer's result, an empty map where it has none.
     *
     * @throws BitmovinException where the answer is no success
     */
    public void read(Exchange exchange) {
        var message = exchange.getMessage();
        String call = exchange.getVariable("call", String.class);
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        JsonNode envelope = parse(message.getBody(String.class));
        note(exchange, call, status, envelope);
        if (status < 200 || status > 299) {
            rateLimit.learn(status, message.getHeaders());
            throw refusal(call, status, envelope, message.getBody(String.class));
        }
        if (!envelope.path("status").asText("SUCCESS").equals("SUCCESS")) {
            throw refusal(call, status, envelope, null);
        }
        JsonNode result = envelope.path("data").path("result");
        message.setBody(result.isObject() ? json.convertValue(result, Map.class) : Map.of());
    }

    /** In the variable {@code encoderCalls}. */
    private static void note(Exchange exchange, String call, int status, JsonNode envelope) {
        Instant began = exchange.getProperty(Calls.BEGAN, Instant.class);
        if (began != null) {
            long millis = Duration.between(began, Instant.now()).toMillis();
            var made = new EncoderCall(
                    call, began, millis, status, envelope.path("requestId").asText(null));
            exchange.setVariable(
                    "encoderCalls", EncoderCall.added(exchange.getVariable("encoderCalls", List.class), made));
        }
    }

    public EncodingStatus status(@Body Map<String, Object> task) {
        return EncodingStatus.read(task);
    }

    private JsonNode parse(String body) {
        try {
            JsonNode node = body == null ? null : json.readTree(body);
            return node == null ? json.missingNode() : node;
        } catch (JsonProcessingException e) {
            return json.missingNode();
        }
    }

    private BitmovinException refusal(String call, int status, JsonNode envelope, String body) {
        JsonNode data = envelope.path("data");
        String requestId = envelope.path("requestId").asText(null);
        var text = new StringBuilder(
                data.path("message").asText(envelope.path("message").asText("")));
        for (JsonNode detail : data.path("details")) {
            text.append("; ")
                    .append(detail.path("field").asText(""))
                    .append(' ')
                    .append(detail.path("text").asText());
        }
        if (text.isEmpty()) {
            text.append(body == null ? "no text" : body.strip());
        }
        String quoted = LogText.line(text.toString(), QUOTED);
        int code = data.path("code").asInt(0);
        refused.accept(code);
        return new BitmovinException(call, status, code, requestId, quoted);
    }
}
