package io.transcoder.setup.aws;

import io.transcoder.setup.step.Installation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What jobs were like of late, by the names and times of the ledger's records, which are listed once; nothing is read. */
public final class RecentJobs {
    /** The id's first part stands for bucket and key, its second for the version. */
    private static final Pattern RECORD = Pattern.compile("(([0-9a-f]+)-[0-9a-f-]+)/(\\d{1,6})\\.(claim|end)");

    private static final int MOST_RECORDS = 20_000;
    private static final int DAYS = 7;

    private final S3Client s3;
    private final Installation installation;
    private Map<String, Job> jobs;

    public RecentJobs(S3Client s3, Installation installation) {
        this.s3 = s3;
        this.installation = installation;
    }

    /** From the first claim to the last end, of the jobs that began in the last days; empty where there was none. */
    public Optional<Duration> longest() {
        Instant since = Instant.now().minus(DAYS, ChronoUnit.DAYS);
        return jobs().values().stream()
                .filter(job ->
                        job.begin() != null && job.end() != null && job.begin().isAfter(since))
                .map(job -> Duration.between(job.begin(), job.end()))
                .max(Duration::compareTo);
    }

    /** Those of the last day, the versions of each key together in the order in which they came. */
    List<List<Job>> versions() {
        Instant since = Instant.now().minus(1, ChronoUnit.DAYS);
        Map<String, List<Job>> byKey = new TreeMap<>();
        jobs().values().stream()
                .filter(job -> job.begin() != null && job.begin().isAfter(since))
                .sorted((a, b) -> a.begin().compareTo(b.begin()))
                .forEach(job -> byKey.computeIfAbsent(job.key(), key -> new ArrayList<>())
                        .add(job));
        return List.copyOf(byKey.values());
    }

    private Map<String, Job> jobs() {
        if (jobs == null) {
            Map<String, Job> found = new HashMap<>();
            Aws.find("s3:ListBucket", () -> {
                s3
                        .listObjectsV2Paginator(
                                b -> b.bucket(installation.jobsBucket()).prefix(installation.jobsPrefix()))
                        .contents()
                        .stream()
                        .limit(MOST_RECORDS)
                        .forEach(object -> note(object, found));
                return true;
            });
            jobs = found;
        }
        return jobs;
    }

    private void note(S3Object object, Map<String, Job> found) {
        Matcher record =
                RECORD.matcher(object.key().substring(installation.jobsPrefix().length()));
        if (record.matches()) {
            Instant at = object.lastModified();
            boolean claim = record.group(4).equals("claim");
            found.merge(
                    record.group(1),
                    new Job(record.group(1), record.group(2), claim ? at : null, claim ? null : at),
                    Job::with);
        }
    }

    /**
     * @param key stands for bucket and key
     * @param begin its first claim; null: there is none
     * @param end its last end; null: it has not ended
     */
    record Job(String id, String key, Instant begin, Instant end) {
        private Job with(Job other) {
            Instant first = begin == null || (other.begin != null && other.begin.isBefore(begin)) ? other.begin : begin;
            Instant last = end == null || (other.end != null && other.end.isAfter(end)) ? other.end : end;
            return new Job(id, key, first, last);
        }
    }
}
