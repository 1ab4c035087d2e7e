package io.transcoder.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

/** A receiver of webhooks that keeps what it takes, and answers as it is told. */
public final class Receiver implements AutoCloseable {
    /** @param target path and query */
    public record Post(
            String target,
            String contentType,
            String id,
            String timestamp,
            String signature,
            String authorization,
            String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Post> taken = new CopyOnWriteArrayList<>();
    private final List<Post> all = new CopyOnWriteArrayList<>();
    private volatile IntUnaryOperator answers = call -> 204;

    private Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public static Receiver start() {
        try {
            return new Receiver();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param status of the answer to a call, which are counted from 0; may wait. What is not 2xx is not taken */
    public void answer(IntUnaryOperator status) {
        answers = status;
    }

    /** {@code host:port}. */
    public String authority() {
        return "localhost:" + server.getAddress().getPort();
    }

    /** Those answered with success, in their order. */
    public List<Post> taken() {
        return List.copyOf(taken);
    }

    public List<Post> all() {
        return List.copyOf(all);
    }

    /** For an answer that comes late. */
    public static void await(CountDownLatch latch) {
        try {
            latch.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var post = new Post(
                exchange.getRequestURI().toString(),
                headers.getFirst("Content-Type"),
                headers.getFirst("webhook-id"),
                headers.getFirst("webhook-timestamp"),
                headers.getFirst("webhook-signature"),
                headers.getFirst("Authorization"),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        int call;
        synchronized (all) {
            call = all.size();
            all.add(post);
        }
        int status = answers.applyAsInt(call);
        if (status / 100 == 2) {
            taken.add(post);
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
