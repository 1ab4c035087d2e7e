package io.transcoder.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Decides who may post the start of a claimed encoding: the maker of its start record, and once that record is older than the
 * request can take, whoever finds the encoding still not started.
 */
public final class Starts {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Ledger ledger;
    private final Clock clock;
    private final Duration requestTimeout;
    private final Duration pauseWhenFull;
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private volatile Instant fullUntil = Instant.EPOCH;

    /** @param pauseWhenFull for how long nobody of this process asks an encoder again that had no place */
    public Starts(Ledger ledger, Clock clock, Duration requestTimeout, Duration pauseWhenFull) {
        this.ledger = ledger;
        this.clock = clock;
        this.requestTimeout = requestTimeout;
        this.pauseWhenFull = pauseWhenFull;
    }

    public Turn begin(@Variable("claim") Claim claim) {
        if (areRefused()) {
            return Turn.LATER;
        }
        Ledger.Start mine = new Ledger.Start(UUID.randomUUID().toString(), clock.instant());
        Ledger.Start holder = ledger.start(claim, mine);
        if (holder.maker().equals(mine.maker())) {
            return Turn.OURS;
        }
        boolean abandoned = holder.at().isBefore(Instant.now(clock).minus(requestTimeout));
        return refused.remove(claim.encodingId()) || abandoned ? Turn.TAKEN_OVER : Turn.THEIRS;
    }

    /**
     * Keeps what the encoder said of the start. The encoding runs by now: a store that does not take it changes nothing.
     *
     * @return whether we are the first to know, who counts it: a start that is taken over may have been made already
     */
    public boolean posted(@Variable("claim") Claim claim, @Variable("encoderCalls") List<EncoderCall> calls) {
        try {
            return ledger.keepStart(claim, claim.later(calls));
        } catch (SdkException e) {
            LOG.warn("The start's requestId is not kept for 'jobs show': {}", e.getMessage());
            return true;
        }
    }

    /** The encoder had no place a moment ago. */
    public boolean areRefused() {
        return clock.instant().isBefore(fullUntil);
    }

    /** The encoder has no place for it now: this process may try again at once, without waiting for the record to age. */
    public void refused(@Variable("claim") Claim claim) {
        refused.add(claim.encodingId());
        fullUntil = clock.instant().plus(pauseWhenFull);
    }

    /** Whose turn it is to post the start. */
    public enum Turn {
        OURS,
        /** Ours by now: whether the start was posted before is unknown. */
        TAKEN_OVER,
        THEIRS,
        /** Nobody's now: the encoder is full, and the job waits for the watcher. */
        LATER;

        public boolean isOurs() {
            return this == OURS || this == TAKEN_OVER;
        }
    }
}
