package io.transcoder.setup.live;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.Listed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A small upload of the application's own, sent the whole way now and then, so that a fault shows before an upload of the MAM meets it.
 * What is under way, and when the next is due, is kept here: an exchange that waited for it would keep edited routes out.
 */
public final class Canary {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /**
     * @param prefix of its keys
     * @param period zero for never
     * @param patience until it has to be over
     * @param isSourceDeleted whether the application deletes a source after its output was verified
     */
    public record Plan(
            String sourceBucket,
            String outputBucket,
            String prefix,
            Duration period,
            Duration patience,
            boolean isSourceDeleted) {
        private static final Duration PATIENCE = Duration.ofHours(1);

        public static Plan of(Settings settings) {
            return new Plan(
                    settings.text(Setting.SOURCE_BUCKET),
                    settings.text(Setting.OUTPUT_BUCKET),
                    settings.text(Setting.PROFILE_SOURCE_PREFIX) + "transcoder-canary/",
                    settings.duration(Setting.CANARY_PERIOD),
                    PATIENCE.plus(settings.duration(Setting.SOURCE_DELETE_AFTER)),
                    settings.text(Setting.SOURCE_DELETE).equals("verified"));
        }
    }

    private final S3Client s3;
    private final Ledger ledger;
    private final Instances instances;
    private final Plan plan;
    private final Clock clock;
    private volatile Instant due = Instant.EPOCH;
    /** Null where none is under way. */
    private volatile LiveUpload watched;

    private volatile Instant lastSuccess = Instant.EPOCH;
    private volatile Duration lastDuration = Duration.ZERO;

    public Canary(S3Client s3, Ledger ledger, Instances instances, Plan plan, Clock clock) {
        this.s3 = s3;
        this.ledger = ledger;
        this.instances = instances;
        this.plan = plan;
        this.clock = clock;
    }

    /** Whether to send one: once a period, after the one before is over. Of several instances one sends it; two at once do no harm. */
    public boolean isDue() {
        Instant now = clock.instant();
        if (plan.period().isZero() || watched != null || now.isBefore(due)) {
            return false;
        }
        due = now.plus(plan.period());
        return instances.beat().isMine("canary");
    }

    public LiveUpload send() {
        String key = plan.prefix()
                + clock.instant().truncatedTo(ChronoUnit.SECONDS).toString().replace(':', '-') + ".mp4";
        watched = LiveUpload.put(s3, ledger, plan.sourceBucket(), plan.outputBucket(), key, LiveUpload.clip());
        return watched;
    }

    /** The one that was sent, as soon as it is over or should be, and then no more; null before. */
    public LiveUpload over() {
        LiveUpload canary = watched;
        if (canary != null && isUnderWay(canary)) {
            return null;
        }
        watched = null;
        return canary;
    }

    /** For the stop of this instance: the job of one that is under way goes on as any other. */
    public void leave() {
        LiveUpload canary = watched;
        watched = null;
        if (canary == null) {
            return;
        }
        String key = canary.upload().key();
        LOG.info("A canary is no longer watched, as this instance stops: {}", key);
        try {
            remove(canary);
        } catch (SdkException e) {
            LOG.warn("What a canary has left can't be removed, {}: {}", key, e.getMessage());
        }
    }

    /** Whether its end is still to be waited for, as far as the ledger tells: where it gives no answer, it is asked again. */
    public boolean isUnderWay(LiveUpload canary) {
        if (!clock.instant().isBefore(canary.upload().source().lastModified().plus(plan.patience()))) {
            return false;
        }
        try {
            LiveUpload.Progress progress = canary.progress();
            return !progress.isCleaned() && (!progress.isEnded() || progress.isFinished());
        } catch (RuntimeException e) {
            return true;
        }
    }

    /** Keeps when it went well, and how long it took. */
    public void succeeded(@Body LiveUpload canary) {
        lastSuccess = clock.instant();
        lastDuration = Duration.between(canary.upload().source().lastModified(), lastSuccess);
    }

    /** For people; null where nothing is wrong. */
    public String fault(@Body LiveUpload canary) {
        LiveUpload.Progress progress = canary.progress();
        if (progress.isEnded() && !progress.isFinished()) {
            return "its job has ended as " + progress.end().outcome() + ", "
                    + progress.end().reason();
        }
        if (!progress.isCleaned()) {
            return (progress.isTaken() ? "its job is not over" : "it was not taken") + " after "
                    + plan.patience().toMinutes() + " minutes";
        }
        List<String> missing = progress.claim().outputs().stream()
                .map(output -> output.key())
                .filter(output -> !isThere(plan.outputBucket(), output))
                .toList();
        if (!missing.isEmpty()) {
            return "its job is finished, and there is no " + missing;
        }
        boolean isLeft = isThere(plan.sourceBucket(), canary.upload().key());
        return isLeft == plan.isSourceDeleted() ? "its source is " + (isLeft ? "still there" : "gone") : null;
    }

    /** What is at work is left, as the encoder may still read it. */
    public void remove(@Body LiveUpload canary) {
        LiveUpload.Progress progress = canary.progress();
        if (progress.isEnded() || !progress.isTaken()) {
            canary.remove();
        }
    }

    /** By this instance; 1970 where there was none. */
    public Instant lastSuccess() {
        return lastSuccess;
    }

    /** From the upload to the end of the last one that went well. */
    public Duration lastDuration() {
        return lastDuration;
    }

    private boolean isThere(String bucket, String key) {
        return new Listed(s3).find(bucket, key).isPresent();
    }
}
