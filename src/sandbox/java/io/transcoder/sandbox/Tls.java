package io.transcoder.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate of {@code localhost}, which this process trusts from {@link #start} to {@link #close}, and nothing else. */
public final class Tls implements AutoCloseable {
    private static final String TRUST = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String STORE_PASSWORD = "sandbox";

    private final Path store;
    private final SSLContext context;
    private final String trusted = System.getProperty(TRUST);
    private final String password = System.getProperty(PASSWORD);

    private Tls(Path store, SSLContext context) {
        this.store = store;
        this.context = context;
    }

    public static Tls start() {
        try {
            Path store = Files.createTempDirectory("tls").resolve("localhost.p12");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "localhost",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "SAN=dns:localhost",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            STORE_PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool made no certificate");
            }
            Tls tls = new Tls(store, context(store));
            System.setProperty(TRUST, store.toString());
            System.setProperty(PASSWORD, STORE_PASSWORD);
            return tls;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Of a server with the certificate. */
    SSLContext context() {
        return context;
    }

    @Override
    public void close() {
        restore(TRUST, trusted);
        restore(PASSWORD, password);
        try {
            Files.deleteIfExists(store);
            Files.deleteIfExists(store.getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void restore(String key, String value) {
        if (value == null) {
            System.clearProperty(key);
        } else {
            System.setProperty(key, value);
        }
    }

    private static SSLContext context(Path store) throws IOException, GeneralSecurityException {
        char[] password = STORE_PASSWORD.toCharArray();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, password);
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
