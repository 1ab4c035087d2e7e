package io.transcoder.app;

import io.transcoder.job.Replay;
import io.transcoder.upload.S3Event;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.camel.Body;
import org.apache.camel.Header;
import org.apache.camel.Headers;
import org.apache.camel.Variable;

/** Reads the messages of the events queue. */
public final class Intake {
    private final S3EventReader events;
    private final String sourceBucket;
    private final Counters counters;

    public Intake(S3EventReader events, String sourceBucket, Counters counters) {
        this.events = events;
        this.sourceBucket = sourceBucket;
        this.counters = counters;
    }

    /** The uploads into the source bucket; whatever else the message tells of is ignored and counted. */
    public List<Upload> uploads(@Body String body) {
        S3Event event = events.read(body);
        event.ignored().forEach(counters::ignored);
        counters.ignored("other-bucket", (int)
                event.uploads().stream().filter(upload -> !isOurs(upload)).count());
        counters.ignored("folder-placeholder", (int) event.uploads().stream()
                .filter(upload -> isOurs(upload) && upload.folderPlaceholder())
                .count());
        List<Upload> uploads = event.uploads().stream()
                .filter(upload -> isOurs(upload) && !upload.folderPlaceholder())
                .toList();
        counters.received(uploads);
        return uploads;
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

    private boolean isOurs(Upload upload) {
        return upload.bucket().equals(sourceBucket);
    }
}
