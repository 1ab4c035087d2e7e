package io.transcoder.deadletter;

import io.transcoder.failure.Failures;
import io.transcoder.job.Replay;
import io.transcoder.upload.MalformedEventException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/**
 * Ends the dead letters of very many messages that can't be read: a letter for each would hide the letters that matter. Beyond a
 * rate one letter more says that the others are deleted, and only once SQS has taken it they are. A letter that was replayed is none
 * of them: it is parked again.
 */
public final class UnreadableFlood implements Predicate {
    private static final int A_MINUTE = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final String LAST = "unreadable-flood";
    private static final String OTHERS_ARE_DELETED = "more than " + A_MINUTE
            + " messages within a minute can't be read; this is kept, and the others are counted and"
            + " deleted. Who sends to the events queue? ";

    private final Clock clock;
    private Instant since = Instant.EPOCH;
    private int sent;
    private boolean told;

    public UnreadableFlood(Clock clock) {
        this.clock = clock;
    }

    /** Whether the exchange's message can't be read, and a letter says that it is deleted. */
    @Override
    public synchronized boolean matches(Exchange exchange) {
        minute();
        return told && isUnreadable(exchange);
    }

    /** What the reason of the exchange's letter begins with; mostly nothing. */
    synchronized String remark(Exchange exchange) {
        Instant minute = minute();
        if (!isUnreadable(exchange) || sent < A_MINUTE) {
            return "";
        }
        exchange.setProperty(LAST, minute);
        return OTHERS_ARE_DELETED;
    }

    /** SQS has taken the exchange's letter. */
    public synchronized void sent(Exchange exchange) {
        if (isUnreadable(exchange)) {
            Instant minute = minute();
            sent++;
            told |= minute.equals(exchange.getProperty(LAST));
        }
    }

    private Instant minute() {
        Instant now = clock.instant();
        if (!since.plus(MINUTE).isAfter(now)) {
            since = now;
            sent = 0;
            told = false;
        }
        return since;
    }

    private static boolean isUnreadable(Exchange exchange) {
        Replay replay = exchange.getVariable("replay", Replay.class);
        boolean isLetter = replay != null && replay.isLetter();
        return !isLetter && Failures.cause(MalformedEventException.class, Failures.thrown(exchange)) != null;
    }
}
