package io.transcoder.job.view;

import io.transcoder.ledger.JobByJob;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.upload.NameForms;
import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;

/**
 * Finds the jobs that an operator means by a word: a job's id, a source's key, a file's name with or without its extension, or an
 * encoding's id. Costs a few LISTs and what is to be read of the jobs found, however many there are in the ledger.
 *
 * @param bucket of the sources
 */
public record JobSearch(Ledger ledger, String bucket) {
    /** How many jobs of one name are read at once, and no more where one of them is called so. */
    static final int MOST = 100;
    /** Names are filed by their beginning up to the first dot, so that many may be called otherwise. */
    private static final int MOST_IN_VAIN = 10 * MOST;

    private static final int NAMED = 10;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Comparator<JobHistory> NEWEST_FIRST = Comparator.comparing(
                    (JobHistory history) -> history.createdAt().orElseThrow())
            .reversed()
            .thenComparing(JobHistory::jobId);

    public Found find(String name) {
        Found none = new Found(List.of(), null);
        for (String form : NameForms.of(name)) {
            Found found = findExactly(form);
            if (!found.jobs().isEmpty()) {
                return found;
            }
            none = found.note() == null ? none : found;
        }
        return none;
    }

    private Found findExactly(String name) {
        List<JobHistory> jobs = ID.matcher(name).matches() ? byId(name) : List.of();
        if (jobs.isEmpty() && name.contains("/")) {
            jobs = versions(name);
        }
        return jobs.isEmpty() ? byName(name) : new Found(jobs, null);
    }

    private List<JobHistory> byId(String id) {
        List<JobHistory> jobs = new ArrayList<>(ledger.ofKey(id.substring(0, id.indexOf('-'))));
        if (jobs.stream().noneMatch(history -> history.jobId().equals(id))) {
            return List.of();
        }
        jobs.sort(Comparator.comparing((JobHistory history) -> !history.jobId().equals(id))
                .thenComparing(NEWEST_FIRST));
        return jobs;
    }

    private List<JobHistory> versions(String key) {
        return ledger.ofKey(Upload.keyHash(bucket, key)).stream()
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private Found byName(String name) {
        List<String> called = ledger.called(name);
        List<JobHistory> atTheRoot = called.isEmpty() || name.contains("/") ? List.of() : versions(name);
        if (!atTheRoot.isEmpty()) {
            return new Found(atTheRoot, null);
        }
        List<String> keys = List.of();
        Map<String, String> refused = new ConcurrentSkipListMap<>();
        int looked = 0;
        while (keys.isEmpty() && looked < Math.min(called.size(), MOST_IN_VAIN)) {
            List<String> next = called.subList(looked, Math.min(called.size(), looked + MOST));
            keys = keys(next, name, refused);
            looked += next.size();
        }
        List<String> notes = new ArrayList<>();
        if (called.size() > looked) {
            notes.add("Only the newest " + looked + " jobs of that name were looked at; a key names one exactly");
        }
        refused.values().stream().limit(NAMED).forEach(why -> notes.add("A job is left out: " + why));
        if (keys.isEmpty()) {
            return new Found(refused.isEmpty() ? claiming(called, name) : List.of(), joined(notes));
        }
        // nobody can say what a refused one of another key is called
        String keyHash = Upload.keyHash(bucket, keys.get(0));
        boolean isExact = looked == called.size()
                && keys.size() == 1
                && refused.keySet().stream().allMatch(jobId -> jobId.startsWith(keyHash));
        if (keys.size() > 1) {
            List<String> others = keys.subList(1, Math.min(keys.size(), NAMED + 1));
            notes.add("Also of that name: " + String.join(", ", others)
                    + (keys.size() > NAMED + 1 ? " and " + (keys.size() - 1 - NAMED) + " more" : ""));
        }
        return new Found(versions(keys.get(0)), joined(notes), isExact ? List.of() : keys);
    }

    private static String joined(List<String> notes) {
        return notes.isEmpty() ? null : String.join(". ", notes);
    }

    /** @param refused is given why by the job's id */
    private List<String> keys(List<String> jobIds, String name, Map<String, String> refused) {
        var views = new JobViews(ledger);
        return AtOnce.map(jobIds, id -> JobByJob.read(() -> views.find(id), why -> refused.put(id, why))).stream()
                .flatMap(Optional::stream)
                .map(JobView::key)
                .filter(key -> isCalled(key, name))
                .distinct()
                .toList();
    }

    /** An encoding of an earlier release is filed like a name, of which there are no others. */
    private List<JobHistory> claiming(List<String> called, String encodingId) {
        return called.size() == 1 && ledger.isClaimed(called.get(0), encodingId) ? byId(called.get(0)) : List.of();
    }

    /** {@code VX-7} is {@code in/VX-7.mxf}, and not {@code in/VX-70.mxf}. */
    private static boolean isCalled(String key, String name) {
        if (key == null) {
            return false;
        }
        String whole = name.contains("/") ? key : key.substring(key.lastIndexOf('/') + 1);
        return Objects.equals(whole, name) || whole.startsWith(name + ".");
    }

    /**
     * @param jobs the one that is meant first; the other versions of its key after it, the newest first. Empty where there is none
     * @param note what is to be said of the search; null where it found exactly what was named
     * @param keys those that the name may mean, that of the jobs first; empty where it can mean but one, as it is now
     */
    public record Found(List<JobHistory> jobs, String note, List<String> keys) {
        public Found(List<JobHistory> jobs, String note) {
            this(jobs, note, List.of());
        }
    }
}
