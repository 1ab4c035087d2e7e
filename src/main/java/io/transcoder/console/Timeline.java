package io.transcoder.console;

import io.transcoder.job.view.JobRecords.Entry;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a job's records into steps that follow each other, from its event to the clean-up. */
public final class Timeline {
    /** What takes no time of the job. */
    private static final Set<Part> ASIDE = Set.of(Part.STOP, Part.WITHDRAWN, Part.BILL, Part.RETRY);

    private static final Map<Part, String> NAMES = Map.of(
            Part.CLAIM, "Built at the encoder",
            Part.START, "Waited for its start",
            Part.ACCEPTED, "Start was posted",
            Part.STOP, "Stop was ordered",
            Part.WITHDRAWN, "Is deleted unstarted",
            Part.END, "Encoded and looked into",
            Part.CLEAN, "Source was dealt with",
            Part.BILL, "Bill came",
            Part.RETRY, "Another attempt was ordered");

    private Timeline() {}

    /**
     * @param claim of the last attempt that has one, or null
     * @param isLive whether the last step still goes on
     */
    static List<Step> of(List<Entry> records, Claim claim, boolean isLive, Instant now) {
        List<Step> steps = new ArrayList<>();
        Instant last = null;
        if (claim != null && claim.upload().eventTime() != null) {
            last = claim.firstSeen() == null ? claim.upload().eventTime() : claim.firstSeen();
            steps.add(Step.without(
                    "Uploaded, then in the queue", "wait", claim.upload().eventTime(), last));
        }
        for (Entry record :
                records.stream().sorted(Comparator.comparing(Entry::at)).toList()) {
            Instant begun = firstCall(record);
            if (record.part() == Part.CLAIM && record.attempt() > 1 && last != null && begun.isAfter(last)) {
                steps.add(Step.without("Waited for another attempt", "wait", last, begun));
                last = begun;
            }
            boolean aside = ASIDE.contains(record.part());
            steps.add(step(record, aside || last == null || last.isAfter(record.at()) ? record.at() : last));
            last = aside ? last : record.at();
        }
        if (isLive && last != null) {
            int newest = records.stream().mapToInt(Entry::attempt).max().orElse(0);
            boolean atWork =
                    records.stream().anyMatch(record -> record.part() == Part.START && record.attempt() == newest);
            steps.add(Step.without(
                    atWork ? "Encodes since then" : "Waits for its start", atWork ? "work" : "wait", last, now));
        }
        return steps;
    }

    private static List<EncoderCall> calls(Entry record) {
        return record.details().get("calls") instanceof List<?> list
                ? list.stream().map(EncoderCall.class::cast).toList()
                : List.of();
    }

    private static Instant firstCall(Entry record) {
        return calls(record).stream().map(EncoderCall::at).findFirst().orElse(record.at());
    }

    private static Step step(Entry record, Instant from) {
        Map<String, Object> details = new LinkedHashMap<>(record.details());
        details.remove("calls");
        boolean isSkip = details.containsKey("skipped") || "SKIPPED".equals(details.get("outcome"));
        boolean isFailure = "FAILED".equals(details.get("outcome"));
        String kind =
                switch (record.part()) {
                    case END -> isFailure ? "bad" : "work";
                    case START, CLEAN -> "wait";
                    case CLAIM, ACCEPTED -> "ours";
                    default -> "aside";
                };
        String name = isSkip ? "Skipped" : isFailure ? "Encoding failed" : NAMES.get(record.part());
        return new Step(name, kind, record.attempt(), from, record.at(), details, calls(record));
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
        static Step without(String name, String kind, Instant from, Instant at) {
            return new Step(name, kind, 0, from, at, Map.of(), List.of());
        }

        public Duration took() {
            return Duration.between(from, at);
        }
    }
}
