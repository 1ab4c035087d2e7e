package io.transcoder.watch;

import io.transcoder.bitmovin.ListBudget;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.s3.Instances;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Variable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what Bitmovin bills for the attempts that are over. Its statistics come late: it is asked again, less and less often, and
 * after a week the bill is unknown.
 */
public final class Billing {
    /** Of the 60 calls of statistics a minute that Bitmovin allows a key. */
    private static final int CALLS_A_MINUTE = 50;

    private static final Duration GIVE_UP = Duration.ofDays(7);
    /** Statistics may be there before they are complete: nothing was billed only where they still say so then. */
    private static final Duration ZERO_IS_BELIEVED = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final Ledger ledger;
    private final Instances instances;
    private final OpenJobs openJobs;
    private final ListBudget calls;
    private final Duration period;
    private final Clock clock;
    private final Map<String, Instant> next = new ConcurrentHashMap<>();

    public Billing(
            Ledger ledger, Instances instances, OpenJobs openJobs, ListBudget calls, Duration period, Clock clock) {
        this.ledger = ledger;
        this.instances = instances;
        this.openJobs = openJobs;
        this.calls = calls;
        this.period = period;
        this.clock = clock;
    }

    /** The attempts that are over and whose bill is asked for in this period, the one first that has waited longest. */
    public List<Ended> due() {
        Instances.Share share = instances.beat();
        Map<String, Bill> mine = ledger.bills().due().stream()
                .filter(bill -> openJobs.isMine(bill.jobId()))
                .collect(Collectors.toMap(Bill::entry, bill -> bill));
        next.keySet().retainAll(mine.keySet());
        List<Bill> some = mine.values().stream()
                .filter(bill -> !openJobs.isUnderWay(bill.attempt()) && !at(bill).isAfter(clock.instant()))
                .sorted(Comparator.comparing(this::at))
                .limit(2 * CALLS_A_MINUTE)
                .toList();
        List<Ended> ended = new ArrayList<>();
        for (Bill bill : some) {
            try {
                ended(bill, share).ifPresent(ended::add);
            } catch (ForeignLedgerException | UncheckedIOException e) {
                LOG.warn("The bill of {} is not asked for before a restart: {}", bill.attempt(), e.getMessage());
                // records never change: only whoever puts others there can mend it
                next.put(bill.entry(), Instant.MAX);
            }
        }
        return ended;
    }

    /** Nothing where it is not over, its claim is gone, or this instance has asked for enough. */
    private Optional<Ended> ended(Bill bill, Instances.Share share) {
        // where whoever wrote a bill died before it was in the sums, it is found when it is written once more
        Optional<Ended> ended = ledger.knownEnd(bill.jobId(), bill.number())
                .flatMap(end -> ledger.knownClaim(bill.jobId(), bill.number())
                        .map(claim -> new Ended(bill, claim.encodingId(), end)));
        if (ended.isEmpty()) {
            next.put(bill.entry(), clock.instant().plus(period));
        }
        return ended.filter(is -> calls.take(Math.max(1, CALLS_A_MINUTE / share.present())));
    }

    private Instant at(Bill bill) {
        return next.getOrDefault(bill.entry(), Instant.EPOCH);
    }

    /**
     * Records the bill.
     *
     * @param statistics of Bitmovin; null where it has none
     * @return null where the statistics are not there yet, or the bill was there already
     */
    public Bill record(@Variable("ended") Ended ended, @Variable("statistics") Map<String, Object> statistics) {
        Instant now = clock.instant();
        Duration since = Duration.between(ended.end().at(), now);
        Object said = statistics == null ? null : statistics.get("billableMinutes");
        Double minutes = said instanceof Number number ? (Double) number.doubleValue() : null;
        boolean there = minutes != null && (minutes > 0 || since.compareTo(ZERO_IS_BELIEVED) > 0);
        if (!there && since.compareTo(GIVE_UP) < 0) {
            Duration half = since.dividedBy(2);
            next.put(ended.due().entry(), now.plus(half.compareTo(period) > 0 ? half : period));
            return null;
        }
        Bill mine = ended.due().billed(minutes, ended.end().outcome());
        Bill held = ledger.bills().record(mine);
        ledger.bills().withdraw(ended.due());
        // who wrote it counts it: the sums of one instance have it, or of none where the answer to that was lost
        return held == mine ? mine : null;
    }

    /** @param due as it was announced */
    public record Ended(Bill due, String encodingId, End end) {}
}
