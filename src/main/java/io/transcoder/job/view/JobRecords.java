package io.transcoder.job.view;

import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.Output;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Gives every record that the ledger holds of a job, in a form for people. */
public record JobRecords(Ledger ledger) {
    /** In the order in which they were written; none where the ledger does not know the job. */
    public List<Entry> of(String jobId) {
        return of(ledger.history(jobId));
    }

    public List<Entry> of(JobHistory history) {
        String jobId = history.jobId();
        List<Entry> entries = new ArrayList<>();
        history.attempts()
                .forEach((attempt, parts) -> parts.forEach(
                        (part, at) -> entries.add(new Entry(attempt, part, at, details(jobId, attempt, part)))));
        return entries;
    }

    private Map<String, Object> details(String jobId, int attempt, Part part) {
        return switch (part) {
            case CLAIM -> ledger.claimOf(jobId, attempt).map(JobRecords::claim).orElseGet(Map::of);
            case END -> ledger.endOf(jobId, attempt).map(JobRecords::end).orElseGet(Map::of);
            case STOP, WITHDRAWN, CLEAN, RETRY ->
                ledger.noteOf(jobId, attempt, part).map(JobRecords::note).orElseGet(Map::of);
            case BILL -> ledger.bills().of(jobId, attempt).map(JobRecords::bill).orElseGet(Map::of);
            case START -> Map.of();
            case ACCEPTED -> calls(ledger.acceptedBy(jobId, attempt));
        };
    }

    private static Map<String, Object> note(Ledger.Note note) {
        Map<String, Object> details = new LinkedHashMap<>();
        put(details, "reason", note.reason());
        put(details, "by", note.by());
        return details;
    }

    private static Map<String, Object> bill(Bill bill) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("billableMinutes", bill.minutes() == null ? "unknown" : bill.minutes());
        details.put("day", bill.day());
        return details;
    }

    private static Map<String, Object> claim(Claim claim) {
        Map<String, Object> details = new LinkedHashMap<>();
        if (claim.isSkip()) {
            details.put("skipped", claim.skipped());
            return details;
        }
        put(details, "encodingId", claim.encodingId());
        put(details, "profile", claim.profile());
        put(details, "firstSeen", Objects.toString(claim.firstSeen(), null));
        put(
                details,
                "sourceChecksum",
                claim.source() == null ? null : claim.source().checksum());
        put(details, "tries", claim.tries() == 0 ? null : claim.tries());
        details.put("outputs", claim.outputs().stream().map(Output::key).toList());
        details.putAll(calls(claim.calls()));
        return details;
    }

    private static Map<String, Object> end(End end) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("outcome", end.outcome().name());
        put(details, "reason", end.reason());
        put(details, "encodingId", end.encodingId());
        put(details, "status", end.status());
        put(details, "code", end.code());
        put(details, "retryHint", end.retryHint());
        put(details, "messages", end.messages().isEmpty() ? null : end.messages());
        put(details, "sizes", end.outputs().isEmpty() ? null : verified(end));
        details.putAll(calls(end.calls()));
        return details;
    }

    /** What each output was seen to have. */
    private static List<String> verified(End end) {
        return end.outputs().stream()
                .map(output -> output.key() + ": " + output.size() + " bytes, "
                        + (output.eTag() == null ? "taken by then" : "ETag " + output.eTag())
                        + (output.seconds() == null ? "" : ", " + output.seconds() + " s")
                        + (output.tracks().isEmpty() ? "" : ", " + String.join(", ", output.tracks())))
                .toList();
    }

    private static Map<String, Object> calls(List<EncoderCall> calls) {
        return calls.isEmpty() ? Map.of() : Map.of("calls", calls);
    }

    private static void put(Map<String, Object> details, String name, Object value) {
        if (value != null) {
            details.put(name, value);
        }
    }

    /**
     * @param attempt from 1; 0 for a job that was skipped before its first
     * @param at when the store took it
     * @param details what the record says, by name: texts, numbers, lists of texts, and a list of {@link EncoderCall}
     */
    public record Entry(int attempt, Part part, Instant at, Map<String, Object> details) {}
}
