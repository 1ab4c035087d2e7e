package io.transcoder.setup.live;

import io.transcoder.config.Shipped;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * One upload that the running application takes as any other and encodes by its profile. How far it is, only the ledger is asked, so
 * that no message is taken from the application.
 *
 * @param outputBucket where the encoder writes
 * @param upload as the bucket shows it
 */
public record LiveUpload(S3Client s3, Ledger ledger, String outputBucket, Upload upload) {
    private static final Duration MOST = Duration.ofHours(1);

    /** Two seconds of picture and silence, as small as they can be. */
    public static RequestBody clip() {
        return RequestBody.fromBytes(Shipped.bytes("live-clip.mp4"));
    }

    /**
     * Puts the clip into the source bucket.
     *
     * @param key of nobody else, under the prefix of a profile
     * @throws software.amazon.awssdk.core.exception.SdkException where the store does not take it
     */
    public static LiveUpload put(
            S3Client s3, Ledger ledger, String sourceBucket, String outputBucket, String key, RequestBody clip) {
        put(s3, sourceBucket, key, clip);
        var head = s3.headObject(b -> b.bucket(sourceBucket).key(key));
        var source = new Source(head.eTag(), head.versionId(), head.lastModified(), head.contentLength());
        return new LiveUpload(
                s3,
                ledger,
                outputBucket,
                new Upload(sourceBucket, key, null, source.size(), null, null, null, "{}", source));
    }

    /** The client bounds an answer, and the clip may be as large as one PUT takes. */
    static void put(S3Client s3, String bucket, String key, RequestBody clip) {
        s3.putObject(b -> b.bucket(bucket).key(key).overrideConfiguration(o -> o.apiCallAttemptTimeout(MOST)), clip);
    }

    /** How far it is now. */
    public Progress progress() {
        JobHistory history = ledger.history(upload.id());
        return new Progress(
                upload.source().lastModified(), history, ledger.lastClaim(history), ledger.lastEnd(history));
    }

    /**
     * Removes the source and what was encoded of it; the records of its job stay, as those of every job. An application that has not
     * taken the upload by then finds no source, and leaves it out.
     */
    public void remove() {
        var leftovers = new Leftovers(s3);
        leftovers.remove(upload.bucket(), upload.key());
        Claim claim = progress().claim();
        if (claim != null) {
            claim.outputs().forEach(output -> leftovers.remove(outputBucket, output.key()));
        }
    }

    /**
     * @param uploaded by the store's clock, to the second
     * @param claim null as long as the application has not taken it, or where it was skipped
     * @param end null as long as there is none
     */
    public record Progress(Instant uploaded, JobHistory history, Claim claim, End end) {
        public boolean isTaken() {
            return history.has(Part.CLAIM) || history.has(Part.END);
        }

        public boolean isEnded() {
            return end != null;
        }

        /** Whether every output was verified. */
        public boolean isFinished() {
            return isEnded() && end.outcome() == End.Outcome.FINISHED;
        }

        /** Whether the application has also decided on the source. */
        public boolean isCleaned() {
            return history.has(Part.CLEAN);
        }

        /** From the upload until the queue had its event; empty where that is not known. */
        public Optional<Duration> untilAnnounced() {
            return Optional.ofNullable(claim).map(Claim::firstSeen).map(this::since);
        }

        /** From the upload until the last attempt's record; empty as long as there is none. */
        public Optional<Duration> until(Part part) {
            return history.at(part).map(this::since);
        }

        private Duration since(Instant at) {
            return Duration.between(uploaded, at);
        }
    }
}
