package io.transcoder.ledger.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.ledger.Bills;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.OrderBook;
import io.transcoder.ledger.Part;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.records.Reservation;
import io.transcoder.ledger.records.Start;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.support.LRUCacheFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The ledger as objects in a bucket, each written with {@code If-None-Match: *}.
 *
 * <p>{@code <prefix><job id>/<attempt>.<part>}, {@code <prefix>open/<job id>.<attempt>} as long as there is something left to do,
 * {@code <prefix>outputs/<hash>} for who may write an output, and {@code <prefix>installation} for whose ledger it is. {@link BillFolder}
 * and {@link OrderFolder} keep the rest.
 */
public final class S3Ledger implements Ledger {
    private static final Pattern PART =
            Pattern.compile("([0-9a-f-]+)/(\\d{1,6})\\.(claim|start|accepted|stop|end|clean|bill|retry)");
    /** So many records are known without being read again. */
    private static final int KEPT = 1000;

    private static final List<String> DIGITS = List.of("0123456789abcdef".split(""));

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final Clock clock;
    private final CreateOnlyRecords records;
    private final RecordCheck check;
    private final JobNames names;
    private final OpenMarkers markers;
    private final Reservations reservations;
    private final BillFolder bills;
    private final OrderFolder orders;
    /** Claims, starts and ends, which never change, by their keys. */
    private final Map<String, Object> kept = LRUCacheFactory.newLRUCache(KEPT);

    private volatile Instant since;
    private volatile boolean isOurs;

    public S3Ledger(S3Client s3, String bucket, String prefix, Owner owner, ObjectMapper json, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.clock = clock;
        this.records = new CreateOnlyRecords(s3, bucket, json);
        this.check = new RecordCheck(bucket, prefix, owner);
        this.names = new JobNames(s3, bucket, prefix);
        this.markers = new OpenMarkers(s3, bucket, prefix, records);
        this.reservations = new Reservations(s3, bucket, prefix, records);
        this.bills = new BillFolder(s3, bucket, prefix, records);
        this.orders = new OrderFolder(s3, bucket, prefix, records, clock);
    }

    @Override
    public void own() {
        check.owner(records.createOrRead(installationKey(), check.owner(), Owner.class));
        isOurs = true;
    }

    @Override
    public boolean isOwned() {
        return records.read(installationKey(), Owner.class).isPresent();
    }

    @Override
    public Instant since() {
        if (since == null) {
            try {
                since = s3.headObject(b -> b.bucket(bucket).key(installationKey()))
                        .lastModified();
            } catch (NoSuchKeyException e) {
                return Instant.MAX;
            }
        }
        return since;
    }

    @Override
    public List<JobHistory> ofKey(String keyHash) {
        return histories(prefix + keyHash + "-");
    }

    @Override
    public List<JobHistory> all(IntConsumer listed) {
        List<JobHistory> all = new ArrayList<>();
        each(DIGITS.size(), all::add, listed);
        return all;
    }

    @Override
    public void each(int parts, Consumer<JobHistory> job, IntConsumer listed) {
        var listedSoFar = new AtomicInteger();
        AtOnce.map(parts, DIGITS, digit -> {
            List<JobHistory> part = histories(prefix + digit, page -> listed.accept(listedSoFar.addAndGet(page)));
            synchronized (listedSoFar) {
                part.forEach(job);
            }
            return part.size();
        });
    }

    @Override
    public JobHistory history(String jobId) {
        return histories(prefix + jobId + "/").stream().findFirst().orElseGet(() -> JobHistory.empty(jobId));
    }

    @Override
    public JobHistory historyTo(OpenMarker marker) {
        JobHistory history = history(marker.jobId());
        return marker.attempt() == 0 ? history : history.upTo(marker.attempt());
    }

    @Override
    public Claim lastClaim(JobHistory history) {
        return history.has(Part.CLAIM)
                ? known(history.jobId(), history.attempt(), Part.CLAIM, Claim.class)
                        .or(() -> claimOf(history.jobId(), history.attempt()))
                        .filter(claim -> !claim.isSkip())
                        .orElse(null)
                : null;
    }

    @Override
    public boolean isClaimed(String jobId, String encodingId) {
        return history(jobId).attempts().keySet().stream()
                .flatMap(attempt -> claimOf(jobId, attempt).stream())
                .anyMatch(claim -> encodingId.equals(claim.encodingId()));
    }

    @Override
    public End lastEnd(JobHistory history) {
        return history.has(Part.END)
                ? known(history.jobId(), history.attempt(), Part.END, End.class)
                        .or(() -> endOf(history.jobId(), history.attempt()))
                        .orElse(null)
                : null;
    }

    @Override
    public Optional<Claim> claimOf(String jobId, int attempt) {
        String key = partKey(jobId, attempt, Part.CLAIM);
        return records.read(key, Claim.class).map(claim -> keep(key, check.claim(key, jobId, attempt, claim)));
    }

    @Override
    public Optional<End> endOf(String jobId, int attempt) {
        String key = partKey(jobId, attempt, Part.END);
        return records.read(key, End.class).map(end -> keep(key, end));
    }

    @Override
    public Optional<Note> noteOf(String jobId, int attempt, Part part) {
        return read(jobId, attempt, part, Note.class);
    }

    @Override
    public Claim claim(Claim mine) {
        String key = partKey(mine.jobId(), mine.attempt(), Part.CLAIM);
        return keep(key, check.claim(key, mine.jobId(), mine.attempt(), records.createOrRead(key, mine, Claim.class)));
    }

