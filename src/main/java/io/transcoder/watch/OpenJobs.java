package io.transcoder.watch;

import io.transcoder.job.Doubts;
import io.transcoder.job.Line;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Orders;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.Instances;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The open jobs, and what is known of those that this instance watches. What can't change any more is read once for each marker, so
 * that a round costs one LIST of the markers and what {@link RoundPlan} allows, whatever the number of open jobs.
 */
public final class OpenJobs {
    private static final int LEARN_AT_ONCE = 320;
    /** By then every live instance has read the hold, and what it was about to start is recorded. */
    private static final int READS_UNDER_HOLD = 4;

    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Ledger ledger;
    private final Instances instances;
    private final Progress progress;
    private final Doubts doubts;
    private final BooleanSupplier encoderIsFull;
    private final Line line;
    private final Duration period;
    private final Clock clock;
    private final RoundPlan plan;
    private final Map<String, KnownJob> known = new ConcurrentHashMap<>();
    private final Map<String, Integer> readsUnderHold = new HashMap<>();
    private boolean hasTriedAll;
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
            Line line,
            Duration period,
            Clock clock) {
        this.ledger = ledger;
        this.instances = instances;
        this.progress = progress;
        this.doubts = doubts;
        this.encoderIsFull = encoderIsFull;
        this.line = line;
        this.period = period;
        this.clock = clock;
        this.plan = new RoundPlan(new OutputListing(s3, outputBucket, outputPrefix), line, period, clock);
    }

    /** Lists the open jobs, and gives the markers of those to look at now, the most urgent first. */
    public synchronized List<OpenMarker> round() {
        Instances.Share share = instances.beat();
        List<OpenMarker> markers = ledger.openMarkers(last.open());
        Map<Boolean, List<OpenMarker>> byOwner =
                markers.stream().collect(Collectors.partitioningBy(marker -> line.isWatchedBy(share, marker.jobId())));
        List<OpenMarker> mine = byOwner.get(true);
        Instant oldest = markers.stream()
                .map(OpenMarker::since)
                .min(Comparator.naturalOrder())
                .orElse(null);
        last = new Round(markers.size(), mine.size(), oldest, clock.instant());
        forgetOthersThan(mine);
        Set<KnownJob> fresh = learn(mine);
        line.count(share, hasTriedAll, starts(job -> true), starts(job -> isQueued(job, fresh)));
        List<KnownJob> knownOfMine = mine.stream()
                .map(marker -> known.get(marker.name()))
                .filter(Objects::nonNull)
                .filter(job -> stateNow(job) != OpenJobState.HELD)
                .toList();
        return plan.choose(knownOfMine, fresh, byOwner.get(false), share.present());
    }

    /**
     * Whether the job's encoding takes one of the places in the encoder's queue: it was started, as the ledger says or since it was
     * read, and is not known to run. One that is held and has left the line takes none, because Bitmovin had refused it a place,
     * unless the encoder was seen to have it. One that was learnt in this round, as after a restart, takes a place until it is looked
     * at.
     */
    private boolean isQueued(KnownJob job, Set<KnownJob> fresh) {
        String id = job.encodingId();
        String jobId = job.marker().jobId();
        boolean isStarted =
                switch (job.state()) {
                    case CLAIMED -> line.holds(id);
                    case ENCODING ->
                        fresh.contains(job) || line.holds(id) || !isHeld(job) || progress.isTaken(jobId, id);
                    default -> false;
                };
        return isStarted && !progress.isRunning(jobId, id);
    }

    private List<Line.Waiting> starts(Predicate<KnownJob> wanted) {
        return known.values().stream()
                .filter(job -> job.start() != null && wanted.test(job))
                .map(KnownJob::start)
                .toList();
    }

    private void forgetOthersThan(List<OpenMarker> mine) {
        Set<String> names = mine.stream().map(OpenMarker::name).collect(Collectors.toSet());
        known.keySet().retainAll(names);
        Set<String> jobs = mine.stream().map(OpenMarker::jobId).collect(Collectors.toSet());
        progress.retain(jobs);
        doubts.retain(jobs);
    }

    /**
     * Gives those that were not known before, or are read anew. At the start of the process they may be too many for one round.
     *
     * <p>A job that is held is not looked at, so it is read again when its hold begins: it may have been started since it was read, by
     * this instance or by the one that took its message, which may learn of the hold some rounds later.
     */
    private Set<KnownJob> learn(List<OpenMarker> mine) {
        Instant end = clock.instant().plus(period.dividedBy(3));
        readsUnderHold.keySet().removeIf(name -> !known.containsKey(name) || !isHeld(known.get(name)));
        List<OpenMarker> toRead = new ArrayList<>(mine.stream()
                .filter(marker -> !known.containsKey(marker.name()))
                .toList());
        int unknown = toRead.size();
        known.values().stream()
                .filter(job -> stateNow(job) == OpenJobState.HELD && readsUnderHold(job) < READS_UNDER_HOLD)
                .sorted(Comparator.comparingInt(this::readsUnderHold))
                .forEach(job -> toRead.add(job.marker()));
        Set<KnownJob> learnt = new HashSet<>();
        hasTriedAll = true;
        for (int from = 0; from < toRead.size(); from += LEARN_AT_ONCE) {
            List<OpenMarker> some = toRead.subList(from, Math.min(toRead.size(), from + LEARN_AT_ONCE));
            AtOnce.map(some, this::learn).stream().flatMap(Optional::stream).forEach(job -> {
                known.put(job.marker().name(), job);
                learnt.add(job);
                if (isHeld(job)) {
                    readsUnderHold.merge(job.marker().name(), 1, Integer::sum);
                }
            });
            if (clock.instant().isAfter(end)) {
                hasTriedAll = from + LEARN_AT_ONCE >= unknown;
                break;
            }
        }
        return learnt;
    }

    private int readsUnderHold(KnownJob job) {
        return readsUnderHold.getOrDefault(job.marker().name(), 0);
    }

    private Optional<KnownJob> learn(OpenMarker marker) {
        Optional<Claim> started = ledger.known(marker.jobId(), marker.attempt(), Part.START, Start.class)
                .flatMap(start -> ledger.known(marker.jobId(), marker.attempt(), Part.CLAIM, Claim.class));
        if (started.isPresent()) {
            return Optional.of(KnownJob.of(marker, State.STARTED, started.get()));
        }
        try {
            JobHistory history = ledger.historyTo(marker);
            Claim claim = history.isLive() ? ledger.lastClaim(history) : null;
            return Optional.of(KnownJob.of(marker, history.state(), claim));
        } catch (RuntimeException e) {
            LOG.warn("Job {} is looked at again in the next round: {}", marker.jobId(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Notes what the ledger says of a job by now. */
    public void remember(
            @Variable("marker") OpenMarker marker,
            @Variable("claim") Claim claim,
            @Variable("history") JobHistory history) {
        known.computeIfPresent(marker.name(), (name, job) -> KnownJob.of(job.marker(), history.state(), claim));
    }

    /** Notes that a finished job has nothing to do before that time. */
    public void rest(@Variable("marker") OpenMarker marker, @Variable("due") Instant due) {
        known.computeIfPresent(marker.name(), (name, job) -> KnownJob.finished(job.marker(), due));
    }

    /** The id of the encoding of a job that is known to be started; null otherwise, and where it is to be stopped. */
    public String encodingAtWork(@Variable("marker") OpenMarker marker) {
        KnownJob job = known.get(marker.name());
        boolean isAtWork = job != null && job.state() == OpenJobState.ENCODING;
        return isAtWork && !ledger.orderBook().last().isToStop(marker) ? job.encodingId() : null;
    }

    /** Whether there may be something to do now. A job that waits for its start has nothing to do while the encoder is full. */
    public boolean isWorthALook(@Variable("marker") OpenMarker marker) {
        KnownJob job = known.get(marker.name());
        boolean hasToWait = job != null
                && job.state() == OpenJobState.CLAIMED
                && !line.holds(job.encodingId())
                && encoderIsFull.getAsBoolean()
                && !ledger.orderBook().last().isToStop(marker);
        if (hasToWait) {
            line.callAgain(job.encodingId());
        }
        return !hasToWait;
    }

    /** Held jobs take no turn from those that could go on. */
    private OpenJobState stateNow(KnownJob job) {
        return job.state() == OpenJobState.CLAIMED && isHeld(job) ? OpenJobState.HELD : job.state();
    }

    private boolean isHeld(KnownJob job) {
        Orders orders = ledger.orderBook().last();
        return job.key() != null
                && orders.holdOn(job.key(), job.marker()).isPresent()
                && !orders.isToStop(job.marker());
    }

    boolean isMine(String jobId) {
        return line.isWatchedBy(instances.beat(), jobId);
    }

    /** Whether an attempt is known not to be over yet. */
    boolean isUnderWay(String attempt) {
        KnownJob job = known.get(attempt);
        return job != null && job.state() != OpenJobState.FINISHED;
    }

    /** How many of the jobs that this instance watches are in a state, as far as it knows. */
    public long count(OpenJobState state) {
        return known.values().stream().filter(job -> stateNow(job) == state).count();
    }

    /** How many of the jobs that this instance watches it knows nothing of yet. */
    public long countUnknown() {
        return Math.max(0, last.mine() - known.size());
    }

    /** Since when the oldest job of the last round is open; empty where none is. */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(last.oldest());
    }

    /** When the open jobs were last listed; 1970 where they never were. */
    public Instant lastRound() {
        return last.at();
    }

    private record Round(int open, int mine, Instant oldest, Instant at) {}
}
