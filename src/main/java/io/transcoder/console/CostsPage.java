package io.transcoder.console;

import io.transcoder.ledger.Bill;
import io.transcoder.operate.CostSums;
import io.transcoder.operate.CostSums.By;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the encoder billed in a month. */
public final class CostsPage implements Page {
    private static final List<By> TABLES = List.of(By.PROFILE, By.OUTCOME, By.PREFIX, By.DAY);
    private static final List<String> OUTCOMES = List.of("finished", "failed", "skipped");

    private final Desk desk;
    private final CostSums costs;

    CostsPage(Desk desk) {
        this.desk = desk;
        this.costs = desk.costs();
    }

    @Override
    public String path() {
        return "/costs";
    }

    @Override
    public String title() {
        return "Costs";
    }

    @Override
    public Answer get(Request request) {
        YearMonth now = YearMonth.from(costs.today());
        YearMonth month;
        try {
            month = request.value("month").isEmpty() ? now : YearMonth.parse(request.value("month"));
        } catch (DateTimeException e) {
            return Answer.fault(404, "A month is such as " + now + ".");
        }
        List<Bill> bills = costs.bills(month.atDay(1), month.atEndOfMonth());
        if (!request.below().isEmpty()) {
            return TABLES.stream()
                    .filter(by -> request.below().equals("by-" + by + ".csv"))
                    .findFirst()
                    .map(by -> Answer.file(
                            "text/csv",
                            "costs-" + month + "-by-" + by + ".csv",
                            String.join("\r\n", costs.csv(by, bills)) + "\r\n"))
                    .orElseGet(() -> Answer.fault(404, "There is no such table."));
        }
        Map<By, List<Map<String, Object>>> tables = new LinkedHashMap<>();
        TABLES.forEach(by -> tables.put(by, costs.sums(by, bills)));
        Map<String, Object> total = costs.sum(By.DAY, "all", bills);
        int due = desk.workbench().ledger().bills().due().size();
        return Answer.page("costs", new Model(month, month.isBefore(now), days(month, bills), tables, total, due));
    }

    private List<Day> days(YearMonth month, List<Bill> bills) {
        List<Day> days = new ArrayList<>();
        for (LocalDate date = month.atDay(1); !date.isAfter(month.atEndOfMonth()); date = date.plusDays(1)) {
            String name = date.toString();
            Map<String, Double> minutes = new LinkedHashMap<>();
            for (String outcome : OUTCOMES) {
                minutes.put(
                        outcome,
                        bills.stream()
                                .filter(bill -> bill.day().equals(name)
                                        && bill.outcome().equals(outcome))
                                .mapToDouble(Bill::known)
                                .sum());
            }
            days.add(new Day(date, minutes));
        }
        return days;
    }

    /** @param minutes by outcome, in the order of the bar from below */
    public record Day(LocalDate date, Map<String, Double> minutes) {
        public double total() {
            return minutes.values().stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    /**
     * @param later whether there is a month after it
     * @param total with the fields of {@link CostSums#sum}
     * @param due attempts that have no bill yet
     */
    public record Model(
            YearMonth month,
            boolean later,
            List<Day> days,
            Map<By, List<Map<String, Object>>> tables,
            Map<String, Object> total,
            int due) {
        /** Of the chart: a round number that no day exceeds. */
        public double top() {
            double most = days.stream().mapToDouble(Day::total).max().orElse(0);
            double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 0.1))));
            return List.of(1.0, 2.0, 4.0, 5.0, 10.0).stream()
                    .map(step -> step * power)
                    .filter(step -> step >= most)
                    .findFirst()
                    .orElse(most);
        }

        /** What a part of {@link #top} is, in units of the drawing. */
        public String height(double minutes, int height) {
            return String.format(Locale.ROOT, "%.1f", minutes / top() * height);
        }
    }
}
