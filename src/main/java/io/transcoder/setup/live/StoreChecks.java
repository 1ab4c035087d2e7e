package io.transcoder.setup.live;

import io.transcoder.setup.live.LiveCheck.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What the application takes for granted of S3, tried with objects of the run's own.
 *
 * @param tried a key that the application leaves out
 */
record StoreChecks(S3Client s3, String ledger, String created, String sources, String tried) {
    /** S3's times are to the second. */
    static final Duration CLOCKS = Duration.ofSeconds(5);

    private static final String NO_ETAG = "\"00000000000000000000000000000000\"";

    List<LiveCheck> all() {
        return List.of(
                new LiveCheck("create-only-put", this::createOnly),
                new LiveCheck("conditional-delete", this::conditionalDelete),
                new LiveCheck("versioning", this::versioning),
                new LiveCheck("clock-of-s3", this::clock));
    }

    private Seen createOnly() {
        create();
        int second = status(this::create);
        return Seen.of(second == 412 || second == 409, "of the second PUT with If-None-Match: " + answer(second));
    }

    private void create() {
        s3.putObject(b -> b.bucket(ledger).key(created).ifNoneMatch("*"), RequestBody.empty());
    }

    private Seen conditionalDelete() {
        String eTag = put().eTag();
        int other = status(() -> delete(NO_ETAG));
        int own = other == 0 ? 0 : status(() -> delete(eTag));
        String rest = other == 0 ? "" : ", with the object's own " + answer(own);
        return Seen.of(other == 412 && own == 0, "with another ETag " + answer(other) + rest);
    }

    private void delete(String eTag) {
        s3.deleteObject(b -> b.bucket(sources).key(tried).ifMatch(eTag));
    }

    private static String answer(int status) {
        return status == 0 ? "it was carried out" : "it was refused with " + status;
    }

    private Seen versioning() {
        var status = s3.getBucketVersioning(b -> b.bucket(sources)).status();
        boolean on = status == BucketVersioningStatus.ENABLED;
        String id = put().versionId();
        boolean versioned = id != null && !id.equals("null");
        boolean marked = Boolean.TRUE.equals(
                s3.deleteObject(b -> b.bucket(sources).key(tried)).deleteMarker());
        return Seen.of(
                on == versioned && (status != null) == marked,
                "versioning is " + (on ? "on" : status == null ? "off" : "suspended") + ", a PUT gives "
                        + (versioned ? "a" : "no") + " version id, a DELETE " + (marked ? "a" : "no")
                        + " delete marker");
    }

    private Seen clock() {
        Instant before = Instant.now();
        put();
        return clock(before, s3.headObject(b -> b.bucket(sources).key(tried)).lastModified());
    }

    /** @param theirs when the service says that it did what was asked for after our time and before now */
    static Seen clock(Instant before, Instant theirs) {
        Duration behind = Duration.between(theirs, before);
        Duration ahead = Duration.between(Instant.now(), theirs);
        boolean holds = behind.compareTo(CLOCKS) < 0 && ahead.compareTo(CLOCKS) < 0;
        String far = ahead.isNegative() ? behind.toSeconds() + " s behind" : ahead.toSeconds() + " s ahead of";
        return Seen.of(
                holds, "its clock is " + (holds ? "within " + CLOCKS.toSeconds() + " s of ours" : far + " ours"));
    }

    private PutObjectResponse put() {
        return s3.putObject(b -> b.bucket(sources).key(tried), RequestBody.fromString("try"));
    }

    /** Of a refusal; 0 where the store did it. */
    private static int status(Runnable call) {
        try {
            call.run();
            return 0;
        } catch (S3Exception e) {
            return e.statusCode();
        }
    }
}
