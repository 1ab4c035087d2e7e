package io.transcoder.sandbox.encoder;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads request bodies into the official SDK's model classes and refuses whatever they do not carry.
 *
 * <p>The SDK turns an unknown enum value into null without a word, so a body is also written back from the model and
 * everything that got lost on the way is refused.
 */
final class RequestJudge {
    /** Set by the service only. */
    private static final Set<String> READ_ONLY =
            Set.of("id", "createdAt", "modifiedAt", "status", "progress", "startedAt", "queuedAt", "finishedAt");

    static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .defaultPropertyInclusion(JsonInclude.Value.ALL_NON_NULL)
            .build();

    record Judged<T>(T model, ObjectNode json) {}

    <T> Judged<T> object(byte[] body, Class<T> model, String... required) {
        JsonNode tree = parse(body);
        if (!(tree instanceof ObjectNode object)) {
            throw Refusal.badRequest(Refusal.REQUIRED_FIELD, "the body must be a JSON object");
        }
        READ_ONLY.forEach(name -> {
            if (object.has(name)) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, name, "is read-only");
            }
        });
        return judge(object, model, "", required);
    }

    /** As {@link #object}, where an empty body stands for an empty object. */
    <T> Judged<T> optionalObject(byte[] body, Class<T> model) {
        return body.length == 0 ? judge(JSON.createObjectNode(), model, "") : object(body, model);
    }

    <T> List<T> array(byte[] body, Class<T> model, String... required) {
        JsonNode tree = parse(body);
        if (!(tree instanceof ArrayNode array) || array.isEmpty()) {
            throw Refusal.badRequest(Refusal.REQUIRED_FIELD, "the body must be a JSON array with at least one item");
        }
        List<T> models = new ArrayList<>();
        for (int i = 0; i < array.size(); i++) {
            if (!(array.get(i) instanceof ObjectNode item)) {
                throw Refusal.field(Refusal.INVALID_PARAMETER, "[" + i + "]", "must be an object");
            }
            models.add(judge(item, model, "[" + i + "].", required).model());
        }
        return models;
    }

    private <T> Judged<T> judge(ObjectNode json, Class<T> type, String prefix, String... required) {
        T model;
        try {
            model = JSON.treeToValue(json, type);
        } catch (InvalidTypeIdException e) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, prefix + "type", e.getOriginalMessage());
        } catch (JsonMappingException e) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, prefix + pathOf(e), e.getOriginalMessage());
        } catch (JsonProcessingException e) {
            throw Refusal.badRequest(Refusal.INVALID_PARAMETER, e.getOriginalMessage());
        }
        compare(json, JSON.valueToTree(model), prefix);
        List<Refusal.Detail> missing = new ArrayList<>();
        for (String name : required) {
            if (isEmpty(json.get(name))) {
                missing.add(new Refusal.Detail(prefix + name, "must not be null or empty"));
            }
        }
        if (!missing.isEmpty()) {
            throw new Refusal(400, Refusal.REQUIRED_FIELD, "required fields are missing: " + missing, missing);
        }
        return new Judged<>(model, json);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw Refusal.badRequest(Refusal.REQUIRED_FIELD, "the body is not JSON: " + reason);
        }
    }

    private static void compare(JsonNode sent, JsonNode understood, String path) {
        if (isEmpty(sent) && !sent.isTextual()) {
            return;
        }
        if (sent.isObject() && understood.isObject()) {
            for (Map.Entry<String, JsonNode> field : sent.properties()) {
                compare(field.getValue(), understood.path(field.getKey()), join(path, field.getKey()));
            }
        } else if (sent.isArray() && understood.isArray() && sent.size() == understood.size()) {
            for (int i = 0; i < sent.size(); i++) {
                if (sent.get(i).isNull()) {
                    throw Refusal.field(Refusal.INVALID_PARAMETER, path + "[" + i + "]", "must not be null");
                }
                compare(sent.get(i), understood.get(i), path + "[" + i + "]");
            }
        } else if (!same(sent, understood)) {
            throw Refusal.field(Refusal.INVALID_PARAMETER, path, "value " + sent + " is not allowed");
        }
    }

    private static boolean same(JsonNode sent, JsonNode understood) {
        if (sent.isNumber() && understood.isNumber()) {
            return sent.decimalValue().compareTo(understood.decimalValue()) == 0;
        }
        return sent.equals(understood);
    }

    private static String join(String path, String name) {
        return path.isEmpty() || path.endsWith(".") ? path + name : path + "." + name;
    }

    private static boolean isEmpty(JsonNode node) {
        return node == null
                || node.isNull()
                || (node.isTextual() && node.textValue().isBlank())
                || (node.isContainerNode() && node.isEmpty());
    }

    private static String pathOf(JsonMappingException e) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : e.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.isEmpty() ? "body" : path.toString();
    }
}
