package io.transcoder.ledger.s3;

import java.util.Optional;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Deletes an object if it is still the one that was looked at. The SDK does not repeat the request: a store may carry out the first
 * one long after it was given up, and a second look has to come before a second request.
 */
public record ConditionalDelete(S3Client s3) {
    private static final int NOT_FOUND = 404;
    private static final int CHANGED = 412;
    private static final int NOT_KNOWN_HERE = 501;

    private static final SdkPlugin ONCE =
            client -> client.overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()));

    /**
     * @param eTag as the store gave it
     * @return the store's answer; nothing where another object is there by now, or none
     */
    public Optional<DeleteObjectResponse> delete(String bucket, String key, String eTag) {
        var request =
                DeleteObjectRequest.builder().bucket(bucket).key(key).overrideConfiguration(o -> o.addPlugin(ONCE));
        try {
            return Optional.of(s3.deleteObject(request.ifMatch(eTag).build()));
        } catch (S3Exception e) {
            if (e.statusCode() == CHANGED || e.statusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            if (e.statusCode() != NOT_KNOWN_HERE) {
                throw e;
            }
            // a store without conditional deletes: what was compared a moment ago has to do
            return Optional.of(s3.deleteObject(request.ifMatch(null).build()));
        }
    }
}
