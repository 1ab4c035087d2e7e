package io.transcoder.ledger.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Makes many small calls to a service, several at once. */
public final class AtOnce {
    private static final int THREADS = 32;

    private AtOnce() {}

    /** In the order of the items. Throws what the first of them in that order threw. */
    public static <T, R> List<R> map(List<T> items, Function<T, R> work) {
        return map(THREADS, items, work);
    }

    /** Returns when all is done. Throws as {@link #map}. */
    public static <T> void each(int most, List<T> items, Consumer<T> work) {
        map(most, items, item -> {
            work.accept(item);
            return null;
        });
    }

    /** @param most items that are worked on at once */
    public static <T, R> List<R> map(int most, List<T> items, Function<T, R> work) {
        if (items.size() < 2) {
            return items.stream().map(work).toList();
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(most, items.size()));
        try {
            List<Callable<R>> calls = new ArrayList<>(items.size());
            for (T item : items) {
                calls.add(() -> work.apply(item));
            }
            List<R> results = new ArrayList<>(items.size());
            for (Future<R> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
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
