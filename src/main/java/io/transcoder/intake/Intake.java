package io.transcoder.intake;

import static java.util.stream.Collectors.partitioningBy;

import io.transcoder.job.Replay;
import io.transcoder.observe.Counters;
import io.transcoder.upload.Batches;
import io.transcoder.upload.S3Event;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;

/** Reads the messages of the events queue. */
public record Intake(S3EventReader events, String sourceBucket, Counters counters) {
    private static final int BATCH_BYTES = 200_000;

    /**
     * What the message tells of: the uploads into the source bucket, and the records that are no event, which become dead letters of
     * their own. Whatever else it holds is ignored and counted.
     *
     * @throws IllegalStateException where the message is a dead letter that was replayed and tells of other buckets alone
     */
    public Told told(@Body String body, @Variable("replay") Replay replay) {
        S3Event event = events.read(body);
        event.ignored().forEach(counters::ignored);
        Map<Boolean, List<Upload>> uploads = event.uploads().stream()
                .collect(partitioningBy(upload -> upload.bucket().equals(sourceBucket)));
        List<Upload> ours = uploads.get(true);
        List<Upload> others = uploads.get(false);
        if (replay != null && replay.isLetter() && ours.isEmpty() && !others.isEmpty()) {
            throw new IllegalStateException(
                    "It tells of another bucket than source.bucket; the letter is parked again");
        }
        counters.ignoredElsewhere(others);
        counters.received(ours);
        return new Told(ours, event.unreadable());
    }

    /** So that each record of a replayed letter is one as well: it is parked again, and its tries are counted. */
    public void keepPast(@Variable("replay") Replay replay, @Headers Map<String, Object> headers) {
        headers.putAll(replay.attributes());
    }

    public Replay replay(@Headers Map<String, Object> headers) {
        return Replay.read(headers);
    }

    /** @param sent when SQS took the message, in milliseconds since 1970 */
    public Instant firstSeen(@Variable("replay") Replay replay, @Header("SentTimestamp") String sent) {
        if (replay.firstSeen() != null) {
            return replay.firstSeen();
        }
        return sent == null ? null : Instant.ofEpochMilli(Long.parseLong(sent));
    }

    /**
     * @param uploads into the source bucket
     * @param unreadable records, each in an event of its own
     */
    public record Told(List<Upload> uploads, List<String> unreadable) {
        /** The upload of a message that tells of nothing else; null otherwise. */
        public Upload getOnly() {
            return uploads.size() == 1 && unreadable.isEmpty() ? uploads.get(0) : null;
        }

        /** An event for each upload and for each unreadable record, so many at once as SQS takes. */
        public List<List<String>> getBatches() {
            List<String> events = Stream.concat(uploads.stream().map(Upload::event), unreadable.stream())
                    .toList();
            return Batches.of(
                    events, Batches.MOST, event -> event.getBytes(StandardCharsets.UTF_8).length, BATCH_BYTES);
        }
    }
}
