package io.transcoder.deadletter;

import io.transcoder.upload.Batches;
import java.util.concurrent.TimeUnit;

/** Limits how many messages are sent, or how often something is looked at, within a second. */
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

    /**
     * @param rate such as {@code 20/s} or {@code 20}
     * @throws IllegalArgumentException for anything else, with a message for people
     */
    public static Pace parse(String rate) {
        String number = rate.endsWith("/s") ? rate.substring(0, rate.length() - 2) : rate;
        if (!number.matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("--rate: a whole number a second such as 20/s, not " + rate);
        }
        return perSecond(Integer.parseInt(number));
    }

    public static Pace unlimited() {
        return new Pace(Integer.MAX_VALUE);
    }

    public int perSecond() {
        return perSecond;
    }

    int batch() {
        return Math.min(Batches.MOST, perSecond);
    }

    /** Waits for the turn of so many. */
    public void await(int letters) {
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
