package io.transcoder.sandbox;

import java.net.URI;
import java.time.Instant;
import java.util.function.Consumer;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;

/**
 * An S3 service in this process and in memory (S3Proxy), which sends S3's own events.
 *
 * <p>Unlike AWS it knows no tags, no lifecycle and no notification configuration (501), its {@code If-Match} on a PUT is
 * checked but not atomic, and its delete of a missing object is a 204 whatever the {@code If-Match}. Keys are paths:
 * one cannot be another's folder ({@code a} and {@code a/b}: 500), {@code ..} in a key is a 500, a leading slash a 400,
 * and double slashes are not kept in a listing.
 */
public final class SandboxStore implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SandboxStore.class.getName());
    private static final Region REGION = Region.EU_WEST_1;

    private final CreationWatch creations;
    private final S3Proxy server;
    private final URI endpoint;
    private final S3Client client;

    private SandboxStore(CreationWatch creations, S3Proxy server, URI endpoint) {
        this.creations = creations;
        this.server = server;
        this.endpoint = endpoint;
        this.client = clientOf(endpoint);
    }

    public static SandboxStore start() {
        CreationWatch creations = new CreationWatch(new TransientNio2BlobStore());
        S3Proxy server = S3Proxy.builder()
                .blobStore(creations)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.NONE, null, null)
                .virtualHost("localhost")
                .ignoreUnknownHeaders(true)
                .build();
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException("The S3 service of the sandbox did not start", e);
        }
        // by this name only: with 127.0.0.1 the service takes the address for a bucket's name
        return new SandboxStore(creations, server, URI.create("http://localhost:" + server.getPort()));
    }

    /** {@code http://localhost:PORT}; another name of this host, such as 127.0.0.1, does not work. */
    public URI endpoint() {
        return endpoint;
    }

    /** A path-style client of this service, closed with it. */
    public S3Client client() {
        return client;
    }

    /** A client of the same store through another address, such as a recording proxy; the caller closes it. */
    public static S3Client clientOf(URI endpoint) {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .forcePathStyle(true)
                .region(REGION)
                // the store asks for no signature, whose hashes took a good part of the time of all tests
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();
    }

    public void createBucket(String name) {
        client.createBucket(r -> r.bucket(name));
    }

    public void createVersionedBucket(String name) {
        createBucket(name);
        client.putBucketVersioning(
                r -> r.bucket(name).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
    }

    /**
     * Gives the sink S3's event of every object created in the bucket from now on, by a put, a copy or the end of a
     * multipart upload. The sink is called on the service's thread, before the client has its answer; what it throws is
     * logged and does not reach the client. Several sinks of a bucket are called in turn.
     *
     * @param eventSink takes the JSON of a message with one record
     */
    public void onObjectCreated(String bucket, Consumer<String> eventSink) {
        S3EventJson json = new S3EventJson(REGION.id());
        creations.watch(bucket, created -> eventSink.accept(json.created(created)));
    }

    /** Tells of every delete in the bucket that had an effect, in the order of the effects on one key, before the client's answer. */
    public void onObjectRemoved(String bucket, Consumer<ObjectRemoved> sink) {
        creations.watchRemovals(bucket, sink);
    }

    /** A delete that can be told from those of the application. @param versionId null for the key itself */
    public void remove(String bucket, String key, String versionId) {
        creations.removeForOwner(DeleteObjectRequest.builder()
                .bucket(bucket)
                .key(key)
                .versionId(versionId)
                .build());
    }

    /** Sends the bucket's events to a queue, and at once {@code s3:TestEvent}, as S3 does when it is told to. */
    public void sendEventsTo(String bucket, SandboxQueues queues, String queueName) {
        queues.send(queueName, S3EventJson.test(bucket, Instant.now()));
        onObjectCreated(bucket, event -> queues.send(queueName, event));
    }

    /** Returns at once: the service gives connections that others keep open a second, and a test would wait for it. */
    @Override
    public void close() {
        client.close();
        var end = new Thread(this::stop, "store-stop");
        end.setDaemon(true);
        end.start();
    }

    private void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "The S3 service of the sandbox did not stop", e);
        }
    }
}
