package io.transcoder.observe;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/**
 * Lets an upload fail that a {@code stop} behind the choice of a profile would leave out without a count. Camel takes it for done: its
 * message would be deleted, and a replayed letter with it.
 */
public final class UncountedStops extends RoutePolicySupport {
    /** The exchange property that says that the upload is counted as left out. */
    static final String COUNTED = "countedAsLeftOut";

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        if (exchange.isRouteStop() && exchange.getException() == null && exchange.getProperty(COUNTED) == null) {
            // what follows a failure, such as a dead letter, would be stopped as well
            exchange.setRouteStop(false);
            exchange.setException(new IllegalStateException(
                    "The routes stopped without an encoding, and without a count of what they leave out; see the rule"
                            + " stop-uncounted"));
        }
    }
}
