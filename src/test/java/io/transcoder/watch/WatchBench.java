package io.transcoder.watch;

import io.transcoder.job.Doubts;
import io.transcoder.job.Line;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.LedgerBench;
import io.transcoder.ledger.s3.Instances;
import java.time.Duration;

/** What a watcher works with, on a bench. */
public final class WatchBench {
    private WatchBench() {}

    /** The open jobs of an instance whose encoder is not full. */
    public static OpenJobs openJobs(
            LedgerBench bench, Ledger ledger, Instances instances, Line line, Progress progress, Duration period) {
        return new OpenJobs(
                ledger,
                bench.s3(),
                LedgerBench.OUTPUTS,
                "out/",
                instances,
                progress,
                new Doubts(bench.clock(), period),
                () -> false,
                line,
                period,
                bench.clock());
    }
}
