package io.transcoder.lab.benchmark;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * As much of S3 as the application uses, for hundreds of thousands of small objects with ASCII keys: pages of 1,000 keys, create-only
 * puts, conditional deletes. Each answer takes as long as one of AWS would, and is counted.
 */
final class CountingStore implements AutoCloseable {
    private static final int PAGE = 1_000;
    private static final int THREADS = 64;
    private static final int BACKLOG = 256;
    /** Of the ledger, besides those of the jobs. */
    private static final Set<String> FOLDERS = Set.of("open", "instances", "orders", "bills-due");

    private final NavigableMap<String, Stored> objects = new ConcurrentSkipListMap<>();
    private final Tally tally = new Tally();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final Duration answerTime;
    private final Consumer<String> deletions;

    /** @param deletions is told of each deleted {@code bucket/key} */
    CountingStore(Duration answerTime, Consumer<String> deletions) throws IOException {
        this.answerTime = answerTime;
        this.deletions = deletions;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI endpoint() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    Tally tally() {
        return tally;
    }

    /** Requests so far. */
    long requests() {
        return tally.inTheLast(Duration.ofDays(1));
    }

    /** Puts an object without a request. */
    Stored put(String bucket, String key, byte[] body) {
        Stored stored = new Stored(body, eTag(body), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        objects.put(bucket + "/" + key, stored);
        return stored;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] request = exchange.getRequestBody().readAllBytes();
        String path = URLDecoder.decode(
                exchange.getRequestURI().getRawPath().substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
        Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
        boolean list = query.containsKey("list-type");
        tally.count(list ? "LIST " + kind(query.get("prefix")) : exchange.getRequestMethod() + " " + kind(key(path)));
        LockSupport.parkNanos(answerTime.toNanos());
        try (exchange) {
            if (list) {
                list(exchange, path.replace("/", ""), query);
                return;
            }
            switch (exchange.getRequestMethod()) {
                case "PUT" -> create(exchange, path, request);
                case "DELETE" -> delete(exchange, path);
                default -> read(exchange, path);
            }
        }
    }

    private void read(HttpExchange exchange, String path) throws IOException {
        Stored stored = objects.get(path);
        if (stored == null) {
            refuse(exchange, 404, "NoSuchKey");
            return;
        }
        exchange.getResponseHeaders().set("ETag", '"' + stored.eTag() + '"');
        exchange.getResponseHeaders()
                .set(
                        "Last-Modified",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                stored.modified().atOffset(ZoneOffset.UTC)));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(stored.body().length));
            exchange.sendResponseHeaders(200, -1);
        } else {
            reply(exchange, 200, stored.body());
        }
    }

    private void create(HttpExchange exchange, String path, byte[] request) throws IOException {
        byte[] body = "aws-chunked".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                        || exchange.getRequestHeaders().getFirst("x-amz-decoded-content-length") != null
                ? unchunked(request)
                : request;
        Stored mine = new Stored(body, eTag(body), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        boolean createOnly = exchange.getRequestHeaders().getFirst("If-None-Match") != null;
        if (createOnly && objects.putIfAbsent(path, mine) != null) {
            refuse(exchange, 412, "PreconditionFailed");
            return;
        }
        objects.put(path, mine);
        exchange.getResponseHeaders().set("ETag", '"' + mine.eTag() + '"');
        exchange.sendResponseHeaders(200, -1);
    }

    private void delete(HttpExchange exchange, String path) throws IOException {
        String condition = exchange.getRequestHeaders().getFirst("If-Match");
        Stored stored = objects.get(path);
        if (condition != null && stored != null && !condition.replace("\"", "").equals(stored.eTag())) {
            refuse(exchange, 412, "PreconditionFailed");
            return;
        }
        if (objects.remove(path) != null) {
            deletions.accept(path);
        }
        exchange.sendResponseHeaders(204, -1);
    }

    private void list(HttpExchange exchange, String bucket, Map<String, String> query) throws IOException {
        String prefix = bucket + "/" + query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", query.getOrDefault("start-after", ""));
        String from = bucket + "/" + after;
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult>");
        int count = 0;
        String last = null;
        boolean truncated = false;
        for (var entry : (from.compareTo(prefix) > 0 ? objects.tailMap(from, false) : objects.tailMap(prefix, true))
                .entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (count == PAGE) {
                truncated = true;
                break;
            }
            count++;
            last = entry.getKey().substring(bucket.length() + 1);
            Stored stored = entry.getValue();
            xml.append("<Contents><Key>")
                    .append(query.containsKey("encoding-type") ? URLEncoder.encode(last, StandardCharsets.UTF_8) : last)
                    .append("</Key><LastModified>")
                    .append(stored.modified())
                    .append("</LastModified><ETag>&quot;")
                    .append(stored.eTag())
                    .append("&quot;</ETag><Size>")
                    .append(stored.body().length)
                    .append("</Size></Contents>");
        }
        xml.append("<IsTruncated>").append(truncated).append("</IsTruncated>");
        if (truncated) {
            xml.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
        }
        if (query.containsKey("encoding-type")) {
            xml.append("<EncodingType>url</EncodingType>");
        }
        reply(exchange, 200, xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void refuse(HttpExchange exchange, int status, String code) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            reply(exchange, status, ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void reply(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** The SDK sends a body in pieces, each with its length in hexadecimal before it, and a checksum after them. */
    private static byte[] unchunked(byte[] request) {
        var body = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            int end = at;
            while (request[end] != '\r') {
                end++;
            }
            String size = new String(request, at, end - at, StandardCharsets.US_ASCII);
            int length = Integer.parseInt(size.replaceAll(";.*", ""), 16);
            if (length == 0) {
                return body.toByteArray();
            }
            body.write(request, end + 2, length);
            at = end + 2 + length + 2;
        }
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> values = new HashMap<>();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return values;
    }

    private static String key(String path) {
        return path.substring(path.indexOf('/') + 1);
    }

    private static String kind(String key) {
        if (key == null || !key.startsWith("_jobs/")) {
            return key != null && key.startsWith("out/") ? "output" : "source";
        }
        String rest = key.substring("_jobs/".length());
        String folder = rest.substring(0, Math.max(0, rest.indexOf('/')));
        // the lists of all open jobs, or of a sixteenth of them, are told from what is asked of a key's
        boolean isOfKey = folder.equals("open") && rest.length() > "open/f".length();
        return isOfKey ? "marker" : FOLDERS.contains(folder) ? folder : "record";
    }

    private static String eTag(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** An object; the time as S3 has it, in whole seconds. */
    record Stored(byte[] body, String eTag, Instant modified) {}
}
