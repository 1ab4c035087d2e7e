package io.transcoder.failure;

import java.util.Locale;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/**
 * What a refusal of S3, SQS or Secrets Manager means. An answer without an error code is that of a proxy, or one to HEAD, which has
 * no body: in either case not a verdict on the upload.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error codes</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">SQS's common errors</a>
 */
final class AwsAnswers {
    private static final Set<Integer> LATER = Set.of(307, 408, 409, 425, 429);
    private static final Set<String> LATER_CODES = Set.of(
            "RequestTimeout",
            "RequestTimeoutException",
            "ConditionalRequestConflict",
            "OperationAborted",
            "SlowDown",
            "ServerBusy",
            "OverLimit",
            "IncompleteBody",
            "BadDigest");

    private static final Set<String> CLOCK = Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
    private static final Set<String> REGION = Set.of(
            "PermanentRedirect",
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "EndpointNotFound",
            "InvalidRegion");
    private static final Set<String> TOKEN = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "InvalidToken",
            "TokenRefreshRequired",
            "InvalidClientTokenId",
            "InvalidAccessKeyId",
            "InvalidSecurity",
            "UnrecognizedClientException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "MissingSecurityHeader",
            "SignatureDoesNotMatch",
            "InvalidSignatureException",
            "IncompleteSignature",
            "IncompleteSignatureException",
            "AuthorizationQueryParametersError",
            "CredentialsNotSupported",
            "OptInRequired",
            "NotSignedUp");
    private static final Set<String> PLACE = Set.of(
            "NoSuchBucket",
            "InvalidBucketName",
            "InvalidAddress",
            "QueueDoesNotExist",
            "AWS.SimpleQueueService.NonExistentQueue");
    private static final Set<String> RIGHTS =
            Set.of("AccessDenied", "AccessDeniedException", "AllAccessDisabled", "AccountProblem");

    private AwsAnswers() {}

    /** Null where the answer has none. */
    static String code(AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null
                ? null
                : answer.awsErrorDetails().errorCode();
        return code == null || code.isBlank() ? null : code;
    }

    static Remedy remedy(AwsServiceException answer) {
        String code = code(answer);
        int status = answer.statusCode();
        if (code != null && isEveryUploads(code)) {
            return Remedy.CONFIGURATION;
        }
        if (status == 501) {
            // a store that lacks what every upload needs, such as conditional requests
            return Remedy.CONFIGURATION;
        }
        if (status >= 500
                || answer.isThrottlingException()
                || LATER.contains(status)
                || (code != null && (LATER_CODES.contains(code) || isThrottling(code)))) {
            return Remedy.RETRY;
        }
        if (Failures.isEveryUploads(status)) {
            return Remedy.CONFIGURATION;
        }
        return code == null ? Remedy.RETRY : Remedy.PERMANENT;
    }

    private static boolean isEveryUploads(String code) {
        return CLOCK.contains(code)
                || REGION.contains(code)
                || TOKEN.contains(code)
                || PLACE.contains(code)
                || RIGHTS.contains(code)
                || isOfKms(code);
    }

    /** Both services hand on what the key service says, each in its own spelling. */
    private static boolean isOfKms(String code) {
        return code.toLowerCase(Locale.ROOT).startsWith("kms") && !isThrottling(code);
    }

    private static boolean isThrottling(String code) {
        return code.toLowerCase(Locale.ROOT).contains("throttl");
    }

    /** As {@link Failures#toMend}. */
    static String toMend(AwsServiceException answer) {
        String code = String.valueOf(code(answer));
        if (CLOCK.contains(code)) {
            return "; set this machine's clock";
        }
        if (REGION.contains(code)) {
            return "; the bucket or queue is in another region: set aws.region, or the endpoint";
        }
        if (TOKEN.contains(code)) {
            return "; the credentials are not accepted: see aws.access-key and aws.secret-key, or the role, and the clock";
        }
        if (PLACE.contains(code)) {
            return "; check the names of the buckets and queues, and aws.region";
        }
        if (RIGHTS.contains(code)) {
            return "; allow it to these credentials, see transcoder setup policies";
        }
        if (isOfKms(code)) {
            return "; look at the encryption key and the right to use it";
        }
        return answer.statusCode() == 501
                ? "; the store lacks something that is needed, see the documentation on stores"
                : Failures.toMend(answer.statusCode());
    }
}
