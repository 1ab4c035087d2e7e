package io.transcoder.ledger.s3;

import io.opentelemetry.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes small calls to a service, several at once. */
public final class AtOnce {
    private static final int THREADS = 32;

    /** For {@link #begin}; a thread that nobody needs ends after a minute. */
    private static final Executor BESIDE = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "at-once");
        thread.setDaemon(true);
        return thread;
    });

    private AtOnce() {}

    /** Begins a call now, beside what the caller does next. The result waits for it, and throws what it threw. */
    public static <R> Supplier<R> begin(Supplier<R> call) {
        CompletableFuture<R> begun =
                CompletableFuture.supplyAsync(Context.current().wrapSupplier(call), BESIDE);
        return () -> {
            try {
                return begun.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
            }
        };
    }

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
            List<Callable<R>> calls = items.stream()
                    .<Callable<R>>map(item -> () -> work.apply(item))
                    .toList();
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
