package io.transcoder.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.upload.Upload;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.apache.camel.Variable;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The jobs, as small objects in a bucket. Every record is created once ({@code If-None-Match: *}) and never changed, so that of any
 * number of writers exactly one succeeds and the others can read what it wrote.
 *
 * <p>{@code <prefix><job id>/<attempt>.<part>}, and {@code <prefix>open/<job id>} as long as there is something left to do. All
 * methods throw the SDK's exceptions where the store does not answer.
 */
public final class Ledger {
    private static final Pattern PART = Pattern.compile("([0-9a-f-]+)/(\\d{1,6})\\.(claim|start|stop|end|clean)");
    private static final Pattern MARKER = Pattern.compile("\\d{1,6}");
    private static final List<String> DIGITS = List.of("0123456789abcdef".split(""));
    /** Sixteen parts cost no more pages from here on. */
    private static final int LONG_LIST = 16_000;

    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final Clock clock;
    private final CreateOnlyRecords records;
    private final JobNames names;

    public Ledger(S3Client s3, String bucket, String prefix, ObjectMapper json, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = prefix;
        this.clock = clock;
        this.records = new CreateOnlyRecords(s3, bucket, json);
        this.names = new JobNames(s3, bucket, prefix);
    }

    /** The jobs of every version of the upload's key that the ledger knows, this one's included if it is known. */
    public List<JobHistory> versionsOf(@Variable("upload") Upload upload) {
        return histories(prefix + upload.keyHash() + "-");
    }

