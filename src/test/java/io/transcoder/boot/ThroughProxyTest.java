package io.transcoder.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.ClassData;
import io.transcoder.sandbox.Collector;
import io.transcoder.sandbox.ConnectProxy;
import io.transcoder.sandbox.Jvms;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.TlsFront;
import io.transcoder.sandbox.VaultDouble;
import io.transcoder.sandbox.VidiCoreDouble;
import io.transcoder.sandbox.Wiretap;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The application where nothing can be reached but through a proxy that wants a login, and every service has a certificate of a
 * company's own authority. The names of the services are known to the proxy alone.
 */
@Tag("slow")
class ThroughProxyTest {
    private static final String USER = "transcoder";
    private static final String PASSWORD = "proxy-p@ss-31d7";
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    private final Site site = Site.start();
    /** The store takes a name that it does not know for a bucket's. */
    private final Wiretap s3 = Wiretap.start("s3", site.store().endpoint());

    private final VaultDouble vault = VaultDouble.start();
    private final Collector collector = Collector.start();
    private final VidiCoreDouble mam = VidiCoreDouble.start();
    private final ConnectProxy proxy = ConnectProxy.start(USER, PASSWORD);
    private final List<Process> processes = new ArrayList<>();
    private TlsFront tls;

    @BeforeEach
    void connect() throws Exception {
        Map<String, URI> services = new TreeMap<>(Map.of(
                "s3.transcoder.test", s3.endpoint(),
                "sqs.transcoder.test", site.queues().endpoint(),
                "bitmovin.transcoder.test", site.encoder().url(),
                "vault.transcoder.test", URI.create(vault.endpoint()),
                "collector.transcoder.test", collector.url(),
                "mam.transcoder.test", mam.url()));
        tls = new TlsFront(folder, List.copyOf(services.keySet()));
        for (var service : services.entrySet()) {
            proxy.route(service.getKey(), tls.before(service.getValue().getPort()));
        }
        vault.put("bitmovin", Site.API_KEY);
    }

    @AfterEach
    void close() throws IOException {
        processes.forEach(Process::destroyForcibly);
        tls.close();
        proxy.close();
        s3.close();
        mam.close();
        collector.close();
        vault.close();
        site.close();
    }

    @Test
    void everyClientUsesIt() throws Exception {
        String key = "in/proxied.mxf";
        String login = USER + ":" + PASSWORD.replace("@", "%40") + "@";
        Path ofRun =
                start(Map.of("HTTPS_PROXY", proxy.url().toString().replace("//", "//" + login)), "run", "--no-doctor");
        site.upload(key, "media");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(site.exists(Site.OUTPUTS, "out/proxied.mxf_bitmovin.mp4"))
                        .as(Jvms.lastWords(ofRun))
                        .isTrue());
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(collector.spans()).as(Jvms.lastWords(ofRun)).isNotEmpty());

        Map<String, String> byProperty =
                Map.of("HTTP_PROXY", proxy.url().toString(), "HTTP_PROXY_USER", USER, "HTTP_PROXY_PASSWORD", PASSWORD);
        String shown = said(byProperty, "jobs", "show", "proxied.mxf");
        String found = said(byProperty, "doctor");

        assertThat(shown).contains("FINISHED");
        assertThat(found).doesNotContain("gave no answer", "could not be");
        assertThat(new HashSet<>(proxy.tunnels()))
                .contains(
                        "s3.transcoder.test:443",
                        "sqs.transcoder.test:443",
                        "bitmovin.transcoder.test:443",
                        "vault.transcoder.test:443",
                        "collector.transcoder.test:443",
                        "mam.transcoder.test:443");
        assertThat(Files.readString(ofRun) + shown + found).doesNotContain("p@ss", "p%40ss");
    }

    /** What a command says, which has to end by itself. */
    private String said(Map<String, String> environment, String... command) throws Exception {
        Path output = start(environment, command);
        Process process = processes.get(processes.size() - 1);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as(Jvms.lastWords(output))
                .isTrue();
        return Files.readString(output);
    }

    private Path start(Map<String, String> environment, String... command) throws IOException {
        Path config = folder.resolve("application.properties");
        var properties = new Properties();
        properties.putAll(EffectiveProperties.read(Path.of("application.properties")));
        properties.putAll(settings());
        try (OutputStream out = Files.newOutputStream(config)) {
            properties.store(out, null);
        }
        Path output = Files.createTempFile(folder, command[0], ".log");
        var line = new ArrayList<>(List.of(
                Jvms.java(),
                "-Xmx256m",
                "-Djavax.net.ssl.trustStore=" + tls.trustStore(),
                "-Djavax.net.ssl.trustStorePassword=" + TlsFront.PASSWORD));
        line.addAll(Jvms.SHORT_LIFE);
        line.addAll(ClassData.options());
        line.add("io.transcoder.Main");
        line.addAll(List.of(command));
        line.addAll(List.of("--config", config.toString()));
        var builder = new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(name -> name.toUpperCase(Locale.ROOT)
                .endsWith("_PROXY"));
        builder.environment().putAll(environment);
        processes.add(builder.start());
        return output;
    }

    private Map<String, String> settings() {
        var settings = new LinkedHashMap<>(site.settings());
        settings.put("aws.endpoint", "https://vault.transcoder.test");
        settings.put("aws.s3.endpoint", "https://s3.transcoder.test");
        settings.put("aws.sqs.endpoint", "https://sqs.transcoder.test");
        settings.put("bitmovin.url", "https://bitmovin.transcoder.test/v1");
        settings.put("bitmovin.api-key", "{{aws:bitmovin}}");
        settings.put("bitmovin.timeout", "20s");
        settings.put("tracing.endpoint", "https://collector.transcoder.test");
        settings.put("vidispine.url", "https://mam.transcoder.test");
        settings.put("vidispine.user", VidiCoreDouble.USER);
        settings.put("vidispine.password", VidiCoreDouble.PASSWORD);
        settings.put("vidispine.shape-tag", "web");
        settings.put("routes.directory", Path.of("routes").toAbsolutePath().toString());
        return settings;
    }
}
