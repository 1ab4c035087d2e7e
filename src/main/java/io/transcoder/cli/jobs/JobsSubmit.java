package io.transcoder.cli.jobs;

import io.transcoder.cli.common.ProgressLine;
import io.transcoder.job.Submitter;
import io.transcoder.upload.LogText;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends the events of objects that are there already. */
@Command(
        name = "submit",
        description =
                "Sends the events of objects that are in the source bucket already: of what was uploaded before the"
                        + " set-up. Whoever tells of an upload, it is the same job.")
final class JobsSubmit extends LedgerCommand {
    @ArgGroup(multiplicity = "1")
    private Which which;

    @Option(names = "--dry-run", description = "Says of each key what it would do, and sends nothing.")
    private boolean dryRun;

    @Option(
            names = "--force",
            description =
                    "Also what has failed: another attempt is made, and paid for. What is at work or done stays as it is.")
    private boolean force;

    @Override
    public Integer call() {
        try (var workbench = workbench()) {
            Submitter submitter = workbench.submitter();
            List<String> keys = which.prefix != null
                    ? submitter.keysUnder(which.prefix)
                    : List.copyOf(new LinkedHashSet<>(which.keys));
            var progress = new ProgressLine(err(), "looked at");
            var good = new AtomicInteger();
            var refused = new AtomicInteger();
            var done = new AtomicInteger();
            try {
                submitter.submit(keys, force, dryRun, result -> {
                    out().println(name(result.outcome()) + "  " + LogText.safe(result.key()) + ": "
                            + LogText.safe(result.text()));
                    if (result.outcome().isGood()) {
                        good.incrementAndGet();
                    } else if (result.outcome() == Submitter.Outcome.REFUSED) {
                        refused.incrementAndGet();
                    }
                    progress.at(done.incrementAndGet(), keys.size());
                });
            } finally {
                progress.end();
            }
            out().flush();
            err().println((dryRun ? "Would send " : "Sent ") + good + " of " + keys.size()
                    + (refused.get() > 0 ? "; " + refused + " refused" : ""));
            return good.get() == keys.size() ? 0 : 1;
        }
    }

    private static String name(Submitter.Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static final class Which {
        @Parameters(paramLabel = "KEY", arity = "1..*", description = "Keys in the source bucket.")
        private List<String> keys;

        @Option(names = "--prefix", paramLabel = "P", description = "All objects of the source bucket under it.")
        private String prefix;
    }
}
