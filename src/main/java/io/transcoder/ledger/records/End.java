package io.transcoder.ledger.records;

import java.time.Instant;
import java.util.List;

/**
 * The record of an attempt's end.
 *
 * @param kind what a dead letter of it is called: {@code encoding-failed}, {@code output-differs}, {@code lost}; null where the
 *     attempt did not fail, or an earlier release wrote the record
 * @param encodingId null where none was made
 * @param status the encoder's last word on it, or null
 * @param code Bitmovin's error code, or null
 * @param retryHint the encoder's own advice, or null
 * @param messages the encoder's messages
 * @param outputs what was looked into
 * @param calls by which it was found out
 */
public record End(
        Outcome outcome,
        String reason,
        String kind,
        String encodingId,
        String status,
        Integer code,
        String retryHint,
        List<String> messages,
        List<Written> outputs,
        Instant at,
        List<EncoderCall> calls) {
    public static final String ENCODING_FAILED = "encoding-failed";
    public static final String OUTPUT_DIFFERS = "output-differs";
    public static final String LOST = "lost";

    public enum Outcome {
        /** Every output is verified. */
        FINISHED,
        FAILED,
        /** Needed no encode: the source is gone, empty, or another upload of its key is there. */
        SKIPPED
    }

    public End {
        messages = messages == null ? List.of() : List.copyOf(messages);
        outputs = outputs == null ? List.of() : List.copyOf(outputs);
        calls = calls == null ? List.of() : List.copyOf(calls);
    }

    public static End finished(String encodingId, String reason, String status, List<Written> outputs, Instant at) {
        return new End(Outcome.FINISHED, reason, null, encodingId, status, null, null, null, outputs, at, null);
    }

    public static End skipped(String encodingId, String reason, Instant at) {
        return new End(Outcome.SKIPPED, reason, null, encodingId, null, null, null, null, null, at, null);
    }

    public static End failed(String kind, String encodingId, String reason, Instant at) {
        return new End(Outcome.FAILED, reason, kind, encodingId, null, null, null, null, null, at, null);
    }

    public End withCalls(List<EncoderCall> made) {
        return new End(outcome, reason, kind, encodingId, status, code, retryHint, messages, outputs, at, made);
    }

    /**
     * An output as the store showed it, and the encoder.
     *
     * @param eTag null where the MAM had taken it by then
     * @param seconds null where the encoder did not say, or was not asked, or an earlier release wrote the record
     * @param tracks such as {@code audio AAC of 60.0 s}; empty likewise
     */
    public record Written(String key, String eTag, long size, Double seconds, List<String> tracks) {
        public Written {
            tracks = tracks == null ? List.of() : List.copyOf(tracks);
        }
    }
}
