package io.transcoder.observe;

import io.transcoder.failure.Remedy;
import io.transcoder.job.Decision;
import io.transcoder.job.Price;
import io.transcoder.job.Replay;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.mam.MamJob;
import io.transcoder.upload.S3Event;
import io.transcoder.upload.Upload;
import io.transcoder.watch.Verification;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what happens to uploads, for the metrics, and writes it into the log. */
public record Counters(Meters meters, Optional<Price> price, Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    /** Bitmovin's codes for a limit of the account that is reached. */
    private static final int FIRST_LIMIT = 8001;

    private static final int LAST_LIMIT = 8007;

    /** What the services send by themselves. */
    private static final Set<String> EXPECTED = Set.of(S3Event.TEST_EVENT, S3Event.SNS_SUBSCRIPTION);

    /** Why there is nothing to encode; every other reason to leave an upload out is the configuration's, which may change. */
    private static final Set<String> NOTHING_THERE = Set.of("source-gone", "folder-placeholder");

    private static final String LATER = "later";

    public Counters {
        // a series that begins with its first event hides that event from every rate
        meters.counter(Metric.UPLOADS_RECEIVED);
        meters.counter(Metric.ORPHANS_REMOVED);
        meters.counter(Metric.CANARY_FAILURES);
        for (int code = FIRST_LIMIT; code <= LAST_LIMIT; code++) {
            meters.counter(Metric.BITMOVIN_REFUSALS, String.valueOf(code));
        }
        for (Remedy remedy : Remedy.values()) {
            meters.counter(Metric.MESSAGES_HELD, remedy.name());
        }
        meters.counter(Metric.MAM_TOLD, LATER);
        EnumSet.complementOf(EnumSet.of(MamJob.Fate.WAITING))
                .forEach(fate -> meters.counter(Metric.MAM_TOLD, fate.word()));
    }

    /** What a message told of that is no upload of ours. */
    public void ignored(String reason, int count) {
        if (count > 0) {
            meters.counter(Metric.RECORDS_IGNORED, reason).increment(count);
            if (EXPECTED.contains(reason)) {
                LOG.info("Ignored {} record(s): {}", count, reason);
            } else {
                LOG.warn("Ignored {} record(s): {}. Does the queue get events of S3 alone?", count, reason);
            }
        }
    }

    /** @param uploads of one message, into other buckets than ours */
    public void ignoredElsewhere(List<Upload> uploads) {
        if (!uploads.isEmpty()) {
            meters.counter(Metric.RECORDS_IGNORED, "other-bucket").increment(uploads.size());
            LOG.warn(
                    "Ignored {} record(s) of another bucket than source.bucket, the first is {}. Take that bucket's"
                            + " notification to this queue out",
                    uploads.size(),
                    uploads.get(0));
        }
    }

    public void received(List<Upload> uploads) {
        meters.counter(Metric.UPLOADS_RECEIVED).increment(uploads.size());
        uploads.forEach(upload -> age(Metric.UPLOAD_AGE_AT_RECEIVE, upload));
    }

    public void held(Remedy remedy) {
        meters.counter(Metric.MESSAGES_HELD, remedy.name()).increment();
    }

    /** @param code Bitmovin's error code; 0 where the answer has none */
    public void refused(int code) {
        if (code != 0) {
            meters.counter(Metric.BITMOVIN_REFUSALS, String.valueOf(code)).increment();
        }
    }

    public void canaryFailed() {
        meters.counter(Metric.CANARY_FAILURES).increment();
    }

    public void orphan(@Variable("encodingId") String encodingId) {
        meters.counter(Metric.ORPHANS_REMOVED).increment();
        LOG.info("Deleted encoding {}, which was neither claimed nor started", encodingId);
    }

    /**
     * For an upload that no profile covers.
     *
     * @throws IllegalStateException where the message is a dead letter that was replayed, which must not get lost here
     */
    public void noProfile(Exchange exchange, @Variable("upload") Upload upload, @Variable("replay") Replay replay) {
        parkAgain(replay, "No profile covers this key any more");
        count(exchange, upload, "no-profile");
    }

    /** For a message that can't be read and is one of too many. A letter says so in the log; a line for each would be a flood, too. */
    public void unreadable() {
        meters.counter(Metric.RECORDS_IGNORED, "unreadable").increment();
    }

    /**
     * For an upload that is none to transcode.
     *
     * @throws IllegalStateException as {@link #noProfile}, where the configuration leaves it out
     */
    public void leftOut(
            Exchange exchange,
            @Variable("upload") Upload upload,
            @Variable("leftOut") String reason,
            @Variable("replay") Replay replay) {
        if (!NOTHING_THERE.contains(reason)) {
            parkAgain(replay, "It is left out now (" + reason + "), see source.ignore and source.max-size");
        }
        count(exchange, upload, reason);
    }

    /** Nothing but the letter tells of its upload: it must not get lost where the configuration has changed. */
    private static void parkAgain(Replay replay, String why) {
        if (replay != null && replay.isLetter()) {
            throw new IllegalStateException(why + "; the letter is parked again");
        }
    }

    private void count(Exchange exchange, Upload upload, String reason) {
        exchange.setProperty(UncountedStops.COUNTED, true);
        meters.counter(Metric.RECORDS_IGNORED, reason).increment();
        LOG.info("Ignored {}: {}", upload, reason);
    }

    public void dropped(@Variable("upload") Upload upload, @Variable("decision") Decision decision) {
        meters.counter(Metric.MESSAGES_DROPPED, decision.reason()).increment();
        LOG.info("Dropped a late message of {}: its job is {} already", upload, decision.reason());
    }

    public void skipped(@Variable("upload") Upload upload, @Variable("skip") String reason) {
        String why = reason == null ? "superseded" : reason;
        meters.counter(Metric.UPLOADS_SKIPPED, why).increment();
        LOG.info("Skipped {}: {}", upload, why);
    }

    public void started(@Variable("claim") Claim claim) {
        meters.counter(Metric.ENCODINGS_STARTED, claim.profile()).increment();
        age(Metric.UPLOAD_AGE_AT_START, claim.upload());
        LOG.info("Started encoding {} of {} by profile {}", claim.encodingId(), claim.upload(), claim.profile());
    }

    /** @param end null where somebody else has written it, who counts it */
    public void ended(
            @Variable("claim") Claim claim, @Variable("end") End end, @Variable("history") JobHistory history) {
        if (end != null) {
            String outcome = end.outcome().name().toLowerCase(Locale.ROOT);
            history.at(Part.START)
                    .ifPresent(start -> record(start, end.at(), Metric.ENCODE_DURATION, claim.profile(), outcome));
        }
    }

    /** @param bill null where none is there yet, or somebody else has counted it */
    public void billed(@Variable("bill") Bill bill) {
        if (bill.minutes() == null) {
            LOG.warn("Bitmovin has no statistics of attempt {}, so its bill is unknown", bill.attempt());
        } else {
            meters.counter(Metric.BILLABLE_MINUTES, bill.profile(), bill.outcome())
                    .increment(bill.minutes());
            price.ifPresent(set -> meters.counter(Metric.BILLED_PRICE, bill.profile(), bill.outcome(), set.currency())
                    .increment(bill.minutes() * set.perMinute().doubleValue()));
        }
    }

    /** @param verification null where the outputs were looked into in an earlier round */
    public void cleaned(
            @Variable("claim") Claim claim,
            @Variable("end") End end,
            @Variable("verification") Verification verification) {
        Instant written = verification == null || verification.written() == null ? end.at() : verification.written();
        record(written, clock.instant(), Metric.OUTPUT_TO_CLEANUP, claim.profile());
    }

    /** @param failure null where the receiver has taken the event */
    public void notified(
            @Variable("channel") String channel, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception failure) {
        meters.counter(Metric.NOTIFICATIONS, channel, failure == null ? "taken" : "failed")
                .increment();
    }

    public void deadLetter(@Header("step") String step, @Header("kind") String kind) {
        meters.counter(Metric.DEAD_LETTERS, CallName.ofStep(step), kind).increment();
    }

    /** @param job null where the MAM could not be asked or told */
    public void told(@Variable("mamJob") MamJob job) {
        meters.counter(Metric.MAM_TOLD, job == null ? LATER : job.fate().word()).increment();
    }

    /** Since the store had it; before anybody has looked, since the event says so. */
    private void age(Metric metric, Upload upload) {
        Instant since =
                upload.source() == null ? upload.eventTime() : upload.source().lastModified();
        if (since != null) {
            record(since, clock.instant(), metric);
        }
    }

    /** The clocks of AWS and of this machine may differ a little. */
    private void record(Instant from, Instant to, Metric metric, String... labels) {
        Duration between = Duration.between(from, to);
        meters.timer(metric, labels).record(between.isNegative() ? Duration.ZERO : between);
    }
}
