package io.transcoder.cli;

import static io.transcoder.config.Setting.BITMOVIN_API_KEY;

import io.transcoder.boot.BitmovinLine;
import io.transcoder.boot.Workbench;
import io.transcoder.cli.common.Configuration;
import io.transcoder.cli.common.PrintingCommand;
import io.transcoder.cli.common.ProgressLine;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Settings;
import io.transcoder.deadletter.Pace;
import io.transcoder.job.Estimates;
import io.transcoder.ledger.records.Bill;
import io.transcoder.reconcile.Drift;
import io.transcoder.reconcile.Finding;
import io.transcoder.reconcile.Mender;
import io.transcoder.reconcile.Report;
import io.transcoder.rehearsal.Rehearsal;
import io.transcoder.upload.LogText;
import io.transcoder.upload.S3EventWriter;
import io.transcoder.upload.Upload;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Finds what buckets, ledger, queues and encoder say differently of the same uploads, and mends what can be mended without a risk. */
@Command(
        name = "reconcile",
        description =
                "Finds uploads that got lost without a word, and whatever else does not fit together; --fix mends it."
                        + " Without it nothing is changed, and the encodes that --fix would lead to are estimated.")
final class ReconcileCommand extends PrintingCommand {
    @Option(
            names = "--older-than",
            paramLabel = "DURATION",
            defaultValue = "1h",
            description = "How long it has to be so, such as 1h or 2d (default: ${DEFAULT-VALUE}).")
    private Duration olderThan;

    @Option(names = "--prefix", paramLabel = "P", description = "Only sources whose keys begin so.")
    private String prefix;

    @Option(
            names = "--fix",
            description = "Sends missing events, puts missing markers, copies old dead letters. Deletes nothing.")
    private boolean fix;

    @Option(names = "--limit", paramLabel = "N", description = "Mends so many at most.")
    private int limit = Integer.MAX_VALUE;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    private Pace pace = Pace.perSecond(10);

    @Option(names = "--rate", paramLabel = "N/s", description = "Mends at most so many a second (default: 10/s).")
    void rate(String rate) {
        try {
            pace = Pace.parse(rate);
        } catch (IllegalArgumentException e) {
            throw wrongUsage(e.getMessage());
        }
    }

    @Override
    public Integer call() {
        if (limit < 1) {
            throw wrongUsage("--limit: a whole number from 1 on, not " + limit);
        }
        Configuration configuration = configuration();
        configuration.requireWithoutSecrets();
        Settings settings = Settings.of(configuration.effective());
        try (var workbench = new Workbench(settings);
                var encoder = settings.isSet(BITMOVIN_API_KEY)
                        ? new BitmovinLine(configuration.effective(), configuration.file())
                        : null;
                var profiles = new Profiles(configuration)) {
            Map<String, ProgressLine> lines = new ConcurrentHashMap<>();
            Report report = workbench
                    .reconciler(EffectiveProperties.sourcePrefixes(configuration.effective()), encoder)
                    .find(olderThan, prefix, profiles::take, (what, count) -> lines.computeIfAbsent(
                                    what, named -> new ProgressLine(err(), named))
                            .counted(count));
            lines.values().forEach(ProgressLine::end);
            List<Finding> toMend = report.mendable(limit);
            Set<Finding> mended = fix ? mend(toMend, workbench.mender()) : Set.of();
            print(report, mended);
            report.notes().forEach(note -> err().println(LogText.safe(note)));
            report.refused().forEach(why -> err().println("A job is left out: " + LogText.safe(why)));
            if (!fix) {
                estimate(toMend, workbench.estimates());
            }
            err().println(report.findings().size() + " found" + (fix ? ", " + mended.size() + " mended" : ""));
            return mended.size() == report.findings().size() && report.refused().isEmpty() ? 0 : 1;
        }
    }

    private Set<Finding> mend(List<Finding> toMend, Mender mender) {
        var progress = new ProgressLine(err(), "mended");
        try {
            return mender.mend(
                    toMend, pace, why -> err().println(LogText.safe(why)), done -> progress.at(done, toMend.size()));
        } finally {
            progress.end();
        }
    }

    private void print(Report report, Set<Finding> mended) {
        for (Drift drift : Drift.values()) {
            List<Finding> findings = report.of(drift);
            if (!json && !findings.isEmpty()) {
                out().println(drift.word() + " (" + findings.size() + "): " + drift.meaning());
                out().println("  --fix: " + drift.mending());
            }
            for (Finding finding : findings) {
                Map<String, Object> fields = finding.fields();
                fields.put("fixed", mended.contains(finding));
                if (json) {
                    printJson(fields);
                } else {
                    out().println("  " + LogText.safe(finding.what())
                            + (finding.since() == null ? "" : "  since " + finding.since())
                            + (finding.jobId() == null ? "" : "  job " + finding.jobId())
                            + (mended.contains(finding) ? "  fixed" : ""));
                }
            }
        }
        out().flush();
    }

    /** A line for each of the first two folders, as profiles usually differ by them. */
    private void estimate(List<Finding> toMend, Estimates estimates) {
        toMend.stream()
                .filter(finding -> finding.drift().needsEvent())
                .collect(Collectors.groupingBy(f -> Bill.prefixOf(f.what()), TreeMap::new, Collectors.toList()))
                .forEach((folder, some) -> {
                    long[] sizes = some.stream().mapToLong(Finding::bytes).toArray();
                    err().println("--fix would send " + some.size() + " event(s) of '" + LogText.safe(folder) + "', "
                            + LongStream.of(sizes).sum() + " bytes, estimate: "
                            + estimates.ofKey(some.get(0).what(), sizes));
                });
    }

    /** Which sources a profile takes, only the routes say; they are loaded with the first question. */
    private static final class Profiles implements AutoCloseable {
        private final Configuration configuration;
        private final S3EventWriter events = new S3EventWriter("");
        private final Set<String> taken = new HashSet<>();
        private Rehearsal rehearsal;

        Profiles(Configuration configuration) {
            this.configuration = configuration;
        }

        /** Of those taken one for each folder and extension is played: too many events do no harm. */
        boolean take(Upload upload) {
            String alike = upload.key().replaceFirst("[^/.]*([^/]*)$", "*$1");
            if (taken.contains(alike)) {
                return true;
            }
            if (rehearsal == null) {
                rehearsal = new Rehearsal(configuration.effective(), configuration.file());
            }
            String event = events.put(upload.bucket(), upload.key(), upload.size(), "", null, Instant.EPOCH);
            boolean isTaken = !rehearsal.play(event).isUncovered();
            if (isTaken) {
                taken.add(alike);
            }
            return isTaken;
        }

        @Override
        public void close() {
            if (rehearsal != null) {
                rehearsal.close();
            }
        }
    }
}
