package io.transcoder.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.EncoderCall;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.records.Reservation;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.camel.Variable;
import org.apache.camel.support.LRUCacheFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The jobs, as small records. Every record is created once and never changed, so that of any number of writers exactly one succeeds
 * and the others can read what it wrote. A record that is not of this installation is refused.
 *
 * <p>They are objects in a bucket, each written with {@code If-None-Match: *}: {@code <prefix><job id>/<attempt>.<part>},
 * {@code <prefix>open/<job id>.<attempt>} as long as there is something left to do, {@code <prefix>outputs/<hash>} for who may write an
 * output, and {@code <prefix>installation} for whose ledger it is. {@link Bills} and {@link OrderBook} keep the rest.
 *
 * <p>All methods throw the SDK's exceptions where the store does not answer.
 */
public final class Ledger {
    /** So many records are known without being read again. */
    private static final int KEPT = 1000;

    private final String prefix;
    private final Clock clock;
    private final CreateOnlyRecords records;
    private final RecordCheck check;
    private final JobListing jobs;
    private final JobNames names;
    private final OpenMarkers markers;
    private final Reservations reservations;
    private final Bills bills;
    private final OrderBook orders;

    /** Claims, starts and ends, which never change, by their keys. */
    private final Map<String, Object> kept = LRUCacheFactory.newLRUCache(KEPT);

    private volatile Instant since;
    private volatile boolean isOurs;

    public Ledger(S3Client s3, String bucket, String prefix, Owner owner, ObjectMapper json, Clock clock) {
        this.prefix = prefix;
        this.clock = clock;
        this.records = new CreateOnlyRecords(s3, bucket, json);
        this.check = new RecordCheck(bucket, prefix, owner);
        this.jobs = new JobListing(records, prefix);
        this.names = new JobNames(records, prefix + "names/");
        this.markers = new OpenMarkers(records, prefix + "open/");
        this.reservations = new Reservations(records, prefix + "outputs/");
        this.bills = new Bills(records, prefix);
        this.orders = new OrderBook(records, prefix, this::requireOurs, clock);
    }

    /**
     * Says whose ledger this is, and makes sure that it is ours.
     *
     * @throws ForeignLedgerException where it belongs to another installation
     */
    public void own() {
        check.owner(records.createOrRead(installationKey(), check.owner(), Owner.class));
        isOurs = true;
    }

    /**
     * Before an order. Nobody's ledger is as good as ours, and stays nobody's.
     *
     * @throws ForeignLedgerException where it belongs to another installation
     */
    public void requireOurs() {
        if (!isOurs) {
            records.read(installationKey(), Owner.class).ifPresent(owner -> {
                check.owner(owner);
                isOurs = true;
            });
        }
    }

    /** {@code s3://bucket/prefix}. */
    public String place() {
        return check.place();
    }

    /** Whether somebody has said whose ledger this is. */
    public boolean isOwned() {
        return records.read(installationKey(), Owner.class).isPresent();
    }

    /**
     * Since when jobs are told apart by what the bucket shows; a job that is older is of an earlier release. The end of time where
     * nobody has said whose ledger it is.
     */
    public Instant since() {
        if (since == null) {
            try {
                since = records.s3()
                        .headObject(b -> b.bucket(records.bucket()).key(installationKey()))
                        .lastModified();
            } catch (NoSuchKeyException e) {
                return Instant.MAX;
            }
        }
        return since;
    }

    /**
     * The jobs of every upload of a key.
     *
     * @param keyHash as {@link Upload#keyHash()}
     */
    public List<JobHistory> ofKey(String keyHash) {
        return jobs.under(keyHash + "-");
    }

    /** Every job. */
    public JobListing jobs() {
        return jobs;
    }

    public JobHistory history(String jobId) {
        return jobs.under(jobId + "/").stream().findFirst().orElseGet(() -> JobHistory.empty(jobId));
    }

    /** Up to the attempt that the marker is for. */
    public JobHistory historyTo(@Variable("marker") OpenMarker marker) {
        JobHistory history = history(marker.jobId());
        return marker.attempt() == 0 ? history : history.upTo(marker.attempt());
    }

    /** The claim of the job's last attempt, or null where it has none, or was skipped instead. */
    public Claim lastClaim(@Variable("history") JobHistory history) {
        return history.has(Part.CLAIM)
                ? knownClaim(history.jobId(), history.attempt())
                        .filter(claim -> !claim.isSkip())
                        .orElse(null)
                : null;
    }

    /** Whether any attempt of the job holds on to this encoding. */
    public boolean isClaimed(String jobId, String encodingId) {
        return history(jobId).attempts().keySet().stream()
                .flatMap(attempt -> claimOf(jobId, attempt).stream())
                .anyMatch(claim -> encodingId.equals(claim.encodingId()));
    }

