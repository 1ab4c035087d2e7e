package io.transcoder.job;

import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What uploads are likely to be billed for, by the minutes a byte of finished jobs. */
public record Estimates(List<Bill> bills) {
    private static final int ENOUGH = 3;
    /** A clip of seconds, such as the canary, has a thousand times the minutes a byte: such say nothing of recordings, nor these of them. */
    private static final long SMALL = 1_000_000;

    /** As of now. */
    public static Estimates read(Ledger ledger, Clock clock) {
        return read(ledger, LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString());
    }

    /** By the bills of the month of a day and the one before. */
    public static Estimates read(Ledger ledger, String today) {
        String last = LocalDate.parse(today).minusMonths(1).toString();
        return new Estimates(Stream.of(last, today)
                .flatMap(day -> ledger.bills().in(day.substring(0, 7)).stream())
                .toList());
    }

    /** For people; unknown before three jobs of its profile are there. */
    public String of(Claim claim) {
        Bill due = Bill.due(claim, "", null);
        return text(bill -> bill.profile().equals(due.profile()), due.bytes());
    }

    /** For people, of one or several uploads whose profile is not known yet: by what lies under the same first folders. */
    public String ofKey(String key, long... sizes) {
        return text(bill -> bill.prefix().equals(Bill.prefixOf(key)), sizes);
    }

    /** The upper end of the range. */
    OptionalDouble most(String profile, long bytes) {
        double[] rates = rates(bill -> bill.profile().equals(profile), bytes);
        return rates.length < ENOUGH ? OptionalDouble.empty() : OptionalDouble.of(bytes * rates[rates.length - 1]);
    }

    private String text(Predicate<Bill> alike, long... sizes) {
        double least = 0;
        double most = 0;
        for (long[] some : List.of(sizes(sizes, true), sizes(sizes, false))) {
            if (some.length > 0) {
                double[] rates = rates(alike, some[0]);
                if (rates.length < ENOUGH) {
                    return "unknown";
                }
                long bytes = LongStream.of(some).sum();
                least += bytes * rates[0];
                most += bytes * rates[rates.length - 1];
            }
        }
        return String.format(Locale.ROOT, "%.1f to %.1f billable minutes", least, most);
    }

    private static long[] sizes(long[] all, boolean small) {
        return LongStream.of(all).filter(bytes -> bytes < SMALL == small).toArray();
    }

    private double[] rates(Predicate<Bill> alike, long bytes) {
        return bills.stream()
                .filter(alike)
                .filter(bill -> bill.bytes() < SMALL == bytes < SMALL)
                .filter(bill -> bill.outcome().equals("finished") && bill.minutes() != null && bill.bytes() > 0)
                .mapToDouble(bill -> bill.minutes() / bill.bytes())
                .sorted()
                .toArray();
    }
}
