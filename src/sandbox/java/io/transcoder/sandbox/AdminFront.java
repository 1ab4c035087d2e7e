package io.transcoder.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Stands before the store and the queues and answers the calls of set-up that they don't know: a bucket's notification, lifecycle,
 * policy, tags, encryption and public access block, and the attributes of queues that ElasticMQ drops. Everything else passes. A
 * notification has its effect: events go to the queue, which has to let S3 send, and a saved one sends {@code s3:TestEvent}.
 */
public final class AdminFront implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> NOT_SET = Map.of(
            "lifecycle", "NoSuchLifecycleConfiguration",
            "policy", "NoSuchBucketPolicy",
            "tagging", "NoSuchTagSet",
            "encryption", "ServerSideEncryptionConfigurationNotFoundError",
            "publicAccessBlock", "NoSuchPublicAccessBlockConfiguration",
            "notification", "");
    private static final Set<String> KNOWN_TO_THE_QUEUES =
            Set.of("VisibilityTimeout", "DelaySeconds", "ReceiveMessageWaitTimeSeconds", "RedrivePolicy");
    /** Of a lifecycle, which a PUT without it sets back to the default. */
    private static final String LEAST_SIZE = "x-amz-transition-default-minimum-object-size";

    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");

    private final SandboxStore store;
    private final SandboxQueues queues;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> subresources = new ConcurrentHashMap<>();
    private final Map<String, Map<String, String>> attributes = new ConcurrentHashMap<>();
    private final Set<String> watched = ConcurrentHashMap.newKeySet();
    private final HttpServer s3;
    private final HttpServer sqs;

    private AdminFront(SandboxStore store, SandboxQueues queues) throws IOException {
        this.store = store;
        this.queues = queues;
        s3 = server(this::ofStore);
        sqs = server(this::ofQueues);
    }

    public static AdminFront before(SandboxStore store, SandboxQueues queues) {
        try {
            return new AdminFront(store, queues);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI s3Endpoint() {
        return URI.create("http://localhost:" + s3.getAddress().getPort());
    }

    public URI sqsEndpoint() {
        return URI.create("http://localhost:" + sqs.getAddress().getPort());
    }

    /** Takes back what was set since: the bucket's sub-resources and the queues' attributes. */
    public Runnable keep() {
        Map<String, String> keptSubresources = Map.copyOf(subresources);
        Map<String, Map<String, String>> keptAttributes = new HashMap<>();
        attributes.forEach((queue, values) -> keptAttributes.put(queue, Map.copyOf(values)));
        return () -> {
            subresources.clear();
            subresources.putAll(keptSubresources);
            attributes.clear();
            keptAttributes.forEach((queue, values) -> attributes.put(queue, new ConcurrentHashMap<>(values)));
        };
    }

    @Override
    public void close() {
        s3.stop(0);
        sqs.stop(0);
        threads.shutdownNow();
    }

    private interface Handler {
        void handle(HttpExchange exchange, byte[] body) throws IOException;
    }

    private HttpServer server(Handler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange, exchange.getRequestBody().readAllBytes());
            } catch (RuntimeException e) {
                answer(exchange, 500, "<Error><Code>InternalError</Code><Message>" + e + "</Message></Error>");
            }
        });
        server.start();
        return server;
    }

    private void ofStore(HttpExchange exchange, byte[] body) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getRawQuery()).replaceAll("=?(&.*)?$", "");
        if (!NOT_SET.containsKey(query)) {
            forward(exchange, store.endpoint(), body);
            return;
        }
        String bucket = exchange.getRequestURI().getPath().replaceAll("^/|/.*$", "");
        if (store.client().listBuckets().buckets().stream()
                .noneMatch(b -> b.name().equals(bucket))) {
            answer(exchange, 404, error("NoSuchBucket"));
            return;
        }
        String key = bucket + '?' + query;
        switch (exchange.getRequestMethod()) {
            case "PUT" -> put(exchange, bucket, query, new String(body, StandardCharsets.UTF_8));
            case "DELETE" -> {
                subresources.remove(key);
                answer(exchange, 204, "");
            }
            default -> {
                String found = subresources.get(key);
                if (found == null && query.equals("notification")) {
                    answer(exchange, 200, "<NotificationConfiguration/>");
                } else if (found == null) {
                    answer(exchange, 404, error(NOT_SET.get(query)));
                } else {
                    String size = subresources.get(key + LEAST_SIZE);
                    if (size != null) {
                        exchange.getResponseHeaders().set(LEAST_SIZE, size);
                    }
                    answer(exchange, 200, found);
                }
            }
        }
    }

    private void put(HttpExchange exchange, String bucket, String query, String body) throws IOException {
        String refusal =
                switch (query) {
                    case "notification" -> refusal(bucket, body);
                    case "lifecycle" -> refusal(body);
                    default -> null;
                };
        if (refusal != null) {
            answer(exchange, 400, error(refusal));
            return;
        }
        if (!query.equals("policy")) {
            xml(body);
        }
        subresources.put(bucket + '?' + query, body);
        if (query.equals("lifecycle")) {
            String size = exchange.getRequestHeaders().getFirst(LEAST_SIZE);
            subresources.put(bucket + '?' + query + LEAST_SIZE, size == null ? "all_storage_classes_128K" : size);
        }
        if (query.equals("notification")) {
            watch(bucket);
            each(
                    xml(body),
                    "QueueConfiguration",
                    configuration -> queues.send(
                            queueName(text(configuration, "Queue")), S3EventJson.test(bucket, Instant.now())));
        }
        answer(exchange, 200, "");
    }

    /** As S3, which looks whether it may send before it keeps a configuration, and takes no two that overlap. */
    private String refusal(String bucket, String body) {
        String[] refusal = new String[1];
        List<String> prefixes = new ArrayList<>();
        each(xml(body), "QueueConfiguration", configuration -> {
            String name = queueName(text(configuration, "Queue"));
            String policy = attributes.getOrDefault(name, Map.of()).getOrDefault("Policy", "");
            if (!policy.contains("arn:aws:s3:::" + bucket) || !policy.contains("s3.amazonaws.com")) {
                refusal[0] = "InvalidArgument";
            }
            // the only two names that the API reference has (FilterRule), whatever the service itself lets pass
            each(configuration, "Name", element -> {
                if (!element.getTextContent().matches("prefix|suffix")) {
                    refusal[0] = "InvalidArgument";
                }
            });
            String prefix = filter(configuration, "prefix");
            boolean created = text(configuration, "Event").startsWith("s3:ObjectCreated");
            if (created && prefixes.stream().anyMatch(other -> other.startsWith(prefix) || prefix.startsWith(other))) {
                refusal[0] = "InvalidArgument";
            }
            if (created) {
                prefixes.add(prefix);
            }
        });
        return refusal[0];
    }

    /** As S3 ("Filter element can only be used in Lifecycle V2"), which takes no rule with a prefix of its own beside one with a filter. */
    private static String refusal(String lifecycle) {
        Set<String> forms = new HashSet<>();
        each(xml(lifecycle), "Rule", rule -> {
            for (Node child = rule.getFirstChild(); child != null; child = child.getNextSibling()) {
                forms.add(child.getLocalName());
            }
        });
        return forms.containsAll(Set.of("Prefix", "Filter")) ? "InvalidRequest" : null;
    }

    private void watch(String bucket) {
        if (watched.add(bucket)) {
            store.onObjectCreated(bucket, event -> deliver(bucket, event));
        }
    }

    private void deliver(String bucket, String event) {
        try {
            JsonNode record = JSON.readTree(event).path("Records").path(0);
            String name = "s3:" + record.path("eventName").asText();
            String key = URLDecoder.decode(
                    record.path("s3").path("object").path("key").asText(), StandardCharsets.UTF_8);
            each(xml(subresources.get(bucket + "?notification")), "QueueConfiguration", configuration -> {
                NodeList events = configuration.getElementsByTagNameNS("*", "Event");
                boolean wanted = false;
                for (int i = 0; i < events.getLength(); i++) {
                    String pattern = events.item(i).getTextContent();
                    wanted |= pattern.endsWith("*")
                            ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                            : name.equals(pattern);
                }
                if (wanted
                        && key.startsWith(decoded(filter(configuration, "prefix")))
                        && key.endsWith(decoded(filter(configuration, "suffix")))) {
                    queues.send(queueName(text(configuration, "Queue")), event);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ofQueues(HttpExchange exchange, byte[] body) throws IOException {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String action = target.substring(target.indexOf('.') + 1);
        switch (action) {
            case "SetQueueAttributes", "CreateQueue" -> keepAttributes(exchange, action, body);
            case "GetQueueAttributes" -> addAttributes(exchange, body);
            default -> forward(exchange, queues.endpoint(), body);
        }
    }

    private void keepAttributes(HttpExchange exchange, String action, byte[] body) throws IOException {
        ObjectNode request = (ObjectNode) JSON.readTree(body);
        String name = action.equals("CreateQueue")
                ? request.path("QueueName").asText()
                : queueName(request.path("QueueUrl").asText());
        Map<String, String> kept = attributes.computeIfAbsent(name, n -> new ConcurrentHashMap<>());
        ObjectNode known = JSON.createObjectNode();
        request.path("Attributes").properties().forEach(entry -> {
            kept.put(entry.getKey(), entry.getValue().asText());
            if (KNOWN_TO_THE_QUEUES.contains(entry.getKey())
                    && !entry.getValue().asText().isEmpty()) {
                known.set(entry.getKey(), entry.getValue());
            }
        });
        if (action.equals("SetQueueAttributes") && known.isEmpty()) {
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
            answer(exchange, 200, "{}");
            return;
        }
        request.set("Attributes", known);
        forward(exchange, queues.endpoint(), JSON.writeValueAsBytes(request));
    }

    private void addAttributes(HttpExchange exchange, byte[] body) throws IOException {
        HttpResponse<byte[]> response = send(exchange, queues.endpoint(), body);
        if (response.statusCode() != 200) {
            relay(exchange, response, response.body());
            return;
        }
        ObjectNode reply = (ObjectNode) JSON.readTree(response.body());
        String name = queueName(JSON.readTree(body).path("QueueUrl").asText());
        // as AWS has it for a queue of which nobody said otherwise
        reply.withObject("/Attributes").put("SqsManagedSseEnabled", "true");
        attributes.getOrDefault(name, Map.of()).forEach((key, value) -> {
            if (value.isEmpty()) {
                reply.withObject("/Attributes").remove(key);
            } else {
                reply.withObject("/Attributes").put(key, value);
            }
        });
        relay(exchange, response, JSON.writeValueAsBytes(reply));
    }

    private void forward(HttpExchange exchange, URI to, byte[] body) throws IOException {
        HttpResponse<byte[]> response = send(exchange, to, body);
        relay(exchange, response, response.body());
    }

    private HttpResponse<byte[]> send(HttpExchange exchange, URI to, byte[] body) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.toString() + exchange.getRequestURI()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        request.method(
                exchange.getRequestMethod(),
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }

    private static void relay(HttpExchange exchange, HttpResponse<byte[]> response, byte[] body) throws IOException {
        response.headers().map().forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!OF_THE_CONNECTION.contains(lower) && !lower.equals("x-amz-crc32")) {
                values.forEach(value -> exchange.getResponseHeaders().add(name, value));
            }
        });
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            response.headers().firstValue("content-length").ifPresent(length -> exchange.getResponseHeaders()
                    .set("Content-Length", length));
        }
        exchange.sendResponseHeaders(response.statusCode(), head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String error(String code) {
        return "<Error><Code>" + code + "</Code><Message>" + code + "</Message></Error>";
    }

    /** Of an ARN or a URL. */
    private static String queueName(String arnOrUrl) {
        return arnOrUrl.replaceAll("^.*[:/]", "");
    }

    private static String filter(Element configuration, String wanted) {
        Map<String, String> rules = new HashMap<>();
        NodeList found = configuration.getElementsByTagNameNS("*", "FilterRule");
        for (int i = 0; i < found.getLength(); i++) {
            Element rule = (Element) found.item(i);
            rules.put(text(rule, "Name").toLowerCase(Locale.ROOT), text(rule, "Value"));
        }
        return rules.getOrDefault(wanted, "");
    }

    /** A filter's value has a + for a space and all but safe characters percent-encoded; another one is kept, and fits no key. */
    private static String decoded(String value) {
        return value.matches("([A-Za-z0-9/!_.*'()+-]|%\\p{XDigit}{2})*")
                ? URLDecoder.decode(value, StandardCharsets.UTF_8)
                : "\0";
    }

    private static String text(Element element, String name) {
        NodeList found = element.getElementsByTagNameNS("*", name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent();
    }

    private interface Visitor {
        void visit(Element element);
    }

    private static void each(Element root, String name, Visitor visitor) {
        NodeList found = root.getElementsByTagNameNS("*", name);
        for (int i = 0; i < found.getLength(); i++) {
            visitor.visit((Element) found.item(i));
        }
    }

    private static Element xml(String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
