package io.transcoder.ledger;

import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;

/** Reads the histories of jobs from the names of their records, at one LIST a thousand. */
public record JobListing(CreateOnlyRecords records, String prefix) {
    private static final Pattern PART =
            Pattern.compile("([0-9a-f-]+)/(\\d{1,6})\\.(claim|start|accepted|stop|withdrawn|end|clean|bill|retry)");
    /** With which the ids of jobs begin. */
    static final List<String> DIGITS = List.of("0123456789abcdef".split(""));

    /**
     * Every job; sixteen lists at once, by the first digit of the jobs' ids.
     *
     * @param listed is told of the number of records so far
     */
    public List<JobHistory> all(IntConsumer listed) {
        List<JobHistory> all = new ArrayList<>();
        each(DIGITS.size(), all::add, listed);
        return all;
    }

    /**
     * As {@link #all}, without keeping more than some parts in memory.
     *
     * @param parts how many of sixteen are listed at once
     * @param job is given one after the other
     */
    public void each(int parts, Consumer<JobHistory> job, IntConsumer listed) {
        var listedSoFar = new AtomicInteger();
        AtOnce.each(parts, DIGITS, digit -> {
            List<JobHistory> part = under(digit, page -> listed.accept(listedSoFar.addAndGet(page)));
            synchronized (listedSoFar) {
                part.forEach(job);
            }
        });
    }

    /** Those whose records' names begin so, in the order of their ids. */
    List<JobHistory> under(String beginning) {
        return under(beginning, page -> {});
    }

    private List<JobHistory> under(String beginning, IntConsumer pages) {
        SortedMap<String, JobHistory> jobs = new TreeMap<>();
        records.s3().listObjectsV2Paginator(b -> b.bucket(records.bucket()).prefix(prefix + beginning)).stream()
                .peek(page -> pages.accept(page.contents().size()))
                .flatMap(page -> page.contents().stream())
                .forEach(o -> {
                    var name = PART.matcher(o.key().substring(prefix.length()));
                    if (name.matches()) {
                        String id = name.group(1);
                        int attempt = Integer.parseInt(name.group(2));
                        Part part = Part.valueOf(name.group(3).toUpperCase(Locale.ROOT));
                        jobs.put(id, jobs.getOrDefault(id, JobHistory.empty(id)).with(attempt, part, o.lastModified()));
                    }
                });
        return new ArrayList<>(jobs.values());
    }
}
