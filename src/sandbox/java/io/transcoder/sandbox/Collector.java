package io.transcoder.sandbox;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An OpenTelemetry collector that keeps what it is sent over OTLP/HTTP. */
public final class Collector implements AutoCloseable {
    /**
     * A span as it was sent.
     *
     * @param trace in hexadecimal, as the other ids
     * @param parent empty where it has none
     * @param start in nanoseconds since 1970
     * @param attributes numbers in digits
     * @param failure null where it has none
     */
    public record Sent(
            String trace,
            String id,
            String parent,
            String name,
            long start,
            long end,
            Map<String, String> attributes,
            String failure) {}

    private final HttpServer server;
    private final List<byte[]> requests = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> headers = new CopyOnWriteArrayList<>();

    private Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/traces", exchange -> {
            headers.add(Map.copyOf(exchange.getRequestHeaders()));
            requests.add(exchange.getRequestBody().readAllBytes());
            exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    /** Of each request, in the form of {@code X-api-key}. */
    public List<Map<String, List<String>>> headers() {
        return List.copyOf(headers);
    }

    public static Collector start() {
        try {
            return new Collector();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    public List<Sent> spans() {
        return requests.stream()
                .map(Collector::parse)
                .flatMap(request -> request.getResourceSpansList().stream())
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .map(Collector::sent)
                .toList();
    }

    /** Everything that was sent, texts readable. */
    public String raw() {
        return requests.stream()
                .map(request -> new String(request, StandardCharsets.UTF_8))
                .reduce("", String::concat);
    }

    private static ExportTraceServiceRequest parse(byte[] body) {
        try {
            return ExportTraceServiceRequest.parseFrom(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Sent sent(Span span) {
        var attributes = new TreeMap<String, String>();
        span.getAttributesList().forEach(each -> attributes.put(each.getKey(), text(each.getValue())));
        var hex = HexFormat.of();
        return new Sent(
                hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()),
                hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(),
                span.getStartTimeUnixNano(),
                span.getEndTimeUnixNano(),
                attributes,
                span.getStatus().getCodeValue() == 2 ? span.getStatus().getMessage() : null);
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
