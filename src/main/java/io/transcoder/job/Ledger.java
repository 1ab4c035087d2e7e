package io.transcoder.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.apache.camel.Variable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The jobs, as small objects in a bucket. Every record is created once ({@code If-None-Match: *}) and never changed, so that of any
 * number of writers exactly one succeeds and the others can read what it wrote. A record that is not of this installation is refused.
 *
 * <p>{@code <prefix><job id>/<attempt>.<part>}, {@code <prefix>open/<job id>.<attempt>} as long as there is something left to do,
 * {@code <prefix>outputs/<hash>} for who may write an output, and {@code <prefix>installation} for whose ledger it is. All methods
 * throw the SDK's exceptions where the store does not answer.
 */
public final class Ledger {
    private static final Pattern PART =
            Pattern.compile("([0-9a-f-]+)/(\\d{1,6})\\.(claim|start|accepted|stop|end|clean)");
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
    private volatile Instant since;
    private volatile boolean isOurs;

    public Ledger(S3Client s3, String bucket, String prefix, Owner owner, ObjectMapper json, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.clock = clock;
        this.records = new CreateOnlyRecords(s3, bucket, json);
        this.check = new RecordCheck(bucket, prefix, owner);
        this.names = new JobNames(s3, bucket, prefix);
        this.markers = new OpenMarkers(s3, bucket, prefix, records);
        this.reservations = new Reservations(s3, bucket, prefix, records);
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

    /** Whether somebody has said whose ledger this is. */
    public boolean isOwned() {
        return records.read(installationKey(), Owner.class).isPresent();
    }

    /**
     * Since when jobs are told apart by what the bucket shows; a job that is older is of an earlier release. The end of time where
     * nobody has said whose ledger it is.
     */
    Instant since() {
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

    /**
     * The jobs of every upload of a key.
     *
     * @param keyHash as {@link Upload#keyHash()}
     */
    public List<JobHistory> ofKey(String keyHash) {
        return histories(prefix + keyHash + "-");
    }
    /**
     * Every job, in one LIST a thousand records; sixteen at once, by the first digit of the jobs' ids.
     *
     * @param listed is told of the number of records so far
     */
    public List<JobHistory> all(IntConsumer listed) {
        var listedSoFar = new AtomicInteger();
        return AtOnce.map(
                        DIGITS, digit -> histories(prefix + digit, page -> listed.accept(listedSoFar.addAndGet(page))))
                .stream()
                .flatMap(List::stream)
                .toList();
    }

    public JobHistory history(String jobId) {
        return histories(prefix + jobId + "/").stream().findFirst().orElseGet(() -> JobHistory.empty(jobId));
    }

    /** Up to the attempt that the marker is for. */
    public JobHistory historyTo(@Variable("marker") OpenMarker marker) {
        JobHistory history = history(marker.jobId());
        return marker.attempt() == 0 ? history : history.upTo(marker.attempt());
    }

    /** The claim of the job's last attempt, or null where it has none, or was skipped instead. */
    public Claim lastClaim(@Variable("history") JobHistory history) {
        return history.has(Part.CLAIM)
                ? claimOf(history.jobId(), history.attempt())
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
        return history.has(Part.END) ? endOf(history.jobId(), history.attempt()).orElse(null) : null;
    }

    /**
     * What became of an attempt at its beginning.
     *
     * @throws ForeignLedgerException where the record is not of this installation
     */
    public Optional<Claim> claimOf(String jobId, int attempt) {
        String key = partKey(jobId, attempt, Part.CLAIM);
        return records.read(key, Claim.class).map(claim -> check.claim(key, jobId, attempt, claim));
    }

    public Optional<End> endOf(String jobId, int attempt) {
        return read(jobId, attempt, Part.END, End.class);
    }

    /** @param part {@link Part#STOP} or {@link Part#CLEAN} */
    public Optional<Note> noteOf(String jobId, int attempt, Part part) {
        return read(jobId, attempt, part, Note.class);
    }

    /** @return the claim that holds, which may be somebody else's, or a skip: its encoding is the attempt's only one */
    public Claim claim(Claim mine) {
        String key = partKey(mine.jobId(), mine.attempt(), Part.CLAIM);
        return check.claim(key, mine.jobId(), mine.attempt(), records.createOrRead(key, mine, Claim.class));
    }

    /** @return the start record that holds, whose maker may be somebody else */
    Start start(Claim claim, Start mine) {
        return records.createOrRead(partKey(claim.jobId(), claim.attempt(), Part.START), mine, Start.class);
    }

    /** The start record of an attempt. */
    public Optional<Start> startOf(Claim claim) {
        return read(claim.jobId(), claim.attempt(), Part.START, Start.class);
    }

    /**
     * Reserves an output for an attempt.
     *
     * @return who holds it, which may be the asker
     */
    Reservations.Holder reserve(String output, Claim claim) {
        return reservations.reserve(output, new Reservations.Holder(output, claim.jobId(), claim.attempt()));
    }

    void release(String output, Reservations.Holder ended) {
        reservations.remove(output, ended);
    }

    /** Says why a running encoding is about to be stopped; without effect where it is said already. */
    public void stop(String jobId, int attempt, String reason) {
        records.createOrRead(partKey(jobId, attempt, Part.STOP), new Note(reason, clock.instant()), Note.class);
    }

    /** Why the last attempt's encoding was stopped; null where nobody has stopped it. */
    public Note lastStop(@Variable("history") JobHistory history) {
        return history.has(Part.STOP)
                ? noteOf(history.jobId(), history.attempt(), Part.STOP).orElse(null)
                : null;
    }

    /** @return the end that holds, which may be somebody else's */
    public End end(String jobId, int attempt, End mine) {
        return records.createOrRead(partKey(jobId, attempt, Part.END), mine, End.class);
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
    public void clean(@Variable("claim") Claim claim, @Variable("cleaned") Note what) {
        records.createOrRead(partKey(claim.jobId(), claim.attempt(), Part.CLEAN), what, Note.class);
    }

    /**
     * Lets the job be found by its file's name, and by an encoding of it; to be called before the first record, which a crash may be
     * next to.
     *
     * @param encodingId null where it has none
     */
    public void name(Upload upload, String encodingId) {
        names.put(upload.id(), upload.key());
        if (encodingId != null) {
            names.put(upload.id(), encodingId);
        }
    }

    /** The ids of jobs whose file or encoding may be called so, the newest first. */
    public List<String> called(String name) {
        return names.jobs(name);
    }

    /**
     * Keeps that and how the encoder took the start.
     *
     * @return false where somebody else has kept it
     */
    boolean accept(Claim claim, List<EncoderCall> calls) {
        var mine = new Accepted(calls, clock.instant());
        return records.createOrRead(partKey(claim.jobId(), claim.attempt(), Part.ACCEPTED), mine, Accepted.class)
                .equals(mine);
    }

    /** Whether the encoder has taken the start of the attempt. */
    boolean isAccepted(Claim claim) {
        return read(claim.jobId(), claim.attempt(), Part.ACCEPTED, Accepted.class)
                .isPresent();
    }

    /** The calls that {@link #accept} kept; none where the start's answer never came. */
    public List<EncoderCall> acceptedBy(String jobId, int attempt) {
        return read(jobId, attempt, Part.ACCEPTED, Accepted.class)
                .map(Accepted::calls)
                .orElse(List.of());
    }

    /** Puts the marker by which the watcher finds the attempt. */
    public void open(Upload upload, int attempt) {
        if (!isOurs) {
            own();
        }
        markers.open(upload, attempt);
    }

    /** Takes the marker away: nothing is left to do for the attempt. */
    public void close(@Variable("marker") OpenMarker marker) {
        markers.close(marker);
    }

    /** What an attempt is about that nobody has claimed; nothing where an earlier release put the marker. */
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

    private <T> Optional<T> read(String jobId, int attempt, Part part, Class<T> type) {
        return records.read(partKey(jobId, attempt, part), type);
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

    /**
     * A reason with its time.
     *
     * @param deleteMarker the version id of the delete marker that took the source out of sight; null where there is none
     */
    public record Note(String reason, Instant at, String deleteMarker) {
        public Note(String reason, Instant at) {
            this(reason, at, null);
        }
    }
}
