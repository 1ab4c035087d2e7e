package io.transcoder.bitmovin;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.Failures;
import io.transcoder.upload.LogText;
import java.util.Optional;

/**
 * What Bitmovin puts around each of its answers: {@code requestId}, {@code status} and {@code data}. An answer of anything else on
 * the way, such as a proxy's page, has none of it, and is an envelope without a request id.
 *
 * @param requestId null where the answer has none
 * @param status {@code SUCCESS} or {@code ERROR}; empty where the answer has none
 * @param data missing where the answer has none
 * @see <a href="https://developer.bitmovin.com/encoding/reference/how-to-use-the-api">How to use the API</a>
 */
record Envelope(String requestId, String status, JsonNode data) {
    /** Ten times as deep as any answer of the API. */
    private static final int DEPTH = 100;

    private static final int QUOTED = 200;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .build())
            .build();

    /** @param body of any form, or null */
    static Envelope of(String body) {
        JsonNode tree = parse(body);
        return new Envelope(
                tree.path("requestId").asText(null), tree.path("status").asText(""), tree.path("data"));
    }

    private static JsonNode parse(String body) {
        try {
            JsonNode node = body == null ? null : JSON.readTree(body);
            return node == null ? JSON.missingNode() : node;
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    /**
     * The result of a call that succeeded. The official SDK, too, takes an answer without one for none at all, whatever the call:
     * create, start, stop and delete all give at least an id.
     */
    Optional<JsonNode> result() {
        boolean isSuccess = requestId != null && status.equals("SUCCESS");
        return Optional.of(data.path("result")).filter(result -> isSuccess && result.isObject());
    }

    /** Bitmovin's own error code; 0 where the answer is not Bitmovin's word on the call. */
    int code() {
        return requestId != null && status.equals("ERROR") ? data.path("code").asInt(0) : 0;
    }

    /**
     * @param httpStatus any, where there is no {@link #result}
     * @param location of a redirect, or null
     * @param body as {@link #of}
     */
    BitmovinException refusal(String call, int httpStatus, String location, String body) {
        String words = code() == 0 ? foreign(httpStatus, location, body) : own();
        return new BitmovinException(call, httpStatus, code(), requestId, words + Failures.toMend(httpStatus));
    }

    private String own() {
        var text = new StringBuilder(data.path("message").asText(""));
        for (JsonNode detail : data.path("details")) {
            text.append("; ")
                    .append(detail.path("field").asText(""))
                    .append(' ')
                    .append(detail.path("text").asText());
        }
        return text.isEmpty() ? "no text" : quoted(text.toString());
    }

    private String foreign(int httpStatus, String location, String body) {
        String said = quoted(body == null ? "" : body.replaceAll("(?is)<(style|script).*?</\\1>|<[^>]*>", " "));
        String what = httpStatus / 100 == 2 ? "without a result" : "without an error of Bitmovin's API";
        return what
                + (location == null ? "" : ", to " + quoted(location.replaceAll("[?#].*|(?<=//)[^/]*@", "")))
                + (said.isEmpty() ? "" : ": " + said);
    }

    private static String quoted(String text) {
        return LogText.line(text, QUOTED).replaceAll("\\s+", " ").strip();
    }
}
