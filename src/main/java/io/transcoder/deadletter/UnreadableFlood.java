package io.transcoder.deadletter;

import io.transcoder.failure.Failures;
import io.transcoder.job.Replay;
import io.transcoder.upload.MalformedEventException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;
import org.apache.camel.util.ObjectHelper;

/**
 * Makes one dead letter of very many messages that can't be read: a letter for each would hide the letters that matter. Beyond a
 * rate they are counted, and the one letter has the first message and the count. A letter that was replayed is none of them: it is
 * parked again.
 */
public final class UnreadableFlood implements Predicate {
    private static final int A_MINUTE = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock;
    private Instant since = Instant.EPOCH;
    private int seen;
    private int dropped;
    private String first;

    public UnreadableFlood(Clock clock) {
        this.clock = clock;
    }

    /** Whether the exchange's message can't be read, and is one too many. To be asked once for each message. */
    @Override
    public synchronized boolean matches(Exchange exchange) {
        Replay replay = exchange.getVariable("replay", Replay.class);
        boolean isLetter = replay != null && replay.isLetter();
        if (isLetter
                || ObjectHelper.getException(MalformedEventException.class, Failures.thrown(exchange)) == null) {
            return false;
        }
        Instant now = clock.instant();
        if (!since.plus(MINUTE).isAfter(now)) {
            since = now;
            seen = 0;
        }
        seen++;
        if (seen <= A_MINUTE) {
            return false;
        }
        if (dropped == 0) {
            first = exchange.getVariable("received", String.class);
        }
        dropped++;
        return true;
    }

    /** Those that were dropped since this was asked before; null where none was. */
    public synchronized Dropped taken() {
        Dropped taken = dropped == 0 ? null : new Dropped(first, dropped);
        dropped = 0;
        first = null;
        return taken;
    }

    /** @param first body, as received */
    public record Dropped(String first, int count) {}
}
