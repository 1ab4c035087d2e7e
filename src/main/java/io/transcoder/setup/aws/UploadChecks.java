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
import java.util.Set;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What the buckets show of how the MAM uploads, by a few LISTs. */
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
        return List.of(
                new Check(
                        "s3://" + installation.sourceBucket() + " names",
                        "what no profile covers is never encoded",
                        this::names),
                new Check(ledger() + " uploads", "each version is paid for", this::versions),
                new Check(ledger() + " open jobs", "their records expire", this::openJobs));
    }

    private String ledger() {
        return "s3://" + installation.jobsBucket() + "/" + installation.jobsPrefix();
    }

    private List<Finding> names() {
        Set<String> covered = installation.allSourcePrefixes();
        List<String> all = list(installation.sourceBucket(), "").stream()
                .map(S3Object::key)
                .filter(key -> !key.endsWith("/") && !isOurs(key))
                .toList();
        List<String> outside = all.stream()
                .filter(key -> covered.stream().noneMatch(key::startsWith))
                .toList();
        if (outside.size() < FEWEST_NAMES || outside.size() * 2 <= all.size()) {
            return List.of();
        }
        return List.of(Finding.note(
                "s3://" + installation.sourceBucket() + " names",
                outside.size() + " of " + all.size() + (all.size() >= MOST_NAMES ? " names looked at" : " names")
                        + " are outside of the profiles' prefixes " + covered + ", such as '" + outside.get(0) + "'",
                "what no profile covers is never encoded",
                "nothing, if they are not for this application; else set profile.source-prefix"));
    }

    private boolean isOurs(String key) {
        String bucket = installation.sourceBucket();
        return (bucket.equals(installation.outputBucket()) && key.startsWith(installation.outputPrefix()))
                || (bucket.equals(installation.jobsBucket()) && key.startsWith(installation.jobsPrefix()));
    }

    private List<Finding> versions() {
        List<List<Job>> growing = new ArrayList<>();
        List<List<Job>> twice = new ArrayList<>();
        for (List<Job> versions : recent.versions()) {
            if (run(versions, GROWING).size() >= GROWING_VERSIONS) {
                growing.add(run(versions, GROWING));
            } else if (run(versions, TWICE).size() > 1) {
                twice.add(run(versions, TWICE));
            }
        }
        List<Finding> findings = new ArrayList<>();
        said(
                growing,
                "again and again",
                "an upload is announced while the file is still written, and each version is encoded and paid for",
                "let the MAM upload a file when it is complete, or under another name and rename it then",
                findings);
        said(
                twice,
                "twice",
                "each version is encoded and paid for, or stopped on the way",
                "look in the MAM for a second job, or for a storage that copies what another one wrote",
                findings);
        return findings;
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

    private void said(List<List<Job>> keys, String how, String why, String mend, List<Finding> findings) {
        if (!keys.isEmpty()) {
            List<Job> one = keys.get(0);
            Job last = one.get(one.size() - 1);
            long seconds = Duration.between(one.get(0).begin(), last.begin()).toSeconds();
            findings.add(Finding.note(
                    ledger() + " uploads",
                    "in the last day " + keys.size() + (keys.size() == 1 ? " file was" : " files were") + " uploaded "
                            + how + ", one of them " + one.size() + " times within " + seconds
                            + " s: transcoder jobs show "
                            + last.id(),
                    why,
                    mend));
        }
    }

    private List<Finding> openJobs() {
        Instant before = Instant.now().minus(OLD_DAYS, ChronoUnit.DAYS);
        List<S3Object> old = list(installation.jobsBucket(), installation.jobsPrefix() + "open/").stream()
                .filter(marker -> marker.lastModified().isBefore(before))
                .toList();
        return old.isEmpty()
                ? List.of()
                : List.of(Finding.fault(
                        ledger() + " open jobs",
                        old.size() + (old.size() == 1 ? " job is" : " jobs are") + " open for more than " + OLD_DAYS
                                + " days",
                        "their records expire " + LifecycleSteps.LEDGER_DAYS
                                + " days after they were written, and then nobody knows what was paid for",
                        "see transcoder jobs list, and end each by jobs stop or jobs retry"));
    }

    private List<S3Object> list(String bucket, String prefix) {
        return Aws.find(
                        "s3:ListBucket",
                        () -> s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                                .limit(MOST_NAMES)
                                .toList())
                .orElse(List.of());
    }
}