    /** The end of the job's last attempt, or null where it has none. */
    public End lastEnd(@Variable("history") JobHistory history) {
        return history.has(Part.END)
                ? knownEnd(history.jobId(), history.attempt()).orElse(null)
                : null;
    }

    /**
     * What became of an attempt at its beginning.
     *
     * @throws ForeignLedgerException where the record is not of this installation
     */
    public Optional<Claim> claimOf(String jobId, int attempt) {
        String key = partKey(jobId, attempt, Part.CLAIM);
        return records.read(key, Claim.class).map(claim -> keep(key, check.claim(key, jobId, attempt, claim)));
    }

    public Optional<End> endOf(String jobId, int attempt) {
        String key = partKey(jobId, attempt, Part.END);
        return records.read(key, End.class).map(end -> keep(key, end));
    }

    /** As {@link #claimOf}, without a call where it was read before. */
    public Optional<Claim> knownClaim(String jobId, int attempt) {
        return known(jobId, attempt, Part.CLAIM, Claim.class).or(() -> claimOf(jobId, attempt));
    }

    /** As {@link #endOf}, without a call where it was read before. */
    public Optional<End> knownEnd(String jobId, int attempt) {
        return known(jobId, attempt, Part.END, End.class).or(() -> endOf(jobId, attempt));
    }

    /** @param part {@link Part#STOP}, {@link Part#WITHDRAWN}, {@link Part#CLEAN} or {@link Part#RETRY} */
    public Optional<Note> noteOf(String jobId, int attempt, Part part) {
        return read(jobId, attempt, part, Note.class);
    }

    /** @return the claim that holds, which may be somebody else's, or a skip: its encoding is the attempt's only one */
    public Claim claim(Claim mine) {
        check.own(mine);
        String key = partKey(mine.jobId(), mine.attempt(), Part.CLAIM);
        return keep(key, check.claim(key, mine.jobId(), mine.attempt(), records.createOrRead(key, mine, Claim.class)));
    }

    /** @return the start record that holds, whose maker may be somebody else */
    public Start start(Claim claim, Start mine) {
        String key = partKey(claim.jobId(), claim.attempt(), Part.START);
        return keep(key, records.createOrRead(key, mine, Start.class));
    }

    /**
     * A claim, start or end that this process has written or read already, without a request; nothing where it has not. It never
     * changes, and may be gone by now.
     */
    public <T> Optional<T> known(String jobId, int attempt, Part part, Class<T> type) {
        return Optional.ofNullable(type.cast(kept.get(partKey(jobId, attempt, part))));
    }

    /**
     * Why an attempt is given up: by the record before a delete, or by the start record, which says it before anybody knows the
     * status. Null where neither does.
     */
    public String whyGivenUp(Claim claim, JobHistory history) {
        if (history.isWithdrawn()) {
            return noteOf(claim.jobId(), claim.attempt(), Part.WITHDRAWN)
                    .orElseThrow()
                    .reason();
        }
        boolean mayBe = history.has(Part.START) && !history.isAccepted();
        return mayBe ? startOf(claim).map(Start::givenUp).orElse(null) : null;
    }

    /** The start record of an attempt. */
    public Optional<Start> startOf(Claim claim) {
        String key = partKey(claim.jobId(), claim.attempt(), Part.START);
        return known(claim.jobId(), claim.attempt(), Part.START, Start.class)
                .or(() -> records.read(key, Start.class).map(start -> keep(key, start)));
    }

    /**
     * Reserves an output for an attempt.
     *
     * @return who holds it, which may be the asker
     */
    public Reservation reserve(String output, Claim claim) {
        return reservations.reserve(output, new Reservation(output, claim.jobId(), claim.attempt()));
    }

    /** Who holds an output; nothing where nobody does. */
    public Optional<Reservation> holderOf(String output) {
        return reservations.holder(output);
    }

    public void release(String output, Reservation ended) {
        reservations.remove(output, ended);
    }

    /** Gives the {@link Upload#nameHash} of each output that an attempt was to write. */
    public void eachReserved(Consumer<String> outputHash) {
        reservations.each(outputHash);
    }

    /** Says why a running encoding is about to be stopped; without effect where it is said already. */
    public void stop(String jobId, int attempt, String reason) {
        note(jobId, attempt, Part.STOP, new Note(reason, clock.instant()));
    }

    /** Says why an encoding that was never started is about to be deleted; without effect where it is said already. */
    public void withdraw(String jobId, int attempt, String reason) {
        note(jobId, attempt, Part.WITHDRAWN, new Note(reason, clock.instant()));
    }

    /** What each attempt costs. */
    public Bills bills() {
        return bills;
    }

    /** What operators have ordered. */
    public OrderBook orderBook() {
        return orders;
    }

    /** Says who asked for another attempt after this one. */
    public void recordRetry(String jobId, int attempt, Note mine) {
        note(jobId, attempt, Part.RETRY, mine);
    }

