package io.transcoder.upload;

/**
 * Thrown where a message is no S3 event, or cannot be trusted. Nothing of it has been acted upon; reading it again
 * gives the same. The message names the fault and shows the body's beginning, escaped for a log, never all of it.
 */
public final class MalformedEventException extends RuntimeException {

    private static final int EXCERPT = 100;

    /** @param body as received, may be null */
    MalformedEventException(String fault, String body) {
        super("Not a readable S3 event: " + fault + excerpt(body));
    }

    private static String excerpt(String body) {
        return body == null || body.isEmpty() ? "" : "; the message begins: " + LogText.safe(body, EXCERPT);
    }
}
