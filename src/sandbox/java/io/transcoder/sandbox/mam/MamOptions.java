package io.transcoder.sandbox.mam;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How the played MAM behaves. Much of it is not documented by the vendor, so each unknown is a switch.
 *
 * @param sourceBucket where sources are put
 * @param sourcePrefix empty, or ends with a slash
 * @param destinationBucket where results are looked for
 * @param destinationPrefix empty, or ends with a slash
 * @param regex the pattern of the external transcoder, a Java regex; the quoted source name comes before it
 * @param namePrefix how much of the source name comes before the regex
 * @param matching whether the pattern must match the whole name
 * @param checks how many looks in a row must see the same size before a result counts as complete; at least 1
 * @param interval the pause between looks
 * @param timeout how long one attempt waits for a result, from the end of the upload
 * @param attempts how often the step is tried; 1 is no retry
 * @param uploadsOnRetry whether a retry uploads the source again
 * @param sourceDeletion when the source object is deleted
 * @param deletesResult whether a result that was taken is deleted
 */
public record MamOptions(
        String sourceBucket,
        String sourcePrefix,
        String destinationBucket,
        String destinationPrefix,
        String regex,
        NamePrefix namePrefix,
        Matching matching,
        int checks,
        Duration interval,
        Duration timeout,
        int attempts,
        boolean uploadsOnRetry,
        SourceDeletion sourceDeletion,
        boolean deletesResult) {

    /** The pattern the project recommends: it tells VX-10 from VX-100 whatever the other switches are. */
    public static final String REGEX = "(?:\\D.*)?_bitmovin\\.mp4";

    /** How much of {@code VX-7.mxf} comes before the regex. */
    public enum NamePrefix {
        WITH_EXTENSION,
        WITHOUT_EXTENSION
    }

    /** As in {@link java.util.regex.Matcher}. */
    public enum Matching {
        MATCHES,
        FIND
    }

    /** When the MAM deletes the source it put. */
    public enum SourceDeletion {
        NEVER,
        WHEN_FINISHED,
        /** Also after a failure, a timeout or an abort. */
        WHEN_ENDED
    }

    public MamOptions {
        Pattern.compile(regex);
        if (checks < 1 || attempts < 1) {
            throw new IllegalArgumentException("checks and attempts are at least 1, not " + checks + ", " + attempts);
        }
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("the interval must be longer than nothing, not " + interval);
        }
    }

    /**
     * From {@code in/} to {@code out/}; the name without extension and the whole name matched, as in the vendor's
     * example; 2 checks 1 s apart within 5 minutes; one attempt; the source deleted when finished, the result kept.
     */
    public static MamOptions of(String sourceBucket, String destinationBucket) {
        return new MamOptions(
                sourceBucket,
                "in/",
                destinationBucket,
                "out/",
                REGEX,
                NamePrefix.WITHOUT_EXTENSION,
                Matching.MATCHES,
                2,
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                1,
                false,
                SourceDeletion.WHEN_FINISHED,
                false);
    }

    public MamOptions withPrefixes(String source, String destination) {
        return new MamOptions(
                sourceBucket,
                source,
                destinationBucket,
                destination,
                regex,
                namePrefix,
                matching,
                checks,
                interval,
                timeout,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withRegex(String other) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                other,
                namePrefix,
                matching,
                checks,
                interval,
                timeout,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withNamePrefix(NamePrefix other) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                other,
                matching,
                checks,
                interval,
                timeout,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withMatching(Matching other) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                namePrefix,
                other,
                checks,
                interval,
                timeout,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withLooks(int count, Duration pause) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                namePrefix,
                matching,
                count,
                pause,
                timeout,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withTimeout(Duration other) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                namePrefix,
                matching,
                checks,
                interval,
                other,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withAttempts(int count, boolean uploadingAgain) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                namePrefix,
                matching,
                checks,
                interval,
                timeout,
                count,
                uploadingAgain,
                sourceDeletion,
                deletesResult);
    }

    public MamOptions withSourceDeletion(SourceDeletion other) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                namePrefix,
                matching,
                checks,
                interval,
                timeout,
                attempts,
                uploadsOnRetry,
                other,
                deletesResult);
    }

    public MamOptions deletingResults(boolean deletes) {
        return new MamOptions(
                sourceBucket,
                sourcePrefix,
                destinationBucket,
                destinationPrefix,
                regex,
                namePrefix,
                matching,
                checks,
                interval,
                timeout,
                attempts,
                uploadsOnRetry,
                sourceDeletion,
                deletes);
    }
}
