package io.transcoder.cli.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.transcoder.job.view.JobView;
import io.transcoder.ledger.records.Claim;
import io.transcoder.upload.S3EventWriter;
import io.transcoder.upload.Source;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Prints the events of jobs, to try routes with. They are written anew: nothing but place, size, version and time is taken from what
 * S3 sent, so that no user, address or request is in them.
 */
@Command(
        name = "events",
        description = "Prints the events of the latest jobs, one a line, without who sent them and without the sources'"
                + " names, for 'validate --diff --events FILE.jsonl'.")
final class JobsEvents extends LedgerCommand {
    private static final String BUCKET = "{{source.bucket}}";
    private static final String REGION = "{{aws.region}}";

    @Option(names = "--limit", paramLabel = "N", defaultValue = "100", description = "At most so many (default: 100).")
    private int limit;

    @Option(
            names = "--tests",
            description = "Prints tests of the profiles instead, for 'test', which expect what the jobs had.")
    private boolean tests;

    @Option(names = "--keep-names", description = "Leaves the sources' names as they are.")
    private boolean keepNames;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "30d",
            description = "Of jobs that changed within this time, such as 2d or 12h (default: 30d).")
    private Duration since;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw wrongUsage("--limit: a whole number from 1 on, not " + limit);
        }
        try (var workbench = workbench()) {
            List<JobView> jobs;
            var progress = new JobsProgress(err());
            try (progress) {
                jobs = workbench.jobs(progress).since(Instant.now().minus(since));
            }
            List<Claim> claims = jobs.stream()
                    .limit(limit)
                    .map(JobView::id)
                    .map(id -> workbench.ledger().lastClaim(workbench.ledger().history(id)))
                    .filter(claim -> claim != null && claim.source() != null)
                    .toList();
            for (int i = 0; i < claims.size(); i++) {
                out().println(tests ? test(claims.get(i), i + 1) : event(claims.get(i), i + 1));
            }
            err().println(claims.size() + (tests ? " tests" : " events"));
            return progress.exitCode();
        }
    }

    private String test(Claim claim, int number) {
        String key = claim.upload().key();
        String shown = key(claim, number);
        var test = new StringBuilder("- test: " + quoted(shown + " is encoded by " + claim.profile()) + "\n")
                .append("  upload:\n    key: " + quoted(shown) + "\n    size: "
                        + claim.source().size() + "\n")
                .append("  expect:\n    profile: " + quoted(claim.profile()) + "\n    outputs:");
        claim.outputs().forEach(output -> test.append("\n      - " + quoted(renamed(output.key(), key, shown))));
        return test.toString();
    }

    /** An output has the name of its source, and the folders that are below the profile's. */
    private static String renamed(String output, String key, String shown) {
        String source = "/" + key;
        while (!("/" + output).contains(source) && source.lastIndexOf('/') > 0) {
            source = source.substring(source.indexOf('/', 1));
        }
        String named = ("/" + shown).substring(key.length() + 1 - source.length());
        return ("/" + output).replace(source, named).substring(1);
    }

    /** JSON's strings are strings of YAML. */
    private static String quoted(String text) {
        return JsonNodeFactory.instance.textNode(text).toString();
    }

    private String key(Claim claim, int number) {
        return keepNames ? claim.upload().key() : unnamed(claim.upload().key(), number);
    }

    private String event(Claim claim, int number) {
        Upload upload = claim.upload();
        String key = key(claim, number);
        Instant time = upload.eventTime() == null ? Instant.EPOCH : upload.eventTime();
        Source source = claim.source();
        return new S3EventWriter(REGION).put(BUCKET, key, source.size(), source.eTag(), source.versionId(), time);
    }

    /** Folder and extension may decide on the profile. */
    private static String unnamed(String key, int number) {
        String name = key.substring(key.lastIndexOf('/') + 1);
        String folder = key.substring(0, key.length() - name.length());
        String extension = name.matches(".*\\.[A-Za-z0-9]{1,8}") ? name.substring(name.lastIndexOf('.')) : "";
        return folder + "source-" + number + extension;
    }
}
