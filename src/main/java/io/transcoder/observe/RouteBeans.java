package io.transcoder.observe;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.RouteController;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets an operator start and stop each route over JMX, under Camel's names. Camel's own beans take a fifth of a start. */
public final class RouteBeans implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final List<ObjectName> shown = new ArrayList<>();

    /** What JMX shows of a route, which has to be public for it. */
    public interface Orders {
        void start() throws Exception;

        void stop() throws Exception;
    }

    public void show(CamelContext context) {
        var server = ManagementFactory.getPlatformMBeanServer();
        for (Route route : context.getRoutes()) {
            var orders = new RouteOrders(context.getRouteController(), route.getRouteId());
            try {
                var name = new ObjectName("org.apache.camel:context=" + context.getName() + ",type=routes,name="
                        + ObjectName.quote(route.getRouteId()));
                // of another application in this JVM, of which the newest is shown
                if (server.isRegistered(name)) {
                    server.unregisterMBean(name);
                }
                server.registerMBean(new StandardMBean(orders, Orders.class), name);
                shown.add(name);
            } catch (JMException e) {
                LOG.warn("The route {} is not shown over JMX: {}", route.getRouteId(), e.toString());
            }
        }
    }

    @Override
    public void close() {
        for (ObjectName name : shown) {
            try {
                ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
            } catch (JMException e) {
                LOG.debug("{} is not shown any more", name, e);
            }
        }
    }

    private record RouteOrders(RouteController routes, String id) implements Orders {
        @Override
        public void start() throws Exception {
            routes.startRoute(id);
        }

        @Override
        public void stop() throws Exception {
            routes.stopRoute(id);
        }
    }
}
