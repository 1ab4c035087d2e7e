package io.transcoder.console;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.HeldLetters;
import io.transcoder.deadletter.Pace;
import io.transcoder.operate.LetterReplay;
import io.transcoder.upload.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads the dead letters, and works on them, one thing after the other and without anybody having to wait: to read the queue takes a
 * second or more, and keeps its letters from others meanwhile.
 */
public final class LetterWork implements LetterReplay.Progress, AutoCloseable {
    private static final Duration RECENT = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(15);
    private static final Duration CLOSING = Duration.ofSeconds(5);

    private final Workbench workbench;
    private final LetterReplay replay;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var one = new Thread(task, "letter-work");
        one.setDaemon(true);
        return one;
    });
    private Seen seen = new Seen(List.of(), null, null);
    private Instant looked = Instant.EPOCH;
    private boolean reading;
    private Task task;

    LetterWork(Workbench workbench, LetterReplay replay, Clock clock) {
        this.workbench = workbench;
        this.replay = replay;
        this.clock = clock;
    }

    /** As the queue was last read. It is read anew where it holds another number by now. */
    synchronized Seen seen() {
        if (seen.at() == null) {
            read();
        } else if (!reading && looked.isBefore(clock.instant().minus(RECENT))) {
            reading = true;
            int known = seen.letters().size();
            thread.execute(seen.fault() == null ? () -> readIfNot(known) : this::readNow);
        }
        return seen;
    }

    private void readIfNot(int known) {
        boolean hasChanged = workbench
                .depth(Setting.QUEUE_DEAD_LETTERS)
                .filter(depth -> depth.waiting() + depth.inWork() != known)
                .isPresent();
        if (hasChanged) {
            readNow();
            return;
        }
        synchronized (this) {
            looked = clock.instant();
            reading = false;
        }
    }

    synchronized void read() {
        if (!reading) {
            reading = true;
            thread.execute(this::readNow);
        }
    }

    private void readNow() {
        Seen now;
        try {
            now = new Seen(workbench.deadLetters().list(), clock.instant(), null);
        } catch (RuntimeException e) {
            now = new Seen(List.of(), clock.instant(), LogText.safe(e.getMessage()));
        }
        synchronized (this) {
            seen = now;
            looked = now.at();
            reading = false;
        }
    }

    /** What is or was last at work; null where there is none. */
    synchronized Task task() {
        return task;
    }

    synchronized void dismiss() {
        task = isAtWork() ? task : null;
    }

    /** @return whether nothing else is at work, so that it is begun */
    boolean replay(Set<String> ids, boolean canary, boolean force) {
        var how = new LetterReplay.How(canary, force, Pace.unlimited(), PATIENCE);
        return begin("Replay of ", ids, held -> {
            LetterReplay.Report report = replay.run(held, selected(held, ids), how, this);
            report.lines().forEach(this::say);
            end("Replayed " + report.total().sent(), report.complete());
        });
    }

    /** @return as {@link #replay} */
    boolean drop(Set<String> ids) {
        return begin("Drop of ", ids, held -> {
            List<DeadLetter> letters = selected(held, ids);
            held.keepOnly(letters);
            var archive = workbench.archive();
            archive.write(letters);
            List<DeadLetter> left = held.delete(letters);
            left.forEach(letter -> say(letter.messageId() + " could not be deleted, and comes back"));
            end("Dropped " + (letters.size() - left.size()) + ", archived in " + archive.place(), left.isEmpty());
        });
    }

    private List<DeadLetter> selected(HeldLetters held, Set<String> ids) {
        List<DeadLetter> letters = held.newestFirst().stream()
                .filter(letter -> ids.contains(letter.messageId()))
                .toList();
        if (letters.size() < ids.size()) {
            say((ids.size() - letters.size()) + " are not in the queue any more, or somebody else holds them");
        }
        return letters;
    }

    private synchronized boolean begin(String what, Set<String> ids, Consumer<HeldLetters> work) {
        if (isAtWork()) {
            return false;
        }
        task = new Task(what + (ids.size() == 1 ? "1 letter" : ids.size() + " letters"), List.of(), 0, 0, null, true);
        reading = true;
        thread.execute(() -> {
            try (var held = workbench.deadLetters().hold()) {
                work.accept(held);
            } catch (RuntimeException e) {
                end("It ended early, and what was not done stays as it is: " + LogText.safe(e.getMessage()), false);
            }
            readNow();
        });
        return true;
    }

    private boolean isAtWork() {
        return task != null && task.result() == null;
    }

    @Override
    public synchronized void say(String text) {
        if (!task.said().contains(text)) {
            List<String> said =
                    Stream.concat(task.said().stream(), Stream.of(text)).toList();
            task = new Task(task.title(), said, task.done(), task.of(), null, true);
        }
    }

    @Override
    public synchronized void sent(int done, int of) {
        task = new Task(task.title(), task.said(), done, of, null, true);
    }

    private synchronized void end(String result, boolean good) {
        task = new Task(task.title(), task.said(), task.done(), task.of(), result, good);
    }

    /** Waits for a read to end: letters that it holds would stay hidden for a while. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * @param at when the queue was read; null where it was not yet
     * @param fault why it could not be read; null where it could
     */
    public record Seen(List<DeadLetter> letters, Instant at, String fault) {}

    /**
     * @param of 0 where it is not known yet
     * @param result null as long as it is not over
     */
    public record Task(String title, List<String> said, int done, int of, String result, boolean good) {}
}
