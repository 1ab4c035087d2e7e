package io.transcoder.job;

import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3EventWriter;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Sends the events of objects that are in the source bucket already, to the queue that S3 sends its own to. What the ledger knows is
 * refused: an object that is submitted twice is the same job, but one that S3 has told of would be encoded and paid once more.
 */
public final class Submitter {
    private static final int CHUNK = 200;

    private final Ledger ledger;
    private final Sources sources = new Sources();
    private final S3EventReader reader = new S3EventReader();
    private final S3EventWriter writer;
    private final S3Client s3;
    private final SqsClient sqs;
    private final String queueUrl;
    private final String bucket;
    private final Clock clock;

    public Submitter(
            Ledger ledger,
            S3EventWriter writer,
            S3Client s3,
            SqsClient sqs,
            String queueUrl,
            String bucket,
            Clock clock) {
        this.ledger = ledger;
        this.writer = writer;
        this.s3 = s3;
        this.sqs = sqs;
        this.queueUrl = queueUrl;
        this.bucket = bucket;
        this.clock = clock;
    }

    /** The objects of the source bucket under a prefix, but for those that only stand for a folder. */
    public List<String> keysUnder(String prefix) {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                .filter(object -> object.size() > 0 || !object.key().endsWith("/"))
                .map(object -> object.key())
                .toList();
    }

    /**
     * @param results is told of each key, in their order, as soon as a number of them is done
     * @param force also what the ledger knows
     * @param dryRun sends nothing
     * @throws software.amazon.awssdk.core.exception.SdkException where S3 can't be reached, or SQS does not take a message
     */
    public void submit(List<String> keys, boolean force, boolean dryRun, Consumer<Result> results) {
        for (int from = 0; from < keys.size(); from += CHUNK) {
            List<String> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
            AtOnce.map(chunk, key -> submit(key, force, dryRun)).forEach(results);
        }
    }

    private Result submit(String key, boolean force, boolean dryRun) {
        // before the look: nothing that was written later may seem older than this
        Instant now = clock.instant();
        Source source;
        try {
            source = sources.read(s3.headObject(b -> b.bucket(bucket).key(key)));
        } catch (NoSuchKeyException e) {
            return new Result(key, Outcome.MISSING, "there is no such object in " + bucket);
        } catch (S3Exception e) {
            return new Result(key, Outcome.FAILED, "S3 answered " + e.statusCode() + ": " + e.getMessage());
        }
        String event = writer.put(bucket, key, source.size(), source.eTag(), source.versionId(), now);
        Upload upload = reader.read(event).uploads().get(0);
        Optional<String> known = known(upload, source);
        if (known.isPresent() && !force) {
            return new Result(key, Outcome.REFUSED, known.get());
        }
        String text =
                "job " + upload.id() + known.map(why -> ", although " + why).orElse("");
        if (dryRun) {
            return new Result(key, Outcome.WOULD_SEND, text);
        }
        sqs.sendMessage(b -> b.queueUrl(queueUrl).messageBody(event));
        return new Result(key, Outcome.SENT, text);
    }

    /** Why an event of this object is of no use, or would pay twice. */
    private Optional<String> known(Upload upload, Source source) {
        List<JobHistory> versions = ledger.versionsOf(upload);
        // its event would be dropped, whatever the date of the object: the job's id says so
        Optional<String> same = versions.stream()
                .filter(history -> history.jobId().equals(upload.id()))
                .map(history -> "job " + history.jobId()
                        + (history.isLive()
                                ? " is at work on it"
                                : " of the same version is over, and drops its event"))
                .findFirst();
        return same.or(() -> versions.stream()
                .filter(history -> isOf(history, source))
                .map(history -> "job " + history.jobId() + (history.isLive() ? " is at work on it" : " was about it"))
                .findFirst());
    }

    private boolean isOf(JobHistory history, Source source) {
        for (int attempt : history.attempts().keySet()) {
            Optional<Source> claimed = attempt == 0
                    ? Optional.empty()
                    : ledger.claimOf(history.jobId(), attempt).map(Claim::source);
            if (claimed.isPresent()) {
                return Objects.equals(claimed.get().eTag(), source.eTag())
                        && Objects.equals(claimed.get().lastModified(), source.lastModified());
            }
        }
        // skipped before its first attempt: nobody recorded the object's date
        return history.has(Part.END)
                && ledger.skippedUpload(history.jobId(), history.attempt())
                        .map(skipped -> Objects.equals(skipped.eTag(), source.eTag()))
                        .orElse(false);
    }

    public enum Outcome {
        SENT,
        WOULD_SEND,
        REFUSED,
        MISSING,
        FAILED;

        public boolean isGood() {
            return this == SENT || this == WOULD_SEND;
        }
    }

    /** @param text why, or which job the event leads to */
    public record Result(String key, Outcome outcome, String text) {}
}
