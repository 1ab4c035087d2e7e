package io.transcoder.job;

import java.time.Instant;
import java.util.List;

/**
 * How an attempt ended.
 *
 * @param encodingId null where none was made
 * @param status the encoder's last word on it, or null
 * @param code Bitmovin's error code, or null
 * @param retryHint the encoder's own advice, or null
 * @param messages the encoder's messages
 * @param calls by which it was found out
 */
public record End(
        Outcome outcome,
        String reason,
        String encodingId,
        String status,
        Integer code,
        String retryHint,
        List<String> messages,
        Instant at,
        List<EncoderCall> calls) {
    public enum Outcome {
        /** Every output is verified. */
        FINISHED,
        FAILED,
        /** Needed no encode: the source is gone, empty, or there is a newer version of it. */
        SKIPPED
    }

    public End {
        messages = messages == null ? List.of() : List.copyOf(messages);
        calls = calls == null ? List.of() : List.copyOf(calls);
    }

    public static End finished(String encodingId, Instant at) {
        return new End(
                Outcome.FINISHED, "outputs verified", encodingId, "FINISHED", null, null, List.of(), at, List.of());
    }

    public static End skipped(String encodingId, String reason, Instant at) {
        return new End(Outcome.SKIPPED, reason, encodingId, null, null, null, List.of(), at, List.of());
    }

    public static End failed(String encodingId, String reason, Instant at) {
        return new End(Outcome.FAILED, reason, encodingId, null, null, null, List.of(), at, List.of());
    }

    public End withCalls(List<EncoderCall> made) {
        return new End(outcome, reason, encodingId, status, code, retryHint, messages, at, made);
    }
}
