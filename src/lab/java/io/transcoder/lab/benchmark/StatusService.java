package io.transcoder.lab.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/**
 * Bitmovin's API for any number of encodings, each of which runs until it is told to be finished. It takes what the shipped profiles
 * make without a look at it, answers as slowly as it is told, and counts what is asked.
 */
final class StatusService implements AutoCloseable {
    static final String STATUS = "GET status";

    private static final Pattern OF_ENCODING = Pattern.compile("/v1/encoding/encodings/([0-9a-f-]{36})/(\\w+).*");
    private static final Pattern FACTS = Pattern.compile(".*/(information|input|statistics/encodings/[0-9a-f-]{36})");
    private static final int THREADS = 64;
    private static final int BACKLOG = 256;

    private final Map<String, Instant> finished = new ConcurrentHashMap<>();
    private final Map<String, String> sources = new ConcurrentHashMap<>();
    private final Tally tally = new Tally();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Duration answerTime;
    private final BiConsumer<String, String> starts;

    /** @param starts is told of the first start of each: the source's key, the encoding's id */
    StatusService(Duration answerTime, BiConsumer<String, String> starts) throws IOException {
        this.answerTime = answerTime;
        this.starts = starts;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + "/v1");
    }

    Tally tally() {
        return tally;
    }

    void finish(String encodingId, Instant at) {
        finished.put(encodingId, at);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var ofEncoding = OF_ENCODING.matcher(path);
        String part = ofEncoding.matches() ? exchange.getRequestMethod() + " " + ofEncoding.group(2) : "";
        tally.count(part.equals(STATUS) ? STATUS : exchange.getRequestMethod() + " others");
        LockSupport.parkNanos(answerTime.toNanos());
        String result =
                switch (part) {
                    case STATUS -> status(ofEncoding.group(1));
                    case "POST streams" -> stream(ofEncoding.group(1), body);
                    case "POST start" -> start(ofEncoding.group(1));
                    default -> exchange.getRequestMethod().equals("GET") ? said(path) : made();
                };
        byte[] answer = ("{\"requestId\":\"" + UUID.randomUUID() + "\",\"status\":\"SUCCESS\",\"data\":{\"result\":"
                        + result + "}}")
                .getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private String stream(String id, String body) {
        var input = FastEncoder.INPUT_PATH.matcher(body);
        if (input.find()) {
            sources.put(id, input.group(1));
        }
        return made();
    }

    private String start(String id) {
        String source = sources.remove(id);
        if (source != null) {
            starts.accept(source, id);
        }
        return made();
    }

    private static String made() {
        return "{\"id\":\"" + UUID.randomUUID() + "\"}";
    }

    /** Outputs are as long as their sources, and each has its bill. */
    private static String said(String path) {
        return FACTS.matcher(path).matches()
                ? "{\"duration\":60.0,\"billableMinutes\":1.0}"
                : "{" + StubResources.page(path) + "}";
    }

    private String status(String id) {
        Instant end = finished.get(id);
        boolean over = end != null && !end.isAfter(Instant.now());
        return "{\"id\":\"" + id + "\",\"status\":\"" + (over ? "FINISHED" : "RUNNING") + "\",\"progress\":"
                + (over ? 100 : Instant.now().getEpochSecond() % 100) + "}";
    }
}
