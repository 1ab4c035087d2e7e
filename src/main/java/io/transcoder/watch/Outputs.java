package io.transcoder.watch;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.failure.BitmovinException;
import io.transcoder.job.Doubts;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.ledger.End.Written;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.s3.ConditionalDelete;
import io.transcoder.ledger.s3.Listed;
import io.transcoder.upload.LogText;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Variable;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/** Verifies the files that an encoding wrote, and removes what a failed one left behind. */
public final class Outputs {
    /** Muxings of one file, whose size the encoder says. */
    private static final Set<String> ONE_FILE = Set.of("mp4", "progressive-mov", "progressive-ts", "progressive-webm");

    private final S3Client s3;
    private final String bucket;
    private final Supplier<Bitmovin> bitmovin;
    private final Doubts doubts;
    private final ConditionalDelete deletes;
    private final Listed listed;

    public Outputs(S3Client s3, String bucket, Supplier<Bitmovin> bitmovin, Doubts doubts) {
        this.s3 = s3;
        this.bucket = bucket;
        this.bitmovin = bitmovin;
        this.doubts = doubts;
        this.deletes = new ConditionalDelete(s3);
        this.listed = new Listed(s3);
    }

    /**
     * Looks into the outputs of a finished encoding. Each has to be there, younger than the start and as large as the encoder says;
     * or the encoder has to say its size, and the MAM has taken it away. What is wrong counts when it was seen several times.
     */
    public Verification verify(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        Verification seen = look(claim, history, true);
        if (seen.isSound()) {
            doubts.clear(claim.jobId());
            return seen;
        }
        return doubts.isConfirmed(claim.jobId(), seen.fault()) ? seen.confirmed() : seen;
    }

    /** @param encoderKnows whether the encoder can be asked for the sizes */
    Verification look(Claim claim, JobHistory history, boolean encoderKnows) {
        Instant written = null;
        List<Written> outputs = new ArrayList<>();
        for (Output output : claim.outputs()) {
            Optional<HeadObjectResponse> head = head(output.key());
            OptionalLong size = encoderKnows && (head.isEmpty() || isOneFile(output))
                    ? fileSize(claim, output)
                    : OptionalLong.empty();
            if (head.isEmpty()) {
                if (size.orElse(0) == 0) {
                    return Verification.faulty(
                            "the encoding is finished, and its output " + output.key() + " is not there",
                            End.ENCODING_FAILED);
                }
                continue;
            }
            Optional<Verification> fault = fault(output.key(), head.get(), size, startOf(history));
            if (fault.isPresent()) {
                return fault.get();
            }
            outputs.add(new Written(output.key(), head.get().eTag(), head.get().contentLength()));
            Instant modified = head.get().lastModified();
            written = written == null || modified.isAfter(written) ? modified : written;
        }
        return Verification.sound(outputs, written);
    }

    private static Optional<Verification> fault(
            String key, HeadObjectResponse head, OptionalLong size, Instant started) {
        String finished = "the encoding is finished, and its output " + key;
        if (head.contentLength() == 0) {
            return Optional.of(Verification.faulty(finished + " is empty", End.ENCODING_FAILED));
        }
        if (head.lastModified().isBefore(started)) {
            return Optional.of(Verification.faulty(finished + " is older than its start", End.ENCODING_FAILED));
        }
        if (size.orElse(0) > 0 && size.getAsLong() != head.contentLength()) {
            return Optional.of(Verification.faulty(
                    finished + " has " + head.contentLength() + " bytes, where the encoder wrote " + size.getAsLong(),
                    End.OUTPUT_DIFFERS));
        }
        return Optional.empty();
    }

    /** Removes what a failed encoding of ours has written: the MAM would take it. */
    public void removePartial(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        for (Output output : claim.outputs()) {
            head(output.key())
                    .filter(head -> !head.lastModified().isBefore(startOf(history)))
                    .ifPresent(head -> deletes.delete(bucket, output.key(), head.eTag()));
        }
    }

    private static Instant startOf(JobHistory history) {
        return history.at(Part.START).orElse(Instant.EPOCH).truncatedTo(ChronoUnit.SECONDS);
    }

    private static boolean isOneFile(Output output) {
        return ONE_FILE.contains(
                output.muxing().substring(0, Math.max(0, output.muxing().indexOf('/'))));
    }

    /** Nothing where the encoder does not say. */
    private OptionalLong fileSize(Claim claim, Output output) {
        try {
            Map<String, Object> information = bitmovin.get()
                    .call(
                            "GET /encoding/encodings/" + claim.encodingId() + "/muxings/" + output.muxing()
                                    + "/information",
                            null);
            return information.get("fileSize") instanceof Number size
                    ? OptionalLong.of(size.longValue())
                    : OptionalLong.empty();
        } catch (BitmovinException e) {
            if (e.isUnknownToBitmovin()) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    private Optional<HeadObjectResponse> head(String key) {
        try {
            return Optional.of(s3.headObject(b -> b.bucket(bucket).key(key)));
        } catch (NoSuchKeyException e) {
            if (listed.find(bucket, key).isPresent()) {
                throw SdkClientException.create("HEAD says that there is no output " + LogText.safe(key)
                        + ", and the bucket lists it: a proxy may answer for the store");
            }
            return Optional.empty();
        }
    }
}
