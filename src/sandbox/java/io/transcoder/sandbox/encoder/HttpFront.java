package io.transcoder.sandbox.encoder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** HTTP on loopback: key, rate limits, faults, history; everything else is the router's. */
final class HttpFront implements AutoCloseable {
    private static final String BASE = "/v1";
    private static final int THREADS = 16;

    static {
        // both are read once, when the first server of the JVM is made
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
    }

    private final HttpServer server;
    private final Router router;
    private final String apiKey;
    private final RateLimits rateLimits;
    private final Faults faults;
    private final History history;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS, HttpFront::daemon);
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor(HttpFront::daemon);
    /** Kept reachable so that their connections stay open. */
    private final Queue<HttpExchange> hanging = new ConcurrentLinkedQueue<>();

    HttpFront(Router router, String apiKey, RateLimits rateLimits, Faults faults, History history) {
        this.router = router;
        this.apiKey = apiKey;
        this.rateLimits = rateLimits;
        this.faults = faults;
        this.history = history;
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException("no port for the sandbox's encoder", e);
        }
        server.setExecutor(pool);
        server.createContext("/", this::arrive);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort() + BASE);
    }

    @Override
    public void close() {
        hanging.forEach(HttpExchange::close);
        server.stop(0);
        later.shutdownNow();
        pool.shutdownNow();
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "sandbox-encoder-http");
        thread.setDaemon(true);
        return thread;
    }

    private record Arrival(String method, String path, Map<String, String> query, byte[] body, int place) {}

    private void arrive(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String method = exchange.getRequestMethod();
        String full = exchange.getRequestURI().getPath();
        String path = full.startsWith(BASE + "/") ? full.substring(BASE.length()) : "";
        String template =
                router.find(method, path).map(match -> match.route().template()).orElse(path);
        String query =
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
        int place = history.arrived(
                new Encoder.Call(method, template, path, query, 0, History.readable(body), Instant.now(), null, null));
        Arrival arrival = new Arrival(method, path, query(query), body, place);

        Optional<Fault> fault = faults.of(method, path);
        long delay = fault.map(f -> f.delay().toMillis()).orElse(0L);
        if (delay > 0) {
            later.schedule(() -> pool.execute(() -> serve(exchange, arrival, fault)), delay, TimeUnit.MILLISECONDS);
        } else {
            serve(exchange, arrival, fault);
        }
    }

    private void serve(HttpExchange exchange, Arrival arrival, Optional<Fault> scripted) {
        Reply usual = scripted.map(Fault::processed).orElse(true) ? process(exchange, arrival) : null;
        Fault.Answer answer = scripted.map(Fault::answer).orElse(Fault.Answer.USUAL);
        switch (answer) {
            case USUAL -> send(exchange, arrival, usual);
            case SCRIPTED -> {
                Fault fault = scripted.orElseThrow();
                fault.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
                send(exchange, arrival, new Reply(fault.status(), fault.contentType(), fault.body()));
            }
            case CLOSED -> exchange.close();
            case NONE -> hanging.add(exchange);
        }
    }

    private Reply process(HttpExchange exchange, Arrival arrival) {
        if (!apiKey.equals(exchange.getRequestHeaders().getFirst("X-Api-Key"))) {
            return Reply.refused(new Refusal(401, Refusal.UNAUTHORIZED, "Unauthorized", List.of()));
        }
        Optional<RateLimits.Verdict> verdict = rateLimits.count(arrival.method(), arrival.path());
        verdict.ifPresent(v -> {
            exchange.getResponseHeaders().set("x-ratelimit-limit", String.valueOf(v.limit()));
            exchange.getResponseHeaders().set("x-ratelimit-remaining", String.valueOf(v.remaining()));
            exchange.getResponseHeaders().set("x-ratelimit-reset", String.valueOf(v.resetSeconds()));
        });
        if (verdict.filter(RateLimits.Verdict::exceeded).isPresent()) {
            return Reply.tooManyRequests();
        }
        try {
            Optional<Router.Match> match = router.find(arrival.method(), arrival.path());
            if (match.isEmpty()) {
                if (!router.knows(arrival.path())) {
                    return Reply.noSuchEndpoint();
                }
                throw new Refusal(405, Refusal.INVALID_PARAMETER, "Method not allowed", List.of());
            }
            return match.get()
                    .route()
                    .endpoint()
                    .answer(new Request(
                            arrival.method(), arrival.path(), match.get().ids(), arrival.query(), arrival.body()));
        } catch (Refusal e) {
            return Reply.refused(e);
        } catch (RuntimeException e) {
            return Reply.refused(new Refusal(500, 1004, "defect of the sandbox: " + e, List.of()));
        }
    }

    private void send(HttpExchange exchange, Arrival arrival, Reply reply) {
        history.answered(arrival.place(), reply.status(), arrival.method().equals("POST") ? reply.madeId() : null);
        byte[] bytes = reply.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", reply.contentType());
        try {
            exchange.sendResponseHeaders(reply.status(), bytes.length == 0 ? -1 : bytes.length);
            if (bytes.length > 0) {
                try (OutputStream out = exchange.getResponseBody()) {
                    out.write(bytes);
                }
            }
        } catch (IOException e) {
            // the caller has gone, as after its own timeout; the call keeps its effect
            exchange.close();
        } finally {
            exchange.close();
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return values;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
