package io.transcoder.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.transcoder.sandbox.Site;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A console on a sandbox's services, and a browser of one session. */
public final class ConsoleWorld implements AutoCloseable {
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final Console console;
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI origin;
    private String cookie = "";

    private ConsoleWorld(Console console) {
        this.console = console;
        this.origin = console.address().resolve("/");
    }

    public static ConsoleWorld start(Site site) {
        return start(site, Map.of(), ConsoleOptions.local(false, "op@desk"));
    }

    public static ConsoleWorld start(Site site, Map<String, String> overrides, ConsoleOptions options) {
        try {
            return new ConsoleWorld(
                    Console.open(site.effective(overrides), Path.of("application.properties"), options));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the token, good for one time. */
    public URI address() {
        return console.address();
    }

    public ConsoleWorld signIn() {
        HttpResponse<String> reply = send(address(), request -> {});
        cookie = reply.headers().firstValue("Set-Cookie").orElseThrow().replaceFirst(";.*", "");
        return this;
    }

    /** As {@code name=value}. */
    public String cookie() {
        return cookie;
    }

    public HttpResponse<String> get(String path) {
        return send(origin.resolve(path), request -> {});
    }

    /** As a form of one of the console's own pages. */
    public HttpResponse<String> post(String path, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.put("csrf", csrf());
        return post(path, all, origin.toString().replaceFirst("/$", ""));
    }

    /** @param from the header Origin, or null */
    public HttpResponse<String> post(String path, Map<String, String> fields, String from) {
        String body = fields.entrySet().stream()
                .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
        return send(origin.resolve(path), request -> {
            request.POST(HttpRequest.BodyPublishers.ofString(body));
            if (from != null) {
                request.header("Origin", from);
            }
        });
    }

    /** What the session's forms hold. */
    public String csrf() {
        Matcher found = CSRF.matcher(get("/dead-letters").body());
        return found.find() ? found.group(1) : "";
    }

    public HttpResponse<String> send(URI uri, Consumer<HttpRequest.Builder> more) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        more.accept(request);
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, UTF_8);
    }

    @Override
    public void close() {
        console.close();
    }
}
