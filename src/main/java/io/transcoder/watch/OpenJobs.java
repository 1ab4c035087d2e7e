package io.transcoder.watch;

import io.transcoder.job.AtOnce;
import io.transcoder.job.Claim;
import io.transcoder.job.Instances;
import io.transcoder.job.JobHistory;
import io.transcoder.job.Ledger;
import io.transcoder.job.Ledger.OpenMarker;
import io.transcoder.job.Output;
import io.transcoder.job.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Which open jobs to look at in a round: those whose outputs have all appeared, some of those that wait for their start, and of the
 * rest a few in turn; a slow turn also of those that another instance watches.
 *
 * <p>What can't change any more is read once for each marker. So a round costs one LIST of the markers, one of the outputs where not
 * every job is looked at anyway, and a bounded number of calls, whatever the number of open jobs.
 */
public final class OpenJobs {
    /** Of the 6,000 status calls a minute that Bitmovin allows a key; five rounds may begin in a minute. */
    private static final int STATUS_CALLS_A_MINUTE = 2_400;

    /** Of these, for starts, of which Bitmovin allows 600 a minute; and as many at least for those in turn. */
    private static final int ONE_IN = 8;

    private static final int ROUNDS_OF_OTHERS = 20;
    private static final int LEARN_AT_ONCE = 320;
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Ledger ledger;
    private final Written written;
    private final Instances instances;
    private final Progress progress;
    private final BooleanSupplier encoderIsFull;
    private final Duration period;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Turn turn = new Turn();
    private final Turn turnOfOthers = new Turn();
    private volatile Round last = new Round(0, 0, null, Instant.EPOCH);

    /**
     * @param encoderIsFull whether it is of no use to start another now
     * @param period from round to round
     */
    public OpenJobs(
            Ledger ledger,
            S3Client s3,
            String outputBucket,
            String outputPrefix,
            Instances instances,
            Progress progress,
            BooleanSupplier encoderIsFull,
            Duration period,
            Clock clock) {
        this.ledger = ledger;
        this.written = new Written(s3, outputBucket, outputPrefix);
        this.instances = instances;
        this.progress = progress;
        this.encoderIsFull = encoderIsFull;
        this.period = period;
        this.clock = clock;
    }

    /** The ids of the jobs to look at now, the most urgent first. */
    public synchronized List<String> round() {
        Instances.Share share = instances.beat();
        List<OpenMarker> markers = ledger.openMarkers(last.open());
        Map<Boolean, List<OpenMarker>> byOwner =
                markers.stream().collect(Collectors.partitioningBy(marker -> share.isMine(marker.jobId())));
        List<OpenMarker> mine = byOwner.get(true);
        last = new Round(
                markers.size(),
                mine.size(),
                markers.stream()
                        .map(OpenMarker::since)
                        .min(Comparator.naturalOrder())
                        .orElse(null),
                clock.instant());
        forgetOthersThan(mine);
        Set<String> fresh = learn(mine);
        int budget = (int) Math.max(
                1,
                STATUS_CALLS_A_MINUTE
                        * period.toMillis()
                        / Duration.ofMinutes(1).toMillis()
                        / share.present());
        List<String> others = byOwner.get(false).stream().map(OpenMarker::jobId).toList();
        List<String> round = new ArrayList<>(choose(mine, fresh, budget));
        int ofOthers = Math.min(share(others.size(), ROUNDS_OF_OTHERS), share(budget, ROUNDS_OF_OTHERS));
        round.addAll(turnOfOthers.of(others, ofOthers));
        return round;
    }

    private List<String> choose(List<OpenMarker> mine, Set<String> fresh, int budget) {
        Instant now = clock.instant();
        List<String> urgent = new ArrayList<>();
        List<String> waiting = new ArrayList<>();
        List<String> rest = new ArrayList<>();
        for (OpenMarker marker : mine) {
            Known job = known.get(marker.jobId());
            if (job == null) {
                continue;
            }
            switch (job.kind()) {
                case AT_WORK -> rest.add(marker.jobId());
                case TO_START -> waiting.add(marker.jobId());
                case RESTS -> {
                    if (!now.isBefore(job.until())) {
                        urgent.add(marker.jobId());
                    }
                }
                case ANOTHER -> (fresh.contains(marker.jobId()) ? urgent : rest).add(marker.jobId());
            }
        }
        List<String> toStart = first(waiting, share(budget, ONE_IN));
        if (urgent.size() + toStart.size() + rest.size() > budget) {
            Set<String> complete = complete(rest);
            urgent.addAll(complete);
            rest.removeAll(complete);
        }
        List<String> round = new ArrayList<>(first(urgent, budget - toStart.size() - share(budget, ONE_IN)));
        round.addAll(toStart);
        round.addAll(turn.of(rest, budget - round.size()));
        return round;
    }

