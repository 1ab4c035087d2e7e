package io.transcoder.watch;

import io.transcoder.bitmovin.EncodingStatus;
import io.transcoder.job.Claim;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Variable;

/** Notices encodings that do not get on. Counts from what this process has seen, so an outage of the encoder is nobody's fault. */
public final class Progress {
    private final Clock clock;
    private final Duration stuckAfter;
    private final Map<String, Seen> byJob = new ConcurrentHashMap<>();

    public Progress(Clock clock, Duration stuckAfter) {
        this.clock = clock;
        this.stuckAfter = stuckAfter;
    }

    public boolean isStuck(@Variable("claim") Claim claim, @Variable("status") EncodingStatus status) {
        Instant now = clock.instant();
        byJob.values().removeIf(seen -> seen.last().isBefore(now.minus(stuckAfter)));
        String word = claim.encodingId() + ' ' + status.status() + ' ' + status.progress();
        Seen seen = byJob.compute(
                claim.jobId(),
                (job, before) -> before == null || !before.word().equals(word)
                        ? new Seen(word, now, now)
                        : new Seen(word, before.since(), now));
        return seen.since().plus(stuckAfter).isBefore(now);
    }

    private record Seen(String word, Instant since, Instant last) {}
}
