package io.transcoder.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS in front of services that speak plain HTTP, with a certificate of an authority of its own that nobody knows. */
public final class TlsFront implements AutoCloseable {
    /** Of {@link #trustStore}. */
    public static final String PASSWORD = "changeit";

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "tls-front");
        thread.setDaemon(true);
        return thread;
    });
    private final List<ServerSocket> doors = new ArrayList<>();
    private final Path folder;
    private final SSLContext tls;

    /** @param names of the certificate */
    public TlsFront(Path folder, List<String> names) throws IOException, GeneralSecurityException {
        this.folder = folder;
        String dns = "san=dns:" + String.join(",dns:", names);
        keytool("-genkeypair", "-alias", "ca", "-dname", "CN=Sandbox", "-ext", "bc:c=ca:true", "-keystore", "ca.p12");
        keytool("-genkeypair", "-alias", "server", "-dname", "CN=server", "-keystore", "server.p12");
        keytool("-certreq", "-alias", "server", "-file", "server.csr", "-keystore", "server.p12");
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                "server.csr",
                "-outfile",
                "server.crt",
                "-ext",
                dns,
                "-keystore",
                "ca.p12");
        keytool("-exportcert", "-alias", "ca", "-file", "ca.crt", "-keystore", "ca.p12");
        for (String store : List.of("server.p12", "trust.p12")) {
            keytool("-importcert", "-alias", "ca", "-file", "ca.crt", "-keystore", store);
        }
        keytool("-importcert", "-alias", "server", "-file", "server.crt", "-keystore", "server.p12");
        var keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(folder.resolve("server.p12"))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
    }

    /** Holds the authority, for {@code javax.net.ssl.trustStore}. */
    public Path trustStore() {
        return folder.resolve("trust.p12");
    }

    /** @return the port where the service on that port of this machine speaks TLS */
    public int before(int port) throws IOException {
        ServerSocket door = tls.getServerSocketFactory().createServerSocket(0, 64, InetAddress.getLoopbackAddress());
        doors.add(door);
        threads.execute(() -> accept(door, port));
        return door.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocket door : doors) {
            door.close();
        }
        threads.shutdownNow();
    }

    private void accept(ServerSocket door, int port) {
        try {
            while (!door.isClosed()) {
                Socket client = door.accept();
                Socket target = new Socket(InetAddress.getLoopbackAddress(), port);
                threads.execute(() -> ConnectProxy.pump(client, target));
                threads.execute(() -> ConnectProxy.pump(target, client));
            }
        } catch (SocketException closing) {
            threads.shutdown();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keytool(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-validity", "30"));
        } else if (arguments[0].equals("-importcert")) {
            command.add("-noprompt");
        }
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
