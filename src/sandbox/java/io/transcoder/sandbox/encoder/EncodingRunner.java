package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.RetryHint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** The queue and the slots: takes started encodings through their statuses. */
final class EncodingRunner implements AutoCloseable {
    private static final long PERCENT_MILLIS = 200;

    private record Job(EncodingState encoding, Plan plan, int priority, Outcome outcome) {
        boolean canRun() {
            return !(outcome instanceof Outcome.StuckQueued);
        }
    }

    private final EncoderOptions options;
    private final MediaStore store;
    private final Transcoder transcoder;
    private final Script script;
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "sandbox-encoder-worker");
        thread.setDaemon(true);
        return thread;
    });
    /** To wait on until interrupted. */
    private final CountDownLatch never = new CountDownLatch(1);

    private final List<Job> waiting = new ArrayList<>();
    /** By encoding id; the value is null until the worker has begun. */
    private final Map<String, Thread> running = new HashMap<>();

    EncodingRunner(EncoderOptions options, MediaStore store, Transcoder transcoder, Script script) {
        this.options = options;
        this.store = store;
        this.transcoder = transcoder;
        this.script = script;
    }

    synchronized void start(EncodingState encoding, int priority) {
        Plan plan = encoding.plan();
        if (running.size() >= options.slots() && waiting.size() >= options.queueLimit()) {
            throw Refusal.badRequest(Refusal.QUEUE_FULL, "the limit of queued encodings is reached");
        }
        Outcome outcome = script.outcome(encoding.snapshot());
        encoding.queued();
        waiting.add(new Job(encoding, plan, priority, outcome));
        dispatch();
    }

    synchronized void stop(EncodingState encoding) {
        encoding.stop();
        waiting.removeIf(job -> job.encoding() == encoding);
        Thread worker = running.get(encoding.id());
        if (worker != null) {
            worker.interrupt();
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        try {
            // so that the temporary files are gone
            workers.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void dispatch() {
        while (running.size() < options.slots()) {
            // first in first out among equals
            Job next = waiting.stream()
                    .filter(Job::canRun)
                    .reduce((a, b) -> b.priority() > a.priority() ? b : a)
                    .orElse(null);
            if (next == null || workers.isShutdown()) {
                return;
            }
            waiting.remove(next);
            running.put(next.encoding().id(), null);
            workers.execute(() -> run(next));
        }
    }

    private synchronized boolean begin(Job job) {
        running.put(job.encoding().id(), Thread.currentThread());
        return job.encoding().running();
    }

    private synchronized void free(Job job) {
        // it may have been started again by now
        running.remove(job.encoding().id(), Thread.currentThread());
        dispatch();
    }

    private void run(Job job) {
        try {
            if (!never.await(options.queueTime().toMillis(), TimeUnit.MILLISECONDS) && begin(job)) {
                perform(job);
            }
        } catch (EncodingFailed e) {
            job.encoding().end(EncodingState.ERROR, e.failure());
        } catch (InterruptedException e) {
            // stopped, which has set the status, or the whole encoder goes down
            Thread.currentThread().interrupt();
        } catch (IOException | ExecutionException | RuntimeException e) {
            job.encoding()
                    .end(
                            EncodingState.ERROR,
                            new Failure(-1, "UNDEFINED", "unexpected: " + e.getMessage(), RetryHint.UNDEFINED));
        } finally {
            free(job);
        }
    }

    private void perform(Job job) throws EncodingFailed, IOException, InterruptedException, ExecutionException {
        EncodingState encoding = job.encoding();
        if (job.outcome() instanceof Outcome.Shows shows) {
            encoding.show(shows.status());
            never.await();
        } else if (job.outcome() instanceof Outcome.Ends ends) {
            passTime(encoding, options.encodeTime());
            encoding.end(ends.status(), ends.failure());
        } else if (job.outcome() instanceof Outcome.Waits waits) {
            await(waits, encoding);
            encode(encoding, job.plan());
        }
    }

    private static void await(Outcome.Waits waits, EncodingState encoding)
            throws InterruptedException, ExecutionException {
        for (int percent = 1; waits.getsOn() && !waits.signal().isDone(); percent++) {
            try {
                waits.signal().get(PERCENT_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                encoding.progress(percent);
            }
        }
        waits.signal().get();
    }

    private void encode(EncodingState encoding, Plan plan) throws EncodingFailed, IOException, InterruptedException {
        Path folder = Files.createTempDirectory("sandbox-encoder");
        try {
            Map<String, Transcoder.Result> results = transcoder.transcode(
                    plan,
                    folder,
                    encoding::readSource,
                    encoding::analysed,
                    sources -> encoding.withoutDropped(plan, sources),
                    encoding::progress);
            passTime(encoding, options.encodeTime());
            try {
                upload(encoding, plan, results, folder);
            } catch (IOException e) {
                encoding.end(
                        EncodingState.TRANSFER_ERROR,
                        new Failure(2200, "TRANSFER", e.getMessage(), RetryHint.UNDEFINED));
                return;
            }
            passTime(encoding, options.finishLag());
            encoding.end(EncodingState.FINISHED, null);
        } finally {
            remove(folder);
        }
    }

    private void upload(EncodingState encoding, Plan plan, Map<String, Transcoder.Result> results, Path folder)
            throws IOException {
        for (Plan.File file : plan.files()) {
            Transcoder.Result result = results.get(file.muxingId());
            if (result == null) {
                // omitted, because of a condition
                continue;
            }
            for (Plan.Target target : file.targets()) {
                encoding.whileRunning(() -> {
                    store.put(
                            target.bucket(),
                            target.key(),
                            result.file(),
                            file.kind().contentType());
                    encoding.written(file.muxingId(), target, Files.size(result.file()));
                });
            }
            encoding.informed(file.muxingId(), result.information());
        }
        Path named = folder.resolve("extra");
        for (Plan.Extra extra : plan.extras()) {
            Files.writeString(named, extra.target().key());
            encoding.whileRunning(() -> {
                store.put(extra.target().bucket(), extra.target().key(), named, "application/octet-stream");
                encoding.written(extra.partId(), extra.target(), Files.size(named));
            });
        }
    }

    private void passTime(EncodingState encoding, Duration time) throws InterruptedException {
        long steps = Math.min(20, time.toMillis());
        for (long step = 1; step <= steps; step++) {
            if (never.await(Math.max(1, time.toMillis() / steps), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("nobody counts this latch down");
            }
            encoding.progress((int) (100 * step / steps));
        }
    }

    private static void remove(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
