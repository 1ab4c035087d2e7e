package io.transcoder.job;

import io.transcoder.upload.Upload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Finds what an operator means: a job's id, a source's key, or a file's name. */
public final class JobSearch {
    /** How many jobs are read for a name that is under none of the known prefixes. */
    static final int RECENT = 1_000;

    private static final Pattern ID = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Comparator<JobHistory> NEWEST_FIRST = Comparator.comparing(
                    (JobHistory history) -> history.createdAt().orElseThrow())
            .reversed()
            .thenComparing(JobHistory::jobId);

    private final Ledger ledger;
    private final JobViews views;
    private final String bucket;
    private final List<String> prefixes;

    /**
     * @param bucket of the sources
     * @param prefixes under which a name without a folder is looked for
     */
    public JobSearch(Ledger ledger, String bucket, List<String> prefixes) {
        this.ledger = ledger;
        this.views = new JobViews(ledger);
        this.bucket = bucket;
        this.prefixes = List.copyOf(prefixes);
    }

    /**
     * One LIST for an id or a key, one for each prefix for a name. Only a name that none of these finds costs a LIST of the whole
     * ledger.
     */
    public Found find(String keyOrId) {
        if (ID.matcher(keyOrId).matches()) {
            Found byId = byId(keyOrId);
            if (!byId.jobs().isEmpty()) {
                return byId;
            }
        }
        if (keyOrId.contains("/")) {
            return new Found(versions(keyOrId), null);
        }
        List<String> keys = Stream.concat(Stream.of(""), prefixes.stream())
                .distinct()
                .map(prefix -> prefix + keyOrId)
                .toList();
        List<List<JobHistory>> versions = AtOnce.map(keys, this::versions);
        List<Integer> known = IntStream.range(0, keys.size())
                .filter(i -> !versions.get(i).isEmpty())
                .boxed()
                .toList();
        if (known.isEmpty()) {
            return amongRecent(keyOrId);
        }
        List<String> others = known.stream().skip(1).map(keys::get).toList();
        return new Found(
                versions.get(known.get(0)),
                others.isEmpty() ? null : "Also of that name: " + String.join(", ", others));
    }

    private Found byId(String id) {
        List<JobHistory> jobs = new ArrayList<>(ledger.versionsOf(id.substring(0, id.indexOf('-'))));
        jobs.sort(Comparator.comparing((JobHistory history) -> !history.jobId().equals(id))
                .thenComparing(NEWEST_FIRST));
        return jobs.isEmpty() || !jobs.get(0).jobId().equals(id) ? new Found(List.of(), null) : new Found(jobs, null);
    }

    private List<JobHistory> versions(String key) {
        return ledger.versionsOf(Upload.keyHash(bucket, key)).stream()
                .sorted(NEWEST_FIRST)
                .toList();
    }

    private Found amongRecent(String name) {
        List<JobHistory> all = ledger.all();
        List<JobHistory> recent =
                all.stream().sorted(NEWEST_FIRST).limit(RECENT).toList();
        Map<String, List<JobHistory>> byKey = new LinkedHashMap<>();
        List<JobView> seen = AtOnce.map(recent, views::of);
        for (int i = 0; i < recent.size(); i++) {
            if (isCalled(seen.get(i), name)) {
                byKey.computeIfAbsent(seen.get(i).key(), key -> new ArrayList<>())
                        .add(recent.get(i));
            }
        }
        String looked = "No key of that name is under " + String.join(" or ", prefixes) + "; looked through the "
                + (recent.size() < all.size() ? "newest " + recent.size() + " of " + all.size() : all.size()) + " jobs";
        if (byKey.isEmpty()) {
            return new Found(List.of(), looked);
        }
        List<String> keys = List.copyOf(byKey.keySet());
        // the versions that are older than what was looked through are of the key, too
        return new Found(
                versions(keys.get(0)),
                keys.size() == 1
                        ? looked
                        : looked + "; also of that name: " + String.join(", ", keys.subList(1, keys.size())));
    }

    /** {@code VX-7} is {@code VX-7.mxf}, and not {@code VX-70.mxf}. */
    private static boolean isCalled(JobView view, String name) {
        return view.key() != null && (view.name().equals(name) || view.name().startsWith(name + "."));
    }

    /**
     * @param jobs the one that is meant first; the other versions of its key after it, the newest first. Empty where there is none
     * @param note what is to be said of the search; null where it found exactly what was named
     */
    public record Found(List<JobHistory> jobs, String note) {}
}
