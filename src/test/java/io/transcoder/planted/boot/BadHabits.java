package io.transcoder.planted.boot;

import io.transcoder.sandbox.Request;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Logger;

/** One of each. */
final class BadHabits {
    static int count;
    static final AtomicInteger COUNTER = new AtomicInteger();
    static final int[] NUMBERS = {1};

    Request ofTheSandbox;

    void prints() {
        System.out.println();
        System.err.println();
    }

    void printsTrace(Exception e) {
        e.printStackTrace();
    }

    void logs() {
        Logger.getLogger("a").info("b");
    }

    void sleeps() throws InterruptedException {
        Thread.sleep(1);
    }
}
