package io.transcoder.notify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.Outbox;
import io.transcoder.upload.LogText;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that wait for one receiver. Each instance sends its share. What the receiver does not take is tried again, less and less
 * often, and the others go on meanwhile.
 */
public final class Channel {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final int A_ROUND = 100;
    /** So many failures in a row are the receiver's and not those of an event. */
    private static final int AWAY = 3;

    private static final Duration LONGEST = Duration.ofMinutes(5);
    /** An edit of the routes waits for the round, and what lets uploads in waits for the edit. */
    private static final Duration A_ROUND_LASTS = Duration.ofSeconds(15);

    private final Outbox<ObjectNode> outbox;
    private final Instances instances;
    private final Clock clock;
    private final Map<String, Instant> retries = new ConcurrentHashMap<>();
    private volatile Map<String, Instant> waiting = Map.of();
    private volatile int failures;
    private volatile Instant roundEnds = Instant.EPOCH;

    public Channel(Outbox<ObjectNode> outbox, Instances instances, Clock clock) {
        this.outbox = outbox;
        this.instances = instances;
        this.clock = clock;
    }

    void put(String id, ObjectNode event) {
        outbox.put(id, event);
    }

    /** What was not tried yet goes first, so that what the receiver refuses again and again delays the others by its first try alone. */
    List<String> due() {
        Instances.Share share = instances.beat();
        waiting = outbox.since();
        failures = 0;
        roundEnds = clock.instant().plus(A_ROUND_LASTS);
        retries.keySet().retainAll(waiting.keySet());
        return waiting.keySet().stream()
                .filter(id -> share.isMine(id)
                        && !retries.getOrDefault(id, Instant.EPOCH).isAfter(clock.instant()))
                .sorted(Comparator.comparing(retries::containsKey))
                .limit(A_ROUND)
                .toList();
    }

    ObjectNode read(String id) {
        boolean isOver = failures >= AWAY || clock.instant().isAfter(roundEnds);
        return isOver ? null : outbox.read(id).orElse(null);
    }

    void sent(String id, ObjectNode event) {
        outbox.done(id, event);
        failures = 0;
    }

    /** It waits half as long again as it has waited. */
    void failed(String id, Exception why) {
        failures++;
        Instant now = clock.instant();
        Duration half = age(waiting.getOrDefault(id, now)).dividedBy(2);
        retries.put(id, now.plus(half.compareTo(LONGEST) < 0 ? half : LONGEST));
        LOG.warn("The event {} is sent again: {}", id, LogText.line(why.getMessage(), LogText.LIMIT));
    }

    /** How long the oldest has waited that was there when the last round began. */
    public Duration oldest() {
        return waiting.values().stream().findFirst().map(this::age).orElse(Duration.ZERO);
    }

    private Duration age(Instant since) {
        Duration age = Duration.between(since, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }
}
