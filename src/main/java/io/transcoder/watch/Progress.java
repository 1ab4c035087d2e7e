package io.transcoder.watch;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.ledger.records.OpenMarker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Variable;

/**
 * Notices encodings that make no progress for too long. A queued one is not stuck: the encoder has others before it. Only what this
 * process has seen counts, so that an outage of the encoder makes no encoding stuck.
 */
public final class Progress {
    private final Clock clock;
    private final Duration stuckAfter;
    private final Map<String, Seen> byJob = new ConcurrentHashMap<>();

    public Progress(Clock clock, Duration stuckAfter) {
        this.clock = clock;
        this.stuckAfter = stuckAfter;
    }

    public boolean isStuck(
            @Variable("marker") OpenMarker marker,
            @Variable("encodingId") String encodingId,
            @Variable("status") EncodingStatus status) {
        Instant now = clock.instant();
        String word = encodingId + ' ' + status.status() + ' ' + status.progress();
        Seen seen = byJob.compute(
                marker.jobId(),
                (job, before) -> before == null || !before.word().equals(word) ? new Seen(word, now) : before);
        return !status.isQueued() && seen.since().plus(stuckAfter).isBefore(now);
    }

    /** Whether the encoder is simply at work, so that there is nothing to do for the job. */
    public boolean isAtWork(
            @Variable("marker") OpenMarker marker,
            @Variable("encodingId") String encodingId,
            @Variable("status") EncodingStatus status) {
        return status != null && !status.isFinal() && !status.isCreated() && !isStuck(marker, encodingId, status);
    }

    /** Whether the encoder was seen to have taken the start of the encoding. */
    boolean isTaken(String jobId, String encodingId) {
        return wasSeen(jobId, encodingId + " ");
    }

    /** Whether the encoder was last seen to have taken the encoding out of its queue. */
    boolean isRunning(String jobId, String encodingId) {
        return wasSeen(jobId, encodingId + " RUNNING ");
    }

    private boolean wasSeen(String jobId, String beginning) {
        Seen seen = byJob.get(jobId);
        return seen != null && seen.word().startsWith(beginning);
    }

    /** Forgets all other jobs. */
    void retain(Set<String> jobs) {
        byJob.keySet().retainAll(jobs);
    }

    private record Seen(String word, Instant since) {}
}
