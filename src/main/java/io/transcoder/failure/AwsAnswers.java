package io.transcoder.failure;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
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
    private static final Codes CODES = codes();

    private AwsAnswers() {}

    private static Codes codes() {
        try (InputStream in = AwsAnswers.class.getResourceAsStream("/aws-errors.json")) {
            return new ObjectMapper().readValue(in, Codes.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The error codes that say more than their status.
     *
     * @param later which another try may not get
     * @param mends which every upload would get alike, by what mends them
     */
    private record Codes(Set<String> later, Map<String, Set<String>> mends) {
        Optional<String> mend(String code) {
            return mends.entrySet().stream()
                    .filter(mend -> mend.getValue().contains(code))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
    }

    /** Null where the answer has none. */
    static String code(AwsServiceException answer) {
        return Optional.ofNullable(answer.awsErrorDetails())
                .map(AwsErrorDetails::errorCode)
                .filter(code -> !code.isBlank())
                .orElse(null);
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
                || (code != null && (CODES.later().contains(code) || isThrottling(code)))) {
            return Remedy.RETRY;
        }
        if (Failures.isEveryUploads(status)) {
            return Remedy.CONFIGURATION;
        }
        return code == null ? Remedy.RETRY : Remedy.PERMANENT;
    }

    private static boolean isEveryUploads(String code) {
        return CODES.mend(code).isPresent() || isOfKms(code);
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
        Optional<String> mend = CODES.mend(code);
        if (mend.isPresent()) {
            return "; " + mend.get();
        }
        if (isOfKms(code)) {
            return "; look at the encryption key and the right to use it";
        }
        return answer.statusCode() == 501
                ? "; the store lacks something that is needed, see the documentation on stores"
                : Failures.toMend(answer.statusCode());
    }
}
