package io.transcoder.reconcile;

import io.transcoder.ledger.s3.Instances;
import io.transcoder.upload.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The reconciliation that the route makes now and then, and its last result for the metrics. */
public final class Reconciliation {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final Duration OLDER_THAN = Duration.ofHours(1);
    private static final int NAMED = 3;
    private static final int TOLD = 1000;

    private final Reconciler reconciler;
    private final Instances instances;
    private final Duration period;
    private final Clock clock;
    private volatile Map<Drift, Integer> last = Map.of();
    private volatile Instant at = Instant.EPOCH;
    private volatile Instant due = Instant.EPOCH;

    /** @param period zero for never */
    public Reconciliation(Reconciler reconciler, Instances instances, Duration period, Clock clock) {
        this.reconciler = reconciler;
        this.instances = instances;
        this.period = period;
        this.clock = clock;
    }

    /** Once a period, also where the routes begin anew; of several instances one looks, or two, which does no harm. */
    public boolean isDue() {
        if (period.isZero() || clock.instant().isBefore(due)) {
            return false;
        }
        due = clock.instant().plus(period);
        boolean mine = instances.beat().isMine("reconcile");
        if (!mine) {
            last = Map.of();
            at = Instant.EPOCH;
        }
        return mine;
    }

    /** What was found, of each kind, those of which nothing was found as well. */
    public List<Found> find() {
        Report report = reconciler.find(OLDER_THAN, null, upload -> true, (what, count) -> {});
        report.notes().forEach(LOG::info);
        report.refused().forEach(why -> LOG.warn("A job is left out of the comparison: {}", LogText.safe(why)));
        return Stream.of(Drift.values())
                .map(drift -> new Found(drift, report.of(drift)))
                .toList();
    }

    public void count(@Body Found found) {
        Map<Drift, Integer> counts = new EnumMap<>(Drift.class);
        counts.putAll(last);
        counts.put(found.drift(), found.getCount());
        last = counts;
        at = clock.instant();
    }

    /** Of the last time; 0 where another instance has looked. */
    public int found(Drift drift) {
        return last.getOrDefault(drift, 0);
    }

    /** 1970 where it never was, or another instance's. */
    public Instant lastTime() {
        return at;
    }

    /** The findings of one kind. */
    public record Found(Drift drift, List<Finding> findings) {
        public Found {
            findings = List.copyOf(findings);
        }

        public int getCount() {
            return findings.size();
        }

        /** Those that others are told of, as in the JSON form; of a great many the first. */
        public List<Map<String, Object>> getTold() {
            return findings.stream().limit(TOLD).map(Finding::fields).toList();
        }

        /** For a line of the log. */
        public String getText() {
            return findings.stream()
                    .limit(NAMED)
                    .map(Finding::what)
                    .map(LogText::safe)
                    .collect(Collectors.joining(", ", drift.word() + ", " + drift.meaning() + ": ", ""));
        }
    }
}