    @Override
    public Start start(Claim claim, Start mine) {
        String key = partKey(claim.jobId(), claim.attempt(), Part.START);
        return keep(key, records.createOrRead(key, mine, Start.class));
    }

    @Override
    public <T> Optional<T> known(String jobId, int attempt, Part part, Class<T> type) {
        return Optional.ofNullable(type.cast(kept.get(partKey(jobId, attempt, part))));
    }

    @Override
    public Optional<Start> startOf(Claim claim) {
        return read(claim.jobId(), claim.attempt(), Part.START, Start.class);
    }

    @Override
    public Reservation reserve(String output, Claim claim) {
        return reservations.reserve(output, new Reservation(output, claim.jobId(), claim.attempt()));
    }

    @Override
    public void release(String output, Reservation ended) {
        reservations.remove(output, ended);
    }

    @Override
    public void eachReserved(Consumer<String> outputHash) {
        reservations.each(outputHash);
    }

    @Override
    public void stop(String jobId, int attempt, String reason) {
        note(jobId, attempt, Part.STOP, new Note(reason, clock.instant()));
    }

    @Override
    public Bills bills() {
        return bills;
    }

    @Override
    public OrderBook orderBook() {
        return orders;
    }

    @Override
    public void recordRetry(String jobId, int attempt, Note mine) {
        note(jobId, attempt, Part.RETRY, mine);
    }

    @Override
    public Note lastStop(JobHistory history) {
        return history.has(Part.STOP)
                ? noteOf(history.jobId(), history.attempt(), Part.STOP).orElse(null)
                : null;
    }

    @Override
    public End end(String jobId, int attempt, End mine) {
        String key = partKey(jobId, attempt, Part.END);
        return keep(key, records.createOrRead(key, mine, End.class));
    }

    @Override
    public boolean skip(Upload upload, int attempt, String reason) {
        names.put(upload.id(), upload.key());
        Claim held = claim(Claim.skipped(upload, attempt, reason));
        if (held.isSkip()) {
            end(held.jobId(), attempt, End.skipped(null, held.skipped(), clock.instant()));
        }
        return held.isSkip();
    }

    @Override
    public Optional<Upload> skippedUpload(String jobId) {
        return read(jobId, 0, Part.END, Skip.class).map(Skip::upload);
    }

    @Override
    public void recordCleaned(Claim claim, Note what) {
        note(claim.jobId(), claim.attempt(), Part.CLEAN, what);
    }

    @Override
    public List<String> called(String name) {
        return names.jobs(name);
    }

    @Override
    public boolean accept(Claim claim, List<EncoderCall> calls) {
        var mine = new Accepted(calls, clock.instant());
        return records.createOrRead(partKey(claim.jobId(), claim.attempt(), Part.ACCEPTED), mine, Accepted.class)
                .equals(mine);
    }

    @Override
    public boolean isAccepted(Claim claim) {
        return read(claim.jobId(), claim.attempt(), Part.ACCEPTED, Accepted.class)
                .isPresent();
    }

    @Override
    public List<EncoderCall> acceptedBy(String jobId, int attempt) {
        return read(jobId, attempt, Part.ACCEPTED, Accepted.class)
                .map(Accepted::calls)
                .orElse(List.of());
    }

    @Override
    public void open(Upload upload, int attempt) {
        if (!isOurs) {
            own();
        }
        Supplier<Void> named = AtOnce.begin(() -> {
            names.put(upload.id(), upload.key());
            return null;
        });
        markers.open(upload, attempt);
        named.get();
    }

    @Override
    public void close(OpenMarker marker) {
        markers.close(marker);
    }

    @Override
    public Optional<Upload> openUpload(OpenMarker marker) {
        return markers.upload(marker);
    }

    @Override
    public List<OpenMarker> openMarkers() {
        return openMarkers(0);
    }

    @Override
    public List<OpenMarker> openMarkers(int expected) {
        return markers.all(expected);
    }

    @Override
    public List<OpenMarker> openOfKey(String keyHash) {
        return markers.ofKey(keyHash);
    }

    private List<JobHistory> histories(String listPrefix) {
        return histories(listPrefix, page -> {});
    }

    private List<JobHistory> histories(String listPrefix, IntConsumer pages) {
        SortedMap<String, JobHistory> jobs = new TreeMap<>();
        s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(listPrefix)).stream()
                .peek(page -> pages.accept(page.contents().size()))
                .flatMap(page -> page.contents().stream())
                .forEach(o -> {
                    var name = PART.matcher(o.key().substring(prefix.length()));
                    if (name.matches()) {
                        String id = name.group(1);
                        int attempt = Integer.parseInt(name.group(2));
                        Part part = Part.valueOf(name.group(3).toUpperCase(Locale.ROOT));
                        jobs.put(id, jobs.getOrDefault(id, JobHistory.empty(id)).with(attempt, part, o.lastModified()));
                    }
                });
        return new ArrayList<>(jobs.values());
    }

    private Note note(String jobId, int attempt, Part part, Note mine) {
        return records.createOrRead(partKey(jobId, attempt, part), mine, Note.class);
    }

    private <T> Optional<T> read(String jobId, int attempt, Part part, Class<T> type) {
        return records.read(partKey(jobId, attempt, part), type);
    }

    private <T> T keep(String key, T record) {
        kept.put(key, record);
        return record;
    }

    private String partKey(String jobId, int attempt, Part part) {
        return prefix + jobId + "/" + attempt + "." + part.suffix();
    }

    private String installationKey() {
        return prefix + "installation";
    }

    /** The end of an attempt without a claim, as an earlier release wrote it. */
    record Skip(Upload upload) {}

    private record Accepted(List<EncoderCall> calls, Instant at) {}
}
