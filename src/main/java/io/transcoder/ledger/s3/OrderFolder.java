package io.transcoder.ledger.s3;

import io.transcoder.ledger.Hold;
import io.transcoder.ledger.Ledger.Note;
import io.transcoder.ledger.OrderBook;
import io.transcoder.ledger.Orders;
import io.transcoder.ledger.Part;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The orders of operators: {@code <prefix>orders/pause-<id>}, and {@code stop-<job id>.<attempt>} and {@code release-<job id>.<attempt>} beside
 * it, as long as they stand, and {@code <prefix>obeyed/<id>/} for the instances that obey a pause and for who took it back.
 */
final class OrderFolder implements OrderBook {
    private static final String PAUSE = "pause-";
    private static final String STOP = "stop-";
    private static final String RELEASE = "release-";
    private static final String RESUMED = "resumed";

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final String standing;
    private final String obeyed;
    private final CreateOnlyRecords records;
    private final Clock clock;
    private final Map<String, Hold> known = new ConcurrentHashMap<>();
    private volatile Orders last = Orders.UNREAD;

    OrderFolder(S3Client s3, String bucket, String prefix, CreateOnlyRecords records, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.standing = prefix + "orders/";
        this.obeyed = prefix + "obeyed/";
        this.records = records;
        this.clock = clock;
    }

    @Override
    public Orders last() {
        return last;
    }

    /** One LIST, and a GET for each pause that is new. One at a time: an earlier answer must not replace a later one. */
    @Override
    public synchronized Orders read() {
        Instant asked = clock.instant();
        List<Hold> holds = new ArrayList<>();
        Set<String> stops = new HashSet<>();
        Set<String> releases = new HashSet<>();
        for (String name : names(standing)) {
            if (name.startsWith(PAUSE)) {
                hold(name).ifPresent(holds::add);
            } else if (name.startsWith(STOP)) {
                stops.add(name.substring(STOP.length()));
            } else if (name.startsWith(RELEASE)) {
                releases.add(name.substring(RELEASE.length()));
            }
        }
        known.values().retainAll(holds);
        holds.sort(Comparator.comparing(Hold::at).thenComparing(Hold::id));
        last = new Orders(holds, stops, releases, asked);
        return last;
    }

    private Optional<Hold> hold(String name) {
        if (!known.containsKey(name)) {
            records.read(standing + name, Hold.class).ifPresent(hold -> known.put(name, hold));
        }
        return Optional.ofNullable(known.get(name));
    }

    @Override
    public void pause(Hold hold) {
        records.createOrRead(standing + PAUSE + hold.id(), hold, Hold.class);
    }

    @Override
    public void resume(Hold hold, Note by) {
        records.createOrRead(obeyed + hold.id() + "/" + RESUMED, new Resumed(hold, by), Resumed.class);
        delete(PAUSE + hold.id());
    }

    @Override
    public void obey(Hold hold, String instance) {
        put(obeyed + hold.id() + "/" + instance);
    }

    @Override
    public Set<String> obeying(Hold hold) {
        return names(obeyed + hold.id() + "/").stream()
                .filter(name -> !name.equals(RESUMED))
                .collect(Collectors.toSet());
    }

    @Override
    public Note stop(String jobId, int attempt, Note mine) {
        // the order first: a record that nobody looks for would be lost
        put(standing + STOP + jobId + "." + attempt);
        return records.createOrRead(prefix + jobId + "/" + attempt + "." + Part.STOP.suffix(), mine, Note.class);
    }

    @Override
    public void closeStop(String attempt) {
        delete(STOP + attempt);
    }

    @Override
    public void release(String attempt, Note by) {
        records.createOrRead(standing + RELEASE + attempt, by, Note.class);
    }

    @Override
    public void closeRelease(String attempt) {
        delete(RELEASE + attempt);
    }

    private List<String> names(String folder) {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(folder)).contents().stream()
                .map(S3Object::key)
                .map(key -> key.substring(folder.length()))
                .toList();
    }

    private void put(String key) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.empty());
    }

    private void delete(String name) {
        s3.deleteObject(b -> b.bucket(bucket).key(standing + name));
    }

    private record Resumed(Hold hold, Note by) {}
}
