package io.transcoder.boot;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a JVM that is told to end wait until the application has stopped. Camel's own hook lets it go with the end of any context, that
 * of a check among them, and never waits for what comes behind the end of the routes.
 */
final class OrderlyStop {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    /** For what is done when the routes have stopped. */
    private static final Duration BEHIND_THE_ROUTES = Duration.ofSeconds(15);

    private final Main main;
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean isWaitedFor;

    OrderlyStop(Main main) {
        this.main = main;
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    }

    /** From here on the end of the JVM stops the application. */
    void begin() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /** From here on something may be at work. */
    void hasToBeWaitedFor() {
        isWaitedFor = true;
    }

    /** Nothing is left to wait for. */
    void isOver() {
        over.countDown();
    }

    private void stop() {
        main.completed();
        if (!isWaitedFor || over.getCount() == 0) {
            return;
        }
        LOG.info("Stopping; what is at work is finished first");
        Duration patience = Duration.ofSeconds(
                        main.getCamelContext().getShutdownStrategy().getTimeout())
                .plus(BEHIND_THE_ROUTES);
        try {
            if (!over.await(patience.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("The application has not stopped within {} s, and is ended", patience.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
