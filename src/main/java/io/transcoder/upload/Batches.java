package io.transcoder.upload;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** Divides lists into batches that SQS takes in one call. */
public final class Batches {
    /** Messages that SQS takes or gives in one call. */
    public static final int MOST = 10;

    private Batches() {}

    public static <T> List<List<T>> of(List<T> all) {
        return of(all, MOST, item -> 0, Integer.MAX_VALUE);
    }

    /** The entries of a call about a batch; the id of each is its place there. */
    public static <T, E> List<E> entries(List<T> batch, BiFunction<String, T, E> entry) {
        return IntStream.range(0, batch.size())
                .mapToObj(place -> entry.apply(Integer.toString(place), batch.get(place)))
                .toList();
    }

    /**
     * In order.
     *
     * @param most items in a batch
     * @param mostBytes in a batch; an item that is larger is a batch of its own
     */
    public static <T> List<List<T>> of(List<T> all, int most, ToIntFunction<T> bytes, int mostBytes) {
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
}
