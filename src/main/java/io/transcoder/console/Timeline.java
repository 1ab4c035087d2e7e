package io.transcoder.console;

import io.transcoder.job.JobRecords;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.EncoderCall;
import io.transcoder.ledger.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A job from its event to the clean-up, as steps that follow each other. */
public record Timeline(List<Step> steps) {
    /** Of a picture whose bars are in proportion to their time, but for those that would not be seen. */
    private static final double WIDTH = 1000;

    private static final double LEAST = 14;
    /** What takes no time of the job. */
    private static final Set<Part> ASIDE = Set.of(Part.STOP, Part.BILL, Part.RETRY);

    private static final Map<Part, String> NAMES = Map.of(
            Part.CLAIM, "Built at the encoder",
            Part.START, "Waited for its start",
            Part.ACCEPTED, "Start was posted",
            Part.STOP, "Stop was ordered",
            Part.END, "Encoded and looked into",
            Part.CLEAN, "Source was dealt with",
            Part.BILL, "Bill came",
            Part.RETRY, "Another attempt was ordered");

    /** @param isLive whether the last step still goes on */
    static Timeline of(List<JobRecords.Entry> records, Claim claim, boolean isLive, Instant now) {
        List<Step> steps = new ArrayList<>();
        Instant last = null;
        if (claim != null) {
            Instant uploaded = claim.upload().eventTime() != null
                    ? claim.upload().eventTime()
                    : claim.source() == null ? null : claim.source().lastModified();
            if (uploaded != null) {
                Instant seen = claim.firstSeen() == null ? uploaded : claim.firstSeen();
                steps.add(new Step("Uploaded, then in the queue", "wait", 0, uploaded, seen, Map.of(), List.of()));
                last = seen;
            }
        }
        for (JobRecords.Entry record : records.stream()
                .sorted(Comparator.comparing(JobRecords.Entry::at))
                .toList()) {
            boolean aside = ASIDE.contains(record.part());
            Instant from = aside || last == null || last.isAfter(record.at()) ? record.at() : last;
            steps.add(step(record, from, aside));
            last = aside ? last : record.at();
        }
        if (isLive && last != null) {
            boolean atWork = records.stream().anyMatch(record -> record.part() == Part.START);
            steps.add(new Step(
                    atWork ? "Encodes since then" : "Waits for its start since then",
                    atWork ? "work" : "wait",
                    0,
                    last,
                    now,
                    Map.of(),
                    List.of()));
        }
        return new Timeline(steps);
    }

    private static Step step(JobRecords.Entry record, Instant from, boolean aside) {
        String kind =
                switch (record.part()) {
                    case END -> "FAILED".equals(record.details().get("outcome")) ? "bad" : "work";
                    case START, CLEAN -> "wait";
                    default -> aside ? "aside" : "ours";
                };
        List<EncoderCall> calls = record.details().get("calls") instanceof List<?> list
                ? list.stream().map(EncoderCall.class::cast).toList()
                : List.of();
        var details = new LinkedHashMap<>(record.details());
        details.remove("calls");
        String name = details.containsKey("skipped") || "SKIPPED".equals(details.get("outcome"))
                ? "Skipped"
                : kind.equals("bad") ? "Encoding failed" : NAMES.get(record.part());
        return new Step(name, kind, record.attempt(), from, record.at(), details, calls);
    }

    /** The bars of the picture, from left to right. */
    public List<Bar> bars() {
        List<Step> shown =
                steps.stream().filter(step -> !step.kind().equals("aside")).toList();
        double all = shown.stream().mapToDouble(step -> step.took().toMillis()).sum();
        List<Double> widths = shown.stream()
                .map(step -> Math.max(LEAST, all == 0 ? 0 : WIDTH * step.took().toMillis() / all))
                .toList();
        double scale = WIDTH / widths.stream().mapToDouble(Double::doubleValue).sum();
        List<Bar> bars = new ArrayList<>();
        double x = 0;
        for (int i = 0; i < shown.size(); i++) {
            bars.add(new Bar(shown.get(i), Math.round(x), Math.max(2, Math.round(widths.get(i) * scale) - 2)));
            x += widths.get(i) * scale;
        }
        return bars;
    }

    /** For who does not see the picture. */
    public String text() {
        return String.join(
                "; ",
                steps.stream()
                        .map(step -> step.name() + ", " + Show.duration(step.took()))
                        .toList());
    }

    /**
     * @param kind {@code wait}, {@code ours}, {@code work}, {@code bad}, or {@code aside} for what took no time
     * @param attempt 0 where it belongs to none
     */
    public record Step(
            String name,
            String kind,
            int attempt,
            Instant from,
            Instant at,
            Map<String, Object> details,
            List<EncoderCall> calls) {
        public Duration took() {
            return Duration.between(from, at);
        }
    }

    public record Bar(Step step, long x, long width) {}
}
