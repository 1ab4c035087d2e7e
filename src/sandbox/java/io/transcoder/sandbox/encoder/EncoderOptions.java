package io.transcoder.sandbox.encoder;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * How the sandbox's encoder behaves.
 *
 * @param queueTime how long an encoding is QUEUED at least
 * @param encodeTime how long an encoding is RUNNING at least
 * @param finishLag how long it stays RUNNING after its output was written
 * @param searchLag how long a new encoding cannot be found by {@code search}, though by id, name and in the plain list
 * @param slots encodings that run at once
 * @param queueLimit encodings that may wait for a slot; the start of one more is refused with code 8004
 * @param mediaTime how long the output plays, by the source's key; not of ffmpeg's
 */
public record EncoderOptions(
        String apiKey,
        MediaStore store,
        Mode mode,
        Duration queueTime,
        Duration encodeTime,
        Duration finishLag,
        Duration searchLag,
        int slots,
        int queueLimit,
        List<RateLimit> rateLimits,
        Function<String, Duration> mediaTime) {
    public enum Mode {
        /** A few bytes instead of media. */
        FAKE,
        /** ffmpeg. */
        REAL
    }

    /** FAKE, at once, 8 slots, no limits. */
    public static EncoderOptions of(String apiKey, MediaStore store) {
        return new EncoderOptions(
                apiKey,
                store,
                Mode.FAKE,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                Duration.ZERO,
                8,
                Integer.MAX_VALUE,
                List.of(),
                key -> Duration.ofSeconds(1));
    }

    public static EncoderOptions of(String apiKey, S3Client s3) {
        return of(apiKey, new S3MediaStore(s3));
    }

    public EncoderOptions real() {
        return new EncoderOptions(
                apiKey,
                store,
                Mode.REAL,
                queueTime,
                encodeTime,
                finishLag,
                searchLag,
                slots,
                queueLimit,
                rateLimits,
                mediaTime);
    }

    public EncoderOptions withQueueTime(Duration time) {
        return new EncoderOptions(
                apiKey, store, mode, time, encodeTime, finishLag, searchLag, slots, queueLimit, rateLimits, mediaTime);
    }

    public EncoderOptions withEncodeTime(Duration time) {
        return new EncoderOptions(
                apiKey, store, mode, queueTime, time, finishLag, searchLag, slots, queueLimit, rateLimits, mediaTime);
    }

    public EncoderOptions withFinishLag(Duration lag) {
        return new EncoderOptions(
                apiKey, store, mode, queueTime, encodeTime, lag, searchLag, slots, queueLimit, rateLimits, mediaTime);
    }

    public EncoderOptions withSearchLag(Duration lag) {
        return new EncoderOptions(
                apiKey, store, mode, queueTime, encodeTime, finishLag, lag, slots, queueLimit, rateLimits, mediaTime);
    }

    public EncoderOptions withSlots(int count) {
        return new EncoderOptions(
                apiKey,
                store,
                mode,
                queueTime,
                encodeTime,
                finishLag,
                searchLag,
                count,
                queueLimit,
                rateLimits,
                mediaTime);
    }

    public EncoderOptions withQueueLimit(int count) {
        return new EncoderOptions(
                apiKey, store, mode, queueTime, encodeTime, finishLag, searchLag, slots, count, rateLimits, mediaTime);
    }

    public EncoderOptions withRateLimits(List<RateLimit> limits) {
        return new EncoderOptions(
                apiKey, store, mode, queueTime, encodeTime, finishLag, searchLag, slots, queueLimit, limits, mediaTime);
    }

    public EncoderOptions withMediaTime(Function<String, Duration> time) {
        return new EncoderOptions(
                apiKey, store, mode, queueTime, encodeTime, finishLag, searchLag, slots, queueLimit, rateLimits, time);
    }

    @Override
    public String toString() {
        return "EncoderOptions[" + mode + ", slots=" + slots + ", queueLimit=" + queueLimit + "]";
    }
}
