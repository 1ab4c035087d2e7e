package io.transcoder.setup.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.step.Trouble;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A policy in IAM's language, to which one statement of ours can be added without touching the others. */
record PolicyDocument(ObjectNode node) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final String STATEMENT = "Statement";

    /** @param text null or empty: there is none yet */
    static PolicyDocument parse(String text) {
        try {
            JsonNode read = text == null || text.isBlank() ? null : JSON.readTree(text);
            if (read instanceof ObjectNode object) {
                return new PolicyDocument(object);
            }
        } catch (JsonProcessingException e) {
            throw Trouble.of("policy-unreadable");
        }
        return new PolicyDocument(JSON.createObjectNode().put("Version", "2012-10-17"));
    }

    List<JsonNode> statements() {
        JsonNode statement = node.path(STATEMENT);
        return statement.isObject()
                ? List.of(statement)
                : statement.valueStream().toList();
    }

    boolean has(Predicate<JsonNode> wanted) {
        return statements().stream().anyMatch(wanted);
    }

    /** Without the statements that are meant; empty where none is left, as no policy is written. */
    String without(Predicate<JsonNode> unwanted) {
        List<JsonNode> rest = statements().stream().filter(unwanted.negate()).toList();
        return rest.isEmpty() ? "" : text(rest.stream());
    }

    /** With the statement in the place of the one of the same Sid, or at the end. */
    String with(ObjectNode statement) {
        String sid = statement.path("Sid").asText();
        Stream<JsonNode> others = statements().stream()
                .filter(other -> !other.path("Sid").asText().equals(sid));
        return text(Stream.concat(others, Stream.of(statement)));
    }

    private String text(Stream<JsonNode> statements) {
        ObjectNode copy = node.deepCopy();
        copy.putArray(STATEMENT).addAll(statements.toList());
        return copy.toString();
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** The one value or the list of values that IAM allows at most places, numbers and booleans as text. */
    static List<String> texts(JsonNode node) {
        boolean isOne = node.isValueNode() && !node.isNull();
        return isOne
                ? List.of(node.asText())
                : node.isArray() ? node.valueStream().map(JsonNode::asText).toList() : List.of();
    }

    /** The statement's name for people. */
    static String named(JsonNode statement) {
        String sid = statement.path("Sid").asText();
        return sid.isEmpty() ? "a statement without Sid" : "the statement '" + sid + "'";
    }

    /** Who it is for, as it stands there. */
    static String principal(JsonNode statement) {
        return statement.has("NotPrincipal")
                ? "everybody but " + statement.path("NotPrincipal")
                : statement.path("Principal").toString();
    }

    /** @param element such as {@code Action}, for which the statement may have {@code NotAction} */
    static boolean applies(JsonNode statement, String element, String text) {
        return statement.has("Not" + element)
                ? !covers(statement.path("Not" + element), text)
                : covers(statement.path(element), text);
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

    /** The values of a condition's key, whatever the case of the key and the operator. */
    static List<String> condition(JsonNode statement, String key) {
        return conditions(statement, key)
                .flatMap(condition -> condition.values().stream())
                .toList();
    }

    /** All that is said of a key, whose case does not matter. */
    static Stream<Condition> conditions(JsonNode statement, String key) {
        return statement.path("Condition").properties().stream()
                .flatMap(operator -> operator.getValue().properties().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(key))
                        .map(entry -> new Condition(operator.getKey(), texts(entry.getValue()))));
    }

    /** @param values one of which has to fit */
    record Condition(String operator, List<String> values) {}
}
