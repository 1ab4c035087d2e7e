package io.transcoder.watch;

import io.transcoder.job.Line;
import io.transcoder.ledger.records.OpenMarker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Chooses the open jobs that a round looks at: those whose outputs have all appeared, some of those that wait for their start, and
 * a few of the rest. Each kind has its turns, so that jobs that are blocked or fail do not keep the others out. Jobs that another
 * instance watches have a slow turn. A round makes a bounded number of calls, and at most one LIST of the outputs.
 */
final class RoundPlan {
    /** Of the 6,000 status calls a minute that Bitmovin allows a key; five rounds may begin in a minute. */
    private static final int STATUS_CALLS_A_MINUTE = 2_400;

    /**
     * This part of the calls is for starts, of which Bitmovin allows 600 a minute; and as many at least are for jobs whose time has
     * come and for those at work.
     */
    private static final int ONE_IN = 8;

    private static final int ROUNDS_OF_OTHERS = 20;

    private final OutputListing outputs;
    private final Line line;
    private final Duration period;
    private final Clock clock;
    private final RoundRobin stalledInTurn = new RoundRobin();
    private final RoundRobin waitingInTurn = new RoundRobin();
    private final RoundRobin completeInTurn = new RoundRobin();
    private final RoundRobin dueInTurn = new RoundRobin();
    private final RoundRobin restInTurn = new RoundRobin();
    private final RoundRobin othersInTurn = new RoundRobin();

    /** @param period from round to round */
    RoundPlan(OutputListing outputs, Line line, Duration period, Clock clock) {
        this.outputs = outputs;
        this.line = line;
        this.period = period;
        this.clock = clock;
    }

    /**
     * The markers of the jobs to look at now, the most urgent first. Not for several threads at once.
     *
     * @param mine what is known of the jobs that this instance watches, the oldest first
     * @param fresh those of them that were unknown before this round
     * @param others the jobs of other instances, the oldest first
     * @param instances how many share what Bitmovin allows
     */
    List<OpenMarker> choose(List<KnownJob> mine, Set<KnownJob> fresh, List<OpenMarker> others, int instances) {
        long calls = STATUS_CALLS_A_MINUTE * period.toMillis() / 60_000;
        int budget = (int) Math.max(1, calls / instances);
        List<OpenMarker> round = chooseMine(mine, fresh, budget);
        int ofOthers = Math.min(share(others.size(), ROUNDS_OF_OTHERS), share(budget, ROUNDS_OF_OTHERS));
        round.addAll(othersInTurn.next(others, ofOthers));
        return round;
    }

    private List<OpenMarker> chooseMine(List<KnownJob> mine, Set<KnownJob> fresh, int budget) {
        Instant now = clock.instant();
        List<KnownJob> claimed = new ArrayList<>();
        List<KnownJob> due = new ArrayList<>();
        List<KnownJob> rest = new ArrayList<>();
        for (KnownJob job : mine) {
            switch (job.state()) {
                case CLAIMED, HELD -> (line.holds(job.encodingId()) ? due : claimed).add(job);
                case ENCODING -> rest.add(job);
                case FINISHED -> {
                    if (!now.isBefore(job.due())) {
                        due.add(job);
                    }
                }
                case OTHER -> (fresh.contains(job) ? due : rest).add(job);
            }
        }
        int aShare = share(budget, ONE_IN);
        List<OpenMarker> round = chooseClaimed(claimed, aShare);
        if (round.size() + due.size() + rest.size() > budget) {
            List<KnownJob> complete = complete(rest);
            rest.removeAll(complete);
            int kept = Math.min(due.size(), aShare) + Math.min(rest.size(), aShare);
            round.addAll(completeInTurn.next(markers(complete), budget - round.size() - kept));
        }
        round.addAll(dueInTurn.next(markers(due), budget - round.size() - Math.min(rest.size(), aShare)));
        round.addAll(restInTurn.next(markers(rest), budget - round.size()));
        return round;
    }

    /**
     * Those that may start; of the stalled ones at least a quarter of the round; and some of the others in turn, which may be stopped
     * or need no encode any more.
     */
    private List<OpenMarker> chooseClaimed(List<KnownJob> claimed, int some) {
        List<OpenMarker> stalled = markers(
                claimed.stream().filter(job -> line.isStalled(job.encodingId())).toList());
        int called = some - Math.min(stalled.size(), share(some, 4));
        List<OpenMarker> round = new ArrayList<>();
        line.call(claimed.stream().map(KnownJob::start).toList(), called).forEach(one -> round.add(one.marker()));
        round.addAll(stalledInTurn.next(stalled, some - round.size()));
        List<OpenMarker> waiting = new ArrayList<>(markers(claimed));
        waiting.removeAll(Set.copyOf(round));
        round.addAll(waitingInTurn.next(waiting, some - round.size()));
        return round;
    }

    private List<KnownJob> complete(List<KnownJob> jobs) {
        Set<String> there = outputs.present(
                jobs.stream().flatMap(job -> job.outputs().stream()).toList());
        return jobs.stream()
                .filter(job -> job.state() == OpenJobState.ENCODING && there.containsAll(job.outputs()))
                .toList();
    }

    private static List<OpenMarker> markers(List<KnownJob> jobs) {
        return jobs.stream().map(KnownJob::marker).toList();
    }

    private static int share(int whole, int parts) {
        return (whole + parts - 1) / parts;
    }

    /** Takes some entries of a changing list at a time, and goes on after the last one the next time. */
    private static final class RoundRobin {
        private OpenMarker last;

        /** @param all the oldest first */
        List<OpenMarker> next(List<OpenMarker> all, int some) {
            if (all.size() <= some) {
                return all;
            }
            List<OpenMarker> taken = new ArrayList<>();
            int next = indexAfterLast(all);
            while (taken.size() < some) {
                last = all.get(next++ % all.size());
                taken.add(last);
            }
            return taken;
        }

        private int indexAfterLast(List<OpenMarker> all) {
            for (int i = 0; last != null && i < all.size(); i++) {
                if (OpenMarker.OLDEST_FIRST.compare(all.get(i), last) > 0) {
                    return i;
                }
            }
            return 0;
        }
    }
}
