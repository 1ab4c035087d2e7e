package io.transcoder.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.transcoder.ledger.s3.AtOnce;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Keeps copies of dead letters as objects of the jobs bucket, {@code <jobs.prefix>archive/<message id>.json}:
 * {@code {"messageId","receivedAt","archivedAt","body","attributes"}}.
 */
public final class Archive {
    private final S3Client s3;
    private final String bucket;
    private final String prefix;
    private final ObjectMapper json;
    private final Clock clock;

    /** @param jobsPrefix the ledger's */
    public Archive(S3Client s3, String bucket, String jobsPrefix, ObjectMapper json, Clock clock) {
        this.s3 = s3;
        this.bucket = bucket;
        this.prefix = jobsPrefix + "archive/";
        this.json = json;
        this.clock = clock;
    }

    /** Writes all of them, or throws what the store did not take; a letter that is there already is written anew. */
    public void write(List<DeadLetter> letters) {
        AtOnce.each(DeadLetterQueue.THREADS, letters, this::write);
    }

    /** {@code s3://bucket/prefix}. */
    public String place() {
        return "s3://" + bucket + "/" + prefix;
    }

    /** The ids of the messages that are kept, in one LIST a thousand. */
    public Set<String> kept() {
        return s3.listObjectsV2Paginator(b -> b.bucket(bucket).prefix(prefix)).contents().stream()
                .map(object -> object.key().substring(prefix.length()).replaceFirst("\\.json$", ""))
                .collect(Collectors.toSet());
    }

    private void write(DeadLetter letter) {
        var copy = new Copy(
                letter.messageId(),
                Objects.toString(letter.receivedAt(), null),
                clock.instant().toString(),
                letter.body(),
                letter.attributes());
        try {
            byte[] bytes = json.writeValueAsBytes(copy);
            s3.putObject(
                    b -> b.bucket(bucket)
                            .key(prefix + letter.messageId() + ".json")
                            .contentType("application/json"),
                    RequestBody.fromBytes(bytes));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Copy(
            String messageId, String receivedAt, String archivedAt, String body, Map<String, String> attributes) {}
}
