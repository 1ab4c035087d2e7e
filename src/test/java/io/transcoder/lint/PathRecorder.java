package io.transcoder.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.CamelContextTracker;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Keeps the steps that the exchanges of an application ran, in their order. */
final class PathRecorder extends CamelContextTracker {
    /**
     * A step that ran.
     *
     * @param exchange a Kamelet's steps run in one of their own
     * @param route its route, or the Kamelet that the route was made from
     */
    record Ran(String exchange, String route, String step) {}

    private final List<Ran> all = new CopyOnWriteArrayList<>();

    @Override
    public void contextCreated(CamelContext context) {
        context.getCamelContextExtension()
                .addInterceptStrategy((ignored, step, target, next) ->
                        isWritten(step) ? new Recorded(routeOf(step), step.getId(), target) : target);
    }

    /** The steps of the exchange that ran this one, and of the Kamelets that it called. */
    List<Ran> with(String step) {
        String exchange = all.stream()
                .filter(ran -> ran.step().equals(step))
                .findFirst()
                .orElseThrow()
                .exchange();
        List<Ran> path = new ArrayList<>();
        String kamelet = "";
        int last = lastOf(exchange);
        for (Ran ran : all.subList(firstOf(exchange), last + 1)) {
            if (ran.route().endsWith("-action")) {
                kamelet = ran.exchange();
            }
            if (ran.exchange().equals(exchange) || ran.exchange().equals(kamelet)) {
                path.add(ran);
            }
        }
        return path;
    }

    private int firstOf(String exchange) {
        int first = 0;
        while (!all.get(first).exchange().equals(exchange)) {
            first++;
        }
        return first;
    }

    private int lastOf(String exchange) {
        int last = all.size() - 1;
        while (!all.get(last).exchange().equals(exchange)) {
            last--;
        }
        return last;
    }

    /** Camel adds the end of each Kamelet by itself. */
    private static boolean isWritten(NamedNode step) {
        return !(step instanceof ToDefinition to && to.getUri().matches("kamelet:/*sink.*"));
    }

    private static String routeOf(NamedNode step) {
        RouteDefinition route = ProcessorDefinitionHelper.getRoute(step);
        return route == null ? "" : route.getRouteId().replaceFirst("(-action)-.*", "$1");
    }

    /** The branches of a multicast are copies of the exchange that has it. */
    private static String ofWhom(Exchange exchange) {
        return exchange.getProperty(Exchange.MULTICAST_INDEX) == null
                ? exchange.getExchangeId()
                : exchange.getProperty(Exchange.CORRELATION_ID, String.class);
    }

    private final class Recorded extends DelegateAsyncProcessor {
        private final String route;
        private final String step;

        Recorded(String route, String step, Processor target) {
            super(target);
            this.route = route;
            this.step = step;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            all.add(new Ran(ofWhom(exchange), route, step));
            return super.process(exchange, callback);
        }
    }
}
