package io.transcoder.observe;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sqs.Sqs2Endpoint;
import org.apache.camel.component.aws2.sqs.Sqs2HeaderFilterStrategy;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.spi.InterceptSendToEndpoint;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.apache.camel.support.DefaultInterceptSendToEndpoint;

/**
 * Lets no header of Camel's own come in with a message of SQS, go out with one, or change the address of an HTTP call: with such a
 * header a sender chooses where a call goes and what is sent along. Camel 4.18.0 takes such headers from SQS (CVE-2026-46456), and
 * replaces placeholders in the address that one of them gives (CVE-2026-78164).
 */
public final class HeaderDoors implements EndpointStrategy {
    /** With each of these headers the HTTP producer calls another address than that of its endpoint. */
    private static final List<String> ADDRESSES =
            List.of(Exchange.HTTP_URI, Exchange.REST_HTTP_URI, Exchange.REST_HTTP_QUERY, Exchange.HTTP_RAW_QUERY);

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (endpoint instanceof Sqs2Endpoint queue && isDefault(queue.getHeaderFilterStrategy())) {
            queue.setHeaderFilterStrategy(noneOfCamel());
        }
        return endpoint instanceof HttpEndpoint ? withItsOwnAddress(endpoint) : endpoint;
    }

    /** Whether it is an HTTP call, whose endpoint is within another here. */
    public static boolean isHttp(Endpoint endpoint) {
        return endpoint instanceof InterceptSendToEndpoint guarded
                ? guarded.getOriginalEndpoint() instanceof HttpEndpoint
                : endpoint instanceof HttpEndpoint;
    }

    private static boolean isDefault(HeaderFilterStrategy strategy) {
        return strategy == null || strategy.getClass() == Sqs2HeaderFilterStrategy.class;
    }

    private static Endpoint withItsOwnAddress(Endpoint http) {
        var guarded = new DefaultInterceptSendToEndpoint(http, false);
        guarded.setBefore(exchange -> ADDRESSES.forEach(exchange.getMessage()::removeHeader));
        return guarded;
    }

    /** Lets no header of Camel's in or out, in upper or lower case, which are the same to Camel. */
    private static HeaderFilterStrategy noneOfCamel() {
        var names = Pattern.compile("(?i)(camel|org\\.apache\\.camel|breadcrumbId$).*");
        var strategy = new DefaultHeaderFilterStrategy();
        strategy.setInFilterPattern(names);
        strategy.setOutFilterPattern(names);
        strategy.setAllowNullValues(true);
        return strategy;
    }
}
