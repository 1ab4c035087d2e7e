package io.transcoder.setup.live;

import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** The names of what a run makes, by which it knows its own, and a later run what a killed one has left; and its patience. */
final class Run {
    /** Between two looks at what may be asked for often. */
    static final Duration OFTEN = Duration.ofMillis(500);

    private static final String MARK = "transcoder-live-";
    /** As macOS begins the names of files beside others, which {@code source.ignore} leaves out. */
    private static final String BESIDE = "._" + MARK;

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final String TRIES = "tries/live/";

    private final Installation installation;
    private final String name;
    private final Instant eldest;
    private final Duration patience;
    private volatile boolean givenUp;

    /** @param extension of the clip, with its dot */
    Run(Installation installation, String extension, Duration patience, Clock clock) {
        this.installation = installation;
        // a run takes minutes: what is older was left by one that was killed
        this.eldest = clock.instant().minus(Duration.ofDays(1));
        this.name = STAMP.format(clock.instant()) + "-" + UUID.randomUUID() + extension;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    /** The key of the upload that the application takes. */
    String taken() {
        return installation.sourcePrefix() + MARK + name;
    }

    /** The key of the source of the run's own encodings, which the application leaves out by its name. */
    String beside() {
        return installation.sourcePrefix() + BESIDE + name;
    }

    /** The file that an encoding of the run's own writes. @param which of them */
    String output(String which) {
        return BESIDE + which + name + installation.outputSuffix();
    }

    /** The folder of this run's objects among the ledger's. */
    String tries() {
        return installation.jobsPrefix() + TRIES + name + "/";
    }

    /** The name and label of all resources of this installation's runs at Bitmovin. */
    String label() {
        String ledger = installation.text(Setting.JOBS_BUCKET) + '/' + installation.jobsPrefix();
        return MARK + Integer.toHexString(ledger.hashCode());
    }

    /** Ends every wait, and what is not begun yet. */
    void giveUp() {
        givenUp = true;
    }

    void goOn() {
        if (givenUp || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("The run was given up");
        }
    }

    /** Whether what Bitmovin made then is of a run that is over. */
    boolean isLeft(String createdAt) {
        try {
            return Instant.parse(createdAt).isBefore(eldest);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /**
     * Removes what this run and those that are over have put into buckets, but nothing of a job that is at work: it would become a dead
     * letter.
     *
     * @param isAtWork whether the application encodes the source of that key
     */
    void removeFrom(Leftovers buckets, Predicate<String> isAtWork) {
        String sources = installation.sourcePrefix();
        List<String> spared = buckets.objects(installation.sourceBucket(), sources + MARK)
                .map(source -> source.key())
                .filter(isAtWork)
                .map(key -> key.substring(sources.length()).replaceFirst("\\.[^.]*$", ""))
                .toList();
        BiPredicate<String, Instant> isOver = (key, made) -> key.contains(name) || made.isBefore(eldest);
        BiPredicate<String, Instant> isMedia =
                isOver.and((key, made) -> spared.stream().noneMatch(key::contains));
        buckets.remove(installation.sourceBucket(), sources + MARK, isMedia);
        buckets.remove(installation.outputBucket(), installation.outputPrefix() + MARK, isMedia);
        buckets.remove(installation.sourceBucket(), sources + BESIDE, isOver);
        buckets.remove(installation.outputBucket(), installation.outputPrefix() + BESIDE, isOver);
        buckets.remove(installation.jobsBucket(), installation.jobsPrefix() + TRIES, isOver);
    }

    /** Asks again and again until there is an answer; empty where there is none in time, which the run's patience bounds as well. */
    <T> Optional<T> until(Duration most, Duration between, Supplier<Optional<T>> look) {
        long end = System.nanoTime() + Math.min(most.toNanos(), patience.toNanos());
        while (true) {
            goOn();
            Optional<T> found = look.get();
            if (found.isPresent() || System.nanoTime() >= end) {
                return found;
            }
            LockSupport.parkNanos(between.toNanos());
        }
    }
}
