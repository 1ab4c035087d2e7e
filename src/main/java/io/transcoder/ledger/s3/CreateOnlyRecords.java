package io.transcoder.ledger.s3;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * JSON objects of a bucket that are created once and never changed, and empty ones beside them of which the name says all. Throws the
 * SDK's exceptions where the store does not answer.
 */
public record CreateOnlyRecords(S3Client s3, String bucket, ObjectMapper json) {
    private static final int TRIES = 3;

    /**
     * Creates the object, or reads the one that was there first. Whenever it is in doubt what the store did, the object is read:
     * a reply that was lost on the way looks like a refusal on the next try, and reading then finds our own record.
     */
    public <T> T createOrRead(String key, T mine, Class<T> type) {
        byte[] body = write(mine);
        for (int tries = 1; ; tries++) {
            RuntimeException doubt;
            try {
                s3.putObject(
                        b -> b.bucket(bucket).key(key).ifNoneMatch("*").contentType("application/json"),
                        RequestBody.fromBytes(body));
                return mine;
            } catch (S3Exception e) {
                // 412: it is there; 409: somebody is writing it at this moment
                if (e.statusCode() != 412 && e.statusCode() != 409) {
                    throw e;
                }
                doubt = e;
            } catch (SdkClientException e) {
                doubt = e;
            }
            Optional<T> held = read(key, type);
            if (held.isPresent()) {
                return held.get();
            }
            if (tries == TRIES) {
                throw doubt;
            }
        }
    }

    public <T> Optional<T> read(String key, Class<T> type) {
        return readWithTag(key, type).map(Tagged::record);
    }

    /** With the ETag, for a conditional delete. */
    public <T> Optional<Tagged<T>> readWithTag(String key, Class<T> type) {
        try {
            var answer = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key));
            return Optional.of(new Tagged<>(
                    json.readValue(answer.asByteArrayUnsafe(), type),
                    answer.response().eTag()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger's s3://" + bucket + "/" + key + " is not readable", e);
        }
    }

    /** Puts an empty object there. */
    public void mark(String key) {
        s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.empty());
    }

    /** Puts an object with a content of its own there, by which {@link #takeBack} knows it. Nobody reads it. */
    public Mark markAsOwn(String key) {
        var put = PutObjectRequest.builder().bucket(bucket).key(key);
        var own = RequestBody.fromString(UUID.randomUUID().toString());
        try {
            return new Mark(s3.putObject(put.ifNoneMatch("*").build(), own).eTag(), true);
        } catch (S3Exception e) {
            // 412: it is there; 409: somebody is at it at this moment
            if (e.statusCode() != 412 && e.statusCode() != 409) {
                throw e;
            }
            return new Mark(s3.putObject(put.ifNoneMatch(null).build(), own).eTag(), false);
        }
    }

    /** Deletes what the caller has put there, unless somebody else has put something there since. */
    public void takeBack(String key, String eTag) {
        new ConditionalDelete(s3).delete(bucket, key, eTag);
    }

    public void delete(String key) {
        s3.deleteObject(b -> b.bucket(bucket).key(key));
    }

    /** The objects whose keys begin so, at one LIST a thousand. */
    public Stream<S3Object> list(String beginning) {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(beginning)).contents().stream();
    }

    /** The names of a folder's objects, in their order. */
    public List<String> names(String folder) {
        return list(folder)
                .map(object -> object.key().substring(folder.length()))
                .toList();
    }

    private byte[] write(Object record) {
        try {
            return json.writeValueAsBytes(record);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public record Tagged<T>(T record, String eTag) {}

    /** @param isFirst whether nothing was there before; in doubt something was */
    public record Mark(String eTag, boolean isFirst) {}
}
