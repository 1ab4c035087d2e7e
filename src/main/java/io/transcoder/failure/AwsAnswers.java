package io.transcoder.failure;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    /** What mends an answer that every upload would get alike, by its code. */
    private static final Map<String, String> MENDED_BY = mends();

    private AwsAnswers() {}

    private static Map<String, String> mends() {
        try (InputStream in = AwsAnswers.class.getResourceAsStream("/aws-errors.json")) {
            Map<String, String> mends = new HashMap<>();
            new ObjectMapper()
                    .readValue(in, new TypeReference<Map<String, List<String>>>() {})
                    .forEach((mend, codes) -> codes.forEach(code -> mends.put(code, mend)));
            return Map.copyOf(mends);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

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
        // 501: a store that lacks what every upload needs, such as conditional requests
        if (status == 501 || (code != null && isEveryUploads(code))) {
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
        return MENDED_BY.containsKey(code) || isOfKms(code);
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
        if (MENDED_BY.containsKey(code)) {
            return "; " + MENDED_BY.get(code);
        }
        if (isOfKms(code)) {
            return "; look at the encryption key and the right to use it";
        }
        return answer.statusCode() == 501
                ? "; the store lacks something that is needed, see the documentation on stores"
                : Failures.toMend(answer.statusCode());
    }
}
