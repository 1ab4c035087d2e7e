package io.transcoder.cli.jobs;

import io.transcoder.cli.common.Table;
import io.transcoder.ledger.records.Bill;
import io.transcoder.operate.CostSums;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sums what the encoder bills, from the ledger alone. */
@Command(
        name = "costs",
        description =
                "Sums the billable minutes of the attempts that were started in a time, as Bitmovin's statistics say.")
public final class Costs extends LedgerCommand {
    /** In days, each of which costs a LIST. */
    private static final int LONGEST = 366;

    @ArgGroup
    private Time time = new Time();

    @ArgGroup
    private Form form = new Form();

    @Option(
            names = "--by",
            defaultValue = "profile",
            description =
                    "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}); the prefix is the key's first two folders.")
    private CostSums.By by;

    @Override
    public Integer call() {
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        String month =
                Objects.requireNonNullElse(time.month, YearMonth.from(today).toString());
        if (!month.matches("\\d{4}-(0[1-9]|1[0-2])")) {
            throw wrongUsage("--month is a month such as 2026-11, not " + month);
        }
        if (time.since != null && time.since.toDays() > LONGEST) {
            throw wrongUsage("--since: at most " + LONGEST + "d; --month sums an older month");
        }
        LocalDate from = time.since == null
                ? YearMonth.parse(month).atDay(1)
                : LocalDate.ofInstant(Instant.now().minus(time.since), ZoneOffset.UTC);
        LocalDate to = time.since == null ? YearMonth.parse(month).atEndOfMonth() : today;
        try (var workbench = workbench()) {
            var costs = new CostSums(workbench.ledger(), workbench.price(), Clock.systemUTC());
            List<Bill> bills = costs.bills(from, to);
            List<Map<String, Object>> sums = costs.sums(by, bills);
            Map<String, Object> total = costs.sum(by, "(all)", bills);
            if (form.json) {
                printJson(new Report(from.toString(), to.toString(), sums, total));
            } else if (form.csv) {
                costs.csv(by, bills).forEach(out()::println);
            } else {
                var table = new Table(total.keySet().stream()
                        .map(head -> head.toUpperCase(Locale.ROOT))
                        .toArray(String[]::new));
                Stream.concat(sums.stream(), Stream.of(total))
                        .forEach(sum -> table.row(sum.values().toArray()));
                table.print(out());
            }
            long due = workbench.ledger().bills().due().size();
            err().println(due + " attempt(s) have no bill yet");
            return 0;
        }
    }

    private record Report(String from, String to, List<Map<String, Object>> groups, Map<String, Object> total) {}

    static final class Time {
        @Option(names = "--month", paramLabel = "YYYY-MM", description = "That month (default: this one), in UTC.")
        private String month;

        @Option(names = "--since", description = "The days since then, such as 7d.")
        private Duration since;
    }

    static final class Form {
        @Option(names = "--json", description = "One JSON document.")
        private boolean json;

        @Option(names = "--csv", description = "Lines with commas between, the first with the names.")
        private boolean csv;
    }
}
