package io.transcoder.setup.aws;

import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import io.transcoder.upload.LogText;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
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
        Check creates = new Check(
                place("writes"), "two instances would each claim the same upload", () -> withObject(this::createOnly));
        Check deletes = new Check(
                place("deletes"),
                "a source could be deleted that was overwritten a moment before",
                () -> withObject(this::conditionalDelete));
        return starting ? List.of(creates) : List.of(creates, deletes);
    }

    private interface Try {
        List<Finding> with(String key);
    }

    private List<Finding> withObject(Try attempt) {
        String key = installation.jobsPrefix() + "tries/" + UUID.randomUUID();
        try {
            return attempt.with(key);
        } finally {
            Aws.call(
                    "s3:DeleteObject",
                    () -> s3.deleteObject(
                            b -> b.bucket(installation.jobsBucket()).key(key)));
        }
    }

    private List<Finding> createOnly(String key) {
        return Aws.call("s3:PutObject", () -> {
            try {
                create(key);
            } catch (S3Exception e) {
                if (e.statusCode() == 400 || e.statusCode() == 501) {
                    return List.of(refused(key, e));
                }
                throw e;
            }
            return create(key) ? List.of(Finding.of("no-conditional-put", place("writes"), "ignores")) : List.of();
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
    private Finding refused(String key, S3Exception first) {
        try {
            s3.putObject(b -> b.bucket(installation.jobsBucket()).key(key), RequestBody.empty());
            return Finding.of("no-conditional-put", place("writes"), "does not know");
        } catch (S3Exception e) {
            return Finding.of(
                    "puts-refused", place("writes"), first.statusCode() + " " + LogText.safe(first.getMessage()));
        }
    }

    private List<Finding> conditionalDelete(String key) {
        Supplier<List<Finding>> attempt = () -> {
            try {
                s3.deleteObject(
                        b -> b.bucket(installation.jobsBucket()).key(key).ifMatch(NO_ETAG));
                return List.of(undeleted("ignores"));
            } catch (S3Exception e) {
                if (e.statusCode() == 412) {
                    return List.of();
                }
                if (e.statusCode() == 501) {
                    return List.of(undeleted("does not know"));
                }
                throw e;
            }
        };
        Aws.call(
                "s3:PutObject",
                () -> s3.putObject(b -> b.bucket(installation.jobsBucket()).key(key), RequestBody.empty()));
        return Aws.call("s3:DeleteObject", attempt);
    }

    private Finding undeleted(String does) {
        return Finding.of("no-conditional-delete", place("deletes"), does);
    }

    private String place(String what) {
        return "s3://" + installation.jobsBucket() + " " + what;
    }
}
