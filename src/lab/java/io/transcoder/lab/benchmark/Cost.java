package io.transcoder.lab.benchmark;

import io.transcoder.boot.Application;
import io.transcoder.sandbox.Call;
import io.transcoder.sandbox.Site;
import io.transcoder.sandbox.Wiretap;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part {@code cost}: the requests of 1,000 uploads and of an idle day, counted on the wire, and what they would cost by the prices that stand
 * here: examples, which change and differ between regions.
 */
final class Cost {
    /** An example in the order of Amazon S3 Standard in eu-west-1, in dollars for 1,000 requests; DELETE is free. */
    private static final double PUT_OR_LIST = 0.005;

    private static final double GET_OR_HEAD = 0.0004;
    /** Of a standard queue of Amazon SQS there, for 1,000 requests beyond the first million of a month. */
    private static final double SQS = 0.0004;

    private static final int UPLOADS = Integer.getInteger("benchmark.cost-uploads", 100);
    private static final int WARM_UP = 5;
    private static final Duration PERIOD = Duration.ofMillis(500);
    private static final Duration SHIPPED_PERIOD = Duration.ofSeconds(15);
    private static final Duration DAY = Duration.ofDays(1);
    private static final int CONSUMERS = 10;
    /** When what is done once after a start is over. */
    private static final Duration SETTLED = Duration.ofSeconds(30);
    /** What is done each minute is seen three times. */
    private static final Duration IDLE = Duration.ofSeconds(180);

    private static final String LEDGER = "_jobs/open/";
    private static final int LOOKS_OF_ONE_ENCODE = 20;

    private final Report report;

    Cost(Report report) {
        this.report = report;
    }

    void run() {
        report.progress("cost: " + UPLOADS + " uploads from the event to the source deleted, then " + IDLE.toSeconds()
                + " s without work, then one long encode");
        Map<Kind, Double> uploads;
        Map<Kind, Double> day;
        Set<String> listsOfRounds;
        try (var counted = new Counted(Duration.ZERO, PERIOD)) {
            counted.upload("in/warm-up", WARM_UP);
            Map<Kind, Double> before = counted.ofUploads();
            counted.upload("in/counted", UPLOADS);
            uploads = counted.ofUploads();
            before.forEach((kind, count) -> uploads.merge(kind, -count, Double::sum));
            uploads.replaceAll((kind, count) -> count * 1000 / UPLOADS);
        }
        try (var counted = new Counted(Duration.ZERO, SHIPPED_PERIOD)) {
            day = counted.perDay();
            listsOfRounds = counted.lists();
        }
        Map<Kind, Double> look;
        try (var counted = new Counted(PERIOD.multipliedBy(LOOKS_OF_ONE_ENCODE), PERIOD)) {
            look = counted.perLook(listsOfRounds);
        }
        report.line("cost", "Requests, counted, and their price by example");
        table("1,000 uploads", uploads);
        table("a day without work, one instance", day);
        table("1,000 looks at an open job, one a " + SHIPPED_PERIOD.toSeconds() + " s period while it encodes", look);
    }

    private void table(String what, Map<Kind, Double> requests) {
        double price = requests.entrySet().stream()
                .mapToDouble(entry -> entry.getKey().price * entry.getValue() / 1000)
                .sum();
        report.line("cost", String.format(Locale.ROOT, "   %s: $%.4f", what, price));
        requests.forEach((kind, count) -> report.line(
                "cost",
                String.format(Locale.ROOT, "      %-14s %8.0f  $%.4f", kind.text, count, count * kind.price / 1000)));
        Map<String, Object> figures = new LinkedHashMap<>();
        requests.forEach((kind, count) -> figures.put(kind.text, Figures.rounded(count)));
        figures.put("dollars", price);
        report.figures("cost: " + what, figures);
    }

    private enum Kind {
        S3_PUT_LIST("S3 PUT, LIST", PUT_OR_LIST),
        S3_GET_HEAD("S3 GET, HEAD", GET_OR_HEAD),
        S3_DELETE("S3 DELETE", 0),
        SQS_ALL("SQS", SQS),
        /** Not billed by the call; it counts against limits. */
        BITMOVIN("Bitmovin", 0);

        private final String text;
        private final double price;

        Kind(String text, double price) {
            this.text = text;
            this.price = price;
        }

