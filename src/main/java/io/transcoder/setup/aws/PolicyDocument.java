package io.transcoder.setup.aws;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.step.Trouble;
import java.util.List;
import java.util.function.Predicate;
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

    /** @param values of the places that the JSON text leaves open; ARNs and the like, which need no escape */
    static Statement statement(String text, Object... values) {
        return new Statement(parse(text.formatted(values)).node());
    }

    List<Statement> statements() {
        JsonNode statement = node.path(STATEMENT);
        Stream<JsonNode> all = statement.isObject() ? Stream.of(statement) : statement.valueStream();
        return all.map(Statement::new).toList();
    }

    /** Without the statements that are meant; empty where none is left, as no policy is written. */
    String without(Predicate<Statement> unwanted) {
        List<Statement> rest = statements().stream().filter(unwanted.negate()).toList();
        return rest.isEmpty() ? "" : text(rest.stream());
    }

    /** With the statement in the place of the one of the same Sid, or at the end. */
    String with(Statement statement) {
        Stream<Statement> others =
                statements().stream().filter(other -> !other.sid().equals(statement.sid()));
        return text(Stream.concat(others, Stream.of(statement)));
    }

    private String text(Stream<Statement> statements) {
        ObjectNode copy = node.deepCopy();
        copy.putArray(STATEMENT).addAll(statements.map(Statement::node).toList());
        return copy.toString();
    }
}
