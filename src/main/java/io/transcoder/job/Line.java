package io.transcoder.job;

import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.Instances;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The line before the encoder. Only so many of our encodings are in the encoder's queue at once, and the watcher calls those that wait
 * here in their {@linkplain FairOrder fair order}. One instance keeps the line: it watches all jobs and makes all starts. The last
 * of several places is for what is more urgent than all in the encoder's queue, which the encoder then takes first.
 */
public final class Line {
    /** Places where there is no limit of ours. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    /** Whoever would watch a job of this name keeps the line. */
    private static final String KEPT = "line";

    private final int target;
    private final FairOrder order;
    private final Map<String, Waiting> queued = new HashMap<>();
    private final Map<String, Waiting> entered = new HashMap<>();
    private final Map<String, Waiting> called = new HashMap<>();
    private final Set<String> stalled = new HashSet<>();
    private int places;

    /**
     * @param target how many encodings of all instances may be in the encoder's queue
     * @param shares whole numbers by the names of profiles, 1 for those without; empty: the profile does not matter
     */
    public Line(int target, Map<String, String> shares) {
        this.target = target;
        this.order = new FairOrder(shares);
    }

    public boolean isWatchedBy(Instances.Share share, String jobId) {
        return share.isMine(target == NO_LIMIT ? jobId : KEPT);
    }

    /**
     * Counts the places anew, once a round. Who was called in the last one and did not come waits for something else: it is stalled.
     *
     * @param isComplete whether all open jobs of this instance are known; nothing is started under a limit before
     * @param known claimed or started
     * @param started those of them that are started, and not known to have left the encoder's queue
     */
    public synchronized void count(
            Instances.Share share, boolean isComplete, List<Waiting> known, List<Waiting> started) {
        boolean isKept = isComplete && share.isSure() && isWatchedBy(share, KEPT);
        places = isKept || target == NO_LIMIT ? target : 0;
        // one that entered after the markers were listed is not known yet
        known.forEach(one -> entered.remove(one.encodingId()));
        queued.clear();
        started.forEach(one -> queued.put(one.encodingId(), one));
        queued.putAll(entered);
        entered.clear();
        stalled.addAll(called.keySet());
        called.clear();
    }

    /**
     * Calls those that may start now, the first one first.
     *
     * @param waiting the oldest first
     */
    public synchronized List<Waiting> call(List<Waiting> waiting, int most) {
        if (!stalled.isEmpty()) {
            stalled.retainAll(waiting.stream().map(Waiting::encodingId).collect(Collectors.toSet()));
        }
        int some = Math.max(0, Math.min(most, places - queued.size()));
        List<Waiting> ready = some == 0
                ? List.of()
                : waiting.stream().filter(one -> !isStalled(one.encodingId())).toList();
        List<Waiting> next = new ArrayList<>();
        for (Waiting one : order.next(ready, some)) {
            if (fits(one.priority(), called.values())) {
                called.put(one.encodingId(), one);
                next.add(one);
            }
        }
        return next;
    }

    /** Takes a place for an attempt, unless it has to wait for one. */
    synchronized boolean enter(Claim claim) {
        String id = claim.encodingId();
        Waiting call = called.remove(id);
        boolean wasCalled = stalled.remove(id) || call != null;
        boolean enters =
                target == NO_LIMIT || holds(id) || fits(claim.priority(), wasCalled ? List.of() : called.values());
        if (enters) {
            Waiting one = Waiting.of(OpenMarker.of(claim), claim);
            queued.put(id, one);
            entered.put(id, one);
            if (call != null) {
                order.started(call);
            }
        }
        return enters;
    }

    private boolean fits(int priority, Collection<Waiting> before) {
        boolean isMostUrgent = Stream.of(queued.values(), before)
                .flatMap(Collection::stream)
                .allMatch(one -> one.priority() < priority);
        return queued.size() + before.size() < (isMostUrgent || places < 2 ? places : places - 1);
    }

    /** Gives the place back: the attempt waits for something else. */
    synchronized void leave(Claim claim) {
        queued.remove(claim.encodingId());
        entered.remove(claim.encodingId());
        stalled.add(claim.encodingId());
    }

    /** It was called while the encoder had no place, and is called again. */
    public synchronized void callAgain(String encodingId) {
        called.remove(encodingId);
    }

    public synchronized boolean holds(String encodingId) {
        return queued.containsKey(encodingId);
    }

    public synchronized boolean isStalled(String encodingId) {
        return stalled.contains(encodingId);
    }

    /** A claimed attempt, as the order of the starts needs it. */
    public record Waiting(OpenMarker marker, String encodingId, int priority, String profile) {
        public static Waiting of(OpenMarker marker, Claim claim) {
            return new Waiting(marker, claim.encodingId(), claim.priority(), claim.profile());
        }
    }
}
