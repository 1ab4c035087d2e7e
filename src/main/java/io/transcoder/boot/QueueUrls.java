package io.transcoder.boot;

import io.transcoder.failure.ApplicationException;
import io.transcoder.failure.Failures;
import io.transcoder.failure.Remedy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.spi.PropertiesFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * The property function {@code queue-url}: a queue's name becomes its URL, a URL stays as it is. Asking for one queue needs less
 * permission than the list of all that the component would ask for.
 */
public final class QueueUrls implements PropertiesFunction {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final SqsClient sqs;
    private final boolean offline;
    private final Runnable beforeWaiting;
    private final String dispensable;
    private final String beside;
    private final Map<String, String> urls = new ConcurrentHashMap<>();

    /**
     * @param offline nobody is asked, and the URLs lead nowhere
     * @param beforeWaiting may throw what makes the waiting pointless
     */
    public QueueUrls(SqsClient sqs, boolean offline, Runnable beforeWaiting) {
        this(sqs, offline, beforeWaiting, null, null);
    }

    /**
     * With a queue that may be missing.
     *
     * @param offline nobody is asked, and the URLs lead nowhere
     * @param beforeWaiting may throw what makes the waiting pointless
     * @param dispensable the queue without which all else can work, or null; where it can't be used its URL is guessed from the other's
     * @param beside a queue of the same account
     */
    public QueueUrls(SqsClient sqs, boolean offline, Runnable beforeWaiting, String dispensable, String beside) {
        this.sqs = sqs;
        this.offline = offline;
        this.beforeWaiting = beforeWaiting;
        this.dispensable = dispensable;
        this.beside = beside;
    }

    @Override
    public String getName() {
        return "queue-url";
    }

    /**
     * Waits for a queue service that can't be reached.
     *
     * @throws ApplicationException where the service says that there is no such queue, or that it is not for us
     */
    @Override
    public String apply(String nameOrUrl) {
        if (nameOrUrl.startsWith("http")) {
            return nameOrUrl;
        }
        if (offline) {
            return "http://localhost/offline/" + nameOrUrl;
        }
        // computeIfAbsent must not be called within itself, as it would be where a guess asks for the URL of the other
        // queue
        if (!urls.containsKey(nameOrUrl)) {
            urls.put(nameOrUrl, askOrGuess(nameOrUrl));
        }
        return urls.get(nameOrUrl);
    }

    private String askOrGuess(String name) {
        try {
            return ask(name);
        } catch (ApplicationException e) {
            if (!name.equals(dispensable)) {
                throw e;
            }
            LOG.error("All else works, and what is for it waits: {}", e.getMessage());
            return apply(beside).replaceFirst("[^/]*$", name);
        }
    }

    /**
     * As {@link #apply}, without waiting.
     *
     * @param limit of the call with all its tries; null for the client's
     * @throws software.amazon.awssdk.core.exception.SdkException where the service can't be reached or has trouble
     */
    static String now(SqsClient sqs, String nameOrUrl, Duration limit) {
        if (nameOrUrl.startsWith("http")) {
            return nameOrUrl;
        }
        try {
            return sqs.getQueueUrl(
                            b -> b.queueName(nameOrUrl).overrideConfiguration(call -> call.apiCallTimeout(limit)))
                    .queueUrl();
        } catch (AwsServiceException e) {
            if (e.statusCode() < 500 && !isForLater(e)) {
                throw new ApplicationException("The queue " + nameOrUrl + " can't be used: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    /** An answer without a code is not of SQS, but of what answers at a wrong address. */
    private static boolean isForLater(AwsServiceException e) {
        return e.awsErrorDetails() != null
                && e.awsErrorDetails().errorCode() != null
                && new Failures().of(e, null).remedy() == Remedy.RETRY;
    }

    private String ask(String name) {
        while (true) {
            try {
                return now(sqs, name, null);
            } catch (AwsServiceException e) {
                LOG.warn("SQS has trouble, asked again in {} s: {}", PAUSE.toSeconds(), e.getMessage());
            } catch (SdkClientException e) {
                LOG.warn("SQS can't be reached, tried again in {} s: {}", PAUSE.toSeconds(), e.getMessage());
            }
            beforeWaiting.run();
            LockSupport.parkNanos(PAUSE.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new ApplicationException("Interrupted while waiting for the queue " + name, null);
            }
        }
    }
}
