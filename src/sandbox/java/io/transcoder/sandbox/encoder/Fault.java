package io.transcoder.sandbox.encoder;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A scripted misbehaviour of the API: {@code Fault.on("POST", "/encoding/encodings").losingReply()} hits the first
 * matching call; {@link #fromCall} and {@link #times} choose others. Unless {@link #afterProcessing} is set, an answered
 * or hanging call has no effect; a call whose reply is lost always had one.
 *
 * @param pattern path below the base URL; {@code *} stands for one segment, a final {@code &#47;**} for any rest
 * @param first the number, from 1, of the first matching call that is hit
 * @param times how many calls in a row are hit
 */
public record Fault(
        String method,
        String pattern,
        int first,
        int times,
        Duration delay,
        boolean processed,
        Answer answer,
        int status,
        String contentType,
        String body,
        Map<String, String> headers) {
    enum Answer {
        USUAL,
        SCRIPTED,
        CLOSED,
        NONE
    }

    public static Fault on(String method, String pattern) {
        return new Fault(method, pattern, 1, 1, Duration.ZERO, true, Answer.USUAL, 0, "application/json", "", Map.of());
    }

    public Fault fromCall(int number) {
        return new Fault(method, pattern, number, times, delay, processed, answer, status, contentType, body, headers);
    }

    public Fault times(int calls) {
        return new Fault(method, pattern, first, calls, delay, processed, answer, status, contentType, body, headers);
    }

    public Fault always() {
        return times(Integer.MAX_VALUE);
    }

    /** The call is worked on and answered this much later. */
    public Fault delayed(Duration by) {
        return new Fault(method, pattern, first, times, by, processed, answer, status, contentType, body, headers);
    }

    public Fault answering(int httpStatus, String json) {
        return scripted(httpStatus, "application/json", json);
    }

    /** The API's error envelope. */
    public Fault refusing(int httpStatus, int code, String message) {
        Reply reply = Reply.refused(new Refusal(httpStatus, code, message, List.of()));
        return answering(httpStatus, reply.body());
    }

    /** A gateway's page. */
    public Fault html(int httpStatus, String page) {
        return scripted(httpStatus, "text/html", page);
    }

    public Fault header(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Fault(method, pattern, first, times, delay, processed, answer, status, contentType, body, more);
    }

    /** The call has its effect, the scripted answer hides it. */
    public Fault afterProcessing() {
        return new Fault(method, pattern, first, times, delay, true, answer, status, contentType, body, headers);
    }

    /** The call has its effect, then the connection is closed without an answer. */
    public Fault losingReply() {
        return new Fault(method, pattern, first, times, delay, true, Answer.CLOSED, 0, contentType, body, headers);
    }

    /** No answer, the connection stays open. */
    public Fault hanging() {
        return new Fault(method, pattern, first, times, delay, false, Answer.NONE, 0, contentType, body, headers);
    }

    private Fault scripted(int httpStatus, String type, String text) {
        return new Fault(method, pattern, first, times, delay, false, Answer.SCRIPTED, httpStatus, type, text, headers);
    }

    boolean matches(String calledMethod, String path) {
        return method.equals(calledMethod) && PathPattern.of(pattern).matches(path);
    }
}
