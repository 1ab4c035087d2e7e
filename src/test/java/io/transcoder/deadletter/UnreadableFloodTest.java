package io.transcoder.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.transcoder.failure.Failures;
import io.transcoder.upload.MalformedEventException;
import io.transcoder.upload.S3EventReader;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What is deleted of a flood, where letters are written that SQS does not take. */
class UnreadableFloodTest {
    private static final int MANY = 200;

    private final UnreadableFlood flood = new UnreadableFlood(Clock.systemUTC());
    private final Letters letters = new Letters(new Failures(), flood);

    @Test
    void nothingIsDeletedBeforeSixtyLettersAndTheOneThatSaysSoAreSent() {
        for (int i = 0; i < MANY; i++) {
            assertThat(reason(unreadable())).doesNotContain("within a minute");
        }
        for (int i = 0; i < 60; i++) {
            park(unreadable());
        }
        for (int i = 0; i < MANY; i++) {
            assertThat(reason(unreadable())).as("not sent").contains("within a minute");
        }

        assertThat(flood.matches(unreadable())).isFalse();
        park(unreadable());
        assertThat(flood.matches(unreadable())).isTrue();
    }

    private void park(Exchange exchange) {
        letters.ofFailure(exchange);
        flood.sent(exchange);
    }

    private String reason(Exchange exchange) {
        assertThat(flood.matches(exchange)).isFalse();
        letters.ofFailure(exchange);
        return exchange.getMessage().getHeader("reason", String.class);
    }

    private static Exchange unreadable() {
        var exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setVariable("received", "no event");
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT,
                catchThrowableOfType(MalformedEventException.class, () -> new S3EventReader().read("no event")));
        return exchange;
    }
}
