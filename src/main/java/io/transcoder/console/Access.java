package io.transcoder.console;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Decides who may see the console, and from where something may be changed.
 *
 * <p>A page that somebody else wrote can have a browser send requests here. So the host has to be ours, against a name that leads
 * here and is somebody else's; the cookie is sent by our own pages alone; and a change needs our origin and what our form holds.
 */
final class Access {
    private static final int MOST_SESSIONS = 200;

    private final ConsoleOptions options;
    private final Set<String> origins;
    private final String cookie;
    private final SecureRandom random = new SecureRandom();
    private final Deque<Session> sessions = new ArrayDeque<>();
    private final URI address;
    private String token;

    /** @param port on which the console listens */
    Access(ConsoleOptions options, int port) {
        this.options = options;
        this.origins = options.origin() == null
                ? Set.of("http://127.0.0.1:" + port, "http://localhost:" + port)
                : Set.of(options.origin().toString());
        // browsers send a cookie to every port of a host
        this.cookie = "transcoder-console-" + port;
        this.token = options.token() != null || options.trustsProxy() ? options.token() : secret(random);
        this.address = URI.create(
                isOneTime()
                        ? "http://127.0.0.1:" + port + "/?token=" + token
                        : options.origin().toString() + "/");
    }

    /** With the token, where it is one that is made. */
    URI address() {
        return address;
    }

    boolean isOneTime() {
        return options.token() == null && !options.trustsProxy();
    }

    /** Whether the browser means this host, and asked for it by its name. */
    boolean isOurHost(Headers headers) {
        String host = only(headers, "Host").orElse("");
        return origins.stream()
                .anyMatch(origin -> URI.create(origin).getAuthority().equals(host));
    }

    /** Who gives orders; nothing where a proxy has to say so and does not. */
    Optional<String> operator(Headers headers) {
        return options.userHeader() == null
                ? Optional.of(options.operator())
                : only(headers, options.userHeader()).filter(name -> !name.isBlank());
    }

    /** The session of the request's cookie; a new one where the proxy alone decides. */
    synchronized Optional<Session> session(Headers headers, String operator) {
        String cookies = String.join("; ", headers.getOrDefault("Cookie", List.of()));
        Optional<Session> known = sessions.stream()
                .filter(session -> session.operator().equals(operator))
                .filter(session -> List.of(cookies.split("; *")).stream()
                        .anyMatch(sent -> isSame(sent, cookie + "=" + session.id())))
                .findFirst();
        return known.isEmpty() && options.trustsProxy() ? Optional.of(begin(operator)) : known;
    }

    /** A new session where the token is right. One that is made is good for one time. */
    synchronized Optional<Session> signIn(String given, String operator) {
        if (token == null || !isSame(given, token)) {
            return Optional.empty();
        }
        token = isOneTime() ? null : token;
        return Optional.of(begin(operator));
    }

    private Session begin(String operator) {
        var session = new Session(secret(random), secret(random), operator, new AtomicReference<>());
        sessions.addFirst(session);
        if (sessions.size() > MOST_SESSIONS) {
            sessions.removeLast();
        }
        return session;
    }

    String cookieOf(Session session) {
        boolean secure =
                options.origin() != null && options.origin().getScheme().equals("https");
        return cookie + "=" + session.id() + "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }

    /** Whether the request comes from a page of ours. */
    boolean isOurOrigin(Headers headers) {
        return only(headers, "Origin").filter(origins::contains).isPresent()
                && only(headers, "Sec-Fetch-Site")
                        .filter(site -> !site.equals("same-origin"))
                        .isEmpty();
    }

    /** Whether the form is one that we gave to this session. */
    boolean isOurForm(Session session, String csrf) {
        return isSame(csrf, session.csrf());
    }

    /** In a time that does not depend on where they differ. */
    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> only(Headers headers, String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? Optional.of(values.get(0)) : Optional.empty();
    }

    /** 256 random bits that a URL takes as they are. */
    private static String secret(SecureRandom random) {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * A browser that is signed in.
     *
     * @param id in its cookie
     * @param csrf in its forms
     * @param said is shown on the next page
     */
    record Session(String id, String csrf, String operator, AtomicReference<Answer> said) {}
}
