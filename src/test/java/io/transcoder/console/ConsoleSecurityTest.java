package io.transcoder.console;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.cli.Cli;
import io.transcoder.cli.LetterBox;
import io.transcoder.sandbox.Site;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Who gets into the console, and what another site's page or a hostile key can do in it. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleSecurityTest {
    private static final String TOKEN = "a-token-of-more-than-twenty-characters";
    private static final List<String> PAGES = List.of("/", "/uploads?q=in/VX-1.mxf", "/dead-letters");

    private Site site;
    private LetterBox box;
    private ConsoleWorld console;

    @BeforeAll
    void start() {
        site = Site.start();
        box = new LetterBox(site);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @BeforeEach
    void open() {
        console = ConsoleWorld.start(site);
    }

    @AfterEach
    void close() {
        console.close();
        site.queues().purge(Site.DEAD_LETTERS);
    }

    @Test
    void nobodyGetsInWithoutTheToken() {
        for (String page : PAGES) {
            HttpResponse<String> reply = console.get(page);

            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(reply.headers().firstValue("Set-Cookie")).isEmpty();
            assertThat(reply.body()).doesNotContain("csrf", "billable");
        }
    }

    @Test
    void aWrongTokenLetsNobodyIn() {
        HttpResponse<String> reply = console.get("/?token=" + "A".repeat(43));

        assertThat(reply.statusCode()).isEqualTo(403);
        assertThat(reply.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(console.signIn().get("/").statusCode()).isEqualTo(200);
    }

    @Test
    void theTokenIsGoodForOneTime() {
        console.signIn();

        HttpResponse<String> again = console.send(console.address(), request -> {});

        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void theCookieIsForOurPagesAlone() {
        HttpResponse<String> reply = console.send(console.address(), request -> {});

        assertThat(reply.headers().firstValue("Set-Cookie").orElseThrow())
                .contains("; HttpOnly", "; SameSite=Strict")
                .doesNotContain(token());
    }

    @Test
    void anotherHostThatLeadsHereIsRefused() throws IOException {
        console.signIn();
        for (String host : List.of("evil.example", "evil.example:" + port(), "127.0.0.1", "127.0.0.1:1")) {
            assertThat(answerTo(host)).startsWith("HTTP/1.1 421").doesNotContain("csrf");
        }

        assertThat(answerTo("localhost:" + port())).startsWith("HTTP/1.1 200");
    }

    @Test
    void aChangeFromAnotherSiteIsRefused() {
        String id = letter("in/VX-1.mxf");
        console.signIn();
        Map<String, String> drop = Map.of("id", id, "csrf", console.csrf());

        for (String origin : List.of("https://evil.example", "null", "http://127.0.0.1:1")) {
            assertThat(console.post("/dead-letters/drop", drop, origin).statusCode())
                    .isEqualTo(403);
        }
        assertThat(console.post("/dead-letters/drop", drop, null).statusCode()).isEqualTo(403);
        assertThat(console.send(console.address().resolve("/dead-letters/drop"), request -> request.header(
                                        "Origin", origin())
                                .header("Sec-Fetch-Site", "same-site")
                                .POST(HttpRequest.BodyPublishers.ofString("id=" + id + "&csrf=" + drop.get("csrf"))))
                        .statusCode())
                .isEqualTo(403);
        await().untilAsserted(() -> assertThat(box.letters()).hasSize(1));
    }

    @Test
    void aChangeWithoutTheSessionsOwnFormIsRefused() {
        String id = letter("in/VX-1.mxf");
        String others = ConsoleWorld.start(site).signIn().csrf();
        console.signIn();

        assertThat(console.post("/dead-letters/drop", Map.of("id", id), origin())
                        .statusCode())
                .isEqualTo(403);
        assertThat(console.post("/dead-letters/drop", Map.of("id", id, "csrf", others), origin())
                        .statusCode())
                .isEqualTo(403);
        await().untilAsserted(() -> assertThat(box.letters()).hasSize(1));
    }

    @Test
    void aReadOnlyConsoleChangesNothingAndOffersNothing() {
        String id = letter("in/VX-1.mxf");
        try (var quiet = ConsoleWorld.start(site, Map.of(), ConsoleOptions.local(true, "op"))
                .signIn()) {
            awaitLetters(quiet, "VX-1.mxf");

            assertThat(quiet.post("/dead-letters/drop", Map.of("id", id)).body())
                    .contains("This console is read-only, so nothing is done.");
            assertThat(quiet.get("/dead-letters").body()).doesNotContain("method=\"post\"", "/drop");
            assertThat(quiet.get("/dead-letters/plan?id=" + id).body()).doesNotContain("method=\"post\"");
        }
        await().untilAsserted(() -> assertThat(box.letters()).hasSize(1));
    }

    @Test
    void aKeyWithMarkupIsText() {
        String key = "in/<img src=x onerror=alert(1)>\"'\u202e\u0007.mxf";
        String id = letter(key);
        console.signIn();
        awaitLetters(console, "&lt;img src=x");

        for (String page : List.of(
                "/dead-letters",
                "/dead-letters/" + id,
                "/dead-letters/plan?id=" + id,
                "/uploads?q=%3Cimg%20src=x%3E%22")) {
            assertThat(console.get(page).body())
                    .as(page)
                    .contains("&lt;img src=x")
                    .doesNotContain("<img src=x", "\u202e", "\u0007");
        }
    }

    @Test
    void nothingOfAPageRunsOrComesFromElsewhere() {
        console.signIn();
        for (String page : PAGES) {
            HttpResponse<String> reply = console.get(page);

            assertThat(reply.headers().firstValue("Content-Security-Policy").orElseThrow())
                    .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'")
                    .doesNotContain("unsafe", "*", "http");
            assertThat(reply.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(reply.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(reply.body()).doesNotContainPattern("<script(?! src=\"/)|<style|\\sstyle=|\\son\\w+=|https?://");
        }
    }

    @Test
    void aWideAddressNeedsWhoSignsPeopleIn(@TempDir Path folder) throws IOException {
        Cli cli = Cli.on(site, folder);
        Path weak = Files.writeString(folder.resolve("weak"), "short");

        assertThat(cli.run("console", "--bind", "0.0.0.0")).satisfies(result -> {
            assertThat(result.exit()).isEqualTo(2);
            assertThat(result.err()).contains("--token-file or --user-header");
        });
        assertThat(cli.run("console", "--bind", "0.0.0.0", "--user-header", "X-User")
                        .err())
                .contains("--origin");
        assertThat(cli.run("console", "--bind", "0.0.0.0", "--origin", "https://c.example/x", "--user-header", "X-User")
                        .exit())
                .isEqualTo(2);
        assertThat(cli.run("console", "--token-file", weak.toString()).err()).contains("go with --bind");
        assertThat(cli.run(
                                "console",
                                "--bind",
                                "127.0.0.1",
                                "--origin",
                                "https://c.example",
                                "--token-file",
                                weak.toString())
                        .err())
                .contains("20 characters");
    }

    @Test
    void aTokenOfAFileSignsSeveralPeopleIn() throws IOException {
        int port = freePort();
        String origin = "http://localhost:" + port;
        var options = new ConsoleOptions("127.0.0.1", port, URI.create(origin), TOKEN, null, false, "op");
        try (var wide = ConsoleWorld.start(site, Map.of(), options)) {
            assertThat(wide.get("/").statusCode()).isEqualTo(401);
            assertThat(wide.post("/sign-in", Map.of("token", TOKEN + "x"), origin)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(wide.post("/sign-in", Map.of("token", TOKEN), "https://evil.example")
                            .statusCode())
                    .isEqualTo(401);
            for (int person = 0; person < 2; person++) {
                assertThat(wide.post("/sign-in", Map.of("token", TOKEN), origin).statusCode())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void whoTheProxyDoesNotNameStaysOut() throws IOException {
        int port = freePort();
        URI origin = URI.create("http://localhost:" + port);
        var options = new ConsoleOptions("127.0.0.1", port, origin, null, "X-Signed-In", false, "op");
        try (var wide = ConsoleWorld.start(site, Map.of(), options)) {
            assertThat(wide.get("/").statusCode()).isEqualTo(403);

            HttpResponse<String> ann = wide.send(origin.resolve("/"), request -> request.header("X-Signed-In", "ann"));

            assertThat(ann.statusCode()).isEqualTo(200);
            assertThat(ann.body()).contains(">ann<");
        }
    }

    @Test
    void clientsThatDoNotEndTheirRequestsKeepNobodyOut() throws IOException {
        String half = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nContent-Length: 9\r\n\r\nhalf";
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                var socket = new Socket("127.0.0.1", port());
                slow.add(socket);
                socket.getOutputStream().write(half.getBytes(US_ASCII));
            }

            assertThat(console.send(console.address(), request -> request.timeout(Duration.ofSeconds(60)))
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void clientsThatDoNotEndTheirRequestsGetNoMoreThreadsThanThereAre() throws IOException {
        int port = freePort();
        String origin = "http://localhost:" + port;
        String half = "POST /sign-in HTTP/1.1\r\nHost: localhost:" + port + "\r\nOrigin: " + origin
                + "\r\nContent-Length: 9\r\n\r\nhalf";
        var options = new ConsoleOptions("127.0.0.1", port, URI.create(origin), TOKEN, null, false, "op");
        List<Socket> slow = new ArrayList<>();
        try (var wide = ConsoleWorld.start(site, Map.of(), options)) {
            for (int i = 0; i < Console.THREADS + 100; i++) {
                var socket = new Socket("127.0.0.1", port);
                slow.add(socket);
                socket.getOutputStream().write(half.getBytes(US_ASCII));
            }
            await().atMost(Duration.ofSeconds(30))
                    .during(Duration.ofMillis(500))
                    .until(() -> requestsAtWork() == Console.THREADS);

            for (Socket socket : slow) {
                socket.close();
            }
            assertThat(wide.post("/sign-in", Map.of("token", TOKEN), origin).statusCode())
                    .isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void theFormOfSomebodyWhoIsNotSignedInIsNotWaitedFor() throws IOException {
        try (var socket = new Socket("127.0.0.1", port())) {
            socket.setSoTimeout(10_000);
            String half = "POST /dead-letters/drop HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nOrigin: " + origin()
                    + "\r\nContent-Length: 1000000\r\n\r\nid=";
            socket.getOutputStream().write(half.getBytes(US_ASCII));

            assertThat(new String(socket.getInputStream().readNBytes(12), US_ASCII))
                    .isEqualTo("HTTP/1.1 401");
        }
    }

    private static long requestsAtWork() {
        return Thread.getAllStackTraces().values().stream()
                .filter(stack -> Stream.of(stack)
                        .anyMatch(frame -> frame.getClassName().equals(Console.class.getName())
                                && frame.getMethodName().equals("handle")))
                .count();
    }

    private String letter(String key) {
        return box.put(
                S3Events.put(Site.SOURCES, key).json(),
                Map.of("step", "mp4", "kind", "permanent", "reason", "no", "attempts", "1"));
    }

    private static void awaitLetters(ConsoleWorld console, String text) {
        await().untilAsserted(
                        () -> assertThat(console.get("/dead-letters").body()).contains(text));
    }

    private String token() {
        return console.address().getQuery().replace("token=", "");
    }

    private int port() {
        return console.address().getPort();
    }

    private String origin() {
        return "http://127.0.0.1:" + port();
    }

    /** By a socket: a client of the JDK sets the host itself. */
    private String answerTo(String host) throws IOException {
        try (var socket = new Socket("127.0.0.1", port())) {
            String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nCookie: " + console.cookie()
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
