package io.transcoder.lint.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.transcoder.lint.CanonicalSchema;
import io.transcoder.lint.HouseRules;
import io.transcoder.lint.PlantedRoutes;
import io.transcoder.lint.RulesTest;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every rule twice: it holds for what is shipped, and it finds what was planted. */
@Tag("slow")
class RouteFilesTest {
    /** Where 4.18 cannot load what the schema of later versions calls for, and why. Goes with the next Camel version. */
    private static final Map<String, String> NOT_IN_THIS_CAMEL_YET = Map.of(
            "engine/intake.camel.yaml: $[0].route: property 'routePolicy' is not defined in the schema and the schema does not"
                    + " allow additional properties",
            "later versions call it routePolicyRef, an unsupported field in 4.18");

    private static final long MOST_LINES = 120;
    private static final long MOST_LINES_OF_KAMELET = 160;

    private final HouseRules shipped = new HouseRules(PlantedRoutes.shipped().files());

    @Test
    void theShippedFilesAreRoutesOrKamelets() {
        assertThat(PlantedRoutes.shipped().files())
                .hasSizeGreaterThan(15)
                .allMatch(file -> file.isRoutes() || file.isKamelet());
    }

    @Test
    void everyFileIsInTheFormThatLaterVersionsKeep() {
        var schema = new CanonicalSchema();
        List<String> faults = new ArrayList<>();
        PlantedRoutes.shipped().files().forEach(file -> faults.addAll(schema.faults(file)));

        assertThat(faults).containsExactlyInAnyOrderElementsOf(NOT_IN_THIS_CAMEL_YET.keySet());
    }

    @Test
    void anotherFormInAKameletIsFound() {
        var schema = new CanonicalSchema();

        assertThat(schema.faults(kamelet("a", "{}", "[{ to: 'direct:b' }]"))).hasSize(1);
        assertThat(schema.faults(kamelet("a", "{}", "[{ to: { uri: 'direct:b' } }]")))
                .isEmpty();
    }

    @Test
    void aWholeNumberIsOneWhateverItsSize() {
        Object tree = RouteFile.of("a", "[7, -2147483648, 2147483648, -5000000000, 92233720368547758070]")
                .tree();

        assertThat(tree).isEqualTo(List.of(7L, -2147483648L, 2147483648L, -5_000_000_000L, "92233720368547758070"));
    }

    /** Ours is short, and could be wrong; the validator is neither. */
    @Test
    void aSchemaValidatorFindsAFaultInTheSameFilesAsWeDo() {
        var schema = new CanonicalSchema();
        List<RouteFile> files = RulesTest.examples()
                .flatMap(example -> example.routes().files().stream())
                .distinct()
                .filter(file -> file.isRoutes() && file.tree() instanceof List)
                .filter(file -> !file.name().equals("engine/intake.camel.yaml"))
                // the validator wants the number itself, and the start puts it in
                .filter(file -> !file.text().matches("(?s).*(asyncDelayed|maximumRedeliveries): '\\{\\{.*"))
                .toList();

        assertThat(files).hasSizeGreaterThan(100).allSatisfy(file -> {
            Set<Finding> ours = misfits(file);
            var theirs = schema.faults(file);
            assertThat(ours.isEmpty()).as(file.text() + ours + theirs).isEqualTo(theirs.isEmpty());
        });
    }

    private static Set<Finding> misfits(RouteFile file) {
        var folder = new RouteFolder(List.of(file), Map.of(), List.of(), Map.of());
        var found = new Findings(new Rule("schema", "error", "", "", null));
        for (SchemaCheck.Fault fault : SchemaCheck.Fault.values()) {
            SchemaCheck.of(fault).look(folder, found);
        }
        return found.found();
    }

    @Test
    void noStepOfAKameletHasAnId() {
        assertThat(shipped.kameletStepsWithId()).isEmpty();
    }

    @Test
    void aStepOfAKameletWithAnIdIsFound() {
        assertThat(rules(kamelet("a", "{}", "[{ stop: { id: b } }]")).kameletStepsWithId())
                .containsExactly("a.kamelet.yaml: step b has an id");
    }

    @Test
    void noFileCallsAFileThatCallsIt() {
        assertThat(shipped.circlesAmongFiles()).isEmpty();
    }

    @Test
    void aCircleOfFilesIsFoundAndWhatLeadsToIt() {
        assertThat(rules(calling("a", "b"), calling("b", "c"), calling("c", "b"), calling("d", "e"), calling("e", "e"))
                        .circlesAmongFiles())
                .containsExactly(
                        "a.camel.yaml: calls [b.camel.yaml]",
                        "b.camel.yaml: calls [c.camel.yaml]",
                        "c.camel.yaml: calls [b.camel.yaml]");
    }

