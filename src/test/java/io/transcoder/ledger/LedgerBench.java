package io.transcoder.ledger;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.transcoder.job.Sources;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.ledger.records.OpenMarker;
import io.transcoder.ledger.records.Output;
import io.transcoder.ledger.records.Owner;
import io.transcoder.ledger.records.Start;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import io.transcoder.ledger.s3.LedgerJson;
import io.transcoder.sandbox.SandboxStore;
import io.transcoder.sandbox.SetClock;
import io.transcoder.sandbox.Wiretap;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.S3Events;
import io.transcoder.upload.Upload;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A ledger of an installation's own on a store over HTTP, for tests. What the ledger and the subject of a test ask of the store goes
 * through a wiretap; what the test itself does there, does not.
 */
public final class LedgerBench implements AutoCloseable {
    public static final String SOURCES = "mam-in";
    public static final String OUTPUTS = "mam-out";
    public static final String PREFIX = "_jobs/";
    public static final Owner OWNER = new Owner(SOURCES, OUTPUTS);

    private final SandboxStore store = SandboxStore.start();
    private final Wiretap tap = Wiretap.start("s3", store.endpoint());
    private final S3Client s3 = SandboxStore.clientOf(tap.endpoint());
    private final SetClock clock = new SetClock(Instant.now());
    private final Ledger ledger = ledger(OWNER);

    private LedgerBench() {
        store.createBucket(OUTPUTS);
    }

    public static LedgerBench start() {
        var bench = new LedgerBench();
        bench.store.createBucket(SOURCES);
        return bench;
    }

    /** With a bucket for the sources that keeps versions. */
    public static LedgerBench versioned() {
        var bench = new LedgerBench();
        bench.store.createVersionedBucket(SOURCES);
        return bench;
    }

    /** Another installation's look at the same ledger, or another instance's. */
    public Ledger ledger(Owner owner) {
        return new Ledger(s3, OUTPUTS, PREFIX, owner, LedgerJson.mapper(new S3EventReader()), clock);
    }

    public Ledger ledger() {
        return ledger;
    }

    public SetClock clock() {
        return clock;
    }

    public Wiretap tap() {
        return tap;
    }

    /** Through the wiretap. */
    public S3Client s3() {
        return s3;
    }

    /** Through the wiretap, too. */
    public CreateOnlyRecords records() {
        return new CreateOnlyRecords(s3, OUTPUTS, LedgerJson.mapper(new S3EventReader()));
    }

    /** Past the wiretap. */
    public S3Client behind() {
        return store.client();
    }

    /** Puts the object, and says how the store shows it. */
    public Upload upload(String key, String content) {
        putSource(key, content);
        return pointed(key).seenAs(Sources.of(headSource(key)));
    }

    /** What a message says of the key. */
    public static Upload pointed(String key) {
        return pointed(SOURCES, key);
    }

    public static Upload pointed(String bucket, String key) {
        return new S3EventReader()
                .read(S3Events.put(bucket, key).json())
                .uploads()
                .get(0);
    }

    public void putSource(String key, String content) {
        behind().putObject(b -> b.bucket(SOURCES).key(key), RequestBody.fromString(content));
    }

    public HeadObjectResponse headSource(String key) {
        return behind().headObject(b -> b.bucket(SOURCES).key(key));
    }

    public boolean hasSource(String key) {
        return has(SOURCES, key);
    }

    public void putOutput(String key, String content) {
        behind().putObject(b -> b.bucket(OUTPUTS).key(key), RequestBody.fromString(content));
    }

    public HeadObjectResponse headOutput(String key) {
        return behind().headObject(b -> b.bucket(OUTPUTS).key(key));
    }

    public boolean hasOutput(String key) {
        return has(OUTPUTS, key);
    }

    private boolean has(String bucket, String key) {
        return behind().listObjectsV2(b -> b.bucket(bucket).prefix(key)).contents().stream()
                .anyMatch(object -> object.key().equals(key));
    }

    public static String outputOf(Upload upload) {
        return "out/" + upload.name() + "_bitmovin.mp4";
    }

    /** Of an attempt with one output. */
    public static Claim claim(Upload upload, int attempt, String encodingId) {
        return claim(upload, attempt, encodingId, List.of(new Output(outputOf(upload), "mp4/1")));
    }

    public static Claim claim(Upload upload, int attempt, String encodingId, List<Output> outputs) {
        return claim(upload, attempt, encodingId, outputs, Map.of());
    }

    public static Claim claim(
            Upload upload, int attempt, String encodingId, List<Output> outputs, Map<String, Object> start) {
        return new Claim(
                upload.id(),
                upload,
                attempt,
                "mp4",
                encodingId,
                outputs,
                start,
                upload.source(),
                Instant.parse("2026-11-24T06:00:00Z"),
                0,
                List.of(),
                null,
                null);
    }

    /** An attempt that is claimed and open. */
    public Claim claimed(Upload upload, int attempt, String encodingId) {
        ledger.open(upload, attempt);
        return ledger.claim(claim(upload, attempt, encodingId));
    }

    /** An attempt whose encoding runs. */
    public Claim started(Upload upload, int attempt, String encodingId) {
        Claim claim = claimed(upload, attempt, encodingId);
        ledger.start(claim, new Start("somebody", clock.instant(), List.of(), null));
        ledger.accept(claim, List.of());
        return claim;
    }

    /** An attempt that ended so, and is not open any more. */
    public Claim ended(Upload upload, int attempt, String encodingId, End end) {
        Claim claim = started(upload, attempt, encodingId);
        ledger.end(upload.id(), attempt, end);
        ledger.close(marker(upload, attempt));
        return claim;
    }

    /** Writes a record as it may stand in a ledger. */
    public void put(Claim claim, String part, Object record) {
        put(claim.jobId() + "/" + claim.attempt() + "." + part, json(record));
    }

    /** @param name in the ledger */
    public void put(String name, String content) {
        behind().putObject(b -> b.bucket(OUTPUTS).key(PREFIX + name), RequestBody.fromString(content));
    }

    public static String json(Object record) {
        try {
            return LedgerJson.mapper(new S3EventReader()).writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the store shows it. */
    public OpenMarker marker(Upload upload, int attempt) {
        return ledger.openOfKey(upload.keyHash()).stream()
                .filter(marker -> marker.jobId().equals(upload.id()) && marker.attempt() == attempt)
                .findFirst()
                .orElseThrow();
    }

    public List<String> open() {
        return ledger.openMarkers().stream().map(OpenMarker::name).toList();
    }

    /** A clock that stands where the bench's stands after that time. */
    public Clock after(Duration time) {
        return new SetClock(clock.instant().plus(time));
    }

    /** What is put from now on is younger by the store's clock, which has seconds. */
    public void nextSecond() {
        Instant second = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        await().until(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).isAfter(second));
    }

    @Override
    public void close() {
        s3.close();
        tap.close();
        store.close();
    }
}
