package io.transcoder.lab.benchmark;

import io.transcoder.config.EffectiveProperties;
import io.transcoder.sandbox.SandboxQueues;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.Site;
import io.transcoder.upload.S3Events;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** SQS, S3 and the encoder, each in its JVM, and what starts sides on them. */
final class Rig implements AutoCloseable {
    static final String APPLICATION = "application";

    private static final int UPLOADERS = 4;
    private static final int CONSUMERS = 10;
    /** On both sides alike. */
    private static final List<String> HEAP = List.of("-Xms256m", "-Xmx512m");

    private final Path folder;
    private final JavaProcess services;
    private final JavaProcess encoder;
    private final URI s3Endpoint;
    private final URI sqsEndpoint;
    private final URI encoderUrl;
    private final S3Client s3;
    private final SqsClient sqs;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService uploaders = Executors.newFixedThreadPool(UPLOADERS);

    private Rig(Path folder, JavaProcess services, JavaProcess encoder) {
        this.folder = folder;
        this.services = services;
        this.encoder = encoder;
        String[] endpoints = services.awaitLine("services: ").split(" ");
        s3Endpoint = URI.create(endpoints[0]);
        sqsEndpoint = URI.create(endpoints[1]);
        encoderUrl = URI.create(encoder.awaitLine("encoder: "));
        s3 = SandboxStore.clientOf(s3Endpoint);
        sqs = SandboxQueues.clientOf(sqsEndpoint);
    }

    /** @param sides the names of all that will be started on it */
    static Rig start(Path folder, List<String> sides) {
        return start(folder, sides, false);
    }

    /** For the application alone, with a source bucket that sends no events: {@link #send} does. */
    static Rig quiet(Path folder) {
        return start(folder, List.of(APPLICATION), true);
    }

    private static Rig start(Path folder, List<String> sides, boolean quiet) {
        Path java = Path.of(System.getProperty("java.home"));
        return new Rig(
                folder,
                JavaProcess.ofTests(
                        java,
                        folder.resolve("services.log"),
                        List.of("-Xmx1g"),
                        Services.class,
                        Map.of("sides", String.join(",", sides), "quiet", Boolean.toString(quiet))),
                JavaProcess.ofTests(
                        java,
                        folder.resolve("encoder.log"),
                        List.of("-Xmx256m"),
                        FastEncoder.class,
                        // without them each reply waits some 40 ms, and idle connections are closed
                        Map.of(
                                "sun.net.httpserver.nodelay", "true",
                                "sun.net.httpserver.idleInterval", "3600",
                                "sun.net.httpserver.maxIdleConnections", "5000")));
    }

    URI s3Endpoint() {
        return s3Endpoint;
    }

    URI sqsEndpoint() {
        return sqsEndpoint;
    }

    URI encoderUrl() {
        return encoderUrl;
    }

    /**
     * This application as it is shipped, with everything that is on by default.
     *
     * @param options of its JVM, besides the heap
     * @param overrides laid over the settings for this rig
     */
    Side application(Path javaHome, List<String> options, Map<String, String> overrides) {
        Path config = folder.resolve("application.properties");
        var settings = new HashMap<>(settings());
        settings.putAll(overrides);
        write(config, settings);
        var arguments = new ArrayList<>(HEAP);
        arguments.addAll(options);
        arguments.addAll(List.of("-jar", Shipped.JAR.toString(), "run", "--no-doctor", "--config", config.toString()));
        JavaProcess process = JavaProcess.start(javaHome, folder.resolve(APPLICATION + ".log"), arguments);
        process.awaitLine("Taking uploads to ");
        return new Side(APPLICATION, process);
    }

    /** @param client {@code plain} or {@code sdk}, also its name */
    Side peer(Path javaHome, String client) {
        return peer(javaHome, client, s3Endpoint, encoderUrl);
    }

    /** As {@link #peer(Path, String)}, through other addresses of the same services. */
    Side peer(Path javaHome, String client, URI s3Address, URI encoderAddress) {
        JavaProcess process = JavaProcess.ofTests(
                javaHome,
                folder.resolve(client + ".log"),
                HEAP,
                Peer.class,
                Map.of(
                        "client", client,
                        "side", client,
                        "consumers", Integer.toString(CONSUMERS),
                        "s3", s3Address.toString(),
                        "sqs", sqsEndpoint.toString(),
                        "bitmovin", encoderAddress.toString()));
        process.awaitLine("peer: ready");
        return new Side(client, process);
    }

