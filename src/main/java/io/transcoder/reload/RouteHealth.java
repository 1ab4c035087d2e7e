package io.transcoder.reload;

import java.util.Locale;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * The health check of the routes: whether those of the files run. It is up with a message where an edit was refused, for the
 * instance works as before; it is down where there are no routes at all. Told by one thread, asked by others.
 */
public final class RouteHealth extends AbstractHealthCheck {
    enum Phase {
        CURRENT,
        WAITING,
        REFUSED,
        LOST
    }

    /** @param text one line */
    record Entry(Phase phase, String text) {}

    private volatile Entry entry = new Entry(Phase.CURRENT, "the routes of the start run");

    public RouteHealth() {
        super("transcoder", "routes");
    }

    Entry entry() {
        return entry;
    }

    void is(Phase phase, String text) {
        entry = new Entry(phase, text);
    }

    /** 1 where what runs is not what the files say, 0 otherwise. */
    public int differs() {
        return entry.phase() == Phase.CURRENT ? 0 : 1;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Entry now = entry;
        builder.detail("routes", now.phase().name().toLowerCase(Locale.ROOT));
        builder.message(now.text()).state(now.phase() == Phase.LOST ? State.DOWN : State.UP);
    }
}
