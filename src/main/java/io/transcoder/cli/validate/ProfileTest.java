package io.transcoder.cli.validate;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.bitmovin.CodecSettings;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the routes should make of one upload, as an integrator writes it down. What is absent from an expectation is not compared.
 *
 * @param test its name
 * @param event of S3 or of a bridge, as the queue gives it, in JSON; null where it is made of the upload
 * @param codecs settings of the codec configurations at Bitmovin, by their names, for estimates
 */
record ProfileTest(String test, Source upload, String event, Map<String, Map<String, Object>> codecs, Expected expect) {
    ProfileTest {
        if (test == null || expect == null || upload == null == (event == null)) {
            throw new IllegalArgumentException("a test has 'test', 'expect', and one of 'upload' and 'event'");
        }
        if (expect.estimate() != null && (upload == null || upload.media() == null)) {
            throw new IllegalArgumentException("an 'estimate' needs the 'media' of the 'upload'");
        }
        codecs = codecs == null ? Map.of() : codecs;
    }

    Map<String, CodecSettings> settings() {
        return codecs.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, codec -> CodecSettings.of(codec.getValue())));
    }

    /**
     * A source, and what HEAD says of it.
     *
     * @param size in bytes; null for one megabyte
     * @param media null where no estimate is wanted
     */
    record Source(
            String key,
            Long size,
            String eTag,
            String versionId,
            String contentType,
            Map<String, String> metadata,
            Media media) {
        private static final long MEGABYTE = 1_000_000;

        Source {
            if (key == null) {
                throw new IllegalArgumentException("an upload has a 'key'");
            }
            size = size == null ? MEGABYTE : size;
            eTag = eTag == null ? "e1" : eTag;
            metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
        }
    }

    /** What is in a source. Without width and height there is no picture. */
    record Media(double seconds, int width, int height, int audioTracks) {}

    /** @param minutes billable */
    record Estimate(BigDecimal minutes) {
        Estimate {
            if (minutes == null) {
                throw new IllegalArgumentException("an 'estimate' has 'minutes'");
            }
        }
    }

    /**
     * @param profile {@code none} where nothing is to be encoded
     * @param calls in their order; others may be between them
     * @param letters none where absent
     */
    record Expected(
            String profile,
            List<String> outputs,
            List<Call> calls,
            String skipped,
            List<Letter> letters,
            Estimate estimate) {
        static final String NO_PROFILE = "none";

        Expected {
            calls = calls == null ? List.of() : List.copyOf(calls);
            letters = letters == null ? List.of() : List.copyOf(letters);
        }
    }

    /**
     * @param call as the API reference writes it, e.g. {@code POST /encoding/encodings/{encodingId}/streams}
     * @param step which makes it; null for any
     * @param body of which as much is compared as is here
     */
    record Call(String call, String step, JsonNode body) {
        Call {
            if (call == null) {
                throw new IllegalArgumentException("a call has a 'call', e.g. POST /encoding/encodings");
            }
        }
    }

    /** @param reason a part of it is enough */
    record Letter(String kind, String step, String reason) {}
}
