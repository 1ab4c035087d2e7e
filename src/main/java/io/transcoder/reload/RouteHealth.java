package io.transcoder.reload;

import java.util.Locale;
import java.util.Map;
import org.apache.camel.health.HealthCheck.State;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check of the routes: whether those of the files run. It is up with a message where an edit was refused, for the
 * instance works as before; it is down where there are no routes at all.
 */
public final class RouteHealth extends AbstractHealthCheck {
    private final ReloadState state;

    public RouteHealth(ReloadState state) {
        super("transcoder", "routes");
        this.state = state;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        ReloadState.Entry entry = state.entry();
        builder.detail("routes", entry.phase().name().toLowerCase(Locale.ROOT));
        builder.message(entry.text()).state(entry.phase() == ReloadState.Phase.LOST ? State.DOWN : State.UP);
    }
}
