package io.transcoder.sandbox.mam;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One transcode job of the played MAM, as its users see it. Safe to look at from any thread. */
public final class MamJob {
    private final String id;
    private final String name;
    private final Instant created = Instant.now();
    private final Consumer<String> progress;
    private final List<Step> steps = new CopyOnWriteArrayList<>();
    private final CountDownLatch abort = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    private volatile State state = State.READY;
    private volatile String failure;
    private volatile String resultKey;
    private volatile Path result;
    private volatile MediaSummary media;

    /** As VidiCore spells them. */
    public enum State {
        READY,
        STARTED,
        FINISHED,
        FAILED_TOTAL,
        ABORTED;

        public boolean isTerminal() {
            return this != READY && this != STARTED;
        }
    }

    /**
     * Something that happened.
     *
     * @param after since the job was made
     */
    public record Step(Instant at, Duration after, String description) {}

    MamJob(String id, String name, Consumer<String> progress) {
        this.id = id;
        this.name = name;
        this.progress = progress;
    }

    /** The job's id in the style of the MAM, which is not the file's: {@code VX-1}. */
    public String id() {
        return id;
    }

    /** The source's name below the source prefix. */
    public String name() {
        return name;
    }

    public State state() {
        return state;
    }

    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Why it failed, for people; empty unless FAILED_TOTAL. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    /** The key of the object that was taken as the result, media or not. */
    public Optional<String> resultKey() {
        return Optional.ofNullable(resultKey);
    }

    /** The local copy of the result; empty unless FINISHED. */
    public Optional<Path> result() {
        return Optional.ofNullable(result);
    }

    /** What the result holds; empty unless FINISHED. */
    public Optional<MediaSummary> media() {
        return Optional.ofNullable(media);
    }

    /**
     * Waits for the end, whichever it is.
     *
     * @return this job
     * @throws IllegalStateException if it has not ended within the time; says what it did so far
     */
    public MamJob await(Duration atMost) {
        try {
            if (end.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                return this;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IllegalStateException("not ended within " + atMost + ": " + this + " " + steps);
    }

    /** Ends the job soon, as a user of the MAM can; no effect on one that has ended. */
    public void abort() {
        abort.countDown();
    }

    @Override
    public String toString() {
        return id + " (" + name + ") " + state + (failure == null ? "" : ": " + failure);
    }

    boolean aborted() {
        return abort.getCount() == 0;
    }

    /** Waits, but not longer than until an abort. */
    void pause(Duration time) {
        try {
            if (abort.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abort();
        }
    }

    void started() {
        state = State.STARTED;
    }

    void step(String description) {
        Instant now = Instant.now();
        Duration after = Duration.between(created, now);
        steps.add(new Step(now, after, description));
        try {
            progress.accept(
                    String.format(Locale.ROOT, "%6.2f s  %s %s: %s", after.toMillis() / 1000.0, id, name, description));
        } catch (RuntimeException e) {
            // who only listens cannot fail a job
            System.getLogger(MamJob.class.getName()).log(System.Logger.Level.WARNING, "a listener failed: " + e);
        }
    }

    void took(String key) {
        resultKey = key;
    }

    void finished(Path file, MediaSummary summary) {
        result = file;
        media = summary;
        ended(State.FINISHED, "FINISHED: " + summary.oneLine());
    }

    void failed(String why) {
        failure = why;
        ended(State.FAILED_TOTAL, "FAILED_TOTAL: " + why);
    }

    void ended(State how, String description) {
        state = how;
        step(description);
        end.countDown();
    }
}
