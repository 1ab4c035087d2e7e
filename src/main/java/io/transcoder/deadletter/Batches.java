package io.transcoder.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Divides lists into batches that SQS takes in one call, and makes several such calls at once. */
final class Batches {
    static final int MOST = 10;
    static final int THREADS = 8;

    private Batches() {}

    static <T> List<List<T>> of(List<T> all) {
        return of(all, MOST, item -> 0, Integer.MAX_VALUE);
    }

    /**
     * In order.
     *
     * @param most items in a batch
     * @param mostBytes in a batch; an item that is larger is a batch of its own
     */
    static <T> List<List<T>> of(List<T> all, int most, ToIntFunction<T> bytes, int mostBytes) {
        List<List<T>> batches = new ArrayList<>();
        List<T> batch = new ArrayList<>();
        long size = 0;
        for (T item : all) {
            int more = bytes.applyAsInt(item);
            if (!batch.isEmpty() && (batch.size() == most || size + more > mostBytes)) {
                batches.add(batch);
                batch = new ArrayList<>();
                size = 0;
            }
            batch.add(item);
            size += more;
        }
        if (!batch.isEmpty()) {
            batches.add(batch);
        }
        return batches;
    }

    /** Runs the task so often at once, and returns when all have ended; throws what the first to fail threw. */
    static void atOnce(Runnable task) {
        run(IntStream.range(0, THREADS).mapToObj(number -> task).toList());
    }

    static <T> void each(List<T> items, Consumer<T> work) {
        run(items.stream().<Runnable>map(item -> () -> work.accept(item)).toList());
    }

    private static void run(List<Runnable> tasks) {
        if (tasks.isEmpty()) {
            return;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(THREADS, tasks.size()));
        try {
            List<Callable<Object>> calls =
                    tasks.stream().map(Executors::callable).toList();
            for (Future<Object> done : threads.invokeAll(calls)) {
                done.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }
}
