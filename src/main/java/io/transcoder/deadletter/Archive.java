package io.transcoder.deadletter;

import io.transcoder.ledger.s3.AtOnce;
import io.transcoder.ledger.s3.CreateOnlyRecords;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps copies of dead letters as objects of the jobs bucket, {@code <jobs.prefix>archive/<message id>.json}:
 * {@code {"messageId","receivedAt","archivedAt","body","attributes"}}.
 *
 * @param folder {@code <jobs.prefix>archive/}
 */
public record Archive(CreateOnlyRecords records, String folder, Clock clock) {
    /** Writes all that are not there yet, or throws what the store did not take; a message never changes. */
    public void write(List<DeadLetter> letters) {
        AtOnce.each(DeadLetterQueue.THREADS, letters, this::write);
    }

    /** {@code s3://bucket/prefix}. */
    public String place() {
        return "s3://" + records.bucket() + "/" + folder;
    }

    /** The ids of the messages that are kept, in one LIST a thousand. */
    public Set<String> kept() {
        return records.names(folder).stream()
                .map(name -> name.replaceFirst("\\.json$", ""))
                .collect(Collectors.toSet());
    }

    private void write(DeadLetter letter) {
        var copy = new Copy(
                letter.messageId(),
                Objects.toString(letter.receivedAt(), null),
                clock.instant().toString(),
                letter.body(),
                letter.attributes());
        records.createOrRead(folder + letter.messageId() + ".json", copy, Copy.class);
    }

    private record Copy(
            String messageId, String receivedAt, String archivedAt, String body, Map<String, String> attributes) {}
}
