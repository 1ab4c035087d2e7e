package io.transcoder.setup.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A statement of a policy in IAM's language. */
record Statement(JsonNode node) {
    /** Empty where it has none. */
    String sid() {
        return node.path("Sid").asText();
    }

    /** The statement's name for people. */
    String named() {
        return sid().isEmpty() ? "a statement without Sid" : "the statement '" + sid() + "'";
    }

    boolean allows() {
        return node.path("Effect").asText().equals("Allow");
    }

    boolean denies() {
        return node.path("Effect").asText().equals("Deny");
    }

    /** Who it is for, as it stands there. */
    String principal() {
        return node.has("NotPrincipal")
                ? "everybody but " + node.path("NotPrincipal")
                : node.path("Principal").toString();
    }

    /** @param element such as {@code Action}, for which the statement may have {@code NotAction} */
    boolean applies(String element, String text) {
        return node.has("Not" + element) ? !covers(node.path("Not" + element), text) : covers(node.path(element), text);
    }

    /** All that is said of a key, whose case does not matter. */
    Stream<Condition> conditions(String key) {
        return node.path("Condition").properties().stream()
                .flatMap(operator -> operator.getValue().properties().stream()
                        .filter(entry -> entry.getKey().equalsIgnoreCase(key))
                        .map(entry ->
                                new Condition(operator.getKey().toLowerCase(Locale.ROOT), texts(entry.getValue()))));
    }

    /** The one value or the list of values that IAM allows at most places, numbers and booleans as text. */
    static List<String> texts(JsonNode node) {
        boolean isOne = node.isValueNode() && !node.isNull();
        return isOne
                ? List.of(node.asText())
                : node.isArray() ? node.valueStream().map(JsonNode::asText).toList() : List.of();
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

    /**
     * @param operator in small letters
     * @param values one of which has to fit
     */
    record Condition(String operator, List<String> values) {
        /** Whether wildcards in the values count. */
        boolean isLike() {
            return operator.contains("like") || operator.contains("arn");
        }
    }
}
