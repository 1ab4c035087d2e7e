package io.transcoder.console;

import io.transcoder.ledger.records.Bill;
import io.transcoder.operate.CostSums;
import io.transcoder.operate.CostSums.By;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What the encoder billed in a month. */
public final class CostsPage extends Page {
    private static final List<By> TABLES = List.of(By.PROFILE, By.OUTCOME, By.PREFIX, By.DAY);

    private final Desk desk;
    private final CostSums costs;

    CostsPage(Desk desk) {
        super("/costs", "Costs");
        this.desk = desk;
        this.costs = desk.costs();
    }

    @Override
    Answer get(Request request) {
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
        Map<LocalDate, Map<String, Double>> days = new TreeMap<>();
        month.atDay(1).datesUntil(month.plusMonths(1).atDay(1)).forEach(day -> days.put(day, new TreeMap<>()));
        bills.forEach(bill -> days.get(LocalDate.parse(bill.day())).merge(bill.outcome(), bill.known(), Double::sum));
        Map<By, List<Map<String, Object>>> tables = new LinkedHashMap<>();
        TABLES.forEach(by -> tables.put(by, costs.sums(by, bills)));
        Map<String, Object> total = costs.sum(By.DAY, "all", bills);
        int due = desk.workbench().ledger().bills().due().size();
        return Answer.page("costs", new Model(month, month.isBefore(now), days, tables, total, due));
    }

    /**
     * @param later whether there is a month after it
     * @param days the minutes of each, by outcome
     * @param total with the fields of {@link CostSums#sum}
     * @param due attempts that have no bill yet
     */
    public record Model(
            YearMonth month,
            boolean later,
            Map<LocalDate, Map<String, Double>> days,
            Map<By, List<Map<String, Object>>> tables,
            Map<String, Object> total,
            int due) {
        /** The day of the most minutes. */
        public LocalDate most() {
            return days.keySet().stream()
                    .max(Comparator.comparingDouble(this::sum))
                    .orElseThrow();
        }

        /** Of all outcomes. */
        public double sum(LocalDate day) {
            return days.get(day).values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
        }

        /** Of the chart: a round number that no day exceeds. */
        public double top() {
            double most = sum(most());
            double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 0.1))));
            return List.of(1.0, 2.0, 4.0, 6.0, 8.0, 10.0).stream()
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
