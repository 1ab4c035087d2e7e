package io.transcoder.rehearsal;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.MessageHistory;
import org.apache.camel.NamedNode;
import org.apache.camel.model.OptionalIdentifiedDefinition;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.ProcessorEndpoint;
import org.apache.camel.util.URISupport;

/**
 * Stands where a route would leave the process, Bitmovin's API above all: writes down what is sent and answers like an encoder to
 * which everything is right. What goes to S3 and SQS has stand-ins of its own, below Camel.
 */
final class EncoderStandIn implements EndpointStrategy {
    private static final String ENVELOPE =
            "{\"requestId\":\"rehearsal\",\"status\":\"SUCCESS\",\"data\":{\"result\":{\"id\":\"%s\",\"status\":\"CREATED\",\"items\":[]}}}";

    /** In which every call ends; its steps tell one call from another no better than their order does. */
    private static final String HTTP_ROUTE = "bitmovin";

    private final List<Rehearsed.Call> calls = new ArrayList<>();

    synchronized void forget() {
        calls.clear();
    }

    synchronized List<Rehearsed.Call> calls() {
        return List.copyOf(calls);
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        if (!endpoint.isRemote() || uri.matches("(kamelet|aws2-s3|aws2-sqs):.*")) {
            return endpoint;
        }
        String address = URISupport.sanitizeUri(endpoint.getEndpointBaseUri());
        return new ProcessorEndpoint(
                endpoint.getEndpointUri(), endpoint.getCamelContext(), exchange -> answer(exchange, address));
    }

    private synchronized void answer(Exchange exchange, String address) {
        var message = exchange.getMessage();
        String path = message.getHeader(Exchange.HTTP_PATH, "", String.class);
        String query = message.getHeader(Exchange.HTTP_QUERY, String.class);
        String call = isApi(exchange) ? exchange.getVariable("call", address, String.class) : address;
        String id = "00000000-0000-4000-8000-%012d".formatted(calls.size() + 1);
        calls.add(new Rehearsed.Call(
                step(exchange),
                call,
                query == null ? path : path + "?" + query,
                headers(exchange),
                body(exchange),
                id));
        message.setBody(ENVELOPE.formatted(id));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 200);
    }

    /** The label that tells one exchange's encodings from those of another differs from run to run. */
    private static String body(Exchange exchange) {
        String body = exchange.getMessage().getBody(String.class);
        String build = exchange.getVariable("build", String.class);
        return body == null || build == null ? body : body.replace(build, "build-1");
    }

    private static SortedMap<String, String> headers(Exchange exchange) {
        var headers = new TreeMap<String, String>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (!name.startsWith("Camel")) {
                headers.put(name, String.valueOf(value));
            }
        });
        return headers;
    }

    /** Anywhere else the variable is about an earlier call. */
    private static boolean isApi(Exchange exchange) {
        List<MessageHistory> visits = visits(exchange);
        return !visits.isEmpty()
                && HTTP_ROUTE.equals(visits.get(visits.size() - 1).getRouteId());
    }

    private static String step(Exchange exchange) {
        return visits(exchange).stream()
                .filter(visit -> !HTTP_ROUTE.equals(visit.getRouteId()))
                .map(MessageHistory::getNode)
                .filter(node -> node instanceof OptionalIdentifiedDefinition<?> named && named.hasCustomIdAssigned())
                .map(NamedNode::getId)
                .reduce("", (earlier, later) -> later);
    }

    private static List<MessageHistory> visits(Exchange exchange) {
        List<?> history = exchange.getProperty(Exchange.MESSAGE_HISTORY, List.of(), List.class);
        return history.stream().map(MessageHistory.class::cast).toList();
    }
}
