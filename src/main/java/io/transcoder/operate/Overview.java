package io.transcoder.operate;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.job.Estimates;
import io.transcoder.job.Price;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Orders;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.AtOnce;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is going on now. However many jobs the ledger has, this costs the LISTs of what is open, announced, ordered and billed within a
 * month, and the claims of the uploads that are shown, which never change and are read once.
 */
public final class Overview {
    private static final int ROWS = 50;
    private static final int KNOWN = 20_000;
    private static final int FAILED_SHOWN = 10;
    /** So many of the latest bills are enough for an estimate. */
    private static final int BILLS = 2000;

    private final Workbench workbench;
    private final Ledger ledger;
    private final Settings settings;
    private final CostSums costs;
    private final Clock clock;
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
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
        Orders orders = ledger.orderBook().read();
        List<OpenMarker> open = ledger.openMarkers(expected);
        expected = open.size();
        List<Bill> announced = ledger.bills().due();
        Set<String> due = announced.stream().map(Bill::attempt).collect(Collectors.toSet());
        List<OpenMarker> sorted = open.stream()
                .sorted(Comparator.comparing((OpenMarker marker) -> !due.contains(marker.name())))
                .toList();
        int atWork = (int)
                open.stream().filter(marker -> due.contains(marker.name())).count();
        int pages = Math.max(1, (open.size() + ROWS - 1) / ROWS);
        int shown = Math.min(page, pages);
        LocalDate today = costs.today();
        List<Bill> month = costs.bills(today.withDayOfMonth(1), today);
        Estimates estimates = estimates();
        List<Row> rows = AtOnce.map(
                sorted.subList((shown - 1) * ROWS, Math.min(sorted.size(), shown * ROWS)),
                marker -> row(marker, due.contains(marker.name()), orders, estimates));
        List<Bill> todays = month.stream()
                .filter(bill -> bill.day().equals(today.toString()))
                .toList();
        double minutes = Stream.concat(month.stream(), announced.stream())
                .filter(bill -> bill.day().startsWith(today.toString().substring(0, 7)))
                .mapToDouble(Bill::known)
                .sum();
        return new Now(
                clock.instant(),
                rows,
                shown,
                pages,
                atWork,
                open.size() - atWork,
                held(orders, rows, open.size() - atWork),
                todays.stream().collect(Collectors.groupingBy(Bill::outcome, TreeMap::new, Collectors.counting())),
                failed(todays),
                orders.holds(),
                new TreeMap<>(workbench.pauses().instances().live()),
                workbench.depth(Setting.QUEUE_EVENTS).orElse(null),
                workbench.depth(Setting.QUEUE_DEAD_LETTERS).orElse(null),
                minutes,
                settings.findInteger(Setting.BUDGET_MINUTES_A_MONTH),
                workbench.price());
    }

    /** What a claim is likely to be billed for, for people. */
    public String estimate(Claim claim) {
        return estimates().of(claim);
    }

    private Estimates estimates() {
        List<Bill> recent = costs.bills(costs.today().minusDays(30), costs.today());
        return new Estimates(recent.subList(Math.max(0, recent.size() - BILLS), recent.size()));
    }

    /** The open uploads whose key, job or encoding holds the text, of those that were shown or looked for; at most so many. */
    public List<Claim> known(String part, int most) {
        return claims.values().stream()
                .filter(claim -> Stream.of(claim.upload().key(), claim.jobId(), String.valueOf(claim.encodingId()))
                        .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT))))
                .sorted(Comparator.comparing(claim -> claim.upload().key()))
                .limit(most)
                .toList();
    }

    private Row row(OpenMarker marker, boolean atWork, Orders orders, Estimates estimates) {
        var fault = new AtomicReference<String>();
        Optional<Claim> claim = JobByJob.read(() -> claim(marker.jobId(), marker.attempt()), fault::set)
                .filter(found -> !found.isSkip());
        String held = atWork
                ? null
                : claim.flatMap(found -> orders.holdOn(found.upload().key(), marker))
                        .map(Hold::text)
                        .orElse(null);
        String estimate = claim.map(estimates::of).orElse(null);
        return new Row(marker, claim.orElse(null), atWork, held, estimate, fault.get());
    }

    private Optional<Claim> claim(String jobId, int attempt) {
        String name = jobId + "." + attempt;
        Optional<Claim> found = Optional.ofNullable(claims.get(name)).or(() -> ledger.claimOf(jobId, attempt));
        if (claims.size() > KNOWN) {
            claims.clear();
        }
        found.ifPresent(claim -> claims.put(name, claim));
        return found;
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
        return AtOnce.map(
                        failed.subList(Math.max(0, failed.size() - FAILED_SHOWN), failed.size()),
                        bill -> JobByJob.read(() -> claim(bill.jobId(), bill.number()), why -> {}))
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * @param claim null where nobody has claimed the attempt yet
     * @param held why it waits, or null
     * @param estimate of the billable minutes, for people; null where there is no claim
     * @param fault why its claim is refused; null where it is not
     */
    public record Row(OpenMarker marker, Claim claim, boolean atWork, String held, String estimate, String fault) {}

    /**
     * @param rows those of the page: what is at work first, then the oldest
     * @param held of those that wait
     * @param today how many of the attempts that were started today ended how
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
            List<Claim> failed,
            List<Hold> holds,
            Map<String, Instant> instances,
            Workbench.Depth events,
            Workbench.Depth letters,
            double minutes,
            OptionalInt cap,
            Optional<Price> price) {}
}
