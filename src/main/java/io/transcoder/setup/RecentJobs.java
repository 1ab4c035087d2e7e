package io.transcoder.setup;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** How long jobs took of late, by the times of the ledger's records; nothing is read. */
final class RecentJobs {
    private static final Pattern RECORD = Pattern.compile("([0-9a-f-]+)/(\\d{1,6})\\.(claim|end)");
    private static final int MOST_RECORDS = 20_000;
    private static final int DAYS = 7;

    private final S3Client s3;
    private final Installation installation;

    RecentJobs(S3Client s3, Installation installation) {
        this.s3 = s3;
        this.installation = installation;
    }

    /** From the first claim to the last end, of the jobs that began in the last days; empty where there was none. */
    Optional<Duration> longest() {
        Instant since = Instant.now().minus(DAYS, ChronoUnit.DAYS);
        Map<String, Instant> begins = new HashMap<>();
        Map<String, Instant> ends = new HashMap<>();
        Aws.find("s3:ListBucket", () -> {
            s3
                    .listObjectsV2Paginator(
                            b -> b.bucket(installation.jobsBucket()).prefix(installation.jobsPrefix()))
                    .contents()
                    .stream()
                    .limit(MOST_RECORDS)
                    .forEach(object -> note(object, begins, ends));
            return true;
        });
        return begins.entrySet().stream()
                .filter(begin -> begin.getValue().isAfter(since) && ends.containsKey(begin.getKey()))
                .map(begin -> Duration.between(begin.getValue(), ends.get(begin.getKey())))
                .max(Duration::compareTo);
    }

    private void note(S3Object object, Map<String, Instant> begins, Map<String, Instant> ends) {
        Matcher record =
                RECORD.matcher(object.key().substring(installation.jobsPrefix().length()));
        if (!record.matches()) {
            return;
        }
        Instant at = object.lastModified();
        if (record.group(3).equals("claim")) {
            begins.merge(record.group(1), at, (a, b) -> a.isBefore(b) ? a : b);
        } else {
            ends.merge(record.group(1), at, (a, b) -> a.isAfter(b) ? a : b);
        }
    }
}
