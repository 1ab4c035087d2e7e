package io.transcoder.deadletter;

import io.transcoder.job.Replay;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The message attributes of a dead letter: why it is one, and what a replay of it tells the intake. Each is null where unknown.
 *
 * @param step the call or the route that failed; for an encoding that failed, its profile
 * @param kind such as {@code permanent}; a message without it was moved by SQS
 * @param reason for people
 * @param httpStatus of the answer
 * @param code Bitmovin's or AWS' code of the error
 * @param requestId Bitmovin's or AWS'
 * @param replay never null
 */
record LetterAttributes(
        String step, String kind, String reason, String httpStatus, String code, String requestId, Replay replay) {
    static final String STEP = "step";
    static final String KIND = "kind";
    static final String REASON = "reason";
    static final String HTTP_STATUS = "http-status";
    static final String CODE = "code";
    static final String REQUEST_ID = "request-id";

    /** Those that are known, the most important first. */
    Map<String, String> written() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put(STEP, step);
        attributes.put(KIND, kind);
        attributes.put(REASON, reason);
        attributes.putAll(replay.attributes());
        attributes.put(HTTP_STATUS, httpStatus);
        attributes.put(CODE, code);
        attributes.put(REQUEST_ID, requestId);
        attributes.values().removeIf(value -> value == null);
        return attributes;
    }
}
