package io.transcoder.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@Timeout(60)
class WiretapTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> atTarget = new CopyOnWriteArrayList<>();
    private HttpServer target;
    private Wiretap tap;

    /** Answers each request with its body; /status/N with the status N and none. */
    @BeforeEach
    void start() throws IOException {
        target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        target.createContext("/", this::serve);
        target.start();
        tap = Wiretap.start(
                "encoder", URI.create("http://localhost:" + target.getAddress().getPort() + "/"));
    }

    @AfterEach
    void stop() {
        tap.close();
        target.stop(0);
    }

    @Test
    void methodPathQueryHeadersAndBodyPassUnchanged() throws Exception {
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(at("/v1/a%20b%2Fc//d?x=%2B+&empty=&y"))
                        .method("PATCH", BodyPublishers.ofString("{\"ü\": 1}"))
                        .header("X-Api-Key", "k")
                        .header("X-Twice", "1")
                        .header("X-Twice", "2")
                        .build(),
                BodyHandlers.ofString());

        assertThat(reply.body()).isEqualTo("{\"ü\": 1}");
        assertThat(reply.headers().allValues("x-seen")).containsExactly("k", "1,2");
        assertThat(atTarget).containsExactly("PATCH /v1/a%20b%2Fc//d?x=%2B+&empty=&y");
        assertThat(tap.calls()).singleElement().satisfies(call -> {
            assertThat(call.service()).isEqualTo("encoder");
            assertThat(call.method()).isEqualTo("PATCH");
            assertThat(call.path()).isEqualTo("/v1/a%20b%2Fc//d?x=%2B+&empty=&y");
            assertThat(call.requestBody()).isEqualTo("{\"ü\": 1}");
            assertThat(call.responseBody()).isEqualTo("{\"ü\": 1}");
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.replyDelivered()).isTrue();
            assertThat(call.faults()).isEmpty();
            assertThat(call.headers()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 65_537, 3_000_000})
    void bodiesOfAnySizePassBothWays(int size) throws Exception {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) (i * 31);
        }
        for (boolean chunked : List.of(false, true)) {
            var publisher = chunked
                    ? BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(body))
                    : BodyPublishers.ofByteArray(body);
            HttpResponse<byte[]> reply = client.send(
                    HttpRequest.newBuilder(at("/" + chunked)).PUT(publisher).build(), BodyHandlers.ofByteArray());
            assertThat(reply.body()).isEqualTo(body);
        }
    }

    @Test
    void aBodyThatExpectsToBeAskedForPasses() throws Exception {
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(at("/"))
                        .expectContinue(true)
                        .PUT(BodyPublishers.ofString("asked"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(reply.body()).isEqualTo("asked");
    }

    @Test
    void aHeadKeepsTheLengthThatItDescribes() throws Exception {
        HttpResponse<Void> reply = client.send(
                HttpRequest.newBuilder(at("/"))
                        .method("HEAD", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.discarding());
        assertThat(reply.headers().firstValue("content-length")).contains("1234");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 304, 401, 404, 412, 429, 500, 503})
    void everyStatusPassesAndTheConnectionGoesOn(int status) throws Exception {
        assertThat(get("/status/" + status).statusCode()).isEqualTo(status);
        assertThat(get("/status/" + status).statusCode()).isEqualTo(status);
        assertThat(tap.calls()).allMatch(call -> call.status() == status && call.replyDelivered());
    }

    @Test
    void aBinaryBodyIsNamedAndALongTextIsCut() throws Exception {
        post("/binary", new byte[] {(byte) 0xff, 0, 1});
        post("/long", "ü".repeat(50_000).getBytes(StandardCharsets.UTF_8));
        post("/odd", ("x" + "ü".repeat(50_000)).getBytes(StandardCharsets.UTF_8));

        assertThat(tap.calls().get(0).requestBody()).isEqualTo("(binary)");
        assertThat(tap.calls().get(1).requestBody()).isEqualTo("ü".repeat(32_768));
        assertThat(tap.calls().get(2).requestBody()).isEqualTo("x" + "ü".repeat(32_767));
    }

    @Test
    void aFaultAnswersInTheTargetsPlace() throws Exception {
        Fault fault = tap.on(r -> r.path().equals("/full")).answer(429, Map.of("Retry-After", "7"), "{\"full\":true}");
        HttpResponse<String> reply = post("/full", "x".getBytes(StandardCharsets.UTF_8));

        assertThat(reply.statusCode()).isEqualTo(429);
        assertThat(reply.headers().firstValue("retry-after")).contains("7");
        assertThat(reply.body()).isEqualTo("{\"full\":true}");
        assertThat(atTarget).isEmpty();
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(tap.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(429);
            assertThat(call.responseBody()).isEqualTo("{\"full\":true}");
            assertThat(call.faults()).containsExactly("answer 429");
        });
        assertThat(get("/full").statusCode()).isEqualTo(200);
    }

    @Test
    void aFaultAnswersAHeadAndWithoutABody() throws Exception {
        tap.on(r -> true).times(2).answer(503, Map.of(), "");
        assertThat(client.send(
                                HttpRequest.newBuilder(at("/"))
                                        .method("HEAD", BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(503);
        assertThat(get("/").statusCode()).isEqualTo(503);
        assertThat(get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void aLostReplyIsAnErrorToTheClientOfWorkThatWasDone() {
        Fault fault = tap.on(r -> true).loseReply();
        assertThatThrownBy(() -> post("/make", "x".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IOException.class);

        assertThat(atTarget).containsExactly("POST /make");
        assertThat(fault.fired()).isEqualTo(1);
        assertThat(tap.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isEqualTo(200);
            assertThat(call.responseBody()).isEqualTo("x");
            assertThat(call.replyDelivered()).isFalse();
            assertThat(call.faults()).containsExactly("loseReply");
        });
    }

    @Test
    void aRefusedRequestNeverReachesTheTarget() throws Exception {
        tap.on(r -> true).refuse();
        assertThatThrownBy(() -> post("/make", new byte[200_000])).isInstanceOf(IOException.class);

        assertThat(atTarget).isEmpty();
        assertThat(tap.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.replyDelivered()).isFalse();
        });
        assertThat(post("/make", new byte[1]).statusCode()).isEqualTo(200);
    }

    @Test
    void aLateRequestReachesTheTargetWhenItsClientHasGivenUp() {
        CountDownLatch open = new CountDownLatch(1);
        tap.on(r -> true).applyLater(open);
        byte[] large = new byte[200_000];
        assertThatThrownBy(() -> post("/make", large)).isInstanceOf(IOException.class);
        assertThat(atTarget).isEmpty();
        assertThat(tap.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.faults()).containsExactly("later");
        });

        open.countDown();

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(atTarget).containsExactly("POST /make");
            assertThat(tap.calls()).singleElement().satisfies(call -> {
                assertThat(call.status()).isEqualTo(200);
                assertThat(call.replyDelivered()).isFalse();
            });
        });
    }

    @Test
    void aDelayedRequestArrivesLater() throws Exception {
        tap.on(r -> true).delay(Duration.ofMillis(300));
        Instant sent = Instant.now();
        assertThat(get("/").statusCode()).isEqualTo(200);
        assertThat(Duration.between(sent, Instant.now())).isGreaterThan(Duration.ofMillis(290));
    }

    @Test
    void anActionRunsBeforeTheTargetSeesTheRequest() throws Exception {
        tap.on(r -> true).before(() -> atTarget.add("action"));
        get("/x");
        assertThat(atTarget).containsExactly("action", "GET /x");
    }

    @Test
    void anActionRunsBetweenTheTargetsAnswerAndTheClients() throws Exception {
        CompletableFuture<HttpResponse<String>> reply = new CompletableFuture<>();
        tap.on(r -> true).after(() -> {
            atTarget.add("action");
            assertThat(reply).isNotDone();
        });
        client.sendAsync(HttpRequest.newBuilder(at("/x")).build(), BodyHandlers.ofString())
                .thenAccept(reply::complete);
        assertThat(reply.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        assertThat(atTarget).containsExactly("GET /x", "action");
    }

    @Test
    void anActionThatFailsDropsTheCall() {
        tap.on(r -> true).before(() -> {
            throw new IllegalStateException("broken action");
        });
        assertThatThrownBy(() -> post("/", new byte[1])).isInstanceOf(IOException.class);
        assertThat(atTarget).isEmpty();
    }

    @Test
    void aHeldRequestIsSeenAndGoesOnWhenItIsLetGo() throws Exception {
        CountDownLatch open = new CountDownLatch(1);
        tap.on(r -> r.path().equals("/held")).holdUntil(open);
        CompletableFuture<HttpResponse<String>> held =
                client.sendAsync(HttpRequest.newBuilder(at("/held")).build(), BodyHandlers.ofString());
        Awaitility.await().until(() -> tap.calls().size() == 1);

        assertThat(get("/other").statusCode()).isEqualTo(200);
        assertThat(atTarget).containsExactly("GET /other");
        assertThat(held).isNotDone();
        assertThat(tap.calls().get(0).status()).isZero();

        open.countDown();
        assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void aHeldRequestGoesOnWhenItsFutureFails() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        tap.on(r -> true).holdUntil(done);
        CompletableFuture<HttpResponse<String>> held =
                client.sendAsync(HttpRequest.newBuilder(at("/held")).build(), BodyHandlers.ofString());
        Awaitility.await().until(() -> tap.calls().size() == 1);
        done.completeExceptionally(new IllegalStateException());
        assertThat(held.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }

    @Test
    void closingDropsWhatIsHeld() {
        tap.on(r -> true).holdUntil(new CountDownLatch(1));
        CompletableFuture<HttpResponse<Void>> held = client.sendAsync(
                HttpRequest.newBuilder(at("/held"))
                        .POST(BodyPublishers.ofString("x"))
                        .build(),
                BodyHandlers.discarding());
        Awaitility.await().until(() -> tap.calls().size() == 1);
        tap.close();
        assertThat(held).failsWithin(Duration.ofSeconds(10));
        assertThat(atTarget).isEmpty();
    }

    @Test
    void aFaultHitsTheNthMatchAndAsManyAsSaid() throws Exception {
        Fault fault = tap.on(r -> r.path().startsWith("/k")).nth(2).times(2).answer(500, Map.of(), "");
        get("/other");
        assertThat(Stream.of("/k1", "/k2", "/k3", "/k4").map(this::status)).containsExactly(200, 500, 500, 200);
        assertThat(fault.fired()).isEqualTo(2);
    }

    @Test
    void aLastingFaultEndsWhenTheWireIsHealed() throws Exception {
        tap.onOperation("GET /x").always().answer(503, Map.of(), "");
        assertThat(Stream.of("/x", "/x", "/x").map(this::status)).containsExactly(503, 503, 503);
        tap.heal();
        assertThat(get("/x").statusCode()).isEqualTo(200);
    }

    @Test
    void faultsOfOneRequestAllHappen() {
        tap.on(r -> true).before(() -> atTarget.add("before"));
        tap.on(r -> true).after(() -> atTarget.add("after"));
        tap.on(r -> true).loseReply();
        assertThatThrownBy(() -> post("/x", new byte[1])).isInstanceOf(IOException.class);
        assertThat(atTarget).containsExactly("before", "POST /x", "after");
        assertThat(tap.calls().get(0).faults()).containsExactly("before", "after", "loseReply");
    }

    @Test
    void aPredicateSeesTheWholeRequest() throws Exception {
        Fault fault = tap.on(r -> r.service().equals("encoder")
                        && r.method().equals("POST")
                        && r.path().equals("/v1/x?y=1")
                        && r.body().contains("VX-7")
                        && "text/plain".equals(r.header("Content-Type")))
                .answer(400, Map.of(), "");
        assertThat(post("/v1/x?y=1", "VX-8".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(200);
        assertThat(post("/v1/x?y=1", "VX-7".getBytes(StandardCharsets.UTF_8)).statusCode())
                .isEqualTo(400);
        assertThat(fault.fired()).isEqualTo(1);
    }

    @Test
    void aTargetThatIsGoneIsAClosedConnection() {
        target.stop(0);
        assertThatThrownBy(() -> post("/x", new byte[1])).isInstanceOf(IOException.class);
        assertThat(tap.calls()).singleElement().satisfies(call -> {
            assertThat(call.status()).isZero();
            assertThat(call.replyDelivered()).isFalse();
        });
    }

    @Test
    void aReplyThatBreaksOffBreaksOffForTheClientToo() {
        assertThatThrownBy(() -> get("/broken")).isInstanceOf(IOException.class);
        assertThat(tap.calls().get(0).replyDelivered()).isFalse();
    }

    @Test
    void clientsKilledInTheMiddleDoNoHarm() throws Exception {
        for (int i = 0; i < 100; i++) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), tap.endpoint().getPort())) {
                socket.setSoLinger(true, 0);
                OutputStream out = socket.getOutputStream();
                out.write("PUT /half HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\nonly this"
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
        for (int i = 0; i < 100; i++) {
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), tap.endpoint().getPort())) {
                socket.setSoLinger(true, 0);
                OutputStream out = socket.getOutputStream();
                out.write("GET /gone HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        }
        assertThat(get("/alive").statusCode()).isEqualTo(200);
        assertThat(atTarget).doesNotContain("PUT /half");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            encoder | POST   | /v1/encoding/encodings/0a1b2c3d-0000-4000-8000-00112233aabb/start      | POST /encoding/encodings/{id}/start
            encoder | GET    | /encoding/encodings?limit=5                                            | GET /encoding/encodings
            encoder | GET    | /encoding/encodings/0123456789abcdef0123/streams/0a1b2c3d-0000-4000-8000-00112233aabb | GET /encoding/encodings/{id}/streams/{id}
            s3      | GET    | /out?list-type=2&prefix=_jobs%2Fopen%2F&start-after=x                  | LIST _jobs/open/
            s3      | GET    | /out                                                                   | LIST ''
            s3      | GET    | /out?versions&prefix=a                                                 | LIST-VERSIONS a
            s3      | GET    | /out?versioning                                                        | GET /out?versioning
            s3      | PUT    | /out                                                                   | PUT /out
            s3      | POST   | /out?delete                                                            | DELETE-MANY
            s3      | HEAD   | /in/a%20b%2Bc+d/VX.mxf                                                 | HEAD a b+c+d/VX.mxf
            s3      | PUT    | /in/k?x-id=PutObject                                                   | PUT k
            s3      | PUT    | /in/k?partNumber=1&uploadId=u                                          | UPLOAD-PART k
            s3      | POST   | /in/k?uploads                                                          | CREATE-MULTIPART k
            s3      | POST   | /in/k?uploadId=u                                                       | COMPLETE-MULTIPART k
            s3      | DELETE | /in/k?uploadId=u                                                       | ABORT-MULTIPART k
            s3      | DELETE | /in/k?versionId=v                                                      | DELETE k
            """)
    void aCallHasAReadableName(String service, String method, String path, String name) {
        assertThat(new Request(service, method, path, Map.of(), "").operation().trim())
                .isEqualTo(name.replace("''", "").trim());
    }

    private void serve(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        atTarget.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestHeaders().containsKey("X-Api-Key")) {
            exchange.getResponseHeaders()
                    .add("X-Seen", exchange.getRequestHeaders().getFirst("X-Api-Key"));
            exchange.getResponseHeaders()
                    .add("X-Seen", String.join(",", exchange.getRequestHeaders().get("X-Twice")));
        }
        if (path.startsWith("/status/")) {
            exchange.sendResponseHeaders(Integer.parseInt(path.substring(8)), -1);
        } else if (path.equals("/broken")) {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(new byte[100_000]);
            exchange.getResponseBody().flush();
            throw new IOException("the target dies");
        } else if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", "1234");
            exchange.sendResponseHeaders(200, -1);
        } else {
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private URI at(String path) {
        return URI.create(tap.endpoint() + path);
    }

    private int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(at(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, byte[] body) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(at(path))
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofByteArray(body))
                        .build(),
                BodyHandlers.ofString());
    }
}
