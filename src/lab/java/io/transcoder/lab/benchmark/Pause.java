package io.transcoder.lab.benchmark;

import java.util.concurrent.TimeUnit;

/** Lets time pass. */
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        micros(TimeUnit.MILLISECONDS.toMicros(millis));
    }

    static void micros(long micros) {
        try {
            TimeUnit.MICROSECONDS.sleep(micros);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
