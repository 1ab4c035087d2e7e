package io.transcoder.ledger.records;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * An answered call to the encoder, kept so that the encoder's support can find it in their log.
 *
 * @param call such as {@code POST /encoding/encodings/{encodingId}/start}
 * @param at when it was made
 * @param millis until the answer was there
 * @param status of HTTP
 * @param requestId the encoder's name for it; null where the answer had none
 * @param request a digest of what was asked for, the same for encodings that are alike; null where it made nothing, or the
 *     encoding itself, or an earlier release made the record
 * @param made the id of what it made; null where it made nothing, or an earlier release made the record
 */
public record EncoderCall(
        String call, Instant at, long millis, int status, String requestId, String request, String made) {
    /** Of so many calls there may have been more. */
    static final int MOST = 50;

    public EncoderCall(String call, Instant at, long millis, int status, String requestId) {
        this(call, at, millis, status, requestId, null, null);
    }

    /** The list with one more; of very many only the first. */
    public static List<EncoderCall> added(List<?> calls, EncoderCall call) {
        Stream<EncoderCall> before =
                Stream.ofNullable(calls).flatMap(List::stream).map(EncoderCall.class::cast);
        return Stream.concat(before, Stream.of(call)).limit(MOST).toList();
    }

    @Override
    public String toString() {
        return call + " was answered " + status + " after " + millis + " ms, at " + at
                + (requestId == null ? "" : ", requestId " + requestId);
    }
}
