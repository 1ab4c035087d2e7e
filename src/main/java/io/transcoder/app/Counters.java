package io.transcoder.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.transcoder.job.Claim;
import io.transcoder.job.Decision;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens to uploads, and says it in the log. */
public final class Counters {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final MeterRegistry meters;
    private final Clock clock;

    public Counters(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    public void ignored(String reason, int count) {
        if (count > 0) {
            meters.counter("transcoder.records.ignored", "reason", reason).increment(count);
            LOG.debug("Ignored {} record(s): {}", count, reason);
        }
    }

    public void received(int uploads) {
        meters.counter("transcoder.uploads.received").increment(uploads);
    }

    public void orphan(@Variable("encodingId") String encodingId) {
        meters.counter("transcoder.orphans.removed").increment();
        LOG.info("Deleted encoding {}, which was neither claimed nor started", encodingId);
    }

    public void noProfile(@Variable("upload") Upload upload) {
        meters.counter("transcoder.records.ignored", "reason", "no-profile").increment();
        LOG.info("Ignored {}: no profile covers it", upload);
    }

    public void dropped(@Variable("upload") Upload upload, @Variable("decision") Decision decision) {
        meters.counter("transcoder.messages.dropped", "reason", decision.reason())
                .increment();
        LOG.info("Dropped a late message of {}: its job is {} already", upload, decision.reason());
    }

    public void skipped(@Variable("upload") Upload upload, @Variable("skip") String reason) {
        String why = reason == null ? "superseded" : reason;
        meters.counter("transcoder.uploads.skipped", "reason", why).increment();
        LOG.info("Skipped {}: {}", upload, why);
    }

    public void started(@Variable("claim") Claim claim) {
        meters.counter("transcoder.encodings.started", "profile", claim.profile())
                .increment();
        if (claim.firstSeen() != null) {
            meters.timer("transcoder.upload.age.at.start").record(Duration.between(claim.firstSeen(), clock.instant()));
        }
        LOG.info("Started encoding {} of {} by profile {}", claim.encodingId(), claim.upload(), claim.profile());
    }

    public void deadLetter(@Header("kind") String kind) {
        meters.counter("transcoder.dead.letters", "kind", kind).increment();
    }
}
