package io.transcoder.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

class FailuresTest {
    private final Failures failures = new Failures();

    @ParameterizedTest
    @CsvSource({
        "400, 1000, PERMANENT",
        "400, 1001, PERMANENT",
        "404, 1001, PERMANENT",
        "409, 1001, PERMANENT",
        "200, 1001, PERMANENT",
        "200, 0, ASK_FIRST",
        "201, 0, ASK_FIRST",
        "400, 0, ASK_FIRST",
        "404, 0, ASK_FIRST",
        "409, 0, ASK_FIRST",
        "413, 0, ASK_FIRST",
        "301, 0, CONFIGURATION",
        "302, 0, CONFIGURATION",
        "307, 0, CONFIGURATION",
        "402, 0, CONFIGURATION",
        "402, 6000, CONFIGURATION",
        "407, 0, CONFIGURATION",
        "422, 99999, PERMANENT",
        "400, 2025, PERMANENT",
        "400, 2100, PERMANENT",
        "401, 0, CONFIGURATION",
        "403, 0, CONFIGURATION",
        "400, 1002, CONFIGURATION",
        "400, 1003, CONFIGURATION",
        "408, 0, ASK_FIRST",
        "500, 0, ASK_FIRST",
        "500, 1004, ASK_FIRST",
        "400, 2018, ASK_FIRST",
        "400, 2019, ASK_FIRST",
        "502, 0, ASK_FIRST",
        "504, 0, ASK_FIRST",
        "599, 0, ASK_FIRST",
        "503, 0, ASK_FIRST",
        "429, 0, RETRY_AFTER_RESET",
        "400, 8003, QUEUE_FULL",
        "429, 8004, QUEUE_FULL",
        "400, 8001, QUOTA",
        "400, 8002, QUOTA",
        "403, 8005, QUOTA",
        "400, 8006, QUOTA",
        "500, 8007, QUOTA"
    })
    void anAnswerOfBitmovinMeansWhatTheTableSays(int status, int code, Remedy remedy) {
        var answer = new BitmovinException("POST /encoding/encodings", status, code, "req-1", "text");

        assertThat(failures.of(new RuntimeCamelException(answer), "mp4").remedy())
                .isEqualTo(remedy);
    }

    @Test
    void whatWasNeverSentIsSentAgainAndWhatGotNoAnswerIsAskedFor() {
        assertThat(of(new ConnectException("refused"))).isEqualTo(Remedy.RETRY);
        assertThat(of(new UnknownHostException("api"))).isEqualTo(Remedy.RETRY);
        assertThat(of(new SocketTimeoutException("read"))).isEqualTo(Remedy.ASK_FIRST);
        assertThat(of(new NoHttpResponseException("closed"))).isEqualTo(Remedy.ASK_FIRST);
        assertThat(of(new IOException("reset"))).isEqualTo(Remedy.ASK_FIRST);
    }

