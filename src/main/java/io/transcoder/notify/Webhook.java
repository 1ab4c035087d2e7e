package io.transcoder.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Variable;

/**
 * Writes an event as a message with the headers of Standard Webhooks, which SQS gets as message attributes.
 *
 * @param secret asked for each event: {@code whsec_} and the key in Base64, or another text, whose UTF-8 is the key
 * @param url with its path, query and user
 * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard Webhooks</a>
 */
public record Webhook(Supplier<Optional<String>> secret, Optional<URI> url, Clock clock) {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String BASE64 = "whsec_";

    /** Replaces the body and all headers. */
    public void write(Exchange exchange, @Variable("event") ObjectNode event) {
        String body = event.toString();
        String id = event.get("id").asText();
        String time = String.valueOf(clock.instant().getEpochSecond());
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        message.setBody(body);
        message.setHeader(Exchange.CONTENT_TYPE, "application/cloudevents+json");
        message.setHeader("webhook-id", id);
        message.setHeader("webhook-timestamp", time);
        secret.get().ifPresent(key -> message.setHeader("webhook-signature", signature(key, id, time, body)));
    }

    /** What of the address is secret goes in headers, so that no endpoint, log line or message of an exception has it. */
    public void address(Exchange exchange) {
        Message message = exchange.getMessage();
        URI address = url.orElseThrow();
        message.setHeader(Exchange.HTTP_METHOD, "POST");
        message.setHeader(Exchange.HTTP_PATH, address.getRawPath());
        message.setHeader(Exchange.HTTP_QUERY, address.getRawQuery());
        if (address.getUserInfo() != null) {
            byte[] login = address.getUserInfo().getBytes(StandardCharsets.UTF_8);
            message.setHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(login));
        }
    }

    /** Without the address: Camel quotes a bean in its message on a route that names a method wrong. */
    @Override
    public String toString() {
        return "webhook";
    }

    /** @param time in seconds since 1970 */
    static String signature(String secret, String id, String time, String body) {
        byte[] key = secret.startsWith(BASE64)
                ? Base64.getDecoder().decode(secret.substring(BASE64.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] signed = mac.doFinal((id + "." + time + "." + body).getBytes(StandardCharsets.UTF_8));
            return "v1," + Base64.getEncoder().encodeToString(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
