package io.transcoder.setup.aws;

import io.transcoder.setup.aws.RecentJobs.Job;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The doctor's checks of how the MAM uploads, made by listing the buckets. */
public record UploadChecks(Installation installation, S3Client s3, RecentJobs recent) {
    /** Nobody uploads a file anew on purpose as soon as that. */
    private static final Duration TWICE = Duration.ofMinutes(1);

    /** So long at most between two versions of a file that is announced again and again while it is written. */
    private static final Duration GROWING = Duration.ofMinutes(15);

    private static final int GROWING_VERSIONS = 3;
    private static final int MOST_NAMES = 5_000;
    private static final int FEWEST_NAMES = 10;

    /** Enough before the records of a job expire to do something about it. */
    private static final int OLD_DAYS = LifecycleSteps.LEDGER_DAYS - 30;

    public List<Check> all() {
        String ledger = "s3://" + installation.jobsBucket() + "/" + installation.jobsPrefix();
        return List.of(
                new Check(
                        "s3://" + installation.sourceBucket() + " names",
                        "what no profile covers is never encoded",
                        this::names),
                new Check(ledger + " uploads", "each version is paid for", this::versions),
                new Check(ledger + " open jobs", "their records expire", this::openJobs));
    }

    private List<Finding> names(String where) {
        Set<String> covered = installation.allSourcePrefixes();
        List<String> all = Aws.objects(s3, installation.sourceBucket(), "", MOST_NAMES).stream()
                .map(S3Object::key)
                .filter(key -> !key.endsWith("/") && !isOurs(key))
                .toList();
        List<String> outside = all.stream()
                .filter(key -> covered.stream().noneMatch(key::startsWith))
                .toList();
        if (outside.size() < FEWEST_NAMES || outside.size() * 2 <= all.size()) {
            return List.of();
        }
        return List.of(Finding.of(
                "names-outside",
                where,
                outside.size(),
                all.size() + (all.size() >= MOST_NAMES ? " names looked at" : " names"),
                covered,
                outside.get(0)));
    }

    private boolean isOurs(String key) {
        String bucket = installation.sourceBucket();
        return (bucket.equals(installation.outputBucket()) && key.startsWith(installation.outputPrefix()))
                || (bucket.equals(installation.jobsBucket()) && key.startsWith(installation.jobsPrefix()));
    }

    private List<Finding> versions(String where) {
        List<List<Job>> growing = new ArrayList<>();
        List<List<Job>> twice = new ArrayList<>();
        for (List<Job> versions : recent.versions()) {
            if (run(versions, GROWING).size() >= GROWING_VERSIONS) {
                growing.add(run(versions, GROWING));
            } else if (run(versions, TWICE).size() > 1) {
                twice.add(run(versions, TWICE));
            }
        }
        return Stream.of(said("uploaded-again-and-again", where, growing), said("uploaded-twice", where, twice))
                .flatMap(Optional::stream)
                .toList();
    }

    /** The longest row of versions of which each came soon after the one before. */
    private static List<Job> run(List<Job> versions, Duration soon) {
        List<Job> longest = List.of();
        List<Job> current = new ArrayList<>();
        for (Job job : versions) {
            if (!current.isEmpty()
                    && job.begin()
                            .isAfter(current.get(current.size() - 1).begin().plus(soon))) {
                current = new ArrayList<>();
            }
            current.add(job);
            longest = current.size() > longest.size() ? List.copyOf(current) : longest;
        }
        return longest;
    }

    private Optional<Finding> said(String finding, String where, List<List<Job>> keys) {
        return keys.stream().findFirst().map(one -> {
            Job last = one.get(one.size() - 1);
            return Finding.of(
                    finding,
                    where,
                    keys.size() + (keys.size() == 1 ? " file was" : " files were"),
                    one.size(),
                    Duration.between(one.get(0).begin(), last.begin()).toSeconds(),
                    last.id());
        });
    }

    private List<Finding> openJobs(String where) {
        Instant before = Instant.now().minus(OLD_DAYS, ChronoUnit.DAYS);
        List<S3Object> old =
                Aws.objects(s3, installation.jobsBucket(), installation.jobsPrefix() + "open/", MOST_NAMES).stream()
                        .filter(marker -> marker.lastModified().isBefore(before))
                        .toList();
        return old.isEmpty()
                ? List.of()
                : List.of(Finding.of(
                        "old-jobs",
                        where,
                        old.size() + (old.size() == 1 ? " job is" : " jobs are"),
                        OLD_DAYS,
                        LifecycleSteps.LEDGER_DAYS));
    }
}
