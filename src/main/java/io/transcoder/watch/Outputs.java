package io.transcoder.watch;

import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.BitmovinException;
import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Claim;
import io.transcoder.job.JobHistory;
import io.transcoder.job.Output;
import io.transcoder.job.Part;
import io.transcoder.job.Sources;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Verifies what an encoding wrote, and removes what lay under its name before. */
public final class Outputs {
    private final S3Client s3;
    private final String bucket;
    private final Supplier<Bitmovin> bitmovin;

    public Outputs(S3Client s3, String bucket, Supplier<Bitmovin> bitmovin) {
        this.s3 = s3;
        this.bucket = bucket;
        this.bitmovin = bitmovin;
    }

    /**
     * Puts what is wrong with the outputs of a finished encoding into the variable {@code fault}, or null where each is there and
     * not empty, or was, and the MAM has taken it away; and when the last of them was written into {@code outputWritten}, an
     * {@link Instant}. An encoding that ended otherwise has no outputs to judge.
     *
     * <p>A step of its own: of what the bean of an expression does to its exchange nothing stays.
     */
    public void verify(
            @Variable("claim") Claim claim,
            @Variable("history") JobHistory history,
            @Variable("status") EncodingStatus status,
            Exchange exchange) {
        exchange.setVariable("fault", status.isFinished() ? fault(claim, history, exchange) : null);
    }

    private String fault(Claim claim, JobHistory history, Exchange exchange) {
        Instant written = null;
        Instant started = history.at(Part.START).orElse(Instant.EPOCH).truncatedTo(ChronoUnit.SECONDS);
        for (Output output : claim.outputs()) {
            Optional<HeadObjectResponse> head = head(output.key());
            if (head.isEmpty()) {
                if (fileSize(claim, output) <= 0) {
                    return "the encoding is finished, and its output " + output.key() + " is not there";
                }
            } else if (head.get().contentLength() == 0) {
                return "the encoding is finished, and its output " + output.key() + " is empty";
            } else if (head.get().lastModified().isBefore(started)) {
                return "the encoding is finished, and its output " + output.key() + " is older than its start";
            } else if (written == null || head.get().lastModified().isAfter(written)) {
                written = head.get().lastModified();
            }
        }
        exchange.setVariable("outputWritten", written);
        return null;
    }

    /**
     * Removes outputs of an earlier run, which the MAM would take for this one's. An output that was there before the encoding
     * was seen to be not started can't be this encoding's, whoever starts it meanwhile.
     */
    public void removeStale(@Variable("claim") Claim claim) {
        for (Output output : claim.outputs()) {
            Optional<HeadObjectResponse> stale = head(output.key());
            if (stale.isPresent() && isNotStarted(claim)) {
                try {
                    s3.deleteObject(b -> b.bucket(bucket)
                            .key(output.key())
                            .ifMatch(Sources.unquoted(stale.get().eTag())));
                } catch (S3Exception e) {
                    if (e.statusCode() != 412) {
                        throw e;
                    }
                }
            }
        }
    }

    private boolean isNotStarted(Claim claim) {
        try {
            return EncodingStatus.read(
                            bitmovin.get().call("GET /encoding/encodings/" + claim.encodingId() + "/status", null))
                    .isCreated();
        } catch (BitmovinException e) {
            if (e.status() == 404) {
                // withdrawn meanwhile for a newer version, which the start finds out
                return false;
            }
            throw e;
        }
    }

    private long fileSize(Claim claim, Output output) {
        try {
            Map<String, Object> information = bitmovin.get()
                    .call(
                            "GET /encoding/encodings/" + claim.encodingId() + "/muxings/" + output.muxing()
                                    + "/information",
                            null);
            return information.get("fileSize") instanceof Number size ? size.longValue() : 0;
        } catch (BitmovinException e) {
            if (e.status() == 404) {
                return 0;
            }
            throw e;
        }
    }

    private Optional<HeadObjectResponse> head(String key) {
        try {
            return Optional.of(s3.headObject(b -> b.bucket(bucket).key(key)));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }
}
