package io.transcoder.deadletter;

import io.transcoder.ledger.s3.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;

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

    /** Works on several items at once, and returns when all is done; throws what the first to fail threw. */
    static <T> void each(List<T> items, Consumer<T> work) {
        AtOnce.map(THREADS, items, item -> {
            work.accept(item);
            return null;
        });
    }
}
