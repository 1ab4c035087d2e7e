package io.transcoder.job;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The jobs of a ledger, the newest first. Nothing else is asked. */
public final class JobList {
    private static final Comparator<JobView> NEWEST_FIRST =
            Comparator.comparing(JobView::createdAt).reversed().thenComparing(JobView::id);

    private final Ledger ledger;
    private final JobViews views;

    public JobList(Ledger ledger) {
        this.ledger = ledger;
        views = new JobViews(ledger);
    }

    /** Those with something left to do. A marker without a record is no job yet: its message is still in the queue. */
    public List<JobView> open() {
        return views(AtOnce.map(ledger.openMarkers(), marker -> ledger.history(marker.jobId())));
    }

    /**
     * The open ones, and those that had a record written since. Costs a LIST of the whole ledger.
     */
    public List<JobView> since(Instant from) {
        Map<String, JobHistory> jobs = new HashMap<>();
        ledger.all().forEach(history -> jobs.put(history.jobId(), history));
        Set<String> open =
                ledger.openMarkers().stream().map(Ledger.OpenMarker::jobId).collect(Collectors.toSet());
        List<JobHistory> wanted = jobs.values().stream()
                .filter(history -> open.contains(history.jobId())
                        || !history.updatedAt().orElseThrow().isBefore(from))
                .toList();
        return views(wanted);
    }

    private List<JobView> views(List<JobHistory> histories) {
        List<JobHistory> jobs = histories.stream()
                .filter(history -> history.state() != State.NEW)
                .toList();
        return AtOnce.map(jobs, views::of).stream().sorted(NEWEST_FIRST).toList();
    }
}
