package io.transcoder.failure;

import io.transcoder.upload.LogText;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelExchangeException;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.http.base.HttpOperationFailedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Decides for every exception what the application does about it. An unknown one is permanent where a service refused, and worth
 * another try where no answer came. What would hit every upload alike says nothing against this one.
 *
 * @see <a href="https://developer.bitmovin.com/encoding/docs/best-practice-guide-rest-api-5xx-errors">5xx errors</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html">S3's error codes</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html">SQS's common errors</a>
 */
public final class Failures {
    private static final Set<Integer> QUEUE_FULL = Set.of(8003, 8004);
    private static final Set<Integer> QUOTA = Set.of(8001, 8002, 8005, 8006, 8007);
    private static final Set<Integer> KEY_OR_ACCOUNT = Set.of(1002, 1003);
    private static final Set<Integer> BITMOVINS_OWN_TROUBLE = Set.of(1004, 2018, 2019);
    private static final Set<Integer> PROXY_OR_ACCOUNT = Set.of(401, 402, 403, 407);
    private static final Set<Integer> MAY_PASS = Set.of(408, 429);
    private static final int PROXY_LOGIN = 407;

    public Failure of(Throwable thrown, String route) {
        var bitmovin = cause(BitmovinException.class, thrown);
        if (bitmovin != null) {
            return new Failure(
                    remedy(bitmovin),
                    bitmovin.call(),
                    bitmovin.status(),
                    bitmovin.code() == 0 ? null : String.valueOf(bitmovin.code()),
                    bitmovin.requestId(),
                    bitmovin.getMessage());
        }
        var unknownName = cause(UnknownResourceException.class, thrown);
        if (unknownName != null) {
            return new Failure(Remedy.CONFIGURATION, route, 0, null, null, unknownName.getMessage());
        }
        var aws = cause(AwsServiceException.class, thrown);
        if (aws != null) {
            return new Failure(
                    AwsAnswers.remedy(aws),
                    route,
                    aws.statusCode(),
                    AwsAnswers.code(aws),
                    aws.requestId(),
                    line(aws) + AwsAnswers.toMend(aws));
        }
        return new Failure(withoutAnswer(thrown), route, 0, null, null, line(thrown));
    }

    /** The failure that an exchange is at, or the last that was caught. */
    public Failure current(Exchange exchange) {
        return of(
                thrown(exchange),
                exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class));
    }

    /** One that was caught earlier stays a property of the exchange, so a new one goes first. */
    public static Throwable thrown(Exchange exchange) {
        return exchange.getException() != null
                ? exchange.getException()
                : exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    }

    /**
     * The first of that type among the exception and its causes, or null. Not among what is suppressed, as Camel has it: there it puts
     * what was caught earlier in the same exchange, such as the 404 of a source that is gone, which says nothing of a later failure.
     */
    public static <T extends Throwable> T cause(Class<T> type, Throwable thrown) {
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            if (type.isInstance(one)) {
                return type.cast(one);
            }
        }
        return null;
    }

    private static Remedy remedy(BitmovinException answer) {
        int status = answer.status();
        int code = answer.code();
        if (QUEUE_FULL.contains(code)) {
            return Remedy.QUEUE_FULL;
        }
        if (QUOTA.contains(code)) {
            return Remedy.QUOTA;
        }
        if (status == 429) {
            return Remedy.RETRY_AFTER_RESET;
        }
        if (isEveryUploads(status) || KEY_OR_ACCOUNT.contains(code)) {
            return Remedy.CONFIGURATION;
        }
        // a gateway may answer so after the service has done its work
        if (!answer.isBitmovinsOwn() || status >= 500 || status == 408 || BITMOVINS_OWN_TROUBLE.contains(code)) {
            return Remedy.ASK_FIRST;
        }
        return Remedy.PERMANENT;
    }

    /** Whether a status is about the way to the service, the credentials or the account. A redirect is never followed. */
    public static boolean isEveryUploads(int status) {
        return status / 100 == 3 || PROXY_OR_ACCOUNT.contains(status);
    }

    /** What somebody has to mend, as the end of a sentence; empty where that does not follow from the status. */
    public static String toMend(int status) {
        if (status == PROXY_LOGIN) {
            return "; the proxy wants a login: set http.proxy-user and http.proxy-password";
        }
        if (status == 402) {
            return "; the account may do no more until it is paid for: see its plan and its trial";
        }
        return status / 100 == 3
                ? "; no redirect is followed: check the address, the region, and whether a proxy or a login page answers"
                : "";
    }

    private static Remedy withoutAnswer(Throwable thrown) {
        if (cause(RejectedExecutionException.class, thrown) != null
                || cause(InterruptedException.class, thrown) != null) {
            // the application is stopping
            return Remedy.RETRY;
        }
        boolean neverSent =
                cause(ConnectException.class, thrown) != null || cause(UnknownHostException.class, thrown) != null;
        if (neverSent || cause(SdkClientException.class, thrown) != null) {
            return Remedy.RETRY;
        }
        // of a service that a profile asks
        var http = cause(HttpOperationFailedException.class, thrown);
        boolean mayPass = http != null && (http.getStatusCode() >= 500 || MAY_PASS.contains(http.getStatusCode()));
        return mayPass || cause(IOException.class, thrown) != null ? Remedy.ASK_FIRST : Remedy.PERMANENT;
    }

    private static String line(Throwable wrapped) {
        Throwable thrown = wrapped;
        while ((thrown instanceof RuntimeCamelException || thrown instanceof CamelExchangeException)
                && thrown.getCause() != null) {
            thrown = thrown.getCause();
        }
        String text = LogText.line(thrown.getMessage(), LogText.LIMIT);
        String type = thrown.getClass().getSimpleName();
        if (text.isEmpty()) {
            return type;
        }
        boolean ownWords = thrown.getClass().getPackageName().startsWith("io.transcoder")
                || thrown instanceof IllegalArgumentException
                || thrown instanceof IllegalStateException;
        return ownWords ? text : type + ": " + text;
    }
}
