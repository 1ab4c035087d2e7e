package io.transcoder.watch;

import io.transcoder.job.Claim;
import io.transcoder.job.Ledger;
import io.transcoder.job.Output;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private final Map<String, Set<String>> outputsByJob = new ConcurrentHashMap<>();
    private int turn;

    /** @param budget how many jobs without an output are looked at in a round */
    public OpenJobs(Ledger ledger, S3Client s3, String outputBucket, String outputPrefix, int budget) {
        this.ledger = ledger;
        this.s3 = s3;
        this.outputBucket = outputBucket;
        this.outputPrefix = outputPrefix;
        this.budget = budget;
    }

    /** The ids of the jobs to look at now, oldest first. */
    public synchronized List<String> round() {
        List<String> open =
                ledger.openMarkers().stream().map(Ledger.OpenMarker::jobId).toList();
        outputsByJob.keySet().retainAll(new HashSet<>(open));
        Set<String> written = open.isEmpty() ? Set.of() : written();
        Set<String> waiting = new HashSet<>();
        for (String job : open) {
            Set<String> outputs = outputsByJob.get(job);
            if (outputs != null && !written.containsAll(outputs)) {
                waiting.add(job);
            }
        }
        Set<String> inTurn = inTurn(open.stream().filter(waiting::contains).toList());
        return open.stream()
                .filter(job -> !waiting.contains(job) || inTurn.contains(job))
                .toList();
    }

    /** Remembers which outputs to wait for. */
    public void remember(@Variable("claim") Claim claim) {
        var keys = new HashSet<String>();
        claim.outputs().stream().map(Output::key).forEach(keys::add);
        outputsByJob.put(claim.jobId(), keys);
    }

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

    private Set<String> written() {
        Set<String> keys = new HashSet<>();
        // a key may hold characters that XML has no form for; one such object would make the list unreadable
        s3
                .listObjectsV2Paginator(
                        b -> b.bucket(outputBucket).prefix(outputPrefix).encodingType(EncodingType.URL))
                .contents()
                .stream()
                .filter(object -> object.size() > 0)
                .forEach(object -> keys.add(object.key()));
        return keys;
    }
}
