package io.transcoder.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class WebhookTest {
    private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_614_265_330), ZoneOffset.UTC);

    private final ObjectNode event =
            Notices.event("upload.failed", "job.1.failed", CLOCK.instant(), Map.of("key", "in/a\u001b b\nc.mxf"));

    /** The example of the Standard Webhooks' own libraries. */
    @Test
    void theSignatureIsThatOfTheStandard() {
        assertThat(Webhook.signature(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        "1614265330",
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatIsSignedIsTheBodyAsItIsSent() {
        Exchange exchange = written("a-secret-of-24-characters", null);

        assertThat(exchange.getMessage().getHeader("webhook-signature"))
                .isEqualTo(Webhook.signature(
                        "a-secret-of-24-characters",
                        "job.1.failed",
                        "1614265330",
                        exchange.getMessage().getBody(String.class)));
    }

    @Test
    void withoutASecretThereIsNoSignature() {
        assertThat(written(null, null).getMessage().getHeaders())
                .containsOnlyKeys("Content-Type", "webhook-id", "webhook-timestamp");
    }

    @Test
    void loginPathAndQueryGoInHeaders() {
        Exchange exchange = written(null, URI.create("https://us%65r:p%40ss@example.com/a%2Fb?token=x%26y"));

        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_PATH)).isEqualTo("/a%2Fb");
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_QUERY)).isEqualTo("token=x%26y");
        // user:p@ss
        assertThat(exchange.getMessage().getHeader("Authorization")).isEqualTo("Basic dXNlcjpwQHNz");
    }

    private Exchange written(String secret, URI url) {
        var webhook = new Webhook(() -> Optional.ofNullable(secret), Optional.ofNullable(url), CLOCK);
        var exchange = new DefaultExchange(new DefaultCamelContext());
        webhook.write(exchange, event);
        if (url != null) {
            webhook.address(exchange);
        }
        return exchange;
    }
}
