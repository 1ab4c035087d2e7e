package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;

/** An HTTP answer, its body already text. */
record Reply(int status, String contentType, String body) {
    static Reply ok(JsonNode result) {
        return success(200, result);
    }

    static Reply created(JsonNode result) {
        return success(201, result);
    }

    /** A page of a list; {@code totalCount} only where it was asked for, as in the real API. */
    static Reply page(Request request, List<? extends JsonNode> all) {
        int from = Math.min(request.offset(), all.size());
        int to = (int) Math.min((long) from + request.limit(), all.size());
        ObjectNode page = RequestJudge.JSON.createObjectNode();
        if (Boolean.parseBoolean(request.query().get("includeTotalCount"))) {
            page.put("totalCount", all.size());
        }
        page.put("offset", request.offset()).put("limit", request.limit());
        ArrayNode items = page.putArray("items");
        all.subList(from, to).forEach(items::add);
        return ok(page);
    }

    static Reply refused(Refusal refusal) {
        ObjectNode envelope = envelope("ERROR");
        ObjectNode data = envelope.putObject("data");
        data.put("code", refusal.code())
                .put("message", refusal.getMessage())
                .put("developerMessage", refusal.getMessage());
        data.putArray("links");
        ArrayNode details = data.putArray("details");
        refusal.details().forEach(detail -> details.addObject()
                .put("type", "ERROR")
                .put("text", detail.text())
                .put("field", detail.field()));
        return json(refusal.status(), envelope);
    }

    /** Not an envelope: what a gateway in front of the API says. */
    static Reply tooManyRequests() {
        return json(429, RequestJudge.JSON.createObjectNode().put("message", "Too Many Requests"));
    }

    /** A gateway's as well, so that it does not pass for Bitmovin's own word of something that is not there. */
    static Reply noSuchEndpoint() {
        return json(404, RequestJudge.JSON.createObjectNode().put("message", "Not Found"));
    }

    /** Of what was made; null where the answer tells of nothing. */
    String madeId() {
        try {
            return RequestJudge.JSON.readTree(body).at("/data/result/id").textValue();
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static Reply success(int status, JsonNode result) {
        ObjectNode envelope = envelope("SUCCESS");
        envelope.putObject("data").set("result", result);
        return json(status, envelope);
    }

    private static ObjectNode envelope(String status) {
        return RequestJudge.JSON
                .createObjectNode()
                .put("requestId", UUID.randomUUID().toString())
                .put("status", status);
    }

    private static Reply json(int status, JsonNode body) {
        try {
            return new Reply(status, "application/json", RequestJudge.JSON.writeValueAsString(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
