package io.transcoder.job.view;

import io.transcoder.ledger.Hold;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.Orders;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.Cleaned;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the line of a job in a list, for which it reads at most two of the job's records, and its bills. */
public record JobViews(Ledger ledger) {
    private static final Set<String> KEPT = Set.of(Cleaned.KEPT_ON_PURPOSE, Cleaned.NOT_LOOKED_INTO, Cleaned.STOPPED);

    /** Nothing where the job is only announced: its first record is not written yet. */
    Optional<JobView> find(String jobId) {
        JobHistory history = ledger.history(jobId);
        return history.state() == State.NEW ? Optional.empty() : Optional.of(of(history));
    }

    /** @param history with at least one record */
    public JobView of(JobHistory history) {
        Claim claim = lastClaim(history).orElse(null);
        Source source = claim == null ? null : claim.source();
        Upload upload = claim != null
                ? claim.upload()
                : ledger.skippedUpload(history.jobId()).orElse(null);
        String cleaned = history.has(Part.CLEAN)
                ? ledger.noteOf(history.jobId(), history.attempt(), Part.CLEAN)
                        .map(Ledger.Note::reason)
                        .orElse("")
                : null;
        End end = cleaned == null ? ledger.lastEnd(history) : null;
        Hold hold = cleaned == null && upload != null ? hold(history, upload) : null;
        Stage stage = hold != null ? Stage.HELD : stage(history, end, cleaned);
        boolean ofLastAttempt = claim != null && !claim.isSkip() && claim.attempt() == history.attempt();
        return new JobView(
                history.jobId(),
                upload == null ? null : upload.bucket(),
                upload == null ? null : upload.key(),
                source != null ? source.versionId() : upload == null ? null : upload.versionId(),
                source != null ? source.eTag() : upload == null ? null : upload.eTag(),
                stage,
                ofLastAttempt ? claim.encodingId() : null,
                ofLastAttempt ? claim.outputs().stream().map(Output::key).toList() : List.of(),
                history.createdAt().orElseThrow(),
                history.updatedAt().orElseThrow(),
                stage == Stage.FAILED || stage == Stage.SKIPPED ? end.reason() : hold != null ? hold.text() : null,
                source(stage, end, cleaned),
                hold == null ? null : hold.isOfBudget() ? "budget" : "paused",
                billed(history));
    }

    /** Null where it does not wait. One whose start was refused for lack of a place, and is not announced anew, waits again. */
    private Hold hold(JobHistory history, Upload upload) {
        if (history.state() != State.CLAIMED && (history.state() != State.STARTED || history.isAccepted())) {
            return null;
        }
        var attempt = new OpenMarker(history.jobId(), history.attempt(), null);
        return orders().holdOn(upload.key(), attempt)
                .filter(hold -> hold.isOfBudget() || history.state() == State.CLAIMED || !isAnnounced(attempt))
                .orElse(null);
    }

    private boolean isAnnounced(OpenMarker attempt) {
        return ledger.bills().due().stream().anyMatch(bill -> bill.attempt().equals(attempt.name()));
    }

    /** Of all attempts; null where no bill is there. */
    private Double billed(JobHistory history) {
        return history.attempts().keySet().stream()
                .filter(attempt -> history.attempts().get(attempt).containsKey(Part.BILL))
                .flatMap(attempt -> ledger.bills().of(history.jobId(), attempt).map(Bill::minutes).stream())
                .reduce(Double::sum)
                .orElse(null);
    }

    /** Read once by all threads of these views, and only where something waits for its start. */
    private synchronized Orders orders() {
        if (ledger.orderBook().last() == Orders.UNREAD) {
            readOrders();
        }
        return ledger.orderBook().last();
    }

    /** Has the views say what is held now. Where no watcher runs, nobody else says what passes the budgets. */
    public void readOrders() {
        boolean isUsedUp = ledger.orderBook().read().holds().stream().anyMatch(Hold::isOfBudget);
        if (isUsedUp) {
            ledger.orderBook().pass(ledger.bills().due());
        }
    }

    /** Of the last attempt that has one: a later one may have been skipped. */
    public Optional<Claim> lastClaim(JobHistory history) {
        return history.attempts().descendingMap().entrySet().stream()
                .filter(attempt -> attempt.getValue().containsKey(Part.CLAIM))
                .map(Map.Entry::getKey)
                .findFirst()
                .flatMap(attempt -> ledger.claimOf(history.jobId(), attempt));
    }

    private static Stage stage(JobHistory history, End end, String cleaned) {
        if (cleaned != null) {
            return KEPT.contains(cleaned) ? Stage.FINISHED : Stage.CLEANED;
        }
        if (end != null) {
            return switch (end.outcome()) {
                case FINISHED -> Stage.FINISHED;
                case FAILED -> Stage.FAILED;
                case SKIPPED -> Stage.SKIPPED;
            };
        }
        return history.has(Part.START) ? Stage.ENCODING : Stage.CLAIMED;
    }

    private static String source(Stage stage, End end, String cleaned) {
        if (cleaned != null) {
            return cleaned;
        }
        return switch (stage) {
            case FINISHED, CLEANED ->
                "still there: its output is verified, and it is deleted when source.delete-after is over";
            case FAILED -> "not deleted: no output was verified";
            case SKIPPED -> "not touched: " + end.reason();
            case CLAIMED, HELD, ENCODING -> "not deleted yet: no output is verified";
        };
    }
}
