package io.transcoder.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersionDetector;
import com.networknt.schema.ValidationMessage;
import io.transcoder.lint.model.RouteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A schema validator's opinion, beside which {@code RouteSchema} has to stand. */
public final class CanonicalSchema {
    private static final Path FILE = Path.of("target/classes/schema/camelYamlDsl-canonical.json");

    private final ObjectMapper json = new ObjectMapper();
    private final JsonSchema schema;

    public CanonicalSchema() {
        try {
            JsonNode node = json.readTree(FILE.toFile());
            // the schema's own fault: all data formats at once, of which a step has one
            ((ObjectNode) node.at("/items/definitions/org.apache.camel.model.UnmarshalDefinition")).remove("required");
            schema = JsonSchemaFactory.getInstance(SpecVersionDetector.detect(node))
                    .getSchema(node);
        } catch (IOException e) {
            throw new UncheckedIOException("The build unpacks it: mvn generate-resources", e);
        }
    }

    /** What the schema has against the file, one line each. */
    public List<String> faults(RouteFile file) {
        Object routes = file.isKamelet() ? List.of(Map.of("route", file.at("spec", "template"))) : file.tree();
        return schema.validate(json.valueToTree(routes)).stream()
                .map(ValidationMessage::getMessage)
                .map(message -> file.name() + ": " + message)
                .sorted()
                .toList();
    }
}
