package io.transcoder.sandbox.encoder;

import com.bitmovin.api.sdk.model.RetryHint;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Why an encoding failed, in the encoder's words. */
record Failure(int code, String category, String text, RetryHint retryHint) {
    ObjectNode json() {
        return RequestJudge.JSON
                .createObjectNode()
                .put("code", code)
                .put("category", category)
                .put("text", text)
                .put("retryHint", retryHint.getValue());
    }
}
