package io.transcoder.upload;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of one message of the events queue.
 *
 * @param uploads in the order of the message's records; none if there was nothing to transcode
 * @param unreadable records that can't be read, beside others that can, each in an event of its own
 * @param ignored how many records (or the whole message, as one) were left out, by reason: one of the constants here
 */
public record S3Event(List<Upload> uploads, List<String> unreadable, Map<String, Integer> ignored) {

    /** S3 tries out a notification configuration when it is saved. */
    public static final String TEST_EVENT = "test-event";
    /** Something else than a new object: removed, restored, tagged, … */
    public static final String NOT_A_CREATION = "not-a-creation";
    /** An event of another service. */
    public static final String NOT_S3 = "not-s3";
    /** An event with no record. */
    public static final String EMPTY = "empty";
    /** SNS asks to confirm that this queue wants, or no longer wants, a topic. */
    public static final String SNS_SUBSCRIPTION = "sns-subscription";

    public S3Event {
        uploads = List.copyOf(uploads);
        unreadable = List.copyOf(unreadable);
        ignored = Collections.unmodifiableMap(new LinkedHashMap<>(ignored));
    }

    static S3Event of(Upload upload) {
        return new S3Event(List.of(upload), List.of(), Map.of());
    }

    static S3Event ignored(String reason) {
        return new S3Event(List.of(), List.of(), Map.of(reason, 1));
    }
}
