package io.transcoder.job;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts answers that would lead to something that can't be undone. Such an answer is confirmed when it was given several times over
 * a while, with no other in between. Only what this process has seen counts.
 */
public final class Doubts {
    private static final int TIMES = 3;

    private final Clock clock;
    private final Duration over;
    private final Map<String, Said> byJob = new ConcurrentHashMap<>();

    /** @param over from the first time to the last */
    public Doubts(Clock clock, Duration over) {
        this.clock = clock;
        this.over = over;
    }

    /**
     * To be asked once for each answer.
     *
     * @param answer in words; another one than before begins anew
     */
    public boolean isConfirmed(String jobId, String answer) {
        return isConfirmed(jobId, answer, over);
    }

    /** As {@link #isConfirmed(String, String)}, over a while of its own where that is longer. */
    public boolean isConfirmed(String jobId, String answer, Duration ownWhile) {
        Instant now = clock.instant();
        Said said = byJob.compute(
                jobId,
                (job, before) -> before == null || !before.answer().equals(answer)
                        ? new Said(answer, now, 1)
                        : new Said(answer, before.since(), before.times() + 1));
        return said.times() >= TIMES
                && !said.since().plus(over).isAfter(now)
                && !said.since().plus(ownWhile).isAfter(now);
    }

    /** How many jobs have this answer at the moment. */
    public long having(String answer) {
        return byJob.values().stream()
                .filter(said -> said.answer().equals(answer))
                .count();
    }

    /** The job had a sound answer. */
    public void clear(String jobId) {
        byJob.remove(jobId);
    }

    /** The job had a sound answer to what these were given to. */
    public void forget(String jobId, Set<String> answers) {
        byJob.computeIfPresent(jobId, (job, said) -> answers.contains(said.answer()) ? null : said);
    }

    /** Forgets all other jobs. */
    public void retain(Set<String> jobs) {
        byJob.keySet().retainAll(jobs);
    }

    private record Said(String answer, Instant since, int times) {}
}
