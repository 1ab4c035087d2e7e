package io.transcoder.lab.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Bitmovin's API as far as one upload needs it, answering at once and checking nothing: a JVM of its own, which takes as little of
 * the machine as it can. The sandbox's encoder is the one that judges requests.
 *
 * <p>{@code GET /starts} lists the starts accepted: the source's key, a space, the time in microseconds since 1970. {@code GET
 * /count} says how many there are, {@code POST /forget} forgets all encodings.
 */
final class FastEncoder {
    private static final int THREADS = 64;
    private static final Pattern CALL = Pattern.compile("/v1/encoding/encodings/([0-9a-f-]{36})/([a-z-]+)(/.*)?");
    static final Pattern INPUT_PATH = Pattern.compile("\"inputPath\"\\s*:\\s*\"([^\"]*)\"");

    private final Map<String, String> sources = new ConcurrentHashMap<>();
    private final Map<String, Long> starts = new ConcurrentHashMap<>();

    private FastEncoder() {}

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        var encoder = new FastEncoder();
        server.createContext("/", encoder::handle);
        server.start();
        System.out.println("encoder: http://localhost:" + server.getAddress().getPort() + "/v1");
    }

    /** Since 1970. */
    static long micros() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = answer(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI().getPath(),
                            body)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String answer(String method, String path, String body) {
        if (StubResources.isPage(path) && method.equals("GET")) {
            return result(StubResources.page(path));
        }
        var call = CALL.matcher(path);
        if (call.matches()) {
            return ofEncoding(call.group(1), call.group(2), body);
        }
        return switch (path) {
            case "/count" -> Integer.toString(starts.size());
            case "/starts" ->
                starts.entrySet().stream()
                        .map(start -> sources.get(start.getKey()) + " " + start.getValue())
                        .collect(Collectors.joining("\n"));
            case "/forget" -> {
                starts.clear();
                sources.clear();
                yield "";
            }
            default -> result("\"id\":\"" + UUID.randomUUID() + "\"");
        };
    }

    private String ofEncoding(String id, String part, String body) {
        switch (part) {
            case "streams", "input-streams" -> {
                var input = INPUT_PATH.matcher(body);
                if (input.find()) {
                    sources.put(id, input.group(1));
                }
            }
            case "start" -> starts.putIfAbsent(id, micros());
            case "status" -> {
                return result("\"id\":\"" + id + "\",\"status\":\"RUNNING\",\"progress\":50");
            }
            default -> {
                // muxings and the rest are made and forgotten
            }
        }
        return result("\"id\":\"" + UUID.randomUUID() + "\"");
    }

    private static String result(String fields) {
        return "{\"requestId\":\"" + UUID.randomUUID() + "\",\"status\":\"SUCCESS\",\"data\":{\"result\":{" + fields
                + "}}}";
    }
}
