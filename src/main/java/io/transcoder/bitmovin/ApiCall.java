package io.transcoder.bitmovin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.job.Encoding;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.component.http.HttpMethods;

/**
 * Turns a call as Bitmovin's API reference writes it, such as {@code POST /encoding/encodings/{encodingId}/streams}, into the
 * headers and the body of the HTTP step. A placeholder takes the variable of its name, and {@code {streamId}} the last stream of the variable
 * {@code encoding}. It has to be an id: anything else in a path could turn the request into another one.
 *
 * @param json writes the body
 * @param rateLimit waited for before each call
 * @param apiKey asked for each call
 * @param organisation the id of the organisation to act for; empty for the key's own
 */
public record ApiCall(ObjectMapper json, RateLimit rateLimit, Supplier<String> apiKey, String organisation) {
    /** The headers by which a message of the queue is deleted. */
    static final String MESSAGE = "CamelAwsSqs*";

    /** The exchange property with the time of the call. */
    static final String BEGAN = "encoderCallBegan";

    /** The exchange property with the digest of a request that makes something. */
    static final String REQUEST = "encoderRequest";

    /** The encoding itself has the labels and the name of one build. */
    private static final String PART = "POST (?!/encoding/encodings$).*";

    private static final Pattern CALL = Pattern.compile("(GET|POST|PUT|DELETE) (/[^?\\s]*)(?:\\?(\\S+))?");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([A-Za-z0-9]+)}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final Pattern MUXING = Pattern.compile("[a-z0-9-]{1,32}/[A-Za-z0-9-]{1,64}");

    /**
     * Replaces the headers and the body.
     *
     * @throws IllegalArgumentException where the call is not of this form or a variable is not an id
     */
    public void prepare(Exchange exchange) throws InterruptedException, JsonProcessingException {
        String text = exchange.getVariable("call", String.class);
        var call = CALL.matcher(text == null ? "" : text);
        if (!call.matches()) {
            throw new IllegalArgumentException(
                    "The variable 'call' is '" + text + "', not a method and a path such as 'GET /encoding/encodings'");
        }
        rateLimit.await();
        exchange.setProperty(BEGAN, Instant.now());
        exchange.removeProperty(REQUEST);
        var message = exchange.getMessage();
        // Camel counts the tries of a call in headers, without which it would never give up
        message.removeHeaders("*", MESSAGE, "CamelRedeliver*");
        // as text it would be converted for each call, by a search through all of Camel's converters
        message.setHeader(Exchange.HTTP_METHOD, HttpMethods.valueOf(call.group(1)));
        String path = fill(call.group(2), text, exchange);
        message.setHeader(Exchange.HTTP_PATH, path);
        if (call.group(3) != null) {
            message.setHeader(Exchange.HTTP_QUERY, fill(call.group(3), text, exchange));
        }
        message.setHeader("X-Api-Key", apiKey.get());
        if (!organisation.isEmpty()) {
            message.setHeader("X-Tenant-Org-Id", organisation);
        }
        if (call.group(1).equals("POST")) {
            Object body = message.getBody();
            String request = json.writeValueAsString(body == null ? Map.of() : body);
            if (text.matches(PART)) {
                exchange.setProperty(REQUEST, digest(path + request, exchange.getVariable("encoderCalls", List.class)));
            }
            message.setBody(request.getBytes(StandardCharsets.UTF_8));
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        } else {
            message.setBody(null);
        }
    }

    /**
     * An id that one of the calls before has made is of this encoding alone: in its place is what was asked for by that call, and
     * which of several that ask for the same it is.
     */
    private static String digest(String request, List<?> before) {
        String alike = request;
        Map<String, Integer> times = new HashMap<>();
        for (Object one : before == null ? List.of() : before) {
            var call = (EncoderCall) one;
            if (call.made() != null) {
                String asked = String.valueOf(call.request());
                alike = alike.replace(call.made(), asked + "#" + times.merge(asked, 1, Integer::sum));
            }
        }
        return Upload.nameHash(alike);
    }

    private static String lastStream(Exchange exchange) {
        Encoding encoding = exchange.getVariable("encoding", Encoding.class);
        return encoding == null ? null : encoding.lastStream();
    }

    private static String fill(String template, String call, Exchange exchange) {
        return PLACEHOLDER.matcher(template).replaceAll(found -> {
            String name = found.group(1);
            Object value = name.equals("streamId") ? lastStream(exchange) : exchange.getVariable(name);
            Pattern form = name.equals("muxing") ? MUXING : ID;
            if (value == null || !form.matcher(value.toString()).matches()) {
                throw new IllegalArgumentException(
                        call + " needs an id in the variable '" + name + "', not '" + value + "'");
            }
            return value.toString();
        });
    }
}
