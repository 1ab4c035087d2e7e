package io.transcoder.config;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which hosts are reached through the HTTP proxy of the configuration, and with which login. All HTTP clients use it. A host
 * that is this machine is never reached through a proxy.
 */
public final class HttpProxy {
    private static final List<String> LOOPBACK =
            List.of("localhost", ".localhost", "127.*", "::1", "0:0:0:0:0:0:0:1", "0.0.0.0");

    private final Optional<URI> address;
    private final String user;
    private final Supplier<String> password;
    private final Set<String> straight;

    private HttpProxy(Settings settings) {
        address = settings.find(Setting.HTTP_PROXY).map(URI::create);
        String[] login =
                address.map(URI::getRawUserInfo).map(info -> info.split(":", 2)).orElse(new String[0]);
        user = settings.find(Setting.HTTP_PROXY_USER).orElse(login.length > 0 ? decoded(login[0]) : "");
        password = settings.isSet(Setting.HTTP_PROXY_PASSWORD)
                ? new CurrentValue(settings, Setting.HTTP_PROXY_PASSWORD)
                : () -> login.length > 1 ? decoded(login[1]) : "";
        String[] named = settings.find(Setting.HTTP_NO_PROXY).orElse("").split("[,|\\s]+");
        straight = Stream.concat(LOOPBACK.stream(), Stream.of(named))
                .filter(name -> !name.isBlank())
                .map(HttpProxy::pattern)
                .collect(Collectors.toUnmodifiableSet());
    }

    public static HttpProxy of(Settings settings) {
        return new HttpProxy(settings);
    }

    /** {@code http://host:port} without a login; empty where there is no proxy at all. */
    public Optional<URI> address() {
        return address.map(uri -> URI.create("http://" + uri.getHost() + ":" + uri.getPort()));
    }

    /** Whether a host is reached through the proxy. */
    public boolean isFor(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceAll("^\\[|]$", "");
        return address.isPresent() && straight.stream().noneMatch(name::matches);
    }

    /** Regular expressions of the hosts, in lower case, that are reached without the proxy. */
    public Set<String> straight() {
        return straight;
    }

    /** Empty where the proxy takes everybody. */
    public String user() {
        return user;
    }

    /** The password as it is now; empty where there is none. */
    public String password() {
        return password.get();
    }

    /** The value of {@code Proxy-Authorization} for a host; empty where no proxy is on the way, or it takes everybody. */
    public Optional<String> authorization(String host) {
        if (!isFor(host) || user.isEmpty()) {
            return Optional.empty();
        }
        byte[] login = (user + ':' + password()).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(login));
    }

    /** For the clients of the JDK, which take the login in a header of the request and send it to the proxy alone. */
    public ProxySelector selector() {
        return new ProxySelector() {
            @Override
            public List<Proxy> select(URI uri) {
                return List.of(address.filter(any -> isFor(uri.getHost()))
                        .map(proxy -> new InetSocketAddress(proxy.getHost(), proxy.getPort()))
                        .map(proxy -> new Proxy(Proxy.Type.HTTP, proxy))
                        .orElse(Proxy.NO_PROXY));
            }

            @Override
            public void connectFailed(URI uri, SocketAddress proxy, IOException failure) {
                // the caller gets the failure
            }
        };
    }

    /** As {@code NO_PROXY} and the JVM write it: a host and all below it, with or without a dot or a star before; a star alone. */
    private static String pattern(String name) {
        String host =
                name.toLowerCase(Locale.ROOT).replaceAll("^\\[|].*$", "").replaceAll("(?<!:)(?<=[a-z0-9*]):\\d+$", "");
        if (host.equals("*")) {
            return ".*";
        }
        if (host.endsWith("*")) {
            return Pattern.quote(host.substring(0, host.length() - 1)) + ".*";
        }
        return "(?:.*\\.)?" + Pattern.quote(host.replaceAll("^\\*?\\.", ""));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
