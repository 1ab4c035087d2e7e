package io.transcoder.job;

import io.transcoder.ledger.Bills.Announcement;
import io.transcoder.ledger.Hold;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.OpenMarker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Announces each attempt before it can cost anything, and caps the billable minutes of a day and of a month. An attempt counts on the
 * day on which its start was recorded: with its bill, and before that with the estimate of its announcement.
 *
 * <p>An instance sums once a period, and for each start after it has announced it: of any number of instances that start something at
 * the same moment, the last one to sum has seen all the others.
 */
public final class Budget {
    /** How much of a day's text names the period. */
    private static final Map<String, Integer> LENGTHS = Map.of("day", 10, "month", 7);

    /** So many of a profile without bills may be at work for the smaller cap. */
    private static final double UNKNOWN_ONE_IN = 20;

    /** So that twenty such parts are the whole. */
    private static final double ROUNDED_TO = 1e6;

    private final Ledger ledger;
    private final Clock clock;
    private final Map<String, OptionalInt> caps;
    /** Of an attempt whose profile has too few bills, so that a flood of them can't use up more than the cap. */
    private final double unknown;

    private String summed = "";
    private Map<String, List<Bill>> byDay = Map.of();
    private List<Bill> due = new ArrayList<>();
    /** What the last look found, by the ids of the holds. */
    private List<String> usedUp = List.of();

    /** @param aMonth billable minutes after which nothing more is started in it, as the first on a day */
    public Budget(Ledger ledger, Clock clock, OptionalInt aDay, OptionalInt aMonth) {
        this.ledger = ledger;
        this.clock = clock;
        this.caps = Map.of("day", aDay, "month", aMonth);
        this.unknown = IntStream.concat(aDay.stream(), aMonth.stream()).min().orElse(0) / UNKNOWN_ONE_IN;
    }

    /** Sums anew, and holds the starts of all instances, or ends that. To be called once a period. */
    synchronized void look() {
        if (isCapped()) {
            sum();
            ledger.orderBook().pass(due);
        }
        List<Hold> standing = ledger.orderBook().last().holds().stream()
                .filter(Hold::isOfBudget)
                .toList();
        List<Hold> wanted = caps.keySet().stream()
                .filter(period -> used(period) >= 1)
                .map(period -> Hold.ofBudget(
                        today().substring(0, LENGTHS.get(period)),
                        "budget.minutes-a-" + period + "=" + caps.get(period).getAsInt() + " is used up",
                        clock.instant()))
                .toList();
        List<String> known = standing.stream().map(Hold::id).toList();
        // twice: what an encoder has no place for is announced only until it says so
        wanted.stream()
                .filter(hold -> usedUp.contains(hold.id()) && !known.contains(hold.id()))
                .forEach(ledger.orderBook()::pause);
        List<String> kept = wanted.stream().map(Hold::id).toList();
        usedUp = kept;
        standing.stream().filter(hold -> !kept.contains(hold.id())).forEach(hold -> ledger.orderBook()
                .resume(hold, Note.of(hold.by(), null, clock.instant())));
        closeReleases(kept.isEmpty());
    }

    /** Those of what is billed, and of an earlier day or month, unless what waits for a place would be held anew. */
    private void closeReleases(boolean isNothingUsedUp) {
        boolean isOfDay = caps.get("month").isEmpty();
        String current = today().substring(0, LENGTHS.get(isOfDay ? "day" : "month"));
        Set<String> billed = billed().map(Bill::attempt).collect(Collectors.toSet());
        ledger.orderBook().last().releases().forEach((attempt, at) -> {
            boolean isEarlier = !at.toString().startsWith(current);
            if (billed.contains(attempt) || isNothingUsedUp && isEarlier) {
                ledger.orderBook().closeRelease(attempt);
            }
        });
    }

    /** Announces the attempt, unless a budget is used up and it was not announced before. Nothing where it has to wait. */
    Optional<Announcement> admit(Claim claim) {
        return isCapped() ? admitCapped(claim) : Optional.of(ledger.bills().announce(Bill.due(claim, today(), null)));
    }

    private synchronized Optional<Announcement> admitCapped(Claim claim) {
        if (!today().equals(summed)) {
            sum();
        }
        // what is announced already counts already, and may run: it keeps its name
        Optional<Bill> earlier = announced(OpenMarker.of(claim));
        boolean goesOn = earlier.isPresent() || ledger.orderBook().last().isReleased(OpenMarker.of(claim));
        Bill mine = earlier.orElseGet(() -> Bill.due(claim, today(), estimate(claim)));
        leaveOut(mine);
        if (isUsedUp() && !goesOn) {
            return Optional.empty();
        }
        Announcement announcement = ledger.bills().announce(mine);
        boolean isAdmitted = !announcement.isFirst();
        try {
            sum();
            leaveOut(mine);
            isAdmitted |= goesOn || !isUsedUp();
        } finally {
            if (!isAdmitted) {
                ledger.bills().withdraw(announcement);
            }
        }
        if (isAdmitted) {
            due.add(mine);
        }
        return isAdmitted ? Optional.of(announcement) : Optional.empty();
    }

    /** Takes back what was announced for a start that surely was not made, unless somebody has announced the same since. */
    synchronized void withdraw(Announcement announcement) {
        ledger.bills().withdraw(announcement);
        due.remove(announcement.due());
    }

    /** What was announced before there was a cap has no estimate, and does not count. */
    private Optional<Bill> announced(OpenMarker attempt) {
        return due.stream()
                .filter(bill -> bill.attempt().equals(attempt.name()) && bill.minutes() != null)
                .findFirst();
    }

    private void leaveOut(Bill mine) {
        due.removeIf(bill -> bill.attempt().equals(mine.attempt()));
    }

    private boolean isUsedUp() {
        return caps.keySet().stream().anyMatch(period -> used(period) >= 1);
    }

    /** The most that its profile took, by the size. */
    private double estimate(Claim claim) {
        return new Estimates(billed().toList())
                .most(claim.profile(), Bill.due(claim, today(), null).bytes())
                .orElse(unknown);
    }

    private Stream<Bill> billed() {
        return byDay.values().stream().flatMap(List::stream);
    }

    private boolean isCapped() {
        return caps.values().stream().anyMatch(OptionalInt::isPresent);
    }

    /** First what is due: a bill is written before its announcement goes. Those of an earlier day change only when one goes. */
    private void sum() {
        String today = today();
        var gone = new HashSet<>(due);
        var dueNow = new ArrayList<>(ledger.bills().due());
        gone.removeAll(dueNow);
        if (!today.equals(summed)) {
            byDay = Estimates.read(ledger, today).bills().stream().collect(Collectors.groupingBy(Bill::day));
        }
        Stream.concat(Stream.of(today), gone.stream().map(Bill::day))
                .distinct()
                .forEach(day -> byDay.put(day, ledger.bills().in(day)));
        // last, for where a day can't be read the next sum has to read it
        due = dueNow;
        summed = today;
    }

    /** Part of the cap that the current day or month has used, as last summed; 0 where there is no such cap. */
    public synchronized double used(String period) {
        if (caps.get(period).isEmpty()) {
            return 0;
        }
        String days = today().substring(0, LENGTHS.get(period));
        double minutes = Stream.concat(billed(), due.stream())
                .filter(bill -> bill.day().startsWith(days))
                .mapToDouble(Bill::known)
                .sum();
        return Math.rint(minutes * ROUNDED_TO) / ROUNDED_TO / caps.get(period).getAsInt();
    }

    private String today() {
        return clock.instant().toString().substring(0, 10);
    }
}
