package io.transcoder.operate;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.job.Estimates;
import io.transcoder.job.Price;
import io.transcoder.ledger.ForeignLedgerException;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Orders;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.AtOnce;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * What is going on now. However many jobs the ledger has, this costs the LISTs of what is open, announced, ordered and billed
 * lately, the claims of the uploads that are shown, and the ends of those of today without a bill. These never change and are read once.
 */
public final class Overview {
    private static final int ROWS = 50;
    private static final int FAILED_SHOWN = 10;
    /** So many ends are read, and stay known. */
    private static final int UNBILLED = 500;
    /** So many of the latest bills are enough for an estimate. */
    private static final int BILLS = 2000;

    private final Workbench workbench;
    private final Ledger ledger;
    private final Settings settings;
    private final CostSums costs;
    private final Clock clock;
    private volatile int expected;

    public Overview(Workbench workbench, Settings settings, CostSums costs, Clock clock) {
        this.workbench = workbench;
        this.ledger = workbench.ledger();
        this.settings = settings;
        this.costs = costs;
        this.clock = clock;
    }

    /** @param page from 1; the last one where there are fewer */
    public Now now(int page) {
        // a queue that does not answer is waited for beside the other
        Supplier<Optional<Workbench.Depth>> letters = AtOnce.begin(() -> workbench.depth(Setting.QUEUE_DEAD_LETTERS));
        Orders orders = ledger.orderBook().read();
        List<OpenMarker> open = ledger.openMarkers(expected);
        expected = open.size();
        List<Bill> announced = ledger.bills().due();
        List<Bill> bills = lately();
        Set<String> due = names(announced, Bill::attempt);
        Set<String> billed = names(bills, Bill::attempt);
        Set<String> opened = names(open, OpenMarker::name);
        Function<OpenMarker, State> state = marker ->
                due.contains(marker.name()) ? State.AT_WORK : billed.contains(marker.name()) ? State.OVER : State.WAITS;
        Map<State, Long> states = open.stream().collect(Collectors.groupingBy(state, Collectors.counting()));
        int waiting = states.getOrDefault(State.WAITS, 0L).intValue();
        int pages = Math.max(1, (open.size() + ROWS - 1) / ROWS);
        int shown = Math.min(page, pages);
        Estimates estimates = estimates(bills);
        List<Row> rows = AtOnce.map(
                open.stream()
                        .sorted(Comparator.comparing(state))
                        .skip((shown - 1) * ROWS)
                        .limit(ROWS)
                        .toList(),
                marker -> row(marker, state.apply(marker), orders, estimates));
        String today = costs.today().toString();
        List<Bill> unbilled = of(today, announced.stream())
                .filter(bill -> !billed.contains(bill.attempt()) && !opened.contains(bill.attempt()))
                .toList();
        var uncounted = new AtomicInteger(Math.max(0, unbilled.size() - UNBILLED));
        List<Bill> ended = Stream.concat(of(today, bills.stream()), ended(unbilled, uncounted))
                .toList();
        double minutes = of(today.substring(0, 7), Stream.concat(bills.stream(), announced.stream()))
                .mapToDouble(Bill::known)
                .sum();
        return new Now(
                clock.instant(),
                rows,
                shown,
                pages,
                states.getOrDefault(State.AT_WORK, 0L).intValue(),
                waiting,
                held(orders, rows, waiting),
                ended.stream().collect(Collectors.groupingBy(Bill::outcome, Collectors.counting())),
                uncounted.get(),
                failed(ended),
                orders.holds(),
                new TreeMap<>(workbench.pauses().instances().live()),
                workbench.depth(Setting.QUEUE_EVENTS).orElse(null),
                letters.get().orElse(null),
                minutes,
                settings.findInteger(Setting.BUDGET_MINUTES_A_MONTH),
                workbench.price());
    }

    /** What a claim is likely to be billed for, for people. */
    public String estimate(Claim claim) {
        return estimates(lately()).of(claim);
    }

    private static Estimates estimates(List<Bill> lately) {
        return new Estimates(lately.subList(Math.max(0, lately.size() - BILLS), lately.size()));
    }