    /** Why the last attempt's encoding was stopped; null where nobody has stopped it. */
    public Note lastStop(@Variable("history") JobHistory history) {
        return history.has(Part.STOP)
                ? noteOf(history.jobId(), history.attempt(), Part.STOP).orElse(null)
                : null;
    }

    /** @return the end that holds, which may be somebody else's */
    public End end(String jobId, int attempt, End mine) {
        String key = partKey(jobId, attempt, Part.END);
        return keep(key, records.createOrRead(key, mine, End.class));
    }

    /**
     * Ends an attempt that needs no encoding, unless it is claimed. The skip takes the place of the claim, so that nobody can claim
     * the attempt afterwards.
     *
     * @return whether the attempt is skipped
     */
    public boolean skip(Upload upload, int attempt, String reason) {
        names.put(upload.id(), upload.key());
        Claim held = claim(Claim.skipped(upload, attempt, reason));
        if (held.isSkip()) {
            end(held.jobId(), attempt, End.skipped(null, held.skipped(), clock.instant()));
        }
        return held.isSkip();
    }

    /** What a job that an earlier release skipped before its first attempt was about; nothing where it did not record that. */
    public Optional<Upload> skippedUpload(String jobId) {
        return read(jobId, 0, Part.END, Skip.class).map(Skip::upload);
    }

    /** Says what became of the source. */
    public void recordCleaned(@Variable("claim") Claim claim, @Variable("cleaned") Note what) {
        note(claim.jobId(), claim.attempt(), Part.CLEAN, what);
    }

    /** The ids of jobs whose file may be called so, the newest first; of an earlier release also those whose encoding is. */
    public List<String> called(String name) {
        return names.jobs(name);
    }

    /**
     * Keeps that and how the encoder took the start.
     *
     * @return false where somebody else has kept it
     */
    public boolean accept(Claim claim, List<EncoderCall> calls) {
        var mine = new Accepted(calls, clock.instant());
        return records.createOrRead(partKey(claim.jobId(), claim.attempt(), Part.ACCEPTED), mine, Accepted.class)
                .equals(mine);
    }

    /** Whether the encoder has taken the start of the attempt. */
    public boolean isAccepted(Claim claim) {
        return read(claim.jobId(), claim.attempt(), Part.ACCEPTED, Accepted.class)
                .isPresent();
    }

    /** The calls that {@link #accept} kept; none where the start's answer never came. */
    public List<EncoderCall> acceptedBy(String jobId, int attempt) {
        return read(jobId, attempt, Part.ACCEPTED, Accepted.class)
                .map(Accepted::calls)
                .orElse(List.of());
    }

    /** Puts the marker by which the watcher finds the attempt, and lets its job be found by the name of its file. */
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

    /** Takes the marker away: nothing is left to do for the attempt. */
    public void close(@Variable("marker") OpenMarker marker) {
        markers.close(marker);
    }

    /** What an attempt is about that nobody has claimed; nothing where an earlier release put the marker, or it is gone. */
    public Optional<Upload> openUpload(OpenMarker marker) {
        return markers.upload(marker);
    }

    /** The attempts with something left to do, in one LIST a thousand; oldest marker first. */
    public List<OpenMarker> openMarkers() {
        return openMarkers(0);
    }

    /** @param expected about how many there are */
    public List<OpenMarker> openMarkers(int expected) {
        return markers.all(expected);
    }

    /** The attempts of any upload of a key with something left to do. */
    public List<OpenMarker> openOfKey(String keyHash) {
        return markers.ofKey(keyHash);
    }

    private void note(String jobId, int attempt, Part part, Note mine) {
        records.createOrRead(partKey(jobId, attempt, part), mine, Note.class);
    }

    private <T> Optional<T> read(String jobId, int attempt, Part part, Class<T> type) {
        return records.read(partKey(jobId, attempt, part), type);
    }

    private <T> T keep(String key, T record) {
        kept.put(key, record);
        return record;
    }

    private String partKey(String jobId, int attempt, Part part) {
        return prefix + part.path(jobId, attempt);
    }

    private String installationKey() {
        return prefix + "installation";
    }

    /**
     * A reason with its time.
     *
     * @param reason null where an operator gave none
     * @param deleteMarker the version id of the delete marker that took the source out of sight; null where there is none
     * @param by the operator who ordered it; null where the application decided it by itself
     */
    public record Note(String reason, Instant at, String deleteMarker, String by) {
        public Note(String reason, Instant at) {
            this(reason, at, null, null);
        }

        public Note(String reason, Instant at, String deleteMarker) {
            this(reason, at, deleteMarker, null);
        }

        public static Note of(String by, String reason, Instant at) {
            return new Note(reason, at, null, by);
        }

        public boolean fromOperator() {
            return by != null;
        }
    }

    /** The end of an attempt without a claim, as an earlier release wrote it. */
    record Skip(Upload upload) {}

    private record Accepted(List<EncoderCall> calls, Instant at) {}
}
