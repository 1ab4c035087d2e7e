package io.transcoder.observe;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;

/** Counts and times the calls to Bitmovin, at the HTTP step, so that a changed route around it is counted too. */
public final class CallTimer extends SimpleEventNotifierSupport {
    /** Far more endpoints than profiles can use. */
    private static final int MOST_ENDPOINTS = 100;

    private static final int TOO_MANY = 429;

    private final Meters meters;
    private final EncoderHealth encoder;
    private final Set<String> endpoints = ConcurrentHashMap.newKeySet();

    public CallTimer(Meters meters, EncoderHealth encoder) {
        this.meters = meters;
        this.encoder = encoder;
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeSendingEvents(false);
        setIgnoreExchangeSentEvents(false);
    }

    /** Camel takes the time of a call only where somebody wants to know that it begins. */
    @Override
    public boolean isEnabled(CamelEvent event) {
        return event instanceof ExchangeSendingEvent sending && isCall(sending.getExchange(), sending.getEndpoint())
                || event instanceof ExchangeSentEvent sent && isCall(sent.getExchange(), sent.getEndpoint());
    }

    /** Whoever else is called over HTTP is called without this variable. */
    private static boolean isCall(Exchange exchange, Endpoint endpoint) {
        return HeaderDoors.isHttp(endpoint) && exchange.getVariable("call") != null;
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeSentEvent sent) {
            record(sent);
        }
    }

    private void record(ExchangeSentEvent sent) {
        Exchange exchange = sent.getExchange();
        int status = exchange.getException() != null
                ? 0
                : exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        CallName call = CallName.of(exchange.getVariable("call", String.class));
        meters.timer(Metric.BITMOVIN_CALL_DURATION, call.method(), bounded(call.endpoint()), statusClass(status))
                .record(Duration.ofMillis(sent.getTimeTaken()));
        encoder.heard(status);
    }

    /** A route can be written whose paths are all different. */
    private String bounded(String endpoint) {
        if (endpoints.size() < MOST_ENDPOINTS) {
            endpoints.add(endpoint);
        }
        return endpoints.contains(endpoint) ? endpoint : "other";
    }

    private static String statusClass(int status) {
        if (status == 0) {
            return "none";
        }
        return status == TOO_MANY ? "429" : status / 100 + "xx";
    }
}
