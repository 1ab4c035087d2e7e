package io.transcoder.job;

import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Variable;

/** Puts what a profile has built under one claim. */
public final class Claims {
    private final Ledger ledger;

    public Claims(Ledger ledger) {
        this.ledger = ledger;
    }

    /** The claim of the attempt that is to be resumed. */
    public Claim existing(@Variable("upload") Upload upload) {
        return ledger.lastClaim(ledger.history(upload.id()));
    }

    /**
     * Ends an attempt that needs no encode and is not claimed. Where it is claimed already, its maker looks at the source once more
     * before the start, and finds the same.
     */
    public void skip(
            @Variable("upload") Upload upload,
            @Variable("decision") Decision decision,
            @Variable("skip") String reason) {
        int attempt = decision.attempt();
        if (attempt == 1) {
            ledger.skip(upload, 0, reason);
        } else if (ledger.history(upload.id()).attempt() < attempt) {
            // the failure of the attempt before would be the last word otherwise, and nobody has reported it
            ledger.skip(upload, attempt, reason);
        }
    }

    /**
     * Opens the job and claims the attempt for the encoding that the profile built.
     *
     * @return the claim that holds; it names another encoding where somebody was there first
     */
    public Claim claim(
            @Variable("upload") Upload upload,
            @Variable("decision") Decision decision,
            @Variable("profile") String profile,
            @Variable("encodingId") String encodingId,
            @Variable("outputs") List<Output> outputs,
            @Variable("startRequest") Map<String, Object> startRequest,
            @Variable("source") Source source,
            @Variable("firstSeen") Instant firstSeen,
            @Variable("replay") Replay replay,
            @Variable("encoderCalls") List<EncoderCall> calls) {
        if (outputs == null || outputs.isEmpty()) {
            throw new IllegalStateException(
                    "The profile '" + profile + "' has no muxing: nobody could tell when its encoding is done");
        }
        ledger.name(upload, encodingId);
        // the marker first: a claim that nobody watches would be lost
        ledger.open(upload.id(), decision.attempt());
        return ledger.claim(new Claim(
                upload,
                decision.attempt(),
                profile,
                encodingId,
                outputs,
                startRequest == null ? Map.of() : startRequest,
                source,
                firstSeen,
                replay.attempts(),
                calls));
    }
}