    /** Of the application on this rig. */
    Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("aws.s3.endpoint", s3Endpoint.toString());
        settings.put("aws.sqs.endpoint", sqsEndpoint.toString());
        settings.put("aws.access-key", "benchmark");
        settings.put("aws.secret-key", "none");
        settings.put("source.bucket", Services.sources(APPLICATION));
        settings.put("output.bucket", Services.outputs(APPLICATION));
        settings.put("queue.events", Services.events(APPLICATION));
        settings.put("queue.dead-letters", Services.deadLetters(APPLICATION));
        settings.put("queue.consumers", Integer.toString(CONSUMERS));
        settings.put("bitmovin.url", encoderUrl.toString());
        settings.put("bitmovin.api-key", Site.API_KEY);
        settings.put("camel.management.port", "0");
        return settings;
    }

    /** The shipped configuration with these settings over it. */
    static void write(Path file, Map<String, String> settings) {
        try {
            var properties = new Properties();
            properties.putAll(EffectiveProperties.read(Path.of("application.properties")));
            properties.putAll(settings);
            properties.setProperty(
                    "routes.directory", Path.of("routes").toAbsolutePath().toString());
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (OutputStream out = Files.newOutputStream(file)) {
                properties.store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts sources, each of which sends its event. */
    void upload(String side, int count, String prefix) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String key = "in/" + prefix + "/VX-" + i + ".mxf";
            all.add(uploaders.submit(() -> upload(side, key)));
        }
        for (Future<?> one : all) {
            try {
                one.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    void upload(String side, String key) {
        s3.putObject(r -> r.bucket(Services.sources(side)).key(key), RequestBody.fromString("media"));
    }

    /**
     * Puts a source whose event is not sent yet.
     *
     * @return the event
     */
    String uploadQuietly(String side, String key) {
        String eTag = s3.putObject(r -> r.bucket(Services.sources(side)).key(key), RequestBody.fromString("media"))
                .eTag();
        return S3Events.put(Services.sources(side), key)
                .size(5L)
                .eTag(eTag.replace("\"", ""))
                .json();
    }

    void send(String queueUrl, String event) {
        sqs.sendMessage(r -> r.queueUrl(queueUrl).messageBody(event));
    }

    String eventsUrl(String side) {
        return sqs.getQueueUrl(r -> r.queueName(Services.events(side))).queueUrl();
    }

    /** Of SQS, S3 and the encoder. */
    double cpuMillis() {
        return services.cpuMillis() + encoder.cpuMillis();
    }

    int started() {
        return Integer.parseInt(encoder("/count").strip());
    }

    /** When the start of each source was accepted, in microseconds since 1970. */
    Map<String, Long> starts() {
        return encoder("/starts")
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Long.parseLong(words[1])));
    }

    boolean isDrained(String side) {
        String url = eventsUrl(side);
        return sqs
                .getQueueAttributes(r -> r.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .allMatch("0"::equals);
    }

    /** Empties the side's buckets and the encoder, so that every round finds the same. */
    void forget(String side) {
        encoder("/forget");
        for (String bucket : List.of(Services.sources(side), Services.outputs(side))) {
            s3.listObjectsV2Paginator(r -> r.bucket(bucket)).stream().forEach(page -> {
                List<ObjectIdentifier> keys = page.contents().stream()
                        .map(o -> ObjectIdentifier.builder().key(o.key()).build())
                        .toList();
                if (!keys.isEmpty()) {
                    s3.deleteObjects(r -> r.bucket(bucket).delete(d -> d.objects(keys)));
                }
            });
        }
    }

    @Override
    public void close() {
        uploaders.shutdownNow();
        s3.close();
        sqs.close();
        encoder.close();
        services.close();
    }

    private String encoder(String path) {
        try {
            return http.send(HttpRequest.newBuilder(encoderUrl.resolve(path)).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
