package io.transcoder.sandbox;

import io.transcoder.boot.Application;
import io.transcoder.sandbox.encoder.Encoder;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;

/** What an installation is made of, besides the application and the MAM. */
public interface Services extends AutoCloseable {
    /** Name of the bucket where the MAM puts sources. */
    String sourceBucket();

    /** Name of the bucket of outputs and of the ledger. */
    String outputBucket();

    String eventsQueue();

    String deadLettersQueue();

    URI s3Endpoint();

    /** The client of the MAM. */
    S3Client s3();

    SandboxQueues queues();

    Encoder encoder();

    /** The real routes on these services, running. */
    Application startApplication(Map<String, String> overrides);

    /** The configuration in force of an application on these services. */
    Map<String, String> effective(Map<String, String> overrides);

    /** @param sink takes the JSON of the event of each source, in the form of AWS, before the client that wrote it has its answer */
    void onUpload(Consumer<String> sink);

    /** Who sends the events of the source bucket to the queue, for people. */
    default String sender() {
        return "S3";
    }

    /** The credentials that these services take, for people. */
    default String credentials() {
        return "any access key and secret key, region eu-west-1";
    }

    /** Why these services are not fit for the application, for people; empty where they are. */
    default List<String> faults() {
        return List.of();
    }

    default boolean exists(String bucket, String key) {
        return s3().listObjectsV2(b -> b.bucket(bucket).prefix(key)).contents().stream()
                .anyMatch(object -> object.key().equals(key));
    }

    @Override
    void close();
}
