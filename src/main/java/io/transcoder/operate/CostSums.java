package io.transcoder.operate;

import io.transcoder.job.Price;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.s3.AtOnce;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Sums what the encoder bills, from the ledger alone. What it has read it keeps for a while, so that it can be asked often. */
public final class CostSums {
    private static final Duration FRESH = Duration.ofSeconds(4);
    /** A bill of a day that is over comes late, or never. */
    private static final Duration OLD = Duration.ofMinutes(5);

    private final Ledger ledger;
    private final Optional<Price> price;
    private final Clock clock;
    private final Map<LocalDate, Read> days = new ConcurrentHashMap<>();

    public CostSums(Ledger ledger, Optional<Price> price, Clock clock) {
        this.ledger = ledger;
        this.price = price;
        this.clock = clock;
    }

    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Those of the attempts that were started within these days; one LIST a thousand and a day, many days at once. */
    public List<Bill> bills(LocalDate from, LocalDate to) {
        LocalDate last = to.isAfter(today()) ? today() : to;
        return from.isAfter(last)
                ? List.of()
                : AtOnce.map(from.datesUntil(last.plusDays(1)).toList(), this::in).stream()
                        .flatMap(List::stream)
                        .toList();
    }

    private List<Bill> in(LocalDate day) {
        Instant now = clock.instant();
        Read known = days.get(day);
        if (known == null || known.at().isBefore(now.minus(day.isBefore(today()) ? OLD : FRESH))) {
            known = new Read(ledger.bills().in(day.toString()), now);
            days.put(day, known);
        }
        return known.bills();
    }

    /** One for each group, in the order of their names. */
    public List<Map<String, Object>> sums(By by, List<Bill> bills) {
        List<Map<String, Object>> sums = new ArrayList<>();
        bills.stream()
                .collect(Collectors.groupingBy(by.of, TreeMap::new, Collectors.toList()))
                .forEach((group, some) -> sums.add(sum(by, group, some)));
        return sums;
    }

    /**
     * {@code attempts}, {@code minutes} and {@code unknown} (attempts of which the minutes are not known), and {@code price} and
     * {@code currency} where a price is set.
     */
    public Map<String, Object> sum(By by, String group, List<Bill> bills) {
        double minutes = bills.stream().mapToDouble(Bill::known).sum();
        Map<String, Object> sum = new LinkedHashMap<>();
        sum.put(by.toString(), group);
        sum.put("attempts", bills.size());
        sum.put("minutes", BigDecimal.valueOf(minutes).setScale(3, RoundingMode.HALF_UP));
        sum.put("unknown", bills.stream().filter(bill -> bill.minutes() == null).count());
        return Price.added(sum, minutes, price);
    }

    /** Lines with commas between, the first with the names. */
    public List<String> csv(By by, List<Bill> bills) {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", sum(by, "", List.of()).keySet()));
        sums(by, bills)
                .forEach(sum -> lines.add(quoted(sum.remove(by.toString())) + ","
                        + sum.values().stream().map(String::valueOf).collect(Collectors.joining(","))));
        return lines;
    }

    /** A spreadsheet would take some beginnings for a formula. */
    private static String quoted(Object text) {
        String cell = String.valueOf(text).replaceAll("\\p{Cntrl}", "?").replaceFirst("^([=+@-])", "'$1");
        return '"' + cell.replace("\"", "\"\"") + '"';
    }

    private record Read(List<Bill> bills, Instant at) {}

    /** What bills are grouped by. */
    public enum By {
        PROFILE(Bill::profile),
        PREFIX(Bill::prefix),
        DAY(Bill::day),
        OUTCOME(Bill::outcome);

        private final Function<Bill, String> of;

        By(Function<Bill, String> of) {
            this.of = of;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