    @Test
    void aStopOfTheApplicationIsNoFaultOfTheUpload() {
        assertThat(of(new RejectedExecutionException("stopping"))).isEqualTo(Remedy.RETRY);
        assertThat(of(new InterruptedException())).isEqualTo(Remedy.RETRY);
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError, RETRY",
        "503, SlowDown, RETRY",
        "400, SlowDown, RETRY",
        "409, ConditionalRequestConflict, RETRY",
        "409, OperationAborted, RETRY",
        "400, RequestTimeout, RETRY",
        "400, IncompleteBody, RETRY",
        "307, TemporaryRedirect, RETRY",
        "403, OverLimit, RETRY",
        "403, RequestThrottled, RETRY",
        "400, ThrottlingException, RETRY",
        "404, , RETRY",
        "400, , RETRY",
        "403, AccessDenied, CONFIGURATION",
        "403, InvalidObjectState, CONFIGURATION",
        "400, AccessDeniedException, CONFIGURATION",
        "404, NoSuchBucket, CONFIGURATION",
        "400, QueueDoesNotExist, CONFIGURATION",
        "400, AWS.SimpleQueueService.NonExistentQueue, CONFIGURATION",
        "301, PermanentRedirect, CONFIGURATION",
        "400, AuthorizationHeaderMalformed, CONFIGURATION",
        "400, IllegalLocationConstraintException, CONFIGURATION",
        "301, , CONFIGURATION",
        "302, , CONFIGURATION",
        "402, , CONFIGURATION",
        "403, , CONFIGURATION",
        "407, , CONFIGURATION",
        "403, InvalidAccessKeyId, CONFIGURATION",
        "403, SignatureDoesNotMatch, CONFIGURATION",
        "400, UnrecognizedClientException, CONFIGURATION",
        "403, RequestTimeTooSkewed, CONFIGURATION",
        "400, RequestExpired, CONFIGURATION",
        "400, ExpiredToken, CONFIGURATION",
        "400, TokenRefreshRequired, CONFIGURATION",
        "400, KMS.DisabledException, CONFIGURATION",
        "400, KmsAccessDenied, CONFIGURATION",
        "400, KmsThrottled, RETRY",
        "501, NotImplemented, CONFIGURATION",
        "404, NoSuchKey, PERMANENT",
        "400, EntityTooLarge, PERMANENT",
        "400, KeyTooLongError, PERMANENT"
    })
    void anAnswerOfS3OrSqsMeansWhatTheTableSays(int status, String code, Remedy remedy) {
        assertThat(of(aws(status, code))).isEqualTo(remedy);
    }

    @ParameterizedTest
    @CsvSource({
        "301, PermanentRedirect, aws.region",
        "302, , proxy",
        "407, , http.proxy-user",
        "403, RequestTimeTooSkewed, clock",
        "403, InvalidAccessKeyId, aws.access-key",
        "400, ExpiredToken, credentials",
        "403, AccessDenied, policies",
        "403, InvalidObjectState, restore it",
        "404, NoSuchBucket, names of the buckets"
    })
    void whatHitsEveryUploadSaysWhatToMend(int status, String code, String words) {
        assertThat(failures.of(aws(status, code), "intake").reason()).contains(words);
    }

    @ParameterizedTest
    @CsvSource({
        "408, ASK_FIRST",
        "429, ASK_FIRST",
        "500, ASK_FIRST",
        "503, ASK_FIRST",
        "504, ASK_FIRST",
        "400, PERMANENT",
        "404, PERMANENT",
        "409, PERMANENT"
    })
    void anAnswerOfAServiceThatAProfileAsksMeansWhatTheTableSays(int status, Remedy remedy) {
        assertThat(of(new HttpOperationFailedException("https://house/rules", status, "text", null, Map.of(), "")))
                .isEqualTo(remedy);
    }

    private static S3Exception aws(int status, String code) {
        return (S3Exception) S3Exception.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }

    @Test
    void whatNobodyKnowsIsPermanentWhereThereWasNoService() {
        assertThat(of(new NullPointerException())).isEqualTo(Remedy.PERMANENT);
        assertThat(of(SdkClientException.create("no connection"))).isEqualTo(Remedy.RETRY);
        assertThat(of(new UnknownResourceException("Bitmovin has no filter named 'x'")))
                .isEqualTo(Remedy.CONFIGURATION);
    }

    /** Camel adds to an exception as suppressed what was caught before in the exchange. */
    @Test
    void whatWasCaughtEarlierSaysNothingOfALaterFailure() {
        var later = S3Exception.builder().statusCode(503).build();
        later.addSuppressed(NoSuchKeyException.builder().statusCode(404).build());
        later.addSuppressed(new BitmovinException("POST /stop", 400, 1000, "r-1", "it is over"));

        assertThat(of(later)).isEqualTo(Remedy.RETRY);
        assertThat(failures.of(later, "start").status()).isEqualTo(503);
    }

    @Test
    void theReasonIsTheCausesInOneLineAndNamesNoWrapper() {
        var cause = new IOException("line one\nline two");
        var wrapped = new RuntimeCamelException("wrapper", cause);
        var bySplit = new CamelExchangeException("Multicast processing failed for number 0", null, cause);

        assertThat(failures.of(wrapped, "mp4").reason()).isEqualTo("IOException: line one line two");
        assertThat(failures.of(bySplit, "split-event").reason()).isEqualTo("IOException: line one line two");
    }

    private Remedy of(Throwable thrown) {
        return failures.of(new RuntimeCamelException(thrown), "mp4").remedy();
    }
}
