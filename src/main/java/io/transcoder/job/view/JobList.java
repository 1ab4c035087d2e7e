package io.transcoder.job.view;

import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.State;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.AtOnce;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lists the jobs of a ledger, the newest first. Only the ledger is asked.
 *
 * @param progress is told on any thread
 */
public record JobList(Ledger ledger, Progress progress) {
    private static final Comparator<JobView> NEWEST_FIRST =
            Comparator.comparing(JobView::createdAt).reversed().thenComparing(JobView::id);

    /** Those with something left to do. A marker without a record is no job yet: its message is still in the queue. */
    public List<JobView> open() {
        List<String> ids =
                ledger.openMarkers().stream().map(OpenMarker::jobId).distinct().toList();
        return read(ids, new JobViews(ledger)::find);
    }

    /** The open ones, and those that had a record written since. Costs a LIST of the whole ledger. */
    public List<JobView> since(Instant from) {
        Map<String, JobHistory> jobs = new HashMap<>();
        ledger.jobs().all(progress::listed).forEach(history -> jobs.put(history.jobId(), history));
        Set<String> open = ledger.openMarkers().stream().map(OpenMarker::jobId).collect(Collectors.toSet());
        List<JobHistory> wanted = jobs.values().stream()
                .filter(history -> history.state() != State.NEW)
                .filter(history -> open.contains(history.jobId())
                        || !history.updatedAt().orElseThrow().isBefore(from))
                .toList();
        var views = new JobViews(ledger);
        return read(wanted, history -> Optional.of(views.of(history)));
    }

    private <T> List<JobView> read(List<T> jobs, Function<T, Optional<JobView>> view) {
        var done = new AtomicInteger();
        return AtOnce.map(jobs, job -> {
                    Optional<JobView> seen = JobByJob.read(() -> view.apply(job), progress::refused);
                    progress.read(done.incrementAndGet(), jobs.size());
                    return seen;
                })
                .stream()
                .flatMap(Optional::stream)
                .sorted(NEWEST_FIRST)
                .toList();
    }

    /** Where a list may be long. */
    public interface Progress {
        /** @param records of the ledger, so far */
        void listed(int records);

        void read(int jobs, int of);

        /** @param why a job is not in the list, for people */
        void refused(String why);
    }
}
