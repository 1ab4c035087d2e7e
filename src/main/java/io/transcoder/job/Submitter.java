package io.transcoder.job;

import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.LogText;
import io.transcoder.upload.NameForms;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3EventWriter;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.util.function.Suppliers;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Sends the events of objects that are in the source bucket already, to the queue that S3 sends its own to. Whoever tells of an
 * upload, it is the same job; what needs no event is refused.
 *
 * @param estimates of what an encode is billed for; asked at most once
 */
public record Submitter(
        Ledger ledger,
        Sources sources,
        S3EventWriter writer,
        S3Client s3,
        SqsClient sqs,
        String queueUrl,
        String bucket,
        Clock clock,
        Supplier<Estimates> estimates) {
    private static final int CHUNK = 200;
    private static final S3EventReader READER = new S3EventReader();
    /** What is tried again only if the message names the encoding. */
    private static final Set<String> NAMED = Set.of(Admission.FAILED, Admission.STOPPED);

    public Submitter {
        estimates = Suppliers.memorize(estimates);
    }

    /** The objects of the source bucket under a prefix, but for those that only stand for a folder. */
    public List<String> keysUnder(String prefix) {
        // XML can't hold every character of a key
        return s3
                .listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .filter(object -> object.size() > 0 || !object.key().endsWith("/"))
                .map(object -> object.key())
                .toList();
    }

    /**
     * @param results is told of each key, in their order, as soon as a number of them is done
     * @param force also what has failed or was stopped: the message is for another attempt
     * @param dryRun sends nothing
     */
    public void submit(List<String> keys, boolean force, boolean dryRun, Consumer<Result> results) {
        for (int from = 0; from < keys.size(); from += CHUNK) {
            List<String> chunk = keys.subList(from, Math.min(keys.size(), from + CHUNK));
            AtOnce.map(chunk, key -> submit(key, null, force, dryRun)).forEach(results);
        }
    }

    /**
     * Sends the event for another attempt of a job that is over and did not end well.
     *
     * @param by who asks for it
     */
    public Result retry(JobHistory history, String key, String by) {
        ledger.requireOurs();
        Result result = submit(key, history.jobId(), true, false);
        if (result.outcome() != Outcome.SENT) {
            return result;
        }
        try {
            // after the event: of an attempt that is recorded as ordered, and never comes, the MAM would not be told
            ledger.recordRetry(history.jobId(), history.attempt(), Ledger.Note.of(by, null, clock.instant()));
            return result;
        } catch (SdkException e) {
            return new Result(
                    result.key(),
                    Outcome.SENT,
                    result.text() + "; who asked for it is not recorded: " + e.getMessage());
        }
    }

    private Result submit(String asked, String only, boolean force, boolean dryRun) {
        try {
            return tried(asked, only, force, dryRun);
        } catch (ForeignLedgerException | UncheckedIOException | SdkException e) {
            return new Result(asked, Outcome.FAILED, e.getMessage());
        }
    }

    /** @param only the job that is meant; null for whichever the key has now */
    private Result tried(String asked, String only, boolean force, boolean dryRun) {
        Optional<Upload> shown = NameForms.of(asked).stream()
                .map(form -> new Upload(bucket, form, null, 0, null, null, null, "{}", null))
                .map(pointed -> dryRun ? sources.peek(pointed) : sources.look(pointed))
                .flatMap(Optional::stream)
                .findFirst();
        if (shown.isEmpty()) {
            return new Result(asked, Outcome.MISSING, "there is no such object in " + LogText.safe(bucket));
        }
        String key = shown.get().key();
        Source source = shown.get().source();
        String event = writer.put(bucket, key, source.size(), source.eTag(), source.versionId(), clock.instant());
        Upload upload = READER.read(event).uploads().get(0).seenAs(source);
        String job = "job " + upload.id();
        if (only != null && !only.equals(upload.id())) {
            return new Result(key, Outcome.REFUSED, "another upload is under its key by now, " + job);
        }
        Decision decision = new Admission(ledger).decide(upload, Replay.NONE);
        String failed = null;
        if (decision.action() == Decision.Action.DROP) {
            failed = NAMED.contains(decision.reason()) ? lastEncoding(upload) : null;
            if (failed == null || !force) {
                String cure = failed == null ? "" : ", and --force makes another attempt";
                return new Result(key, Outcome.REFUSED, job + " of this upload is " + state(decision) + cure);
            }
        }
        String text = job + (decision.attempt() > 1 || failed != null ? ", another attempt" : "");
        if (dryRun) {
            String cost = ", estimate: " + estimates.get().ofKey(key, source.size());
            return new Result(key, Outcome.WOULD_SEND, text + cost);
        }
        // as a letter would: it has seen the end
        Replay replay = failed == null ? Replay.NONE : new Replay(upload.id(), failed, 0, null);
        sqs.sendMessage(b -> b.queueUrl(queueUrl).messageBody(event).messageAttributes(replay.messageAttributes()));
        return new Result(key, Outcome.SENT, text);
    }

    private static String state(Decision decision) {
        return decision.reason().equals("encoding") ? "at work" : decision.reason();
    }

    /** Null where the failed attempt had none. */
    private String lastEncoding(Upload upload) {
        End end = ledger.lastEnd(ledger.history(upload.id()));
        return end == null ? null : end.encodingId();
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
