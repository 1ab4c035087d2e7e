package io.transcoder.lint.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The schema of a file of routes and of a Kamelet: which fields each may have. Of routes it is Camel's own schema of the one
 * form of its YAML that later versions keep ({@code camelYamlDsl-canonical.json}, which 4.18 does not have yet); of a Kamelet's
 * frame it is ours.
 *
 * <p>Camel's schema needs few words of JSON schema: type, properties, required, items, enum and references. A validator for
 * all the others would bring six libraries and messages for programmers.
 */
final class RouteSchema {
    private static final String CAMEL = "/schema/camelYamlDsl-canonical.json";
    private static final String KAMELET = "/kamelet-schema.json";
    private static final String MODEL = "org.apache.camel.model.";
    private static final String READERS = "org.apache.camel.dsl.yaml.deserializers.ModelDeserializers$";

    private static final RouteSchema SHIPPED = new RouteSchema();

    private final JsonNode entry;
    private final JsonNode kamelet;
    private final ObjectNode definitions;

    private RouteSchema() {
        entry = read(CAMEL).path("items");
        kamelet = read(KAMELET);
        definitions = (ObjectNode) entry.path("definitions");
        definitions.setAll((ObjectNode) kamelet.path("definitions"));
        // later versions call it routePolicyRef, which 4.18 does not know
        var route = (ObjectNode) definitions.path(MODEL + "RouteDefinition").path("properties");
        route.set("routePolicy", route.remove("routePolicyRef"));
        // it requires all data formats at once, of which a step has one; of marshal it requires none
        ((ObjectNode) definitions.path(MODEL + "UnmarshalDefinition")).remove("required");
    }

    static RouteSchema shipped() {
        return SHIPPED;
    }

    /** One entry of a file of routes. */
    JsonNode entry() {
        return entry;
    }

    JsonNode kamelet() {
        return kamelet;
    }

    JsonNode step() {
        return definitions.path(MODEL + "ProcessorDefinition");
    }

    boolean isLanguage(String name) {
        return definitions
                .path(MODEL + "language.ExpressionDefinition")
                .path("properties")
                .has(name);
    }

    /** What a value may be, behind a reference; missing where the schema says nothing. */
    JsonNode resolved(JsonNode shape) {
        String reference = shape.path("$ref").asText("");
        return reference.isEmpty()
                ? shape
                : resolved(definitions.path(reference.substring(reference.lastIndexOf('/') + 1)));
    }

    /** Whether Camel reads a text in the place of fields; else its start fails without a word. True where that is not known. */
    boolean hasShortForm(JsonNode shape) {
        String reader = READERS + shape.path("$ref").asText("").replaceFirst(".*\\.", "") + "Deserializer";
        try {
            Class.forName(reader, false, getClass().getClassLoader()).getDeclaredMethod("newInstance", String.class);
            return true;
        } catch (ReflectiveOperationException e) {
            return e instanceof ClassNotFoundException;
        }
    }

    private static JsonNode read(String resource) {
        try (InputStream in = RouteSchema.class.getResourceAsStream(resource)) {
            return JsonMapper.builder().build().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
