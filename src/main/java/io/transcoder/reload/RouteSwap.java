package io.transcoder.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.StatefulService;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Puts other routes into a running context: nothing new is let in, what is at work ends, then all routes go and all come anew,
 * as after a restart. Replacing only what changed would have to know everything that depends on it.
 *
 * @param folder for the places that Camel names
 * @param patience with what is at work
 * @param stopped ends the wait
 */
record RouteSwap(ModelCamelContext context, Path folder, Duration patience, CountDownLatch stopped) {
    private static final long BETWEEN_LOOKS_MILLIS = 100;

    /**
     * Must not be called twice at the same time.
     *
     * @return false where what is at work did not end in time; then nothing has changed
     * @throws Exception what Camel says against the files; there are no routes then
     */
    boolean swap(RouteTexts files) throws Exception {
        List<Route> doors = new ArrayList<>();
        for (Route route : context.getRoutes()) {
            Consumer consumer = route.getConsumer();
            if (consumer instanceof StatefulService door && door.getStatus().isStarted() && isDoor(consumer)) {
                ServiceHelper.suspendService(consumer);
                doors.add(route);
            }
        }
        if (!isIdle()) {
            for (Route door : doors) {
                if (door.getConsumer() instanceof ShutdownAware aware) {
                    aware.prepareShutdown(true, false);
                }
                ServiceHelper.resumeService(door.getConsumer());
                // one that was paused meanwhile stays so
                door.getRoutePolicyList().forEach(policy -> policy.onResume(door));
            }
            return false;
        }
        remove();
        load(files);
        return true;
    }

    /** Takes all routes out, also those of a load that failed halfway. */
    void remove() throws Exception {
        context.getRouteController().removeAllRoutes();
        context.removeRouteDefinitions(List.copyOf(context.getRouteDefinitions()));
        context.removeRouteTemplateDefinitions("*");
        for (RouteConfigurationDefinition configuration : List.copyOf(context.getRouteConfigurationDefinitions())) {
            context.removeRouteConfiguration(configuration);
        }
        // a Kamelet's endpoint would be found again, and with it the route that was made of the old template
        context.removeEndpoints("*");
    }

    /** Opens the doors when all routes are there. */
    void load(RouteTexts files) throws Exception {
        var doors = new HeldDoors();
        context.addModelLifecycleStrategy(doors);
        try {
            PluginHelper.getRoutesLoader(context).loadRoutes(resources(files));
        } finally {
            context.removeModelLifecycleStrategy(doors);
        }
        for (RouteDefinition door : doors.held) {
            Route route = context.getRoute(door.getRouteId());
            if (route != null) {
                door.setAutoStartup(null);
                route.setAutoStartup(true);
                context.getRouteController().startRoute(route.getRouteId());
            }
        }
    }

    /** Kamelets first: one that is not there when it is called would be read from the disk, whatever is there by then. */
    private List<Resource> resources(RouteTexts files) {
        return files.loaded().entrySet().stream()
                .sorted(Comparator.comparing(file -> !file.getKey().endsWith(".kamelet.yaml")))
                .map(file -> ResourceHelper.fromString("file:" + folder.resolve(file.getKey()), file.getValue()))
                .toList();
    }

    private boolean isIdle() throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (atWork() > 0) {
            if (System.nanoTime() > end || stopped.await(BETWEEN_LOOKS_MILLIS, TimeUnit.MILLISECONDS)) {
                return false;
            }
        }
        return true;
    }

    int atWork() {
        int atWork = 0;
        for (Route route : context.getRoutes()) {
            atWork += context.getInflightRepository().size(route.getId());
            // a receive that is under way may still bring a message
            if (route.getConsumer() instanceof ShutdownAware aware) {
                atWork += aware.getPendingExchangesSize();
            }
        }
        return atWork;
    }

    /** Whether work comes in by it; those of direct: and of Kamelets ask to be stopped after the others. */
    private static boolean isDoor(Consumer consumer) {
        return !(consumer instanceof ShutdownAware aware) || !aware.deferShutdown(ShutdownRunningTask.CompleteAllTasks);
    }

    /** A route that is added to a running context starts at once, and would call routes that are not there yet. */
    private static final class HeldDoors extends ModelLifecycleStrategySupport {
        private final List<RouteDefinition> held = new ArrayList<>();

        @Override
        public void onAddRouteDefinition(RouteDefinition route) {
            String uri = route.getInput() == null ? "" : route.getInput().getEndpointUri();
            boolean starts =
                    route.getAutoStartup() == null || route.getAutoStartup().equals("true");
            if (starts && !uri.matches("(direct|kamelet|seda):.*")) {
                route.setAutoStartup("false");
                held.add(route);
            }
        }
    }
}
