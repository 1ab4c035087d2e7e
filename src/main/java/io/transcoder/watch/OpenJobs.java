package io.transcoder.watch;

import io.transcoder.job.Doubts;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.Instances;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.OpenMarker;
import io.transcoder.ledger.Output;
import io.transcoder.ledger.State;
import io.transcoder.ledger.s3.AtOnce;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
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
 * rest a few; of each kind in turn, so that none that is blocked or fails keeps the others out. A slow turn also of those that
 * another instance watches.
 *
 * <p>What can't change any more is read once for each marker. So a round costs one LIST of the markers, one of the outputs where not
 * every job is looked at anyway, and a bounded number of calls, whatever the number of open jobs.
 */
public final class OpenJobs {
    /** Of the 6,000 status calls a minute that Bitmovin allows a key; five rounds may begin in a minute. */
    private static final int STATUS_CALLS_A_MINUTE = 2_400;

    /**
     * Of these, for starts, of which Bitmovin allows 600 a minute; and as many at least for those whose time has come and for those
     * at work.
     */
    private static final int ONE_IN = 8;

    private static final int ROUNDS_OF_OTHERS = 20;
    private static final int LEARN_AT_ONCE = 320;
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Ledger ledger;
    private final Written written;
    private final Instances instances;
    private final Progress progress;
    private final Doubts doubts;
    private final BooleanSupplier encoderIsFull;
    private final Duration period;
    private final Clock clock;
    private final Map<String, Known> known = new ConcurrentHashMap<>();
    private final Turn turn = new Turn();
    private final Turn turnOfWaiting = new Turn();
    private final Turn turnOfComplete = new Turn();
    private final Turn turnOfDue = new Turn();
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
            Doubts doubts,
            BooleanSupplier encoderIsFull,
            Duration period,
            Clock clock) {
        this.ledger = ledger;
        this.written = new Written(s3, outputBucket, outputPrefix);
        this.instances = instances;
        this.progress = progress;
        this.doubts = doubts;
        this.encoderIsFull = encoderIsFull;
        this.period = period;
        this.clock = clock;
    }

    /** The markers of the jobs to look at now, the most urgent first. */
    public synchronized List<OpenMarker> round() {
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
        List<OpenMarker> round = new ArrayList<>(choose(mine, fresh, budget));
        List<OpenMarker> others = byOwner.get(false);
        int ofOthers = Math.min(share(others.size(), ROUNDS_OF_OTHERS), share(budget, ROUNDS_OF_OTHERS));
        round.addAll(turnOfOthers.of(others, ofOthers));
        return round;
    }

    private List<OpenMarker> choose(List<OpenMarker> mine, Set<String> fresh, int budget) {
        Instant now = clock.instant();
        List<OpenMarker> waiting = new ArrayList<>();
        List<OpenMarker> due = new ArrayList<>();
        List<OpenMarker> rest = new ArrayList<>();
        for (OpenMarker marker : mine) {
            Known job = known.get(marker.name());
            if (job == null) {
                continue;
            }
            switch (job.kind()) {
                case AT_WORK -> rest.add(marker);
                case TO_START -> waiting.add(marker);
                case RESTS -> {
                    if (!now.isBefore(job.until())) {
                        due.add(marker);
                    }
                }
                case ANOTHER -> (fresh.contains(marker.name()) ? due : rest).add(marker);
            }
        }
        int aShare = share(budget, ONE_IN);
        List<OpenMarker> round = new ArrayList<>(turnOfWaiting.of(waiting, aShare));
        if (round.size() + due.size() + rest.size() > budget) {
            List<OpenMarker> complete = complete(rest);
            rest.removeAll(complete);
            int kept = Math.min(due.size(), aShare) + Math.min(rest.size(), aShare);
            round.addAll(turnOfComplete.of(complete, budget - round.size() - kept));
        }
        round.addAll(turnOfDue.of(due, budget - round.size() - Math.min(rest.size(), aShare)));
        round.addAll(turn.of(rest, budget - round.size()));
        return round;
    }

    private List<OpenMarker> complete(List<OpenMarker> jobs) {
        Set<String> there = written.among(jobs.stream()
                .flatMap(job -> known.get(job.name()).outputs().stream())
                .toList());
        return jobs.stream()
                .filter(job -> known.get(job.name()).kind() == Kind.AT_WORK
                        && there.containsAll(known.get(job.name()).outputs()))
                .toList();
    }

    private void forgetOthersThan(List<OpenMarker> mine) {
        Set<String> names = mine.stream().map(OpenMarker::name).collect(Collectors.toSet());
        known.keySet().retainAll(names);
        Set<String> jobs = mine.stream().map(OpenMarker::jobId).collect(Collectors.toSet());
        progress.retain(jobs);
        doubts.retain(jobs);
    }

    /** @return those that were not known before; at a start they may be too many for one round */
    private Set<String> learn(List<OpenMarker> mine) {
        Instant end = clock.instant().plus(period.dividedBy(3));
        List<OpenMarker> unknown = mine.stream()
                .filter(marker -> !known.containsKey(marker.name()))
                .toList();
        Set<String> learnt = new HashSet<>();
        for (int from = 0; from < unknown.size(); from += LEARN_AT_ONCE) {
            List<OpenMarker> some = unknown.subList(from, Math.min(unknown.size(), from + LEARN_AT_ONCE));
            AtOnce.map(some, this::learn).stream().flatMap(Optional::stream).forEach(job -> {
                known.put(job.marker().name(), job);
                learnt.add(job.marker().name());
            });
            if (clock.instant().isAfter(end)) {
                break;
            }
        }
        return learnt;
    }

    private Optional<Known> learn(OpenMarker marker) {
        try {
            JobHistory history = ledger.historyTo(marker);
            return Optional.of(Known.of(marker, history, history.isLive() ? ledger.lastClaim(history) : null));
        } catch (RuntimeException e) {
            LOG.warn("Job {} is looked at again in the next round: {}", marker.jobId(), e.getMessage());
            return Optional.empty();
        }
    }

    /** What the ledger says of a job by now. */
    public void remember(
            @Variable("marker") OpenMarker marker,
            @Variable("claim") Claim claim,
            @Variable("history") JobHistory history) {
        known.computeIfPresent(marker.name(), (name, job) -> Known.of(job.marker(), history, claim));
    }

    /** A job that has nothing to do before that time. */
    public void rest(@Variable("marker") OpenMarker marker, @Variable("due") Instant due) {
        known.computeIfPresent(marker.name(), (name, job) -> new Known(job.marker(), Kind.RESTS, null, Set.of(), due));
    }

    /** The encoding of a job that is known to be started; null otherwise. */
    public String encodingAtWork(@Variable("marker") OpenMarker marker) {
        Known job = known.get(marker.name());
        return job == null || job.kind() != Kind.AT_WORK ? null : job.encodingId();
    }

    /** Whether there may be something to do now. */
    public boolean isWorthALook(@Variable("marker") OpenMarker marker) {
        Known job = known.get(marker.name());
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

    /** Gives each of a changing list its turn, the oldest first. */
    private static final class Turn {
        private static final Comparator<OpenMarker> OLDEST_FIRST =
                Comparator.comparing(OpenMarker::since).thenComparing(OpenMarker::name);

        private OpenMarker last;

        /** @param all the oldest first */
        List<OpenMarker> of(List<OpenMarker> all, int some) {
            if (all.size() <= some) {
                return all;
            }
            List<OpenMarker> turn = new ArrayList<>();
            int next = next(all);
            while (turn.size() < some) {
                last = all.get(next++ % all.size());
                turn.add(last);
            }
            return turn;
        }

        private int next(List<OpenMarker> all) {
            for (int i = 0; last != null && i < all.size(); i++) {
                if (OLDEST_FIRST.compare(all.get(i), last) > 0) {
                    return i;
                }
            }
            return 0;
        }
    }
}
