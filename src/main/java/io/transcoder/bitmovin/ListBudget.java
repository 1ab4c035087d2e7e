package io.transcoder.bitmovin;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Limits how many lists of encodings, or statistics, this process asks for. Bitmovin allows a key 60 a minute (Bitmovin, "Introduction of API rate
 * limits"), of which an instance takes less than half: whoever is refused here asks later, and nothing that is paid waits for it.
 */
public final class ListBudget {
    private static final int A_MINUTE = 25;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Clock clock;
    private final Deque<Instant> asked = new ArrayDeque<>();

    public ListBudget(Clock clock) {
        this.clock = clock;
    }

    /** @return whether one more list may be asked for; it counts as asked then */
    boolean take() {
        return take(A_MINUTE);
    }

    /** @param most as many have been allowed a minute so far */
    public synchronized boolean take(int most) {
        Instant now = clock.instant();
        while (!asked.isEmpty() && !asked.peekFirst().isAfter(now.minus(MINUTE))) {
            asked.removeFirst();
        }
        if (asked.size() >= most) {
            return false;
        }
        asked.addLast(now);
        return true;
    }
}
