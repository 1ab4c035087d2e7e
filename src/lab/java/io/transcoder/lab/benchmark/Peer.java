package io.transcoder.lab.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

/**
 * What one would write without Camel: a loop in plain Java that makes the calls of this application, in its order, and writes the
 * same records. It has nothing else: no error handling, no log, no metrics, no watcher, and no profile that could be edited.
 *
 * <p>System properties: {@code client}, {@code plain} or {@code sdk}, for the calls to Bitmovin; {@code s3}, {@code sqs}, {@code
 * bitmovin}, URLs; {@code side}, which names buckets and queues; {@code consumers}.
 */
final class Peer {
    private static final String KEY = "sandbox-key-5f1c";
    private static final Duration ANSWER = Duration.ofSeconds(15);
    private static final int LONG_POLL = 5;
    private static final int OTHER_CONNECTIONS = 40;

    private final int consumers = Integer.getInteger("consumers");
    private final String sources = Services.sources(System.getProperty("side"));
    private final String outputs = Services.outputs(System.getProperty("side"));
    private final ObjectMapper json = JsonMapper.builder().build();
    private final S3Client s3 = configured(
            S3Client.builder().forcePathStyle(true).serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false)), "s3");
    private final SqsClient sqs = configured(SqsClient.builder(), "sqs");
    private final ExecutorService beside = Executors.newCachedThreadPool();
    private final EncoderCalls encoder = encoder();
    private final String queueUrl = sqs.getQueueUrl(r -> r.queueName(Services.events(System.getProperty("side"))))
            .queueUrl();
    private final String input = encoder.idOf("inputs", "source-bucket");
    private final String output = encoder.idOf("outputs", "output-bucket");
    private final String video = encoder.idOf("configurations", "h264-1080p");
    private final String audio = encoder.idOf("configurations", "aac-128k");

    private Peer() {}

    public static void main(String[] args) {
        new Peer().run();
    }

    private void run() {
        ExecutorService threads = threads();
        for (int i = 0; i < consumers; i++) {
            threads.execute(this::consume);
        }
        System.out.println("peer: ready");
        // virtual threads alone would let the JVM end
        Pause.millis(Long.MAX_VALUE / 1_000_000);
    }

    private void consume() {
        while (true) {
            try {
                sqs.receiveMessage(r -> r.queueUrl(queueUrl)
                                .maxNumberOfMessages(1)
                                .waitTimeSeconds(LONG_POLL)
                                .visibilityTimeout(120)
                                .messageSystemAttributeNames(
                                        MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT,
                                        MessageSystemAttributeName.SENT_TIMESTAMP)
                                .messageAttributeNames("job-id", "encoding-id", "attempts", "first-seen"))
                        .messages()
                        .forEach(this::handle);
            } catch (RuntimeException e) {
                e.printStackTrace();
            }
        }
    }

    private void handle(Message message) {
        try {
            JsonNode record = json.readTree(message.body()).path("Records").path(0);
            String key = URLDecoder.decode(record.at("/s3/object/key").asText(), StandardCharsets.UTF_8);
            encode(message.body(), key);
            sqs.deleteMessage(r -> r.queueUrl(queueUrl).receiptHandle(message.receiptHandle()));
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void encode(String event, String key) throws IOException {
        HeadObjectResponse source = head(key);
        String keyHash = hash(sources + '\0' + key);
        String jobId = keyHash + "-" + hash(source.eTag() + source.lastModified());
        if (!list("_jobs/" + keyHash + "-").isEmpty()) {
            return;
        }
        String encodingId = encoder.createEncoding(
                key.substring(key.lastIndexOf('/') + 1),
                List.of(
                        "transcoder-benchmark",
                        "job-" + jobId,
                        UUID.randomUUID().toString()));
        List<String> streams = List.of(
                encoder.addStream(encodingId, input, key, "VIDEO_RELATIVE", video),
                encoder.addStream(encodingId, input, key, "VIDEO_RELATIVE", video),
                encoder.addStream(encodingId, input, key, "AUDIO_RELATIVE", audio));
        String name = key.substring("in/".length()) + "_bitmovin.mp4";
        String muxing = encoder.addMuxing(encodingId, name, streams, output, "out/");
        var named = beside(() -> put("_jobs/names/" + hash(name) + "/" + jobId));
        create("_jobs/open/" + jobId + ".1", json.createObjectNode().put("event", event));
        named.join();
        create("_jobs/" + jobId + "/1.claim", claim(event, source, encodingId, "out/" + name, muxing));
        if (!head(key).eTag().equals(source.eTag())) {
            return;
        }
        create("_jobs/outputs/" + hash("out/" + name), json.createObjectNode().put("jobId", jobId));
        var lookedAt = beside(() -> removeStale("out/" + name));
        put("_jobs/bills-due/" + jobId);
        lookedAt.join();
        create(
                "_jobs/" + jobId + "/1.start",
                json.createObjectNode()
                        .put("maker", UUID.randomUUID().toString())
                        .put("at", Instant.now().toString()));
        encoder.start(encodingId);
        create("_jobs/" + jobId + "/1.accepted", json.createObjectNode());
    }

    private CompletableFuture<Void> beside(Runnable call) {
        return CompletableFuture.runAsync(call, beside);
    }

    private void put(String key) {
        s3.putObject(r -> r.bucket(outputs).key(key), RequestBody.empty());
    }

    private void removeStale(String key) {
        list(key)
                .forEach(stale ->
                        s3.deleteObject(r -> r.bucket(outputs).key(stale.key()).ifMatch(stale.eTag())));
    }

    private ObjectNode claim(
            String event, HeadObjectResponse source, String encodingId, String outputKey, String muxing) {
        ObjectNode claim = json.createObjectNode()
                .put("upload", event)
                .put("attempt", 1)
                .put("profile", "mp4")
                .put("encodingId", encodingId)
                .put("firstSeen", Instant.now().toString())
                .put("tries", 0);
        claim.putObject("source")
                .put("eTag", source.eTag())
                .put("lastModified", source.lastModified().toString())
                .put("size", source.contentLength());
        claim.putArray("outputs").addObject().put("key", outputKey).put("muxing", "mp4/" + muxing);
        return claim;
    }

    private List<S3Object> list(String prefix) {
        return s3.listObjectsV2(r -> r.bucket(outputs).prefix(prefix)).contents();
    }

    private HeadObjectResponse head(String key) {
        return s3.headObject(r -> r.bucket(sources).key(key));
    }

    private void create(String key, JsonNode record) throws IOException {
        byte[] body = json.writeValueAsBytes(record);
        s3.putObject(
                r -> r.bucket(outputs).key(key).ifNoneMatch("*").contentType("application/json"),
                RequestBody.fromBytes(body));
    }

    private EncoderCalls encoder() {
        var plain = new PlainCalls(System.getProperty("bitmovin"), KEY, json);
        return System.getProperty("client").equals("sdk")
                ? new SdkCalls(System.getProperty("bitmovin"), KEY, consumers, plain)
                : plain;
    }

    private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C configured(B builder, String service) {
        return builder.endpointOverride(URI.create(System.getProperty(service)))
                .region(Region.EU_WEST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("benchmark", "none")))
                .httpClientBuilder(Apache5HttpClient.builder()
                        .expectContinueEnabled(false)
                        .maxConnections(consumers + OTHER_CONNECTIONS)
                        .socketTimeout(ANSWER))
                .overrideConfiguration(o -> o.addExecutionInterceptor(new BodyAtOnce()))
                .build();
    }

    /** Virtual ones on a JDK that has them. */
    private ExecutorService threads() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (NoSuchMethodException e) {
            return Executors.newFixedThreadPool(consumers);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A record in one round trip, as the application does it. */
    private static final class BodyAtOnce implements ExecutionInterceptor {
        @Override
        public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest context, ExecutionAttributes attributes) {
            return context.httpRequest().toBuilder().removeHeader("Expect").build();
        }
    }
}
