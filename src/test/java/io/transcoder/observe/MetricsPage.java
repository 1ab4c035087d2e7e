package io.transcoder.observe;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The metrics as a page for people. */
final class MetricsPage {
    /**
     * A family that Camel adds.
     *
     * @param labels without {@code camelContext} and {@code kind}, which are always the same
     */
    record Camels(String name, String unit, List<String> labels, String meaning) {}

    static final List<Camels> CAMELS = List.of(
            new Camels(
                    "camel_route_policy_seconds",
                    "seconds",
                    List.of("eventType", "routeId"),
                    "How long each route took, per step of the path: `_count`, `_sum`, and `_max` of the last two minutes. The routes"
                            + " are those of `routes/`."),
            new Camels("camel_exchanges_total", null, List.of("eventType", "routeId"), "Exchanges a route has done."),
            new Camels(
                    "camel_exchanges_succeeded_total",
                    null,
                    List.of("eventType", "routeId"),
                    "Those without a failure, or with one that was handled."),
            new Camels("camel_exchanges_failed_total", null, List.of("eventType", "routeId"), "Those with a failure."),
            new Camels(
                    "camel_exchanges_failures_handled_total",
                    null,
                    List.of("eventType", "routeId"),
                    "Those whose failure was handled."),
            new Camels(
                    "camel_exchanges_external_redeliveries_total",
                    null,
                    List.of("eventType", "routeId"),
                    "Always 0 with SQS."),
            new Camels("camel_routes_added_routes", null, List.of("eventType"), "Routes, Kamelets in use included."),
            new Camels("camel_routes_running_routes", null, List.of("eventType"), "Routes that run."),
            new Camels("camel_routes_reloaded_routes", null, List.of("eventType"), "Always 0."));

    private static final String HEAD = """
            # Metrics

            At `http://…:9876/observe/metrics`, in the Prometheus text format. This page is made from the code, and a test holds it
            to what is really served. Ready to use: [a Grafana dashboard](../../deploy/grafana-dashboard.json)
            and [Prometheus alerts](../../deploy/alerts.yaml), each with a section in [operations](../operations.md#alerts).

            No label holds a key, an id or anything else of an upload. All are figures of one instance, but for the open jobs, which
            every instance reads from the same ledger. How many messages wait in the queues is SQS's to tell: CloudWatch's
            `ApproximateNumberOfMessagesVisible` and `ApproximateAgeOfOldestMessage`.

            Of a histogram there are `_bucket` (with the label `le`), `_count`, `_sum`, and `_max`, the greatest of the last two
            minutes. A counter with labels begins with its first event, which `increase()` does not see: the alert on dead letters
            shows what to do.

            ## The application's

            """;

    private static final String CAMELS_HEAD = """

            ## Camel's

            Each with the labels `camelContext` and `kind`, which are always the same.
            `eventType="context"` is the sum of all routes.

            """;

    private static final String TAIL = """

            ## Java's

            `jvm_*`, `process_*` and `system_*` are Micrometer's: memory, collections, threads, processors, time since the start.
            `app_info` has Camel's version.
            """;

    private MetricsPage() {}

    /** In seconds. */
    private static String bounds(Metric metric) {
        return Arrays.stream(metric.buckets())
                .map(bound -> BigDecimal.valueOf(bound.toMillis(), 3))
                .map(seconds -> seconds.stripTrailingZeros().toPlainString())
                .collect(Collectors.joining(", "));
    }

    static String of() {
        var page = new StringBuilder(HEAD);
        page.append("| name | unit | labels | meaning |\n|---|---|---|---|\n");
        for (Metric metric : Metric.values()) {
            String labels = metric.labels().entrySet().stream()
                    .map(label -> "`" + label.getKey() + "`: " + label.getValue())
                    .collect(Collectors.joining("<br>"));
            String buckets = metric.isHistogram() ? " Histogram to " + bounds(metric) + "." : "";
            row(page, metric.prometheusName(), metric.unit(), labels, metric.meaning() + buckets);
        }
        page.append(CAMELS_HEAD);
        page.append("| name | unit | labels | meaning |\n|---|---|---|---|\n");
        for (Camels camels : CAMELS) {
            String labels =
                    camels.labels().stream().map(label -> "`" + label + "`").collect(Collectors.joining(", "));
            row(page, camels.name(), camels.unit(), labels, camels.meaning());
        }
        return page.append(TAIL).toString();
    }

    /** The values of a label that are a closed list; empty where they are not, or where there is no such label. */
    static List<String> valuesOf(String label) {
        return Arrays.stream(Metric.values())
                .map(metric -> metric.labels().getOrDefault(label, ""))
                .flatMap(values -> Arrays.stream(values.split("`")))
                .map(String::strip)
                .filter(value -> value.matches("[A-Za-z0-9_-]+"))
                .distinct()
                .toList();
    }

    private static void row(StringBuilder page, String name, String unit, String labels, String meaning) {
        page.append("| `")
                .append(name)
                .append("` | ")
                .append(unit == null ? "" : unit)
                .append(" | ")
                .append(labels)
                .append(" | ")
                .append(meaning)
                .append(" |\n");
    }
}
