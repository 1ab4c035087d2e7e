package io.transcoder.sandbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * A proxy in front of one HTTP service of the sandbox, which records every call and makes go wrong what a test plans.
 *
 * <p>Method, path, query, headers and bodies pass unchanged, but for the headers of the connection itself (Host among
 * them). If the target cannot be reached, or dies during a call, the client's connection is closed without an answer. A
 * call whose client is gone goes on at the target.
 */
public final class Wiretap implements AutoCloseable {
    /** The request headers that a {@link Call} keeps. */
    public static final Set<String> KEPT_HEADERS =
            Set.of("x-amz-target", "x-amz-copy-source", "if-match", "if-none-match");

    private static final System.Logger LOG = System.getLogger(Wiretap.class.getName());
    private static final int THREADS = 64;
    private static final int BACKLOG = 256;
    private static final int RECORDED_BYTES = 64 * 1024;
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final String service;
    private final String target;
    private final HttpServer server;
    private final ExecutorService threads;
    private final HttpClient client;
    private final List<AtomicReference<Call>> calls = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    private Wiretap(String service, URI target, HttpServer server) {
        this.service = service;
        this.target = target.toString().replaceAll("/$", "");
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "wiretap-" + service);
            thread.setDaemon(true);
            return thread;
        });
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * @param service a name for the records; {@code s3} has its calls named as those of S3
     * @param target the service; a path in it is put before that of each request
     */
    public static Wiretap start(String service, URI target) {
        return start(service, target, null);
    }

    /**
     * As {@link #start(String, URI)}.
     *
     * @param tls whose certificate the proxy shows; null: it speaks HTTP in the clear
     */
    static Wiretap start(String service, URI target, Tls tls) {
        // read once by the first HttpServer of the process: without them each reply waits some 40 ms, and connections
        // that the client thinks alive are closed after 30 s or when there are more than 200
        setUnlessSet("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.idleInterval", "3600");
        setUnlessSet("sun.net.httpserver.maxIdleConnections", "5000");
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            HttpServer server =
                    tls == null ? HttpServer.create(address, BACKLOG) : HttpsServer.create(address, BACKLOG);
            if (server instanceof HttpsServer secure) {
                secure.setHttpsConfigurator(new HttpsConfigurator(tls.context()));
            }
            Wiretap wiretap = new Wiretap(service, target, server);
            server.setExecutor(wiretap.threads);
            server.createContext("/", wiretap::handle);
            server.start();
            return wiretap;
        } catch (IOException e) {
            throw new UncheckedIOException("No proxy before the service " + service, e);
        }
    }

    /** {@code http://localhost:PORT}, or https. */
    public URI endpoint() {
        return URI.create((server instanceof HttpsServer ? "https" : "http") + "://localhost:"
                + server.getAddress().getPort());
    }

    /** All calls by arrival, those under way included; a call whose client has its answer is complete. */
    public List<Call> calls() {
        return calls.stream().map(AtomicReference::get).toList();
    }

    /** The names of {@link #calls()}. */
    public List<String> operations() {
        return calls().stream().map(Call::operation).toList();
    }

    /** Forgets the calls so far; those under way too. */
    public void forgetCalls() {
        calls.clear();
    }

    /** Plans a fault. The predicate is called on several threads. */
    public Fault.Plan on(Predicate<Request> when) {
        return new Fault.Plan(when, faults::add);
    }

    /** As {@link #on} for one {@link Request#operation()}. */
    public Fault.Plan onOperation(String operation) {
        return on(request -> request.operation().equals(operation));
    }

    /** No fault planned so far happens any more. */
    public void heal() {
        faults.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** What it throws makes the server close the connection, whatever had been sent of a reply. */
    private void handle(HttpExchange exchange) throws IOException {
        byte[] start = exchange.getRequestBody().readNBytes(RECORDED_BYTES);
        Request request = request(exchange, start);
        List<Fault> firing =
                faults.stream().filter(fault -> fault.firesOn(request)).toList();
        AtomicReference<Call> call = new AtomicReference<>(call(request, firing));
        calls.add(call);
        try {
            pass(exchange, request, start, firing, call);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw dropped("closing");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, request.operation() + " was dropped: its fault failed", e);
            throw e;
        }
    }

    private IOException dropped(String why) {
        return new IOException("The proxy before " + service + " drops the connection: " + why);
    }

    private void pass(
            HttpExchange exchange, Request request, byte[] start, List<Fault> firing, AtomicReference<Call> call)
            throws IOException, InterruptedException {
        for (Fault fault : firing) {
            fault.before();
        }
        if (firing.stream().anyMatch(fault -> fault.end() == Fault.End.REFUSE)) {
            throw dropped("refused on purpose");
        }
        for (Fault fault : firing) {
            if (fault.end() == Fault.End.ANSWER) {
                answer(exchange, request, fault.answer(), call);
                return;
            }
        }
        List<Fault> later =
                firing.stream().filter(fault -> fault.end() == Fault.End.LATER).toList();
        if (!later.isEmpty()) {
            applyLater(wholly(exchange, start), later, call);
            throw dropped("to be applied later on purpose");
        }
        HttpResponse<InputStream> response = client.send(forwarded(exchange, start), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] replyStart = body.readNBytes(RECORDED_BYTES);
            call.updateAndGet(c -> c.answered(response.statusCode(), text(replyStart)));
            for (Fault fault : firing) {
                fault.after();
            }
            if (firing.stream().anyMatch(fault -> fault.end() == Fault.End.LOSE_REPLY)) {
                body.transferTo(OutputStream.nullOutputStream());
                throw dropped("reply lost on purpose");
            }
            reply(exchange, response, replyStart, body, call);
        }
    }

    private void applyLater(HttpRequest request, List<Fault> faults, AtomicReference<Call> call) {
        threads.execute(() -> {
            try {
                for (Fault fault : faults) {
                    fault.after();
                }
                HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
                call.updateAndGet(c -> c.answered(response.statusCode(), text(response.body())));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "The target did not take a late request: " + e);
            }
        });
    }

    /** With its body in memory, for when the exchange is over. */
    private HttpRequest wholly(HttpExchange exchange, byte[] start) throws IOException {
        byte[] rest = exchange.getRequestBody().readAllBytes();
        byte[] body = Arrays.copyOf(start, start.length + rest.length);
        System.arraycopy(rest, 0, body, start.length, rest.length);
        return forwarded(exchange, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    }

    private HttpRequest forwarded(HttpExchange exchange, byte[] start) {
        return forwarded(exchange, body(exchange, start));
    }

    private HttpRequest forwarded(HttpExchange exchange, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create(target + exchange.getRequestURI().toString()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.method(exchange.getRequestMethod(), body).build();
    }

    private static BodyPublisher body(HttpExchange exchange, byte[] start) {
        if (start.length == 0) {
            return BodyPublishers.noBody();
        }
        if (start.length < RECORDED_BYTES) {
            return BodyPublishers.ofByteArray(start);
        }
        BodyPublisher streamed = BodyPublishers.ofInputStream(
                () -> new SequenceInputStream(new ByteArrayInputStream(start), exchange.getRequestBody()));
        String length = exchange.getRequestHeaders().getFirst("Content-Length");
        return length == null ? streamed : BodyPublishers.fromPublisher(streamed, Long.parseLong(length));
    }

    private static void answer(HttpExchange exchange, Request request, Fault.Answer answer, AtomicReference<Call> call)
            throws IOException {
        exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
        answer.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        String text = answer.body().apply(request);
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        call.updateAndGet(c -> c.answered(answer.status(), text));
        deliver(exchange, answer.status(), body.length, call, out -> out.write(body));
    }

    private static void reply(
            HttpExchange exchange,
            HttpResponse<InputStream> response,
            byte[] start,
            InputStream rest,
            AtomicReference<Call> call)
            throws IOException {
        Headers headers = exchange.getResponseHeaders();
        response.headers().map().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        // the server sets the length itself, but for a HEAD, where it describes a body that is not sent
        if (exchange.getRequestMethod().equals("HEAD")) {
            response.headers().firstValue("content-length").ifPresent(length -> headers.set("Content-Length", length));
        }
        long length = start.length < RECORDED_BYTES
                ? start.length
                : response.headers().firstValueAsLong("content-length").orElse(-1);
        deliver(exchange, response.statusCode(), length, call, out -> {
            out.write(start);
            rest.transferTo(out);
        });
    }

    /**
     * @param length -1 if it is not known before the end
     */
    private static void deliver(HttpExchange exchange, int status, long length, AtomicReference<Call> call, Body body)
            throws IOException {
        // before the last byte, so that a client with its answer finds the record complete
        call.updateAndGet(c -> c.delivered(true));
        try {
            if (length == 0 || exchange.getRequestMethod().equals("HEAD") || status == 204 || status == 304) {
                exchange.sendResponseHeaders(status, -1);
            } else {
                exchange.sendResponseHeaders(status, Math.max(length, 0));
                OutputStream out = exchange.getResponseBody();
                body.writeTo(out);
                // not after a failure: it would make what was sent look complete
                out.close();
            }
        } catch (IOException e) {
            call.updateAndGet(c -> c.delivered(false));
            throw e;
        }
    }

    private interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    private Request request(HttpExchange exchange, byte[] start) {
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
        return new Request(
                service, exchange.getRequestMethod(), exchange.getRequestURI().toString(), headers, text(start));
    }

    private static Call call(Request request, List<Fault> firing) {
        Map<String, String> kept = new TreeMap<>(request.headers());
        kept.keySet().retainAll(KEPT_HEADERS);
        return new Call(
                Instant.now(),
                request.service(),
                request.method(),
                request.path(),
                kept,
                request.body(),
                0,
                "",
                false,
                firing.stream().map(Fault::name).toList());
    }

    /** A character that the limit cut in two does not make it binary. */
    private static String text(byte[] bytes) {
        int cut = bytes.length < RECORDED_BYTES ? 0 : 3;
        for (int dropped = 0; dropped <= cut; dropped++) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, bytes.length - dropped))
                        .toString();
            } catch (CharacterCodingException e) {
                continue;
            }
        }
        return "(binary)";
    }
}