    private static RouteFile calling(String name, String other) {
        return RouteFile.of(
                name + ".camel.yaml",
                "- route: { id: %1$s, from: { uri: 'direct:%1$s', steps: [{ to: { id: to-%1$s, uri: 'direct:%2$s' } }] } }"
                        .formatted(name, other));
    }

    @Test
    void everyPropertyOfAKameletIsDescribed() {
        assertThat(shipped.badKameletProperties()).isEmpty();
    }

    @Test
    void aPropertyThatIsNotDescribedIsFound() {
        var kamelet = RouteFile.of("a.kamelet.yaml", """
                spec:
                  definition:
                    title: A
                    required: [one, gone]
                    properties:
                      one: { title: One, description: Text., type: string }
                      two: { title: Two }
                      three: { title: Three, description: Text., type: string, default: "" }
                      four: { title: Four, description: Text., type: string, default: A, example: C, enum: [A, B] }
                """);

        assertThat(rules(kamelet).badKameletProperties())
                .containsExactly(
                        "a.kamelet.yaml: has no description",
                        "a.kamelet.yaml: property two has no description",
                        "a.kamelet.yaml: property two has no type",
                        "a.kamelet.yaml: property two is neither required nor has a default, or both",
                        "a.kamelet.yaml: the example of property four is not in its enum",
                        "a.kamelet.yaml: the required property gone is not declared");
    }

    @Test
    void everyPropertyOfAKameletIsUsed() {
        assertThat(shipped.kameletPropertiesWithoutUse()).isEmpty();
    }

    @Test
    void aPropertyWithoutUseIsFound() {
        assertThat(rules(kamelet("a", "{ b: {}, c: {} }", "[{ log: { message: '{{b}}' } }]"))
                        .kameletPropertiesWithoutUse())
                .containsExactly("a.kamelet.yaml: property c is not used");
    }

    @Test
    void allKameletsLookAlike() throws Exception {
        assertThat(shipped.kameletsUnlikeTheOthers()).isEmpty();

        String icon = PlantedRoutes.shipped().files().stream()
                .filter(RouteFile::isKamelet)
                .map(kamelet -> Trees.text(kamelet.at("metadata", "annotations"), "camel.apache.org/kamelet.icon"))
                .findFirst()
                .orElseThrow();
        String data = "data:image/svg+xml;base64,";
        assertThat(icon).startsWith(data).hasSizeLessThan(500);
        byte[] picture = Base64.getDecoder().decode(icon.substring(data.length()));
        assertThat(DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(picture))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }

    @Test
    void aKameletThatLooksLikeNoOtherIsFound() {
        String looks =
                "metadata: { annotations: { camel.apache.org/kamelet.icon: %s, camel.apache.org/provider: P%s } }\n";
        String group = ", camel.apache.org/kamelet.group: G";

        assertThat(rules(
                                RouteFile.of("a.kamelet.yaml", looks.formatted("one", group)),
                                RouteFile.of("b.kamelet.yaml", looks.formatted("two", group)),
                                RouteFile.of("c.kamelet.yaml", looks.formatted("one", "")))
                        .kameletsUnlikeTheOthers())
                .containsExactly(
                        "b.kamelet.yaml: has another camel.apache.org/kamelet.icon",
                        "c.kamelet.yaml: has no camel.apache.org/kamelet.group");
    }

    @Test
    void noRouteIsTooLong() {
        assertThat(shipped.longRoutes(MOST_LINES, MOST_LINES_OF_KAMELET)).isEmpty();
    }

    @Test
    void aRouteThatIsTooLongIsFound() {
        var file = RouteFile.of("a.camel.yaml", "- route:\n    id: a\n- route:\n    id: b\n" + "#\n".repeat(9));

        assertThat(rules(file).longRoutes(10, 0))
                .containsExactly("a.camel.yaml: 11 lines from '- route:     id: b' on, more than 10");
        assertThat(rules(file).longRoutes(11, 0)).isEmpty();
    }

    private static HouseRules rules(RouteFile... files) {
        return new HouseRules(List.of(files));
    }

    private static RouteFile route(String steps) {
        String block = steps.startsWith("[") ? " " + steps + "\n" : "\n" + steps.indent(8);
        return RouteFile.of(
                "a.camel.yaml",
                "- route:\n    id: a\n    description: Text.\n    from:\n      uri: direct:a\n      steps:" + block);
    }

    private static RouteFile kamelet(String name, String properties, String steps) {
        return RouteFile.of(name + ".kamelet.yaml", """
                metadata: { name: %s }
                spec:
                  definition: { properties: %s }
                  template: { from: { uri: "kamelet:source", steps: %s } }
                """.formatted(name, properties, steps));
    }
}
