package io.transcoder.deadletter;

import io.transcoder.upload.Batches;
import java.util.concurrent.TimeUnit;

/** Limits how many dead letters are sent, or how often something is looked at, within a second. */
public final class Pace {
    private final int perSecond;
    private long nextNanos = System.nanoTime();

    private Pace(int perSecond) {
        this.perSecond = perSecond;
    }

    /** @param perSecond at least 1 */
    public static Pace perSecond(int perSecond) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("at least one a second, not " + perSecond);
        }
        return new Pace(perSecond);
    }

    public static Pace unlimited() {
        return new Pace(Integer.MAX_VALUE);
    }

    int batch() {
        return Math.min(Batches.MOST, perSecond);
    }

    /** Waits for the turn of so many letters. */
    void await(int letters) {
        if (perSecond == Integer.MAX_VALUE) {
            return;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(nanosToWait(letters));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }

    private synchronized long nanosToWait(int letters) {
        long now = System.nanoTime();
        long turn = Math.max(now, nextNanos);
        nextNanos = turn + TimeUnit.SECONDS.toNanos(letters) / perSecond;
        return turn - now;
    }
}
