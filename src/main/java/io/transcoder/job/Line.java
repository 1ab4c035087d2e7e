package io.transcoder.job;

import io.transcoder.ledger.Claim;
import io.transcoder.ledger.OpenMarker;
import io.transcoder.ledger.s3.Instances;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The line before the encoder. Only so many of our encodings are at the encoder at once, and the watcher calls those that wait in
 * their {@linkplain FairOrder fair order}. Each instance has its part of the places, for the jobs that it watches, so that no
 * instance has to know what the others have started.
 */
public final class Line {
    /** Places where there is no limit of ours. */
    public static final int NO_LIMIT = Integer.MAX_VALUE;

    private final int target;
    private final FairOrder order;
    private final Set<String> atWork = new HashSet<>();
    private final Set<String> entered = new HashSet<>();
    private final Map<String, Waiting> called = new HashMap<>();
    private final Set<String> stalled = new HashSet<>();
    private Predicate<String> isMine = job -> false;
    private int places;

    /**
     * @param target how many encodings of all instances may be at the encoder
     * @param shares whole numbers by the names of profiles, 1 for those without; empty: the profile does not matter
     */
    public Line(int target, Map<String, String> shares) {
        this.target = target;
        this.order = new FairOrder(shares);
    }

    /**
     * Counts the places anew, once a round. Who was called in the last one and did not come waits for something else: it is stalled.
     *
     * @param isComplete whether all open jobs of this instance are known; nothing is started under a limit before
     * @param known encodings, claimed or started
     * @param started those of them that are started
     */
    public synchronized void count(Instances.Share share, boolean isComplete, Set<String> known, Set<String> started) {
        isMine = share::isMine;
        int part = target == NO_LIMIT ? NO_LIMIT : (target - 1) / share.present() + 1;
        places = isComplete || target == NO_LIMIT ? part : 0;
        // one that entered after the markers were listed is not known yet
        entered.removeAll(known);
        atWork.clear();
        atWork.addAll(started);
        atWork.addAll(entered);
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
        stalled.retainAll(waiting.stream().map(Waiting::encodingId).collect(Collectors.toSet()));
        List<Waiting> ready =
                waiting.stream().filter(one -> !isStalled(one.encodingId())).toList();
        List<Waiting> next = order.next(ready, Math.max(0, Math.min(most, places - atWork.size())));
        next.forEach(one -> called.put(one.encodingId(), one));
        return next;
    }

    /** Takes a place for an attempt, unless it has to wait for one. */
    synchronized boolean enter(Claim claim) {
        String id = claim.encodingId();
        Waiting call = called.remove(id);
        boolean wasCalled = stalled.remove(id) || call != null;
        int before = wasCalled ? 0 : called.size();
        boolean fits = atWork.size() + before < places && (wasCalled || isMine.test(claim.jobId()));
        boolean enters = target == NO_LIMIT || holds(id) || fits;
        if (enters) {
            atWork.add(id);
            entered.add(id);
            if (call != null) {
                order.started(call);
            }
        }
        return enters;
    }

    /** Gives the place back: the attempt waits for something else. */
    synchronized void leave(Claim claim) {
        atWork.remove(claim.encodingId());
        entered.remove(claim.encodingId());
        stalled.add(claim.encodingId());
    }

    /** It was called while the encoder had no place, and is called again. */
    public synchronized void callAgain(String encodingId) {
        called.remove(encodingId);
    }

    public synchronized boolean holds(String encodingId) {
        return atWork.contains(encodingId);
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
