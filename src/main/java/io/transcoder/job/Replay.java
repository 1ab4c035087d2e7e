package io.transcoder.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.Headers;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * What a message that comes back from the dead letters says of its past. It is untrusted: what does not have the right form is
 * taken as absent.
 *
 * @param jobId null where absent
 * @param encodingId of the attempt that failed, null where absent
 * @param attempts 0 where absent
 * @param firstSeen null where absent
 */
public record Replay(String jobId, String encodingId, int attempts, Instant firstSeen) {
    private static final Pattern JOB = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final int MOST_ATTEMPTS = 9_999;
    private static final Pattern COUNT = Pattern.compile("\\d{1,9}");

    private static final String JOB_ID = "job-id";
    private static final String ENCODING_ID = "encoding-id";
    private static final String ATTEMPTS = "attempts";
    private static final String FIRST_SEEN = "first-seen";

    /** Of a message that was never a dead letter. */
    public static final Replay NONE = new Replay(null, null, 0, null);

    /** Whether the message was a dead letter. */
    public boolean isLetter() {
        return jobId != null || attempts > 0;
    }

    /** Reads the message attributes {@code job-id}, {@code encoding-id}, {@code attempts} and {@code first-seen}. */
    public static Replay read(@Headers Map<String, Object> headers) {
        return new Replay(
                matching(headers.get(JOB_ID), JOB),
                matching(headers.get(ENCODING_ID), ID),
                count(matching(headers.get(ATTEMPTS), COUNT)),
                time(headers.get(FIRST_SEEN)));
    }

    /** As {@link #read} takes them; without what is absent. */
    public Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put(JOB_ID, jobId);
        attributes.put(ENCODING_ID, encodingId);
        attributes.put(ATTEMPTS, attempts == 0 ? null : Integer.toString(attempts));
        attributes.put(FIRST_SEEN, firstSeen == null ? null : firstSeen.toString());
        attributes.values().removeIf(Objects::isNull);
        return attributes;
    }

    /** {@link #attributes} for a message that is sent. */
    public Map<String, MessageAttributeValue> messageAttributes() {
        return attributes().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, attribute -> MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue(attribute.getValue())
                        .build()));
    }

    private static String matching(Object value, Pattern form) {
        return value instanceof String text && form.matcher(text).matches() ? text : null;
    }

    private static int count(String text) {
        return text == null ? 0 : Math.min(MOST_ATTEMPTS, Integer.parseInt(text));
    }

    private static Instant time(Object value) {
        try {
            return value instanceof String text ? Instant.parse(text) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }
}
