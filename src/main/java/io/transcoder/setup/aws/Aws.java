package io.transcoder.setup.aws;

import io.transcoder.setup.step.Trouble;
import io.transcoder.upload.LogText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Calls S3 and SQS, and turns their errors into a {@link Trouble}. */
final class Aws {
    private static final Set<String> UNKNOWN_CALL = Set.of(
            "NotImplemented",
            "MethodNotAllowed",
            "InvalidAction",
            "UnsupportedOperation",
            "AWS.SimpleQueueService.UnsupportedOperation");
    private static final Set<String> WRONG_KEYS = Set.of(
            "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidClientTokenId", "UnrecognizedClientException");
    private static final Set<String> NO_QUEUE =
            Set.of("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "NonExistentQueue");

    /** Those of our calls that the application makes as well; the others are made by set-up and doctor alone, and a service may lack them. */
    private static final Set<String> APPLICATION =
            Set.of("s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject", "sqs:GetQueueUrl");

    private Aws() {}

    /**
     * @param permission the IAM action that the call needs
     * @throws Trouble where there is no good answer
     */
    static <T> T call(String permission, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException e) {
            throw refusal(permission, e);
        } catch (SdkClientException e) {
            throw Trouble.of("aws-silent", permission, LogText.safe(e.getMessage()));
        }
    }

    /** As {@link #call}; empty where the thing asked for is not there. */
    static <T> Optional<T> find(String permission, Supplier<T> call) {
        return call(permission, () -> {
            try {
                return Optional.of(call.get());
            } catch (AwsServiceException e) {
                if (e.statusCode() == 404 || NO_QUEUE.contains(code(e))) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /** The first objects of a bucket under a prefix; none where there is no such bucket. */
    static List<S3Object> objects(S3Client s3, String bucket, String prefix, int most) {
        return find(
                        "s3:ListBucket",
                        () -> s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                                .limit(most)
                                .toList())
                .orElse(List.of());
    }

    private static Trouble refusal(String permission, AwsServiceException e) {
        String code = code(e);
        if (!APPLICATION.contains(permission)
                && (e.statusCode() == 501 || e.statusCode() == 405 || UNKNOWN_CALL.contains(code))) {
            return Trouble.of("aws-unsupported", permission);
        }
        if (WRONG_KEYS.contains(code)) {
            return Trouble.of("aws-wrong-key", permission, code);
        }
        if (e.statusCode() == 403 || e.statusCode() == 401 || code.startsWith("AccessDenied")) {
            return Trouble.of(APPLICATION.contains(permission) ? "aws-denied" : "aws-not-shown", permission);
        }
        String words = e.awsErrorDetails() == null ? null : e.awsErrorDetails().errorMessage();
        String said = (code + " " + (words == null ? "" : LogText.safe(words))).strip();
        return Trouble.of(
                e.statusCode() >= 500 ? "aws-failed" : "aws-refused", permission, e.statusCode() + " " + said);
    }

    private static String code(AwsServiceException e) {
        return e.awsErrorDetails() == null || e.awsErrorDetails().errorCode() == null
                ? ""
                : e.awsErrorDetails().errorCode();
    }
}
