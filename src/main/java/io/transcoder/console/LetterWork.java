package io.transcoder.console;

import io.transcoder.boot.Workbench;
import io.transcoder.config.Setting;
import io.transcoder.deadletter.DeadLetter;
import io.transcoder.deadletter.Pace;
import io.transcoder.operate.LetterReplay;
import io.transcoder.upload.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Reads the dead letters, and works on them, one thing after the other and without anybody having to wait: to read the queue takes a
 * second or more, and keeps its letters from others meanwhile.
 */
public final class LetterWork implements AutoCloseable {
    private static final Duration OLD = Duration.ofMinutes(5);
    private static final Duration RECENT = Duration.ofSeconds(30);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Workbench workbench;
    private final LetterReplay replay;
    private final Clock clock;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        var one = new Thread(task, "letter-work");
        one.setDaemon(true);
        return one;
    });
    private volatile Seen seen = new Seen(List.of(), null, null);
    private boolean reading;
    private Task task;

    LetterWork(Workbench workbench, LetterReplay replay, Clock clock) {
        this.workbench = workbench;
        this.replay = replay;
        this.clock = clock;
    }

    /** As the queue was last read. It is read anew where that is long ago, or where the queue holds another number by now. */
    Seen seen() {
        Instant now = clock.instant();
        if (seen.at() == null
                || seen.at().isBefore(now.minus(OLD))
                || (seen.at().isBefore(now.minus(RECENT)) && hasChanged())) {
            read();
        }
        return seen;
    }

    private boolean hasChanged() {
        try {
            Workbench.Depth depth = workbench.depth(Setting.QUEUE_DEAD_LETTERS);
            return depth.waiting() + depth.inWork() != seen.letters().size();
        } catch (RuntimeException e) {
            return false;
        }
    }

    synchronized void read() {
        if (!reading && !isAtWork()) {
            reading = true;
            thread.execute(this::readNow);
        }
    }

    /** The last one; null where there is none. */
    synchronized Task task() {
        return task;
    }

    synchronized void dismiss() {
        task = isAtWork() ? task : null;
    }

    LetterReplay replay() {
        return replay;
    }

    /** @return whether nothing else is at work, so that it is begun */
    boolean replay(Set<String> ids, boolean canary, boolean force) {
        return begin(new Task("Replay of " + counted(ids)), now -> {
            try (var held = workbench.deadLetters().hold()) {
                var how = new LetterReplay.How(canary, force, Pace.unlimited(), PATIENCE);
                LetterReplay.Report report = replay.run(held, selected(held.newestFirst(), ids, now), how, now);
                report.total()
                        .refused()
                        .forEach(
                                (id, why) -> now.say(id + " stays, the events queue refused it: " + LogText.safe(why)));
                if (!report.total().left().isEmpty()) {
                    now.say(report.total().left().size()
                            + " were sent but not deleted; to replay them again costs nothing.");
                }
                if (report.tooManyTries() > 0) {
                    now.say(report.tooManyTries() + " were tried too often and stay.");
                }
                if (report.total().stoppedBy() != null) {
                    now.say("Stopped early: " + LogText.safe(report.total().stoppedBy()));
                }
                now.end(
                        "Replayed " + report.total().sent(),
                        report.complete() && report.total().isComplete());
            }
        });
    }

    /** @return as {@link #replay} */
    boolean drop(Set<String> ids) {
        return begin(new Task("Drop of " + counted(ids)), now -> {
            try (var held = workbench.deadLetters().hold()) {
                List<DeadLetter> letters = selected(held.newestFirst(), ids, now);
                held.keepOnly(letters);
                var archive = workbench.archive();
                archive.write(letters);
                List<DeadLetter> left = held.delete(letters);
                left.forEach(letter -> now.say(letter.messageId() + " could not be deleted, and comes back."));
                now.end(
                        "Dropped " + (letters.size() - left.size()) + ", archived in " + archive.place(),
                        left.isEmpty());
            }
        });
    }

    private static String counted(Set<String> ids) {
        return ids.size() == 1 ? "1 letter" : ids.size() + " letters";
    }

    private static List<DeadLetter> selected(List<DeadLetter> all, Set<String> ids, Task now) {
        List<DeadLetter> letters =
                all.stream().filter(letter -> ids.contains(letter.messageId())).toList();
        if (letters.size() < ids.size()) {
            now.say((ids.size() - letters.size()) + " are not in the queue any more, or somebody else holds them.");
        }
        return letters;
    }

    private synchronized boolean begin(Task next, Work work) {
        if (isAtWork()) {
            return false;
        }
        task = next;
        reading = true;
        thread.execute(() -> {
            try {
                work.on(next);
            } catch (RuntimeException e) {
                next.end(
                        "It ended early, and what was not done stays as it is: "
                                + LogText.safe(String.valueOf(e.getMessage())),
                        false);
            }
            readNow();
        });
        return true;
    }

    private synchronized boolean isAtWork() {
        return task != null && !task.isOver();
    }

    private void readNow() {
        try {
            seen = new Seen(workbench.deadLetters().list(), clock.instant(), null);
        } catch (RuntimeException e) {
            seen = new Seen(seen.letters(), clock.instant(), LogText.safe(String.valueOf(e.getMessage())));
        } finally {
            synchronized (this) {
                reading = false;
            }
        }
    }

    /** Waits for a read to end: letters that it holds would stay hidden for a while. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (isAtWork() || !thread.awaitTermination(CLOSING.toSeconds(), TimeUnit.SECONDS)) {
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

    private interface Work {
        void on(Task task);
    }

    /** Work on letters, and how far it is. */
    public static final class Task implements LetterReplay.Progress {
        private final String title;
        private final List<String> said = new CopyOnWriteArrayList<>();
        private volatile int done;
        private volatile int of;
        private volatile String result;
        private volatile boolean good;

        Task(String title) {
            this.title = title;
        }

        @Override
        public void say(String text) {
            if (said.isEmpty() || !said.get(said.size() - 1).equals(text)) {
                said.add(text);
            }
        }

        @Override
        public void sent(int sent, int all) {
            done = sent;
            of = all;
        }

        void end(String text, boolean wentWell) {
            good = wentWell;
            result = text;
        }

        public String title() {
            return title;
        }

        public List<String> said() {
            return said;
        }

        public int done() {
            return done;
        }

        /** 0 where it is not known yet. */
        public int of() {
            return of;
        }

        public boolean isOver() {
            return result != null;
        }

        /** Null as long as it is not over. */
        public String result() {
            return result;
        }

        public boolean isGood() {
            return good;
        }
    }
}