    /** @param keyHash as {@link Upload#keyHash()} */
    public List<JobHistory> versionsOf(String keyHash) {
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

    public JobHistory history(@Variable("jobId") String jobId) {
        return histories(prefix + jobId + "/").stream().findFirst().orElseGet(() -> JobHistory.empty(jobId));
    }

    /** The claim of the job's last attempt, or null where it has none. */
    public Claim lastClaim(@Variable("history") JobHistory history) {
        return history.attempt() == 0
                ? null
                : read(history.jobId(), history.attempt(), Part.CLAIM, Claim.class)
                        .orElse(null);
    }

    /** Whether any attempt of the job holds on to this encoding. */
    public boolean isClaimed(String jobId, String encodingId) {
        return history(jobId).attempts().keySet().stream()
                .flatMap(attempt -> read(jobId, attempt, Part.CLAIM, Claim.class).stream())
                .anyMatch(claim -> claim.encodingId().equals(encodingId));
    }

    /** The end of the job's last attempt, or null where it has none. */
    public End lastEnd(@Variable("history") JobHistory history) {
        return history.has(Part.END)
                ? read(history.jobId(), history.attempt(), Part.END, End.class).orElse(null)
                : null;
    }

    public Optional<Claim> claimOf(String jobId, int attempt) {
        return read(jobId, attempt, Part.CLAIM, Claim.class);
    }

    public Optional<End> endOf(String jobId, int attempt) {
        return read(jobId, attempt, Part.END, End.class);
    }

    /** @param part {@link Part#STOP} or {@link Part#CLEAN} */
    public Optional<Note> noteOf(String jobId, int attempt, Part part) {
        return read(jobId, attempt, part, Note.class);
    }

    /** @return the claim that holds, which may be somebody else's: its encoding is the attempt's only one */
    public Claim claim(Claim mine) {
        return records.createOrRead(partKey(mine.jobId(), mine.attempt(), Part.CLAIM), mine, Claim.class);
    }

    /** @return the start record that holds, whose maker may be somebody else */
    Start start(Claim claim, Start mine) {
        return records.createOrRead(partKey(claim.jobId(), claim.attempt(), Part.START), mine, Start.class);
    }

    Start readStart(Claim claim) {
        return read(claim.jobId(), claim.attempt(), Part.START, Start.class).orElse(null);
    }

    /** Says why a running encoding is about to be stopped; without effect where it is said already. */
    public void stop(String jobId, int attempt, String reason) {
        records.createOrRead(partKey(jobId, attempt, Part.STOP), new Note(reason, clock.instant()), Note.class);
    }

    public Note lastStop(@Variable("history") JobHistory history) {
        return read(history.jobId(), history.attempt(), Part.STOP, Note.class).orElse(null);
    }

    /** @return the end that holds, which may be somebody else's */
    public End end(String jobId, int attempt, End mine) {
        return records.createOrRead(partKey(jobId, attempt, Part.END), mine, End.class);
    }

    /** @param attempt 0 for a job that was skipped before its first */
    public void skip(Upload upload, int attempt, String reason) {
        name(upload, null);
        records.createOrRead(
                partKey(upload.id(), attempt, Part.END),
                new Skip(End.Outcome.SKIPPED, reason, upload, clock.instant()),
                Skip.class);
    }

    /** What a job that was skipped before its first attempt was about; nothing where an earlier release recorded it. */
    public Optional<Upload> skippedUpload(String jobId, int attempt) {
        return read(jobId, attempt, Part.END, Skip.class).map(Skip::upload);
    }

    /** Says what became of the source. */
    public void clean(@Variable("claim") Claim claim, @Variable("cleaned") String what) {
        records.createOrRead(
                partKey(claim.jobId(), claim.attempt(), Part.CLEAN), new Note(what, clock.instant()), Note.class);
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
     * Keeps how the encoder took the start, for people only; without effect where it is kept already.
     *
     * @return false where somebody else has kept it
     */
    boolean keepStart(Claim claim, List<EncoderCall> calls) {
        var mine = new StartCalls(calls);
        return records.createOrRead(startKey(claim.jobId(), claim.attempt()), mine, StartCalls.class)
                .equals(mine);
    }

    /** The calls that {@link #keepStart} kept. */
    public List<EncoderCall> startOf(String jobId, int attempt) {
        return records.read(startKey(jobId, attempt), StartCalls.class)
                .map(StartCalls::calls)
                .orElse(List.of());
    }

    /** Puts the marker by which the watcher finds the job; it names the attempt that it is for. */
    public void open(String jobId, int attempt) {
        s3.putObject(
                b -> b.bucket(bucket).key(markerKey(jobId)).contentType("text/plain"),
                RequestBody.fromString(Integer.toString(attempt)));
    }

    /**
     * Takes the marker away, but for that of a later attempt: the message that opens it may be worked on before the watcher of the
     * earlier one comes to this.
     *
     * @param claim of the attempt that is over; null where the job was skipped before its first
     */
    public void close(@Variable("jobId") String jobId, @Variable("claim") Claim claim) {
        String key = markerKey(jobId);
        try {
            ResponseBytes<GetObjectResponse> marker =
                    s3.getObjectAsBytes(b -> b.bucket(bucket).key(key));
            if (claim == null || attempt(marker.asUtf8String()) <= claim.attempt()) {
                delete(key, marker.response().eTag());
            }
        } catch (NoSuchKeyException e) {
            // somebody else has closed it
            return;
        }
    }

    private void delete(String key, String eTag) {
        try {
            s3.deleteObject(b -> b.bucket(bucket).key(key).ifMatch(eTag));
        } catch (S3Exception e) {
            if (e.statusCode() == 501) {
                // a store without conditional deletes: what was read a moment ago has to do
                s3.deleteObject(b -> b.bucket(bucket).key(key));
            } else if (e.statusCode() != 412) {
                throw e;
            }
        }
    }

    private static int attempt(String marker) {
        return MARKER.matcher(marker).matches() ? Integer.parseInt(marker) : 0;
    }

    /** The jobs with something left to do, in one LIST a thousand; oldest marker first. */
    public List<OpenMarker> openMarkers() {
        return openMarkers(0);
    }

    /** @param expected about how many there are: pages of a list come one after the other, so a long one is asked for in parts */
    public List<OpenMarker> openMarkers(int expected) {
        String folder = prefix + "open/";
        List<String> parts = expected < LONG_LIST
                ? List.of(folder)
                : DIGITS.stream().map(digit -> folder + digit).toList();
        return AtOnce.map(parts, part -> markers(folder, part)).stream()
                .flatMap(List::stream)
                .sorted(Comparator.comparing(OpenMarker::since).thenComparing(OpenMarker::jobId))
                .toList();
    }

    private List<OpenMarker> markers(String folder, String listPrefix) {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(listPrefix)).contents().stream()
                .map(o -> new OpenMarker(o.key().substring(folder.length()), o.lastModified(), o.eTag()))
                .toList();
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

    /** Beside the jobs' folders: nothing is decided by it, and no list has to turn its page. */
    private String startKey(String jobId, int attempt) {
        return prefix + "starts/" + jobId + "/" + attempt;
    }

    private String markerKey(String jobId) {
        return prefix + "open/" + jobId;
    }

    /** @param maker a random name of who writes the record, by which he knows it again */
    record Start(String maker, Instant at) {}

    /** The end of an attempt without a claim: reads as an {@link End}, and names the upload, which nothing else would. */
    record Skip(End.Outcome outcome, String reason, Upload upload, Instant at) {}

    private record StartCalls(List<EncoderCall> calls) {}

    /** A reason with its time. */
    public record Note(String reason, Instant at) {}

    /**
     * A marker; of two that are equal both are of the same attempt.
     *
     * @param since when the marker was put, by the store's clock
     */
    public record OpenMarker(String jobId, Instant since, String eTag) {}
}
