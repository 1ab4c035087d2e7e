package io.transcoder.operate;

import io.transcoder.boot.Workbench;
import io.transcoder.job.Submitter;
import io.transcoder.job.view.JobView;
import io.transcoder.job.view.JobViews;
import io.transcoder.job.view.Stage;
import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.Part;
import io.transcoder.upload.LogText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What operators order of one job. */
public record JobOrders(Workbench workbench, EncoderWord encoder) {
    /**
     * Stops a job that is held or at work.
     *
     * @param reason may be null or empty
     */
    public Result stop(JobHistory history, String reason, String by) {
        JobView job = view(history);
        if (!job.isLive() || job.encodingId() == null) {
            return refused(named(job) + " is " + job.stage() + ": there is nothing to stop" + whatFollows(job));
        }
        String why = "stopped by an operator" + (reason == null || reason.isBlank() ? "" : ": " + reason);
        Note held = workbench.ledger().orderBook().stop(job.id(), history.attempt(), Note.of(by, why, Instant.now()));
        if (!held.fromOperator()) {
            return refused(named(job) + " is being stopped already: " + held.reason());
        }
        JobHistory now = workbench.ledger().history(job.id()).upTo(history.attempt());
        if (!now.isLive()) {
            return refused(
                    named(job) + " was " + view(now).stage() + " before it could be stopped" + whatFollows(view(now)));
        }
        // where the encoder does not do it now, the watcher does
        String fault = now.has(Part.START) ? encoder.stop(job.encodingId()) : null;
        return new Result(
                true,
                named(job) + ": " + LogText.safe(held.reason()) + ", by " + LogText.safe(held.by()) + " at "
                        + held.at(),
                fault == null
                        ? List.of()
                        : List.of("Encoding " + job.encodingId()
                                + " was not stopped from here, and a running instance stops it where it still runs: "
                                + LogText.safe(fault)));
    }

    private static String whatFollows(JobView job) {
        return job.stage() == Stage.FAILED
                ? ". Where the encoder advised another attempt, it may follow by itself: 'pause --prefix' holds it"
                : "";
    }

    /** Makes another attempt of what was stopped, skipped or failed, which is paid for. */
    public Result retry(JobHistory history, String by) {
        JobView job = view(history);
        if (!canRetry(job)) {
            return refused(named(job) + " is " + job.stage() + ": "
                    + (job.isLive() ? "an attempt is at work" : "it ended well, and is not paid for again"));
        }
        List<String> warnings = workbench.mamWarnings(List.of(history.jobId()));
        Submitter.Result result = workbench.submitter().retry(history, job.key(), by);
        return result.outcome().isGood()
                ? new Result(true, "sent  " + LogText.safe(job.key()) + ": " + result.text(), warnings)
                : refused(named(job) + " is not tried again: " + LogText.safe(result.text()));
    }

    public static boolean canRetry(JobView job) {
        return job.key() != null && (job.stage() == Stage.FAILED || job.stage() == Stage.SKIPPED);
    }

    /**
     * Has a job started that a budget holds, which is paid for. An older upload of the key that is held, too, may keep the output from
     * it; its turn comes as well, and ends it where it is not in the bucket any more.
     */
    public Result release(JobHistory history, String by) {
        // what was released a moment ago is held no more
        new JobViews(workbench.ledger()).readOrders();
        JobView job = view(history);
        if (!"budget".equals(job.heldBy())) {
            return refused(named(job) + " is not held by a budget; what is paused starts with 'resume'");
        }
        List<JobHistory> older = workbench
                .ledger()
                .ofKey(job.id().substring(0, job.id().indexOf('-')))
                .stream()
                .filter(other -> !other.jobId().equals(job.id()))
                .filter(other -> !created(other).isAfter(created(history)))
                .filter(this::isHeldByBudget)
                .toList();
        var notes = new ArrayList<String>();
        older.forEach(other -> notes.add("Released as well, an older upload of the key: job " + other.jobId()));
        holders(job)
                .filter(other -> !older.contains(other))
                .forEach(other -> notes.add("It waits for the output of " + named(view(other))
                        + ", which a budget holds: release that, too, or stop it"));
        // last, and its own the very last: after a failure the same command does it all
        older.forEach(other -> order(other, by));
        order(history, by);
        return new Result(true, "Released: " + named(job), notes);
    }

    /** The other jobs that hold its outputs and are held by a budget themselves. */
    private Stream<JobHistory> holders(JobView job) {
        return job.outputs().stream()
                .flatMap(output -> workbench.ledger().holderOf(output).stream())
                .filter(holder -> !holder.jobId().equals(job.id()))
                .map(holder -> workbench.ledger().history(holder.jobId()).upTo(holder.attempt()))
                .distinct()
                .filter(JobHistory::isLive)
                .filter(this::isHeldByBudget);
    }

    private boolean isHeldByBudget(JobHistory history) {
        return JobByJob.read(() -> Optional.of(view(history)), why -> {})
                .filter(job -> "budget".equals(job.heldBy()))
                .isPresent();
    }

    private static Instant created(JobHistory history) {
        return history.createdAt().orElseThrow();
    }

    private void order(JobHistory held, String by) {
        workbench.ledger().orderBook().release(held.jobId() + "." + held.attempt(), Note.of(by, null, Instant.now()));
    }

    private JobView view(JobHistory history) {
        return new JobViews(workbench.ledger()).of(history);
    }

    private static String named(JobView job) {
        return LogText.safe(job.key()) + " (job " + job.id() + ")";
    }

    private static Result refused(String text) {
        return new Result(false, text, List.of());
    }

    /**
     * @param text what was done, or why nothing was
     * @param notes what else there is to know
     */
    public record Result(boolean good, String text, List<String> notes) {}
}
