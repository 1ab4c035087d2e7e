package io.transcoder.boot;

import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.Setting;
import io.transcoder.failure.ApplicationException;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.UnknownResourceException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the routes that take uploads or watch jobs only after the services have been checked: with a misspelt name every upload
 * would fail, and with another account's key every encoding would seem lost.
 */
final class StartGate {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int UNAUTHORIZED = 401;

    private final ResourceIds ids;
    private final List<String> held = new ArrayList<>();
    private Supplier<Map<ResourceName, String>> lookedUp = Map::of;

    StartGate(ResourceIds ids) {
        this.ids = ids;
    }

    /** @param look gives the ids that the check has found, or throws what forbids the start */
    void await(Supplier<Map<ResourceName, String>> look) {
        lookedUp = look;
    }

    /** Before the context starts. A route that says itself whether it starts is left alone. */
    void hold(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (RouteDefinition route : model.getRouteDefinitions()) {
            if (beginsByItself(route) && route.getAutoStartup() == null) {
                route.setAutoStartup("false");
                held.add(route.getRouteId());
            }
        }
    }

    /** Waits for the look: takes over its ids once, and throws what forbids the start each time. */
    synchronized void takeOver() {
        try {
            ids.know(lookedUp.get());
            lookedUp = Map::of;
        } catch (RuntimeException e) {
            lookedUp = () -> {
                throw e;
            };
            throw e;
        }
    }

    /** @throws ApplicationException where Bitmovin refuses the key or a name; in an outage the first upload asks again */
    void takeIds() {
        try {
            takeOver();
            ids.resolve(ids.used());
        } catch (UnknownResourceException e) {
            throw new ApplicationException(e.getMessage(), e);
        } catch (BitmovinException e) {
            if (e.status() == UNAUTHORIZED && e.isBitmovinsOwn()) {
                throw new ApplicationException(
                        "Bitmovin refuses the key, see " + Setting.BITMOVIN_API_KEY.key() + ": " + e.getMessage(), e);
            }
            idsAreUnknown(e);
        } catch (CamelExecutionException e) {
            idsAreUnknown(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Before edited routes are taken.
     *
     * @throws UnknownResourceException where Bitmovin has no resource of one of the names, or several, or does not answer
     */
    void requireResources(Set<ResourceName> names) {
        try {
            ids.resolve(names);
        } catch (BitmovinException | CamelExecutionException e) {
            throw new UnknownResourceException(
                    "The names of Bitmovin's resources that are new can't be looked up now: " + e.getMessage());
        }
    }

    private static void idsAreUnknown(Throwable e) {
        LOG.warn(
                "The names of Bitmovin's resources could not be looked up, which the first upload does: {}",
                e.getMessage());
    }

    /** @throws ApplicationException where a route can't be started */
    void open(CamelContext context) {
        for (String route : held) {
            try {
                context.getRouteController().startRoute(route);
            } catch (Exception e) {
                throw new ApplicationException("The route " + route + " can't be started: " + e.getMessage(), e);
            }
        }
    }

    private static boolean beginsByItself(RouteDefinition route) {
        return !route.getInput().getEndpointUri().startsWith("direct:");
    }
}