    /** Of this month, and of all whose source may still wait to be deleted. */
    private List<Bill> lately() {
        long days =
                Math.max(30, 2 + settings.duration(Setting.SOURCE_DELETE_AFTER).toDays());
        return costs.bills(costs.today().minusDays(days), costs.today());
    }

    private static <T> Set<String> names(List<T> all, Function<T, String> name) {
        return all.stream().map(name).collect(Collectors.toSet());
    }

    /** @param period a day or a month */
    private static Stream<Bill> of(String period, Stream<Bill> bills) {
        return bills.filter(bill -> bill.day().startsWith(period));
    }

    /** How those ended that have no bill yet: that of an encoding that failed may come when its day is long over. */
    private Stream<Bill> ended(List<Bill> unbilled, AtomicInteger uncounted) {
        return each(
                unbilled.subList(0, Math.min(unbilled.size(), UNBILLED)),
                bill -> ledger.knownEnd(bill.jobId(), bill.number()).map(end -> bill.billed(null, end.outcome())),
                uncounted);
    }

    /** Of those whose records can be read; the others are counted. */
    private static <T> Stream<T> each(List<Bill> bills, Function<Bill, Optional<T>> work, AtomicInteger unread) {
        return AtOnce.map(bills, bill -> {
                    try {
                        return work.apply(bill);
                    } catch (ForeignLedgerException | UncheckedIOException | SdkException e) {
                        unread.incrementAndGet();
                        return Optional.<T>empty();
                    }
                })
                .stream()
                .flatMap(Optional::stream);
    }

    private Row row(OpenMarker marker, State state, Orders orders, Estimates estimates) {
        var fault = new AtomicReference<String>();
        Optional<Claim> claim = JobByJob.read(() -> ledger.knownClaim(marker.jobId(), marker.attempt()), fault::set)
                .filter(found -> !found.isSkip());
        String held = claim.filter(found -> state == State.WAITS)
                .flatMap(found -> orders.holdOn(found.upload().key(), marker))
                .map(Hold::text)
                .orElse(null);
        String estimate = claim.map(estimates::of).orElse(null);
        return new Row(marker, claim.orElse(null), state, held, estimate, fault.get());
    }

    /** A pause of some keys is counted on the page that is shown. */
    private static int held(Orders orders, List<Row> rows, int waiting) {
        boolean all = orders.releases().isEmpty()
                && orders.holds().stream().anyMatch(hold -> hold.prefix().isEmpty());
        return all
                ? waiting
                : (int) rows.stream().filter(row -> row.held() != null).count();
    }

    private List<Claim> failed(List<Bill> bills) {
        List<Bill> failed =
                bills.stream().filter(bill -> bill.outcome().equals("failed")).toList();
        return each(
                        failed.subList(Math.max(0, failed.size() - FAILED_SHOWN), failed.size()),
                        bill -> ledger.knownClaim(bill.jobId(), bill.number()),
                        new AtomicInteger())
                .toList();
    }

    /** In the order in which they are shown. What is over has its bill and waits for its clean-up. */
    public enum State {
        AT_WORK,
        WAITS,
        OVER
    }

    /**
     * @param claim null where nobody has claimed the attempt yet
     * @param held why it waits, or null
     * @param estimate of the billable minutes, for people; null where there is no claim
     * @param fault why its claim is refused; null where it is not
     */
    public record Row(OpenMarker marker, Claim claim, State state, String held, String estimate, String fault) {}

    /**
     * @param rows those of the page: in the order of their states, and the oldest first
     * @param held of those that wait
     * @param today how many of the attempts that were started today ended how
     * @param uncounted how many attempts of today may have ended as well: too many, or not shown by S3
     * @param failed the latest of them that failed
     * @param instances their last sign, by name
     * @param events null where it is not known, like {@code letters}
     * @param minutes billed this month, with the estimates of what is at work
     */
    public record Now(
            Instant at,
            List<Row> rows,
            int page,
            int pages,
            int atWork,
            int waiting,
            int held,
            Map<String, Long> today,
            int uncounted,
            List<Claim> failed,
            List<Hold> holds,
            Map<String, Instant> instances,
            Workbench.Depth events,
            Workbench.Depth letters,
            double minutes,
            OptionalInt cap,
            Optional<Price> price) {}
}
