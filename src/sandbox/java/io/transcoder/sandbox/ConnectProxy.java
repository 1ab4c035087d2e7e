package io.transcoder.sandbox;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP proxy on loopback that makes tunnels, and nothing else: RFC 9110, CONNECT. It alone knows where the names are, so that
 * whoever gets through has used it.
 */
public final class ConnectProxy implements AutoCloseable {
    private final ServerSocket door;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "connect-proxy");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Integer> ports = new ConcurrentHashMap<>();
    private final List<String> tunnels = new CopyOnWriteArrayList<>();
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private final String login;

    private ConnectProxy(String login) {
        this.login = login;
        try {
            door = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException("No port for the proxy", e);
        }
        threads.execute(this::accept);
    }

    /** A proxy that takes everybody. */
    public static ConnectProxy start() {
        return new ConnectProxy(null);
    }

    /** A proxy that answers 407 to all but this user. */
    public static ConnectProxy start(String user, String password) {
        return new ConnectProxy("Basic "
                + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
    }

    public URI url() {
        return URI.create("http://localhost:" + door.getLocalPort());
    }

    /** Makes a name, on its port 443, known. */
    public void route(String name, int port) {
        ports.put(name + ":443", port);
    }

    /** The names and ports that a tunnel was made to. */
    public List<String> tunnels() {
        return List.copyOf(tunnels);
    }

    /** The names and ports that were asked for without the right login. */
    public List<String> refused() {
        return List.copyOf(refused);
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (!door.isClosed()) {
                Socket client = door.accept();
                threads.execute(() -> serve(client));
            }
        } catch (SocketException closing) {
            threads.shutdown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket client) {
        try (client) {
            InputStream in = new BufferedInputStream(client.getInputStream());
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                String target = head.split(" ", 3)[1];
                boolean mayPass = login == null || head.contains("\r\nproxy-authorization: " + login + "\r\n");
                Integer port = ports.get(target);
                if (!head.startsWith("CONNECT ") || (mayPass && port == null)) {
                    answer(client, "502 Bad Gateway", "");
                } else if (mayPass) {
                    tunnels.add(target);
                    tunnel(client, in, port);
                    return;
                } else {
                    refused.add(target);
                    answer(
                            client,
                            "407 Proxy Authentication Required",
                            "Proxy-Authenticate: Basic realm=\"sandbox\"\r\n");
                }
            }
        } catch (IOException gone) {
            // one of the two has hung up
        }
    }

    private static void answer(Socket client, String status, String header) throws IOException {
        client.getOutputStream()
                .write(("HTTP/1.1 " + status + "\r\n" + header + "Content-Length: 0\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private void tunnel(Socket client, InputStream in, int port) throws IOException {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            threads.execute(() -> pump(target, client));
            in.transferTo(target.getOutputStream());
        }
    }

    static void pump(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException gone) {
            // one of the two has hung up
        }
    }

    /** Up to the empty line, the names of the headers in lower case; empty where the client has hung up. */
    private static String head(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream();
        while (!bytes.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            bytes.write(next);
        }
        String[] lines = bytes.toString(StandardCharsets.US_ASCII).split("\r\n");
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": *", 2);
            lines[i] = header[0].toLowerCase(Locale.ROOT) + ": " + (header.length > 1 ? header[1] : "");
        }
        return String.join("\r\n", lines) + "\r\n";
    }
}
