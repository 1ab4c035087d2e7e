package io.transcoder.console;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.transcoder.config.Shipped;
import io.transcoder.console.Access.Session;
import io.transcoder.upload.LogText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves the operator's console over HTTP, until it is closed. It uses the rights and the configuration of whoever opens it. */
public final class Console implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    /** A client that is slow holds one before anybody knows whether it is signed in, until the server cuts it off. */
    static final int THREADS = 200;

    private static final int LONGEST_FORM = 1 << 20;
    /** Of somebody who is not signed in. */
    private static final int LONGEST_SIGN_IN = 1 << 14;

    private static final Map<String, String> FILES =
            Map.of("/console.css", "text/css", "/console.js", "text/javascript", "/icon.svg", "image/svg+xml");
    private static final String HEADERS = """
            Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
            connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
            Referrer-Policy: same-origin
            X-Content-Type-Options: nosniff
            X-Frame-Options: DENY
            Cross-Origin-Opener-Policy: same-origin
            Cross-Origin-Resource-Policy: same-origin
            """;

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Console.class.getClassLoader(), "io.transcoder.console.html");
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final ConsoleOptions options;
    /** Made while the address is printed and opened already, as the clients of the services take their time. */
    private final CompletableFuture<Desk> desk;

    private final CompletableFuture<List<Page>> pages;
    private final HttpServer server;
    private final Access access;

    private Console(ConsoleOptions options, Supplier<Desk> desk, HttpServer server) {
        this.options = options;
        this.desk = CompletableFuture.supplyAsync(desk, threads);
        this.pages = this.desk.thenApply(Console::pages);
        this.server = server;
        this.access = new Access(options, server.getAddress().getPort());
    }

    /**
     * @param effective the values of the configuration in force
     * @param file where Camel's own keys are read from
     * @throws IOException where the address can't be listened on
     */
    public static Console open(Map<String, String> effective, Path file, ConsoleOptions options) throws IOException {
        InetAddress bind = options.bind() == null
                ? InetAddress.getByAddress(new byte[] {127, 0, 0, 1})
                : InetAddress.getByName(options.bind());
        HttpServer server = HttpServer.create(new InetSocketAddress(bind, options.port()), 0);
        var console = new Console(options, () -> Desk.of(effective, file), server);
        server.createContext("/", console::handle);
        server.setExecutor(console.threads);
        server.start();
        return console;
    }

    private static List<Page> pages(Desk desk) {
        return List.of(
                new NowPage(desk),
                new UploadsPage(desk),
                new LettersPage(desk),
                new FlowPage(desk),
                new CostsPage(desk));
    }

    /** To be opened in the browser. */
    public URI address() {
        return access.address();
    }

    @Override
    public void close() {
        server.stop(0);
        desk.thenAccept(Desk::close);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            HEADERS.lines().map(line -> line.split(": ", 2)).forEach(header -> exchange.getResponseHeaders()
                    .set(header[0], header[1]));
            String path = exchange.getRequestURI().getPath();
            Headers headers = exchange.getRequestHeaders();
            Optional<String> operator = access.operator(headers);
            if (!access.isOurHost(headers)) {
                send(
                        exchange,
                        421,
                        "text/plain",
                        "This host is not the console's. Open the address that it has printed.\n");
            } else if (operator.isEmpty()) {
                send(exchange, 403, "text/plain", "Sign in at the proxy before the console.\n");
            } else if (FILES.containsKey(path)) {
                sendFile(exchange, path);
            } else {
                serve(exchange, path, operator.get());
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "The console could not answer {}: {}",
                    LogText.safe(exchange.getRequestURI().getPath()),
                    LogText.safe(e.toString()));
        }
    }

    private void serve(HttpExchange exchange, String path, String operator) throws IOException {
        Fields query = Fields.of(exchange.getRequestURI().getRawQuery());
        boolean post = exchange.getRequestMethod().equals("POST");
        boolean signsIn = access.isOneTime()
                ? path.equals("/") && exchange.getRequestMethod().equals("GET")
                : post && path.equals("/sign-in") && access.isOurOrigin(exchange.getRequestHeaders());
        if (signsIn) {
            String given = (access.isOneTime() ? query : Fields.ofForm(exchange, LONGEST_SIGN_IN)).value("token");
            if (!given.isEmpty()) {
                signIn(exchange, given, operator);
                return;
            }
        }
        Optional<Session> session = access.session(exchange.getRequestHeaders(), operator);
        if (session.isEmpty()) {
            show(exchange, null, Answer.page("sign-in", access.isOneTime()), 401);
            return;
        }
        Answer answer = post
                ? change(exchange, session.get(), path, Fields.ofForm(exchange, LONGEST_FORM))
                : get(exchange, session.get(), path, query);
        if (answer.model() instanceof Answer.Download file) {
            exchange.getResponseHeaders().set("Content-Disposition", "attachment; filename=\"" + file.name() + "\"");
            send(exchange, 200, file.type(), file.text());
            return;
        }
        if (answer.location() == null) {
            show(exchange, session.get(), answer, answer.status());
            return;
        }
        session.get().said().set(answer.message() == null ? null : answer);
        exchange.getResponseHeaders().set("Location", answer.location());
        exchange.sendResponseHeaders(answer.status(), -1);
    }

    /** By a page that goes on, and not by a redirect: the browser would not send a strict cookie where another site led here. */
    private void signIn(HttpExchange exchange, String given, String operator) throws IOException {
        Optional<Session> session = access.signIn(given, operator);
        if (session.isPresent()) {
            exchange.getResponseHeaders().set("Set-Cookie", access.cookieOf(session.get()));
            show(exchange, session.get(), Answer.page("signed-in", null), 200);
        } else {
            LOG.warn("console: a wrong or used token was given");
            show(exchange, null, Answer.page("sign-in", access.isOneTime()), 403);
        }
    }

    private Answer get(HttpExchange exchange, Session session, String path, Fields query) {
        if (!exchange.getRequestMethod().matches("GET|HEAD")) {
            return Answer.fault(405, "The console takes GET and POST.");
        }
        if (options.trustsProxy()) {
            exchange.getResponseHeaders().set("Set-Cookie", access.cookieOf(session));
        }
        return ask(session, path, false, query);
    }

    private Answer change(HttpExchange exchange, Session session, String path, Fields form) {
        if (options.readOnly()) {
            return Answer.fault(403, "This console is read-only, so nothing is done. Start it without --read-only.");
        }
        if (!access.isOurOrigin(exchange.getRequestHeaders()) || !access.isOurForm(session, form.value("csrf"))) {
            LOG.warn("console: a change of {} that none of its pages sent was refused", LogText.safe(path));
            return Answer.fault(403, "This did not come from a page of this console, so nothing is done.");
        }
        Answer answer = ask(session, path, true, form);
        LOG.info("console: {} by {}: {}", LogText.safe(path), LogText.safe(session.operator()), answer.status());
        return answer;
    }

    private Answer ask(Session session, String path, boolean change, Fields fields) {
        Page page = page(path).orElse(null);
        if (page == null) {
            return Answer.fault(404, "There is no such page.");
        }
        String below = path.substring(page.path().length()).replaceFirst("^/", "");
        var request = new Request(below, fields, session.operator());
        try {
            return change ? page.post(request) : page.get(request);
        } catch (RuntimeException e) {
            LOG.warn("console: {} failed: {}", LogText.safe(path), LogText.safe(e.toString()));
            return Answer.fault(
                    502, "That did not work: " + LogText.line(String.valueOf(e.getMessage()), LogText.LIMIT));
        }
    }

    private Optional<Page> page(String path) {
        return pages.join().stream()
                .filter(page -> path.equals(page.path()) || path.startsWith(page.path() + "/"))
                .findFirst();
    }

    /** @param session null where nobody is signed in */
    private void show(HttpExchange exchange, Session session, Answer answer, int status) throws IOException {
        boolean shell = session == null || answer.template().equals("signed-in");
        Optional<Page> page =
                shell ? Optional.empty() : page(exchange.getRequestURI().getPath());
        // the script reads pages too, and nobody would see what is said there
        boolean byScript = "cors".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Mode"));
        Answer said = session == null || byScript ? null : session.said().getAndSet(null);
        var view = new View(
                page.map(Page::title).orElse("Console"),
                page.map(Page::path).orElse(""),
                shell ? List.of() : pages.join(),
                session == null ? "" : session.csrf(),
                options.readOnly(),
                session == null ? "" : session.operator(),
                said == null ? null : said.message(),
                said == null || said.good());
        var html = new StringOutput();
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("view", view);
        parameters.put("model", answer.model());
        templates.render(answer.template() + ".jte", parameters, html);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        send(exchange, status, "text/html", html.toString());
    }

    private static void sendFile(HttpExchange exchange, String path) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        send(exchange, 200, FILES.get(path), new String(Shipped.bytes("console" + path), StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
    }
}
