package io.transcoder.setup.aws;

import io.transcoder.setup.step.Installation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;

/** The times of recent jobs by the names and times of the ledger's first records: a fair sample, as an id begins with a hash. */
public final class RecentJobs {
    /** The id's first part stands for bucket and key, its second for the version. */
    private static final Pattern RECORD = Pattern.compile("(([0-9a-f]+)-[0-9a-f-]+)/(\\d{1,6}\\.claim|1\\.end)");

    private static final int MOST_RECORDS = 20_000;
    private static final int DAYS = 7;

    private final S3Client s3;
    private final Installation installation;
    private Map<String, Job> jobs;

    public RecentJobs(S3Client s3, Installation installation) {
        this.s3 = s3;
        this.installation = installation;
    }

    /** Of the first attempts of the jobs that began in the last days: for a replay the MAM does not wait; empty where there was none. */
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
        Map<String, List<Job>> byKey = jobs().values().stream()
                .filter(job -> job.begin() != null && job.begin().isAfter(since))
                .sorted(Comparator.comparing(Job::begin))
                .collect(Collectors.groupingBy(Job::key, TreeMap::new, Collectors.toList()));
        return List.copyOf(byKey.values());
    }

    private Map<String, Job> jobs() {
        if (jobs == null) {
            String prefix = installation.jobsPrefix();
            jobs = Aws.objects(s3, installation.jobsBucket(), prefix, MOST_RECORDS).stream()
                    .flatMap(object -> job(object.key().substring(prefix.length()), object.lastModified()))
                    .collect(Collectors.toMap(Job::id, Function.identity(), Job::with));
        }
        return jobs;
    }

    /** What one record tells of its job; nothing where the name is that of no record. */
    private static Stream<Job> job(String name, Instant at) {
        Matcher record = RECORD.matcher(name);
        if (!record.matches()) {
            return Stream.empty();
        }
        boolean claim = record.group(3).endsWith("claim");
        return Stream.of(new Job(record.group(1), record.group(2), claim ? at : null, claim ? null : at));
    }

    /**
     * @param key stands for bucket and key
     * @param begin its first claim; null: there is none
     * @param end of its first attempt; null: it has not ended
     */
    record Job(String id, String key, Instant begin, Instant end) {
        private Job with(Job other) {
            Instant first = begin == null || (other.begin != null && other.begin.isBefore(begin)) ? other.begin : begin;
            return new Job(id, key, first, end == null ? other.end : end);
        }
    }
}
