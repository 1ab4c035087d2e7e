package io.transcoder.setup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A policy in IAM's language, to which one statement of ours can be added without touching the others. */
final class PolicyDocument {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String STATEMENT = "Statement";

    private final ObjectNode document;

    private PolicyDocument(ObjectNode document) {
        this.document = document;
    }

    /** @param text null or empty: there is none yet */
    static PolicyDocument parse(String text) {
        try {
            JsonNode node = text == null || text.isBlank() ? null : JSON.readTree(text);
            if (node instanceof ObjectNode object) {
                return new PolicyDocument(object);
            }
        } catch (JsonProcessingException e) {
            throw new Trouble(Trouble.Kind.REFUSED, "the policy is no JSON", "look at it in the console");
        }
        return new PolicyDocument(JSON.createObjectNode().put("Version", "2012-10-17"));
    }

    List<JsonNode> statements() {
        List<JsonNode> all = new ArrayList<>();
        JsonNode statement = document.path(STATEMENT);
        if (statement.isObject()) {
            all.add(statement);
        } else {
            statement.forEach(all::add);
        }
        return all;
    }

    JsonNode node() {
        return document;
    }

    boolean has(Predicate<JsonNode> wanted) {
        return statements().stream().anyMatch(wanted);
    }

    /** With the statement in the place of the one of the same Sid, or at the end. */
    String with(ObjectNode statement) {
        ObjectNode copy = document.deepCopy();
        ArrayNode all = JSON.createArrayNode();
        statements().stream()
                .filter(other ->
                        !other.path("Sid").asText().equals(statement.path("Sid").asText()))
                .forEach(all::add);
        all.add(statement);
        copy.set(STATEMENT, all);
        return copy.toString();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The one text or the list of texts that IAM allows at most places. */
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        if (node.isArray()) {
            node.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }

    /** Whether one of the patterns, in which {@code *} and {@code ?} stand for anything, covers the text; not case-sensitive. */
    static boolean covers(JsonNode patterns, String text) {
        return texts(patterns).stream().anyMatch(pattern -> covers(pattern, text));
    }

    static boolean covers(String pattern, String text) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL)
                .matcher(text)
                .matches();
    }

    /** The value of a condition's key, whatever the case of the key and the operator. */
    static List<String> condition(JsonNode statement, String key) {
        List<String> values = new ArrayList<>();
        statement.path("Condition").forEach(operator -> operator.properties().forEach(entry -> {
            if (entry.getKey().equalsIgnoreCase(key)) {
                values.addAll(texts(entry.getValue()));
                if (entry.getValue().isBoolean()) {
                    values.add(entry.getValue().asText());
                }
            }
        }));
        return values;
    }
}
