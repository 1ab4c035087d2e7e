package io.transcoder.sandbox;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/**
 * The part of a MAM's REST API that is used here: shape tags, external transcoders, storages, jobs. Takes XML in the vendor's
 * namespace with the elements in the schema's order, answers JSON, blanks the keys of URIs when they are read, lets one shape tag
 * have several resources, and refuses a content type without a body.
 */
public final class VidiCoreDouble implements AutoCloseable {
    public static final String USER = "transcoder";
    public static final String PASSWORD = "vidi-password-77a1";

    private static final String NAMESPACE = "http://xml.vidispine.com/schema/vidispine";
    private static final List<String> ORDER =
            List.of("source", "destination", "shapeTag", "timeout", "interval", "checks", "regex");
    private static final List<String> REQUIRED = List.of("source", "destination", "shapeTag", "regex");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, String> shapeTags = new ConcurrentHashMap<>();
    private final Map<String, ObjectNode> transcoders = new TreeMap<>();
    private final List<String> writes = new CopyOnWriteArrayList<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final ArrayNode storages = JSON.createArrayNode();
    private final VidiCoreJobs jobs = new VidiCoreJobs();

    private VidiCoreDouble() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    public static VidiCoreDouble start() {
        try {
            return new VidiCoreDouble();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    public VidiCoreJobs jobs() {
        return jobs;
    }

    /** Method, path and body of each call that changed something or was meant to. */
    public List<String> writes() {
        return writes;
    }

    /** With the keys as they were sent. */
    public synchronized List<ObjectNode> transcoders() {
        return transcoders.values().stream().map(ObjectNode::deepCopy).toList();
    }

    public boolean hasShapeTag(String tag) {
        return shapeTags.containsKey(tag);
    }

    public void addShapeTag(String tag) {
        shapeTags.put(tag, "");
    }

    /** As an administrator might have done it by hand. */
    public synchronized void add(String shapeTag, String source, String destination, String regex) {
        put(
                "VX-" + ids.incrementAndGet(),
                JSON.createObjectNode()
                        .put("source", source)
                        .put("destination", destination)
                        .put("shapeTag", shapeTag)
                        .put("regex", regex));
    }

    /** Sets an element of every external transcoder. */
    public synchronized void set(String element, String value) {
        transcoders.values().forEach(resource -> ((ObjectNode) resource.get("externalTranscoder")).put(element, value));
    }

    /** A storage of the MAM's own, which takes S3's events from a queue. */
    public synchronized void addStorageReading(String queueName) {
        ObjectNode storage = storages.addObject().put("id", "VX-900");
        ObjectNode method =
                storage.putArray("method").addObject().put("id", "VX-901").put("uri", "s3://elsewhere/");
        method.putObject("metadata")
                .putArray("field")
                .addObject()
                .put("key", "sqsName")
                .put("value", queueName);
    }

    /** Takes back what was changed since. */
    public synchronized Runnable keep() {
        Map<String, ObjectNode> kept = new TreeMap<>();
        transcoders.forEach((id, resource) -> kept.put(id, resource.deepCopy()));
        return () -> {
            synchronized (this) {
                transcoders.clear();
                kept.forEach((id, resource) -> transcoders.put(id, resource.deepCopy()));
                storages.removeAll();
            }
        };
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        String method = exchange.getRequestMethod();
        if (!method.equals("GET")) {
            writes.add(method + " " + path + " " + body);
        }
        String expected =
                "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            answer(exchange, 401, "{\"notAuthorized\":{}}");
        } else if (body.isEmpty() && exchange.getRequestHeaders().containsKey("Content-Type")) {
            answer(exchange, 400, "{\"invalidInput\":{\"context\":\"content type without a body\"}}");
        } else {
            serve(exchange, method, path, body);
        }
    }

    private void serve(HttpExchange exchange, String method, String path, String body) throws IOException {
        String transcoderPath = "/API/resource/externalTranscoder";
        if (path.startsWith("/API/shape-tag/")) {
            shapeTag(exchange, method, path.substring("/API/shape-tag/".length()), body);
        } else if (path.equals(transcoderPath) && method.equals("GET")) {
            answer(exchange, 200, list().toString());
        } else if (path.equals(transcoderPath) && method.equals("POST")) {
            write(exchange, "VX-" + ids.incrementAndGet(), body);
        } else if (path.startsWith(transcoderPath + "/") && method.equals("PUT")) {
            String id = path.substring(transcoderPath.length() + 1);
            if (transcoders.containsKey(id)) {
                write(exchange, id, body);
            } else {
                answer(exchange, 404, "{\"notFound\":{\"type\":\"resource\",\"id\":\"" + id + "\"}}");
            }
        } else if (path.equals("/API/storage") && method.equals("GET")) {
            ObjectNode reply = JSON.createObjectNode();
            reply.set("storage", storages);
            answer(exchange, 200, reply.toString());
        } else if (path.equals("/API/job") && method.equals("GET")) {
            answer(exchange, 200, jobs.list(query(exchange)));
        } else if (path.startsWith("/API/job/") && method.equals("DELETE")) {
            String id = path.substring("/API/job/".length());
            String job = jobs.abort(id, query(exchange));
            answer(exchange, job == null ? 404 : 200, job == null ? "{\"notFound\":{\"type\":\"job\"}}" : job);
        } else {
            answer(exchange, 404, "{\"notFound\":{\"type\":\"path\"}}");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new TreeMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String part : raw == null ? new String[0] : raw.split("&")) {
            int equals = part.indexOf('=');
            query.put(
                    part.substring(0, equals),
                    URLDecoder.decode(part.substring(equals + 1).replace("+", "%2B"), StandardCharsets.UTF_8));
        }
        return query;
    }

    private void shapeTag(HttpExchange exchange, String method, String tag, String body) throws IOException {
        if (method.equals("PUT")) {
            Element root = xml(body);
            boolean valid = root != null
                    && NAMESPACE.equals(root.getNamespaceURI())
                    && root.getLocalName().equals("TranscodePresetDocument");
            if (valid) {
                shapeTags.put(tag, body);
            }
            answer(exchange, valid ? 200 : 400, valid ? "" : "{\"invalidInput\":{}}");
        } else if (shapeTags.containsKey(tag)) {
            answer(exchange, 200, "{\"format\":\"mp4\"}");
        } else {
            answer(exchange, 404, "{\"notFound\":{\"type\":\"shape-tag\",\"id\":\"" + tag + "\"}}");
        }
    }

    private void write(HttpExchange exchange, String id, String body) throws IOException {
        ObjectNode transcoder = transcoder(body);
        if (transcoder == null) {
            answer(exchange, 400, "{\"invalidInput\":{\"value\":" + JSON.writeValueAsString(body) + "}}");
            return;
        }
        put(id, transcoder);
        answer(exchange, 200, transcoders.get(id).toString());
    }

    private void put(String id, ObjectNode transcoder) {
        ObjectNode resource = JSON.createObjectNode().put("id", id);
        resource.set("externalTranscoder", transcoder);
        transcoders.put(id, resource);
    }

    private ObjectNode list() {
        ObjectNode reply = JSON.createObjectNode();
        if (!transcoders.isEmpty()) {
            ArrayNode all = reply.putArray("resource");
            for (ObjectNode resource : transcoders.values()) {
                ObjectNode masked = resource.deepCopy();
                ObjectNode transcoder = (ObjectNode) masked.get("externalTranscoder");
                for (String uri : List.of("source", "destination")) {
                    transcoder.put(uri, transcoder.path(uri).asText().replaceAll("//[^/]*@", "//"));
                }
                all.add(masked);
            }
        }
        return reply;
    }

    /** Null where the schema would refuse it. */
    private static ObjectNode transcoder(String body) {
        Element root = xml(body);
        if (root == null
                || !NAMESPACE.equals(root.getNamespaceURI())
                || !root.getLocalName().equals("ResourceDocument")) {
            return null;
        }
        List<Element> kinds = children(root);
        if (kinds.size() != 1 || !kinds.get(0).getLocalName().equals("externalTranscoder")) {
            return null;
        }
        ObjectNode transcoder = JSON.createObjectNode();
        int last = -1;
        for (Element element : children(kinds.get(0))) {
            int place = ORDER.indexOf(element.getLocalName());
            if (place <= last) {
                return null;
            }
            last = place;
            boolean number = place >= 3 && place <= 5;
            if (number && !element.getTextContent().matches("\\d+")) {
                return null;
            }
            transcoder.put(element.getLocalName(), element.getTextContent());
            if (number) {
                transcoder.put(element.getLocalName(), Long.parseLong(element.getTextContent()));
            }
        }
        return REQUIRED.stream().allMatch(transcoder::has) ? transcoder : null;
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }

    private static Element xml(String body) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            return null;
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
