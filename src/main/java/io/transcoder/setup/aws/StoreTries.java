package io.transcoder.setup.aws;

import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import io.transcoder.upload.LogText;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The doctor's checks that need a try: whether the store honours conditions, as AWS does (S3, "Conditional writes" and
 * "DeleteObject"), and which is therefore not asked. Touches nothing but objects of its own among the ledger's, which are
 * deleted again.
 */
public record StoreTries(Installation installation, S3Client s3) {
    /** Of no object. */
    private static final String NO_ETAG = "\"00000000000000000000000000000000\"";

    /** @param starting whether only that is tried without which nothing may be taken */
    public List<Check> all(boolean starting) {
        if (installation.s3Endpoint().isEmpty()) {
            return List.of();
        }
        String ledger = "s3://" + installation.jobsBucket();
        Check creates = new Check(
                ledger + " writes",
                "two instances would each claim the same upload",
                where -> withObject(key -> createOnly(key, where)));
        Check deletes = new Check(
                ledger + " deletes",
                "a source could be deleted that was overwritten a moment before",
                where -> withObject(key -> conditionalDelete(key, where)));
        return starting ? List.of(creates) : List.of(creates, deletes);
    }

    private List<Finding> withObject(Function<String, List<Finding>> attempt) {
        String key = installation.jobsPrefix() + "tries/" + UUID.randomUUID();
        try {
            return attempt.apply(key);
        } finally {
            Aws.call(
                    "s3:DeleteObject",
                    () -> s3.deleteObject(
                            b -> b.bucket(installation.jobsBucket()).key(key)));
        }
    }

    private List<Finding> createOnly(String key, String where) {
        return Aws.call("s3:PutObject", () -> {
            try {
                create(key);
            } catch (S3Exception e) {
                if (e.statusCode() == 400 || e.statusCode() == 501) {
                    return List.of(refused(key, where, e));
                }
                throw e;
            }
            return create(key) ? List.of(Finding.of("no-conditional-put", where, "ignores")) : List.of();
        });
    }

    /** Whether the store took it; 412 or 409 is what it has to say of one that is there. */
    private boolean create(String key) {
        try {
            s3.putObject(b -> b.bucket(installation.jobsBucket()).key(key).ifNoneMatch("*"), RequestBody.empty());
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == 412 || e.statusCode() == 409) {
                return false;
            }
            throw e;
        }
    }

    /** Either the condition is what it does not know, or what the SDK adds to each PUT. */
    private Finding refused(String key, String where, S3Exception first) {
        try {
            put(key);
            return Finding.of("no-conditional-put", where, "does not know");
        } catch (S3Exception e) {
            return Finding.of("puts-refused", where, first.statusCode() + " " + LogText.safe(first.getMessage()));
        }
    }

    private List<Finding> conditionalDelete(String key, String where) {
        Aws.call("s3:PutObject", () -> put(key));
        return Aws.call("s3:DeleteObject", () -> {
            try {
                s3.deleteObject(
                        b -> b.bucket(installation.jobsBucket()).key(key).ifMatch(NO_ETAG));
                return List.of(Finding.of("no-conditional-delete", where, "ignores"));
            } catch (S3Exception e) {
                return switch (e.statusCode()) {
                    case 412 -> List.of();
                    case 501 -> List.of(Finding.of("no-conditional-delete", where, "does not know"));
                    default -> throw e;
                };
            }
        });
    }

    private PutObjectResponse put(String key) {
        return s3.putObject(b -> b.bucket(installation.jobsBucket()).key(key), RequestBody.empty());
    }
}
