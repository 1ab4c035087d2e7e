package io.transcoder.ledger;

import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.records.Bill;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The orders of operators, as long as they stand: {@code <prefix>orders/pause-<id>}, and {@code stop-<job id>.<attempt>} and
 * {@code release-<job id>.<attempt>} beside it, and {@code <prefix>obeyed/<id>/} for the instances that obey a pause and for who took it
 * back. Nothing is ordered in the ledger of another installation: {@link ForeignLedgerException}. All methods throw the SDK's exceptions
 * where the store does not answer.
 */
public final class OrderBook {
    private static final String PAUSE = "pause-";
    private static final String STOP = "stop-";
    private static final String RELEASE = "release-";
    private static final String RESUMED = "resumed";

    private final CreateOnlyRecords records;
    private final String prefix;
    private final String standing;
    private final String obeyed;
    private final Runnable ours;
    private final Clock clock;
    private final Map<String, Hold> known = new ConcurrentHashMap<>();
    private volatile Orders last = Orders.UNREAD;

    /** @param ours throws where the ledger is another installation's */
    OrderBook(CreateOnlyRecords records, String prefix, Runnable ours, Clock clock) {
        this.records = records;
        this.prefix = prefix;
        this.standing = prefix + "orders/";
        this.obeyed = prefix + "obeyed/";
        this.ours = ours;
        this.clock = clock;
    }

    /**
     * Orders that an attempt is stopped.
     *
     * @return the stop record that holds
     */
    public Note stop(String jobId, int attempt, Note mine) {
        ours.run();
        // the order first: a record that nobody looks for would be lost
        records.mark(standing + STOP + jobId + "." + attempt);
        return records.createOrRead(prefix + Part.STOP.path(jobId, attempt), mine, Note.class);
    }

    /** Takes the order away: the attempt is over. */
    public void closeStop(String attempt) {
        records.delete(standing + STOP + attempt);
    }

    /** Orders that an attempt, as {@link OpenMarker#name} names it, is started although a budget is used up. */
    public void release(String attempt, Note by) {
        ours.run();
        records.createOrRead(standing + RELEASE + attempt, by, Note.class);
    }

    public void closeRelease(String attempt) {
        records.delete(standing + RELEASE + attempt);
    }

    /**
     * What operators have ordered, in one LIST, and a GET for each pause that is new. Every instance asks for it now and then. One at
     * a time: an earlier answer must not replace a later one.
     */
    public synchronized Orders read() {
        Instant asked = clock.instant();
        List<Hold> holds = new ArrayList<>();
        Set<String> stops = new HashSet<>();
        Map<String, Instant> releases = new HashMap<>();
        for (S3Object order : records.list(standing).toList()) {
            String name = order.key().substring(standing.length());
            if (name.startsWith(PAUSE)) {
                hold(name).ifPresent(holds::add);
            } else if (name.startsWith(STOP)) {
                stops.add(name.substring(STOP.length()));
            } else if (name.startsWith(RELEASE)) {
                releases.put(name.substring(RELEASE.length()), order.lastModified());
            }
        }
        known.values().retainAll(holds);
        holds.sort(Comparator.comparing(Hold::at).thenComparing(Hold::id));
        last = new Orders(holds, stops, releases, last.announced(), asked);
        return last;
    }

    private Optional<Hold> hold(String name) {
        if (!known.containsKey(name)) {
            records.read(standing + name, Hold.class).ifPresent(hold -> known.put(name, hold));
        }
        return Optional.ofNullable(known.get(name));
    }

    /**
     * Tells which attempts are announced. They are part of what the budgets have used, so they wait for operators only; what was
     * announced before there was a cap has no estimate, and is no part.
     */
    public synchronized void pass(List<Bill> due) {
        Set<String> announced = due.stream()
                .filter(bill -> bill.minutes() != null)
                .map(Bill::attempt)
                .collect(Collectors.toSet());
        last = new Orders(last.holds(), last.stops(), last.releases(), announced, last.at());
    }

    /** As {@link #read} gave it the last time. */
    public Orders last() {
        return last;
    }

    public void pause(Hold hold) {
        ours.run();
        records.createOrRead(standing + PAUSE + hold.id(), hold, Hold.class);
    }

    /** Takes a pause back, and keeps who did. */
    public void resume(Hold hold, Note by) {
        ours.run();
        records.createOrRead(obeyed + hold.id() + "/" + RESUMED, new Resumed(hold, by), Resumed.class);
        records.delete(standing + PAUSE + hold.id());
    }

    /** Who took a pause back; nothing while it stands. */
    public Optional<Note> resumed(Hold hold) {
        return records.names(standing + PAUSE + hold.id()).isEmpty()
                ? records.read(obeyed + hold.id() + "/" + RESUMED, Resumed.class)
                        .map(Resumed::by)
                : Optional.empty();
    }

    /** Says that an instance starts nothing any more that the pause covers. */
    public void obey(Hold hold, String instance) {
        records.mark(obeyed + hold.id() + "/" + instance);
    }

    /** The instances that have said so. */
    public Set<String> obeying(Hold hold) {
        return records.names(obeyed + hold.id() + "/").stream()
                .filter(name -> !name.equals(RESUMED))
                .collect(Collectors.toSet());
    }

    private record Resumed(Hold hold, Note by) {}
}
