package io.transcoder.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.ExpirationStatus;
import software.amazon.awssdk.services.s3.model.LifecycleRule;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a store keeps of what the application would like, found by a try each, in a bucket that nobody else uses. */
final class StoreTrial {
    private static final String NO_ETAG = "\"00000000000000000000000000000000\"";
    private static final int CONDITION_FAILED = 412;
    private static final String YES = "yes";
    private static final String CREATE_ONLY = "conditional PUT";

    private final S3Client s3;
    private final String bucket;
    private final Map<String, String> results = new LinkedHashMap<>();

    StoreTrial(S3Client s3, String bucket) {
        this.s3 = s3;
        this.bucket = bucket;
        attempt(CREATE_ONLY, this::createOnly);
        attempt("conditional DELETE", this::conditionalDelete);
        attempt("lifecycle", this::lifecycle);
        attempt("versions", this::versions);
    }

    /** What was tried, and {@code yes} or what was seen instead. */
    Map<String, String> results() {
        return results;
    }

    /** Why the store is not fit for the ledger; empty where it is. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (!results.get(CREATE_ONLY).equals(YES)) {
            faults.add(
                    "This store cannot hold the ledger, since a record that is there is overwritten: 'run' refuses it,"
                            + " for two instances would each pay for an encode of the same upload");
        }
        return faults;
    }

    private void attempt(String what, Callable<String> attempt) {
        try {
            results.put(what, attempt.call());
        } catch (S3Exception e) {
            results.put(what, "no, refused with " + e.statusCode());
        } catch (SdkException e) {
            results.put(what, "no, not answered as S3 does: " + e.getMessage());
        } catch (Exception e) {
            throw new IllegalStateException("The try of " + what + " ended with no answer of the store", e);
        }
    }

    private String createOnly() {
        s3.putObject(b -> b.bucket(bucket).key("created"), RequestBody.fromString("first"));
        return isRefused(() -> s3.putObject(
                        b -> b.bucket(bucket).key("created").ifNoneMatch("*"), RequestBody.fromString("second")))
                ? YES
                : "no, If-None-Match is ignored";
    }

    private String conditionalDelete() {
        s3.putObject(b -> b.bucket(bucket).key("deleted"), RequestBody.fromString("first"));
        return isRefused(() ->
                        s3.deleteObject(b -> b.bucket(bucket).key("deleted").ifMatch(NO_ETAG)))
                ? YES
                : "no, If-Match is ignored";
    }

    private String lifecycle() {
        LifecycleRule rule = LifecycleRule.builder()
                .id("sandbox")
                .status(ExpirationStatus.ENABLED)
                .filter(filter -> filter.prefix("expires/"))
                .expiration(expiration -> expiration.days(1))
                .build();
        s3.putBucketLifecycleConfiguration(
                b -> b.bucket(bucket).lifecycleConfiguration(configuration -> configuration.rules(rule)));
        return s3.getBucketLifecycleConfiguration(b -> b.bucket(bucket)).rules().stream()
                        .anyMatch(kept -> "sandbox".equals(kept.id()))
                ? YES
                : "no, taken and not kept";
    }

    private String versions() {
        s3.putBucketVersioning(
                b -> b.bucket(bucket).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)));
        String versionId = s3.putObject(b -> b.bucket(bucket).key("version"), RequestBody.fromString("first"))
                .versionId();
        return versionId == null ? "no, taken and not kept" : YES;
    }

    private static boolean isRefused(Runnable call) {
        try {
            call.run();
            return false;
        } catch (S3Exception e) {
            if (e.statusCode() == CONDITION_FAILED) {
                return true;
            }
            throw e;
        }
    }
}
