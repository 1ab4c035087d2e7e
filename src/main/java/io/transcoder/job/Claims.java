package io.transcoder.job;

import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Variable;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens an attempt of a job, and claims the encoding for it that a profile has built. */
public record Claims(Ledger ledger, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /** Longer than SQS hides a message from others, so that nobody can still be about to claim. */
    private static final Duration ABANDONED = Duration.ofHours(24);

    /** Ends an attempt that needs no encode and is not claimed. */
    public void skip(
            @Variable("upload") Upload upload,
            @Variable("decision") Decision decision,
            @Variable("skip") String reason) {
        ledger.skip(upload, decision.attempt(), reason);
    }

    /**
     * Opens the job's attempt and claims it for the encoding that the profile built.
     *
     * @param inputId of the input at Bitmovin that the encoding reads
     * @return the claim that holds; it names another encoding where somebody was there first, and is a skip where the attempt was
     *     given up
     */
    public Claim claim(
            @Variable("upload") Upload upload,
            @Variable("decision") Decision decision,
            @Variable("profile") String profile,
            @Variable("encoding") Encoding encoding,
            @Variable("inputId") String inputId,
            @Variable("firstSeen") Instant firstSeen,
            @Variable("replay") Replay replay,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        if (ObjectHelper.isEmpty(profile)) {
            // its start would fail for want of the name, and every replay would resume the same claim
            throw new IllegalStateException("The variable 'profile' is not set, so the encoding of " + upload
                    + " can't be claimed: add a setVariable that names the profile to the 'when' of the route 'profile'"
                    + " that takes this key, then replay the letter");
        }
        boolean hasFiles = encoding != null && !encoding.outputs().isEmpty();
        if (!hasFiles || encoding.losesStream()) {
            String fault = hasFiles
                    ? "a stream of picture or sound that no muxing takes: its files would lack it"
                    : "no muxing: nobody could tell when its encoding is done";
            throw new IllegalStateException("The profile '" + profile + "' has " + fault
                    + ". Add a muxing after the streams of its route, which takes them by its parameter 'streams'");
        }
        // the marker first: a claim that nobody watches would be lost. A refusal of the claim takes no marker away: an
        // earlier try of it may have been taken, or somebody else holds the attempt
        ledger.open(upload, decision.attempt());
        return ledger.claim(new Claim(
                upload.id(),
                upload,
                decision.attempt(),
                profile,
                encoding.id(),
                encoding.outputs(),
                encoding.startRequest(),
                upload.source(),
                firstSeen,
                replay.attempts(),
                calls,
                null,
                inputId));
    }

    /** Makes sure that an attempt to be resumed is watched: an earlier release may have closed it when its claim was refused. */
    public void watch(@Variable("claim") Claim claim) {
        // the job of a still earlier one has a marker of another name
        if (claim.source() != null && claim.upload().id().equals(claim.jobId())) {
            ledger.open(claim.upload(), claim.attempt());
        }
    }

    /** Whether an attempt was opened and never claimed, and nobody can still be about to. */
    public boolean isAbandoned(@Variable("marker") OpenMarker marker) {
        return marker.since().isBefore(clock.instant().minus(ABANDONED));
    }

    /**
     * Gives up an attempt that was opened and never claimed: its message is among the dead letters, or was dropped from them.
     *
     * @return whether nothing is left to do for it
     */
    public boolean abandon(@Variable("marker") OpenMarker marker) {
        Optional<Upload> upload = ledger.openUpload(marker);
        if (upload.isEmpty()) {
            return true;
        }
        LOG.warn("{} was never claimed: its message is among the dead letters, or was dropped from them", upload.get());
        return ledger.skip(upload.get(), marker.attempt(), "never claimed");
    }
}
