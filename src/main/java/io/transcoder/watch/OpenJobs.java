package io.transcoder.watch;

import io.transcoder.job.Claim;
import io.transcoder.job.JobHistory;
import io.transcoder.job.Ledger;
import io.transcoder.job.Output;
import io.transcoder.job.State;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;

/**
 * Which open jobs to look at in a round: those that are new here, those whose outputs have all appeared, and of the rest a few in
 * turn. So a round costs one LIST of the markers, one of the outputs, and a bounded number of calls.
 */
public final class OpenJobs {
    private final Ledger ledger;
    private final S3Client s3;
    private final String outputBucket;
    private final String outputPrefix;
    private final int budget;
    private final Clock clock;
    private final Map<String, Set<String>> outputsByJob = new ConcurrentHashMap<>();
    private final Map<String, Instant> appeared = new ConcurrentHashMap<>();
    private final Map<String, State> states = new ConcurrentHashMap<>();
    private volatile Open open = new Open(0, null, Instant.EPOCH);
    private int turn;

    /** @param budget how many jobs without an output are looked at in a round */
    public OpenJobs(Ledger ledger, S3Client s3, String outputBucket, String outputPrefix, int budget, Clock clock) {
        this.ledger = ledger;
        this.s3 = s3;
        this.outputBucket = outputBucket;
        this.outputPrefix = outputPrefix;
        this.budget = budget;
        this.clock = clock;
    }

    /** The ids of the jobs to look at now, oldest first. */
    public synchronized List<String> round() {
        List<Ledger.OpenMarker> markers = ledger.openMarkers();
        List<String> jobs = markers.stream().map(Ledger.OpenMarker::jobId).toList();
        var ids = new HashSet<>(jobs);
        outputsByJob.keySet().retainAll(ids);
        appeared.keySet().retainAll(ids);
        states.keySet().retainAll(ids);
        Map<String, Instant> written = jobs.isEmpty() ? Map.of() : written();
        Set<String> waiting = new HashSet<>();
        for (String job : jobs) {
            Set<String> outputs = outputsByJob.get(job);
            if (outputs != null && written.keySet().containsAll(outputs)) {
                outputs.stream()
                        .map(written::get)
                        .max(Comparator.naturalOrder())
                        .ifPresent(last -> appeared.put(job, last));
            } else if (outputs != null) {
                waiting.add(job);
                // what was there before the start is removed by it
                appeared.remove(job);
            }
        }
        open = new Open(jobs.size(), markers.isEmpty() ? null : markers.get(0).since(), clock.instant());
        Set<String> inTurn = inTurn(jobs.stream().filter(waiting::contains).toList());
        return jobs.stream()
                .filter(job -> !waiting.contains(job) || inTurn.contains(job))
                .toList();
    }

    /** Remembers which outputs to wait for, and how far the job is. */
    public void remember(@Variable("claim") Claim claim, @Variable("history") JobHistory history) {
        var keys = new HashSet<String>();
        claim.outputs().stream().map(Output::key).forEach(keys::add);
        outputsByJob.put(claim.jobId(), keys);
        states.put(claim.jobId(), history.state());
    }

    /** When the last of the outputs was written; nothing where no round has seen them all. */
    public Optional<Instant> appearedAt(Claim claim) {
        return Optional.ofNullable(appeared.get(claim.jobId()));
    }

    /** How many open jobs were in a state when they were last looked at. */
    public long count(State state) {
        return states.values().stream().filter(state::equals).count();
    }

    /** How many open jobs of the last round were not looked at yet. */
    public long countUnknown() {
        return Math.max(0, open.jobs() - states.size());
    }

    /** Since when the oldest job of the last round is open. */
    public Optional<Instant> oldest() {
        return Optional.ofNullable(open.oldest());
    }

    /** When the open jobs were last listed; 1970 where they never were. */
    public Instant lastRound() {
        return open.at();
    }

    private record Open(int jobs, Instant oldest, Instant at) {}

    private Set<String> inTurn(List<String> waiting) {
        if (waiting.size() <= budget) {
            return new HashSet<>(waiting);
        }
        List<String> some = new ArrayList<>(budget);
        for (int i = 0; i < budget; i++) {
            some.add(waiting.get(Math.floorMod(turn++, waiting.size())));
        }
        return new HashSet<>(some);
    }

    private Map<String, Instant> written() {
        Map<String, Instant> keys = new HashMap<>();
        // a key may hold characters that XML has no form for; one such object would make the list unreadable
        s3
                .listObjectsV2Paginator(
                        b -> b.bucket(outputBucket).prefix(outputPrefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .filter(object -> object.size() > 0)
                .forEach(object -> keys.put(object.key(), object.lastModified()));
        return keys;
    }
}