    private Set<String> complete(List<String> jobs) {
        Set<String> there = written.among(
                jobs.stream().flatMap(job -> known.get(job).outputs().stream()).toList());
        return jobs.stream()
                .filter(job -> known.get(job).kind() == Kind.AT_WORK
                        && there.containsAll(known.get(job).outputs()))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private void forgetOthersThan(List<OpenMarker> mine) {
        Map<String, OpenMarker> markers = mine.stream().collect(Collectors.toMap(OpenMarker::jobId, marker -> marker));
        // a later attempt has put its marker anew
        known.entrySet().removeIf(job -> !job.getValue().marker().equals(markers.get(job.getKey())));
        progress.retain(known.keySet());
    }

    /** @return those that were not known before; at a start they may be too many for one round */
    private Set<String> learn(List<OpenMarker> mine) {
        Instant end = clock.instant().plus(period.dividedBy(3));
        List<OpenMarker> unknown = mine.stream()
                .filter(marker -> !known.containsKey(marker.jobId()))
                .toList();
        Set<String> learnt = new HashSet<>();
        for (int from = 0; from < unknown.size(); from += LEARN_AT_ONCE) {
            List<OpenMarker> some = unknown.subList(from, Math.min(unknown.size(), from + LEARN_AT_ONCE));
            AtOnce.map(some, this::learn).stream().flatMap(Optional::stream).forEach(job -> {
                known.put(job.marker().jobId(), job);
                learnt.add(job.marker().jobId());
            });
            if (clock.instant().isAfter(end)) {
                break;
            }
        }
        return learnt;
    }

    private Optional<Known> learn(OpenMarker marker) {
        try {
            JobHistory history = ledger.history(marker.jobId());
            return Optional.of(Known.of(marker, history, history.isLive() ? ledger.lastClaim(history) : null));
        } catch (RuntimeException e) {
            LOG.warn("Job {} is looked at again in the next round: {}", marker.jobId(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What the ledger says of a job by now. */
    public void remember(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        known.computeIfPresent(history.jobId(), (id, job) -> Known.of(job.marker(), history, claim));
    }

    /** A job that has nothing to do before that time. */
    public void rest(@Variable("claim") Claim claim, @Variable("due") Instant due) {
        known.computeIfPresent(claim.jobId(), (id, job) -> new Known(job.marker(), Kind.RESTS, null, Set.of(), due));
    }

    /** The encoding of a job that is known to be started; null otherwise. */
    public String encodingAtWork(@Variable("jobId") String jobId) {
        Known job = known.get(jobId);
        return job == null || job.kind() != Kind.AT_WORK ? null : job.encodingId();
    }

    /** Whether there may be something to do now. */
    public boolean isWorthALook(@Variable("jobId") String jobId) {
        Known job = known.get(jobId);
        return job == null || job.kind() != Kind.TO_START || !encoderIsFull.getAsBoolean();
    }

    /** How many of the jobs that this instance watches are in a state, as far as it knows. */
    public long count(Kind kind) {
        return known.values().stream().filter(job -> job.kind() == kind).count();
    }

    /** How many of the jobs that this instance watches it knows nothing of yet. */
    public long countUnknown() {
        return Math.max(0, last.mine() - known.size());
    }

    /** Since when the oldest job of the last round is open. */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(last.oldest());
    }

    /** When the open jobs were last listed; 1970 where they never were. */
    public Instant lastRound() {
        return last.at();
    }

    private static int share(int whole, int parts) {
        return (whole + parts - 1) / parts;
    }

    private static <T> List<T> first(List<T> all, int some) {
        return all.subList(0, Math.max(0, Math.min(some, all.size())));
    }

    /** What an open job waits for. */
    public enum Kind {
        /** For its encoding. */
        AT_WORK,
        /** For a place at the encoder. */
        TO_START,
        /** Until its time has come. */
        RESTS,
        /** Without a claim, its message being on the way; or over, and not closed. */
        ANOTHER
    }

    private record Round(int open, int mine, Instant oldest, Instant at) {}

    /** @param encodingId and outputs of one at work */
    private record Known(OpenMarker marker, Kind kind, String encodingId, Set<String> outputs, Instant until) {
        static Known of(OpenMarker marker, JobHistory history, Claim claim) {
            if (claim != null && history.state() == State.STARTED) {
                Set<String> keys = claim.outputs().stream().map(Output::key).collect(Collectors.toUnmodifiableSet());
                return new Known(marker, Kind.AT_WORK, claim.encodingId(), keys, null);
            }
            Kind kind = history.state() == State.CLAIMED ? Kind.TO_START : Kind.ANOTHER;
            return new Known(marker, kind, null, Set.of(), null);
        }
    }

    /** Gives each of a changing list its turn. */
    private static final class Turn {
        private int next;

        List<String> of(List<String> all, int some) {
            if (all.size() <= some) {
                return all;
            }
            List<String> turn = new ArrayList<>();
            for (int i = 0; i < some; i++) {
                turn.add(all.get(Math.floorMod(next++, all.size())));
            }
            return turn;
        }
    }
}
