package io.transcoder.lint.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The schema of a file of routes and of a Kamelet: which fields each may have. Of routes it is Camel's own schema of the one
 * form of its YAML that later versions keep ({@code camelYamlDsl-canonical.json}, which 4.18 does not have yet); of a Kamelet's
 * frame it is ours.
 *
 * <p>Camel's schema needs few words of JSON schema: type, properties, required, items, enum and references. A validator for
 * all the others would bring six libraries and messages for programmers.
 */
public final class RouteSchema {
    private static final String CAMEL = "/schema/camelYamlDsl-canonical.json";
    private static final String KAMELET = "/kamelet-schema.json";
    private static final String MODEL = "org.apache.camel.model.";

    private static final class Shipped {
        static final RouteSchema SCHEMA = new RouteSchema();
    }

    /** What a value may be. */
    final class Shape {
        private final JsonNode node;

        private Shape(JsonNode node) {
            this.node = node;
        }

        /** {@code object}, {@code array}, {@code string}, {@code number}, {@code integer}, {@code boolean}; empty for any. */
        String type() {
            return node.path("type").asText(isOpen() ? "" : "object");
        }

        /** Whether it takes any field. */
        boolean isOpen() {
            return !node.has("properties");
        }

        List<String> fields() {
            return node.path("properties")
                    .propertyStream()
                    .map(Map.Entry::getKey)
                    .toList();
        }

        Optional<Shape> field(String name) {
            return Optional.ofNullable(node.path("properties").get(name)).map(RouteSchema.this::shape);
        }

        /** What each field of an open shape is; empty where it may be anything. */
        Optional<Shape> anyField() {
            return Optional.ofNullable(node.get("additionalProperties"))
                    .filter(JsonNode::isObject)
                    .map(RouteSchema.this::shape);
        }

        Shape items() {
            return shape(node.path("items"));
        }

        List<String> required() {
            return texts(node.path("required"));
        }

        /** Empty where every text will do. */
        List<String> values() {
            return texts(node.path("enum"));
        }

        boolean isStep() {
            return node == definitions.get(MODEL + "ProcessorDefinition");
        }

        boolean isEntry() {
            return node == camel;
        }

        /** Whether it has one field at a time, as a step has one name. */
        boolean isOneOfItsFields() {
            return node.path("maxProperties").asInt() == 1;
        }
    }

    private final JsonNode camel;
    private final JsonNode kamelet;
    private final ObjectNode definitions;

    private RouteSchema() {
        camel = read(CAMEL).path("items");
        kamelet = read(KAMELET);
        definitions = (ObjectNode) camel.path("definitions");
        definitions.setAll((ObjectNode) kamelet.path("definitions"));
        // later versions call it routePolicyRef, which 4.18 does not know
        var route = (ObjectNode) definitions.path(MODEL + "RouteDefinition").path("properties");
        route.set("routePolicy", route.remove("routePolicyRef"));
    }

    static RouteSchema shipped() {
        return Shipped.SCHEMA;
    }

    /** One entry of a file of routes. */
    Shape entry() {
        return shape(camel);
    }

    Shape kamelet() {
        return shape(kamelet);
    }

    boolean isLanguage(String name) {
        return definitions
                .path(MODEL + "language.ExpressionDefinition")
                .path("properties")
                .has(name);
    }

    private Shape shape(JsonNode node) {
        String reference = node.path("$ref").asText("");
        return reference.isEmpty() ? new Shape(node) : shape(definitions.path(reference.replaceFirst("^#/.*/", "")));
    }

    private static JsonNode read(String resource) {
        try (InputStream in = RouteSchema.class.getResourceAsStream(resource)) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> texts(JsonNode node) {
        return node.valueStream().map(JsonNode::asText).toList();
    }
}
