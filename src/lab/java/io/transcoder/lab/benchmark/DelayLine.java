package io.transcoder.lab.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Holds the answer to every HTTP/1.1 request back for a fixed time, as a service does that takes so long. It copies bytes and
 * reads nothing, so that the time is the whole of what it adds.
 */
final class DelayLine implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final byte[] INTERIM = "HTTP/1.1 100".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket server;
    private final URI target;
    private final long micros;
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "delay-line");
        thread.setDaemon(true);
        return thread;
    });

    private DelayLine(ServerSocket server, URI target, long micros) {
        this.server = server;
        this.target = target;
        this.micros = micros;
    }

    static DelayLine before(URI target, long millis) {
        try {
            var line = new DelayLine(
                    new ServerSocket(0, 256, InetAddress.getLoopbackAddress()),
                    target,
                    Math.multiplyExact(millis, 1000L));
            line.threads.execute(line::accept);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI endpoint() {
        return URI.create("http://localhost:" + server.getLocalPort() + target.getPath());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        closed(server);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                Socket service = new Socket(InetAddress.getLoopbackAddress(), target.getPort());
                service.setTcpNoDelay(true);
                var asked = new AtomicBoolean();
                threads.execute(() -> requests(client, service, asked));
                threads.execute(() -> answers(service, client, asked));
            }
        } catch (IOException e) {
            // the end of this line
            return;
        }
    }

    private void requests(Socket client, Socket service, AtomicBoolean asked) {
        try (client;
                service) {
            InputStream in = client.getInputStream();
            OutputStream out = service.getOutputStream();
            var buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                asked.set(true);
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one of the two has gone, and so does the other
            return;
        }
    }

    private void answers(Socket service, Socket client, AtomicBoolean asked) {
        try (service;
                client) {
            InputStream in = service.getInputStream();
            OutputStream out = client.getOutputStream();
            var buffer = new byte[BUFFER];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (!isInterim(buffer, read) && asked.getAndSet(false)) {
                    Pause.micros(micros);
                }
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // one of the two has gone, and so does the other
            return;
        }
    }

    /** "100 Continue" is no answer; a service far away would take its time for it too. */
    private static boolean isInterim(byte[] buffer, int length) {
        return length >= INTERIM.length
                && java.util.Arrays.equals(buffer, 0, INTERIM.length, INTERIM, 0, INTERIM.length);
    }

    private static void closed(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
