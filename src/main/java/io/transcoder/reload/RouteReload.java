package io.transcoder.reload;

import io.transcoder.config.ConfigurationException;
import io.transcoder.failure.StartFailure;
import io.transcoder.failure.UnknownResourceException;
import io.transcoder.reload.RouteHealth.Phase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes edited routes into the running application. Camel's own reload drops a route whose edit is broken, comes back only by a
 * restart, and never sees an edited Kamelet. Here an edit is checked before anything is touched, and one that fails is left
 * alone until it is mended.
 */
public final class RouteReload extends LifecycleStrategySupport {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final Duration QUIET = Duration.ofSeconds(1);
    /** As long as a stop waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final Runnable check;
    private final RouteHealth health;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(RouteReload::thread);
    private final ReentrantLock exchanging = new ReentrantLock();
    private final Settling settling;
    private RouteTexts running;
    private RouteTexts refused;
    private String reason;
    private RouteSwap swap;

    /**
     * To be made before the context reads the folder: an edit in between is then seen.
     *
     * @param check judges what is in the folder, and throws an exception whose message says what is wrong
     */
    public RouteReload(Path folder, Runnable check, RouteHealth health, Clock clock) {
        this.folder = folder;
        this.check = check;
        this.health = health;
        this.clock = clock;
        running = RouteTexts.read(folder);
        settling = new Settling(QUIET, running, clock.instant());
    }

    /**
     * Looks for edits from here on: the routes of an edit begin to work at once, so not before those of the start may. Does nothing
     * where routes are from elsewhere, for which a setting of Camel's own is needed: they would get lost.
     */
    public void begin(CamelContext context) {
        if (stopped.getCount() == 0) {
            return;
        }
        Optional<String> foreign = context.getRoutes().stream()
                .filter(route -> !route.isCreatedByKamelet() && !isOfFolder(route))
                .map(Route::getRouteId)
                .findFirst();
        if (foreign.isPresent()) {
            LOG.warn(
                    "routes.reload is off, for the route {} is not from {}. Move it there, or start anew after each edit",
                    foreign.get(),
                    folder);
            return;
        }
        swap = new RouteSwap((ModelCamelContext) context, folder, PATIENCE, stopped);
        timer.scheduleWithFixedDelay(
                this::look, BETWEEN_LOOKS.toMillis(), BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isOfFolder(Route route) {
        Resource source = route.getSourceResource();
        return source != null && running.loaded().keySet().stream().anyMatch(source.getLocation()::endsWith);
    }

    private void look() {
        try {
            RouteTexts files = RouteTexts.read(folder);
            if (settling.isComplete(files, clock.instant())) {
                take(files);
            }
        } catch (RuntimeException e) {
            LOG.error("The edited routes could not be looked at, which is tried again: {}", StartFailure.line(e));
        }
    }

    private void take(RouteTexts files) {
        if (files.equals(running) && !isLost()) {
            settling.dealtWith(files);
            health.is(Phase.CURRENT, "the routes run as they are in the files");
            LOG.info("The files of the routes are again what runs");
            return;
        }
        Throwable fault = fault();
        if (stopped.getCount() == 0 || !RouteTexts.read(folder).equals(files)) {
            return;
        }
        if (fault == null) {
            exchanging.lock();
            try {
                exchange(files);
            } finally {
                exchanging.unlock();
            }
        } else if (isLost()) {
            // the health says what is worse, and any files that pass end it
            settling.later(clock.instant().plus(PATIENCE));
            LOG.error("No routes run, and those of the files are refused: {}", line(fault));
        } else {
            refuse(files, fault);
        }
    }

    private boolean isLost() {
        return health.entry().phase() == Phase.LOST;
    }

    /** Null where there is none. */
    private Throwable fault() {
        try {
            check.run();
            return null;
        } catch (RuntimeException | StackOverflowError e) {
            return e;
        }
    }

    private static String line(Throwable fault) {
        if (fault instanceof ConfigurationException) {
            String lines = fault.getMessage().lines().collect(Collectors.joining("; "));
            return lines + (lines.contains("undeclared-property") ? " New keys need a restart." : "");
        }
        return StartFailure.line(fault);
    }

    private void refuse(RouteTexts files, Throwable fault) {
        String changes = files.changesSince(running);
        String why = line(fault);
        // each answer has an id of its own
        String newReason = why.replaceAll("requestId \\S+", "");
        boolean isSaid = false;
        if (fault instanceof UnknownResourceException) {
            // somebody may make it at Bitmovin, which no file shows
            settling.later(clock.instant().plus(PATIENCE));
            isSaid = health.entry().phase() == Phase.REFUSED && files.equals(refused) && newReason.equals(reason);
        } else {
            settling.dealtWith(files);
        }
        refused = files;
        reason = newReason;
        health.is(Phase.REFUSED, "an edit is refused, the routes of before run on (" + changes + "): " + why);
        if (!isSaid) {
            LOG.error("The edited routes are refused, those of before run on ({}): {}", changes, why);
        }
    }

    private void exchange(RouteTexts files) {
        if (stopped.getCount() == 0) {
            return;
        }
        String changes = files.changesSince(running);
        long begin = System.nanoTime();
        boolean isDone;
        try {
            isDone = swap.swap(files);
        } catch (Exception e) {
            restore(files, e);
            return;
        }
        if (isDone) {
            running = files;
            settling.dealtWith(files);
            health.is(Phase.CURRENT, "the routes run as they are in the files");
            LOG.info("Reloaded the routes within {} ms: {}", (System.nanoTime() - begin) / 1_000_000, changes);
        } else if (stopped.getCount() > 0) {
            settling.later(clock.instant().plus(PATIENCE));
            if (!isLost()) {
                health.is(Phase.WAITING, "edited routes wait for what is at work: " + changes);
            }
            LOG.warn(
                    "The edited routes wait: {} exchanges do not end; tried again in {} s",
                    swap.atWork(),
                    PATIENCE.toSeconds());
        }
    }

    /** For what the check let pass and the running context refuses nevertheless. */
    private void restore(RouteTexts files, Exception fault) {
        try {
            swap.remove();
            swap.load(running);
            refuse(files, fault);
        } catch (Exception e) {
            settling.later(clock.instant().plus(PATIENCE));
            health.is(Phase.LOST, "no routes run, restart: " + line(fault));
            LOG.error(
                    "The edited routes are refused ({}), and those of before do not start: restart. {}",
                    line(fault),
                    StartFailure.line(e));
        }
    }

    private static Thread thread(Runnable task) {
        var thread = new Thread(task, "route-reload");
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for an exchange that is under way, for a stop must not find half of the routes; a check may go on. */
    @Override
    public void onContextStopping(CamelContext context) {
        stopped.countDown();
        timer.shutdown();
        try {
            if (exchanging.tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                exchanging.unlock();
            } else {
                LOG.warn("The exchange of the routes does not end; the stop goes on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
