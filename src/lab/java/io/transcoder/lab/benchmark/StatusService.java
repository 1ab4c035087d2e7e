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
import java.util.regex.Pattern;

/** The encoder's word on any number of encodings: each runs until it is told to be finished. Counts what is asked. */
final class StatusService implements AutoCloseable {
    static final String STATUS = "GET status";

    private static final Pattern PATH = Pattern.compile("/v1/encoding/encodings/([0-9a-f-]{36})/status");
    private static final int THREADS = 64;
    private static final int BACKLOG = 256;

    private final Map<String, Instant> finished = new ConcurrentHashMap<>();
    private final Tally tally = new Tally();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Duration answerTime;

    StatusService(Duration answerTime) throws IOException {
        this.answerTime = answerTime;
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
        String asked = exchange.getRequestURI().getPath();
        var path = PATH.matcher(asked);
        boolean status = path.matches();
        tally.count(status ? STATUS : exchange.getRequestMethod() + " others");
        LockSupport.parkNanos(answerTime.toNanos());
        String result = status ? status(path.group(1)) : "{" + StubResources.page(asked) + "}";
        byte[] body = ("{\"requestId\":\"" + UUID.randomUUID() + "\",\"status\":\"SUCCESS\",\"data\":{\"result\":"
                        + result + "}}")
                .getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String status(String id) {
        Instant end = finished.get(id);
        boolean over = end != null && !end.isAfter(Instant.now());
        return "{\"id\":\"" + id + "\",\"status\":\"" + (over ? "FINISHED" : "RUNNING") + "\",\"progress\":"
                + (over ? 100 : Instant.now().getEpochSecond() % 100) + "}";
    }
}
