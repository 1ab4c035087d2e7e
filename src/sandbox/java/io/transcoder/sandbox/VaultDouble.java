package io.transcoder.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * GetSecretValue of AWS Secrets Manager, in its JSON 1.1 protocol.
 *
 * @see <a href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html">GetSecretValue</a>
 */
public final class VaultDouble implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String OPERATION = "secretsmanager.GetSecretValue";

    /**
     * A request.
     *
     * @param version null where the current one is asked for
     * @param authorization the header, which has the credential's scope
     */
    public record Asked(String secret, String version, String authorization) {}

    private record Refusal(int status, String type, String message) {}

    private final HttpServer server;
    private final Map<String, Map<String, String>> secrets = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Refusal refusal;
    private volatile CountDownLatch hold = new CountDownLatch(0);

    private VaultDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    public static VaultDouble start() {
        try {
            return new VaultDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For {@code aws.endpoint}. */
    public String endpoint() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** Sets the current version of a secret. */
    public void put(String name, String text) {
        put(name, text, "current");
    }

    public void put(String name, String text, String version) {
        secrets.computeIfAbsent(name, key -> new ConcurrentHashMap<>())
                .put(version, "\"SecretString\":" + quoted(text));
    }

    /** @param base64 of the bytes */
    public void putBinary(String name, String base64) {
        secrets.put(name, new ConcurrentHashMap<>(Map.of("current", "\"SecretBinary\":" + quoted(base64))));
    }

    /** From now on every request is answered so. */
    public void refuse(int status, String type, String message) {
        refusal = new Refusal(status, type, message);
    }

    public void heal() {
        refusal = null;
    }

    /** From now on no request is answered before. */
    public void holdUntil(CountDownLatch open) {
        hold = open;
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        if (!OPERATION.equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))) {
            answer(exchange, 400, error("UnknownOperationException", "only " + OPERATION));
            return;
        }
        String name = request.path("SecretId").asText();
        String version = request.path("VersionId").asText(null);
        asked.add(new Asked(name, version, exchange.getRequestHeaders().getFirst("Authorization")));
        await();
        Refusal refused = refusal;
        if (refused != null) {
            answer(exchange, refused.status(), error(refused.type(), refused.message()));
            return;
        }
        String value = secrets.getOrDefault(name, Map.of()).get(version == null ? "current" : version);
        if (value == null) {
            answer(
                    exchange,
                    400,
                    error("ResourceNotFoundException", "Secrets Manager can't find the specified secret."));
            return;
        }
        String document = "{\"ARN\":\"arn:aws:secretsmanager:eu-west-1:123456789012:secret:any-AbCdEf\",\"Name\":"
                + quoted(name) + ",\"VersionId\":\"current\"," + value + "}";
        answer(exchange, 200, document);
    }

    private void await() {
        try {
            hold.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String error(String type, String message) {
        ObjectNode error = JSON.createObjectNode().put("__type", type).put("Message", message);
        return error.toString();
    }

    private static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    private static void answer(HttpExchange exchange, int status, String document) throws IOException {
        byte[] bytes = document.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
