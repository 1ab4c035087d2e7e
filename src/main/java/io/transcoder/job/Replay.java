package io.transcoder.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.camel.Headers;

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

    /** Of a message that was never a dead letter. */
    public static final Replay NONE = new Replay(null, null, 0, null);

    /** Whether the message was a dead letter. */
    public boolean isLetter() {
        return jobId != null || attempts > 0;
    }

    /** Reads the message attributes {@code job-id}, {@code encoding-id}, {@code attempts} and {@code first-seen}. */
    public static Replay read(@Headers Map<String, Object> headers) {
        return new Replay(
                matching(headers.get("job-id"), JOB),
                matching(headers.get("encoding-id"), ID),
                count(matching(headers.get("attempts"), COUNT)),
                time(headers.get("first-seen")));
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