        static Kind of(Call call) {
            return switch (call.service()) {
                case "sqs" -> SQS_ALL;
                case "s3" ->
                    switch (call.operation().split(" ")[0]) {
                        case "GET", "HEAD" -> S3_GET_HEAD;
                        case "DELETE", "DELETE-MANY" -> S3_DELETE;
                        default -> S3_PUT_LIST;
                    };
                default -> BITMOVIN;
            };
        }
    }

    /** A running installation with an ear on each wire. */
    private static final class Counted implements AutoCloseable {
        private final Site site;
        private final Wiretap s3;
        private final Wiretap sqs;
        private final Wiretap bitmovin;
        private final Application application;

        Counted(Duration encodeTime, Duration period) {
            site = Site.start(options -> options.withEncodeTime(encodeTime));
            s3 = Wiretap.start("s3", site.store().endpoint());
            sqs = Wiretap.start("sqs", site.queues().endpoint());
            bitmovin = Wiretap.start("bitmovin", site.encoder().url().resolve("/"));
            application = site.startApplication(Map.of(
                    "aws.s3.endpoint",
                    s3.endpoint().toString(),
                    "aws.sqs.endpoint",
                    sqs.endpoint().toString(),
                    "bitmovin.url",
                    bitmovin.endpoint() + site.encoder().url().getPath(),
                    "queue.visibility",
                    "120s",
                    "queue.consumers",
                    Integer.toString(CONSUMERS),
                    "bitmovin.timeout",
                    "60s",
                    "watch.period",
                    period.toMillis() + "ms"));
        }

        /** Returns when their sources are deleted and the ledger has nothing open. */
        void upload(String prefix, int count) {
            for (int i = 0; i < count; i++) {
                site.upload(prefix + "/VX-" + i + ".mxf", "media");
            }
            while (!site.names(LEDGER).isEmpty() || site.queues().depth(Site.EVENTS) > 0) {
                Pause.millis(100);
            }
        }

        void forget() {
            s3.forgetCalls();
            sqs.forgetCalls();
            bitmovin.forgetCalls();
        }

        /** So far, without what an idle application does as well. */
        Map<Kind, Double> ofUploads() {
            return scaled(calls().filter(call -> !isOfIdleness(call)), 1);
        }

        /** From what it does without work, some time after its start. */
        Map<Kind, Double> perDay() {
            Pause.millis(SETTLED.toMillis());
            forget();
            Instant began = Instant.now();
            Pause.millis(IDLE.toMillis());
            return scaled(
                    calls(),
                    (double) DAY.toMillis()
                            / Duration.between(began, Instant.now()).toMillis());
        }

        /** What each further look at an encode that goes on costs, without what the round costs anyway. */
        Map<Kind, Double> perLook(Set<String> listsOfRounds) {
            site.upload("in/long/VX-1.mxf", "media");
            while (site.names(LEDGER).isEmpty() || site.queues().depth(Site.EVENTS) > 0) {
                Pause.millis(20);
            }
            // it has been looked at once
            Pause.millis(2 * PERIOD.toMillis());
            forget();
            Pause.millis(PERIOD.multipliedBy(LOOKS_OF_ONE_ENCODE / 2).toMillis());
            List<Call> seen = calls().filter(call -> !isOfIdleness(call) && !isOfRound(call))
                    .filter(call -> !listsOfRounds.contains(call.operation()))
                    .toList();
            long looks = seen.stream()
                    .filter(call -> call.operation().endsWith("/status"))
                    .count();
            return scaled(seen.stream(), 1000.0 / Math.max(1, looks));
        }

        /** What was listed. */
        Set<String> lists() {
            return calls().map(Call::operation)
                    .filter(operation -> operation.startsWith("LIST "))
                    .collect(Collectors.toSet());
        }

        private Stream<Call> calls() {
            return Stream.of(s3, sqs, bitmovin).flatMap(tap -> tap.calls().stream());
        }

        private static boolean isOfIdleness(Call call) {
            return call.operation().equals("LIST " + LEDGER)
                    || call.operation().equals("ReceiveMessage")
                            && !call.responseBody().contains("\"MessageId\"");
        }

        /** One for all open jobs. */
        private static boolean isOfRound(Call call) {
            return call.operation().equals("LIST out/");
        }

        private static Map<Kind, Double> scaled(Stream<Call> calls, double factor) {
            Map<Kind, Double> counts = new TreeMap<>();
            calls.forEach(call -> counts.merge(Kind.of(call), factor, Double::sum));
            return counts;
        }

        @Override
        public void close() {
            application.close();
            bitmovin.close();
            sqs.close();
            s3.close();
            site.close();
        }
    }
}
