package io.transcoder.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every rule twice: it holds for what is shipped, and it finds what was planted. */
class RouteFilesTest {
    /** Where 4.18 cannot load what the schema of later versions calls for, and why. Goes with the next Camel version. */
    private static final Map<String, String> NOT_IN_THIS_CAMEL_YET = Map.of(
            "intake.camel.yaml: $[0].route: property 'routePolicy' is not defined in the schema and the schema does not"
                    + " allow additional properties",
            "later versions call it routePolicyRef, an unsupported field in 4.18");

    private static final Set<String> DIRECT_CALLED_BY_JAVA_ONLY = Set.of();

    private static final long MOST_LINES = 160;

    private static final Map<String, Long> LONGER_FILES = Map.of();

    private final RouteRules shipped = new RouteRules(RouteFile.shipped());

    @Test
    void theShippedFilesAreRoutesOrKamelets() {
        assertThat(RouteFile.shipped()).hasSizeGreaterThan(15).allMatch(file -> file.isRoutes() || file.isKamelet());
    }

    @Test
    void everyFileIsInTheFormThatLaterVersionsKeep() {
        var schema = new CanonicalSchema();
        List<String> faults = new ArrayList<>();
        RouteFile.shipped().forEach(file -> faults.addAll(schema.faults(file)));

        assertThat(faults).containsExactlyInAnyOrderElementsOf(NOT_IN_THIS_CAMEL_YET.keySet());
    }

    @Test
    void anotherFormIsFound() {
        var schema = new CanonicalSchema();

        assertThat(schema.faults(route("[{ to: 'direct:b' }]"))).isNotEmpty();
        assertThat(schema.faults(route("[{ setBody: { simple: hello } }]"))).isNotEmpty();
        assertThat(schema.faults(route("[{ lgo: { message: hello } }]"))).isNotEmpty();
        assertThat(schema.faults(RouteFile.of("a.camel.yaml", "route: { id: a }")))
                .isNotEmpty();
        assertThat(schema.faults(route("[{ to: { uri: 'direct:b' } }]"))).isEmpty();
    }

    @Test
    void anotherFormInAKameletIsFound() {
        var schema = new CanonicalSchema();

        assertThat(schema.faults(kamelet("a", "{}", "[{ to: 'direct:b' }]"))).hasSize(1);
        assertThat(schema.faults(kamelet("a", "{}", "[{ to: { uri: 'direct:b' } }]")))
                .isEmpty();
    }

    @Test
    void everyRouteHasAnIdAndADescription() {
        assertThat(shipped.routesWithoutIdOrDescription()).isEmpty();
    }

    @Test
    void aRouteWithoutIdOrDescriptionIsFound() {
        var file = RouteFile.of("a.camel.yaml", """
                - route: { description: Text., from: { uri: "timer:a", steps: [] } }
                - route: { id: b, description: " ", from: { uri: "timer:b", steps: [] } }
                - routeConfiguration: { id: c }
                """);

        assertThat(rules(file).routesWithoutIdOrDescription())
                .containsExactly(
                        "a.camel.yaml: a route without an id",
                        "a.camel.yaml: route b has no description",
                        "a.camel.yaml: routeConfiguration c has no description");
    }

    @Test
    void everyStepHasAnId() {
        assertThat(shipped.stepsWithoutId()).isEmpty();
    }

    @Test
    void aStepWithoutIdIsFoundHoweverDeepItIs() {
        assertThat(rules(route("[{ stop: }]")).stepsWithoutId())
                .containsExactly("a.camel.yaml: a step 'stop' has no id");
        assertThat(rules(route("""
                        - doTry:
                            id: try
                            steps:
                              - choice: { id: choice, when: [{ steps: [{ log: { message: a } }] }], otherwise: { steps: [] } }
                            doCatch: [{ exception: [java.lang.Exception], steps: [{ stop: {} }] }]
                            doFinally: { steps: [] }
                        """)).stepsWithoutId())
                .containsExactlyInAnyOrder(
                        "a.camel.yaml: a step 'when' has no id",
                        "a.camel.yaml: a step 'log' has no id",
                        "a.camel.yaml: a step 'otherwise' has no id",
                        "a.camel.yaml: a step 'doCatch' has no id",
                        "a.camel.yaml: a step 'stop' has no id",
                        "a.camel.yaml: a step 'doFinally' has no id");
    }

    @Test
    void anErrorClauseWithoutIdIsFound() {
        var file = RouteFile.of(
                "a.camel.yaml",
                "- routeConfiguration: { id: a, onException: [{ onException: { steps: [{ stop: { id: b } }] } }] }");

        assertThat(rules(file).stepsWithoutId()).containsExactly("a.camel.yaml: a step 'onException' has no id");
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
    void everyIdIsThereOnce() {
        assertThat(shipped.idsUsedTwice()).isEmpty();
    }

    @Test
    void anIdUsedTwiceIsFoundOverAllFiles() {
        var one = RouteFile.of(
                "one.camel.yaml", "- route: { id: a, from: { uri: 'timer:a', steps: [{ stop: { id: b } }] } }");
        var two = RouteFile.of(
                "two.camel.yaml",
                "- route: { id: a, from: { id: b, uri: 'timer:a', steps: [{ stop: { id: c } }, { stop: { id: c } }] } }");

        assertThat(rules(one, two).idsUsedTwice())
                .containsExactly(
                        "two.camel.yaml: route a is in one.camel.yaml too",
                        "two.camel.yaml: step b is in one.camel.yaml too",
                        "two.camel.yaml: step c is in two.camel.yaml too");
    }

    @Test
    void everyKeyIsDeclared() {
        assertThat(shipped.undeclaredKeys()).isEmpty();
    }

    @Test
    void anUndeclaredKeyIsFoundHoweverDeepItIs() {
        assertThat(keys("{{bitmovin.url}}")).isEmpty();
        assertThat(keys("{{queue-url:{{queue.events}}}}")).isEmpty();
        assertThat(keys("{{watch.perod}}")).containsExactly("watch.perod");
        assertThat(keys("{{watch.perod:15s}}")).containsExactly("watch.perod");
        assertThat(keys("{{?watch.perod}}")).containsExactly("watch.perod");
        assertThat(keys("${body} < {{queue.receives}} {{b}}c{{d}}")).containsExactly("b", "d");
        assertThat(keys("{{seconds:{{queue.visiblity}}}}")).containsExactly("queue.visiblity");
        assertThat(keys("{{secs:{{queue.visibility}}}}")).containsExactly("secs:");
        assertThat(keys("{{never.closed")).hasSize(1);
    }

    @Test
    void aKameletKnowsItsOwnParametersOnlyAndOnlyInItsTemplate() {
        String log = "[{ log: { message: '{{mine}}' } }]";

        assertThat(rules(kamelet("a", "{ mine: { type: string } }", log)).undeclaredKeys())
                .isEmpty();
        assertThat(rules(kamelet("a", "{ other: { type: string } }", log)).undeclaredKeys())
                .containsExactly("a.kamelet.yaml: {{mine}} is declared nowhere");
        assertThat(rules(kamelet("a", "{ mine: { default: '{{mine}}' } }", log)).undeclaredKeys())
                .containsExactly("a.kamelet.yaml: {{mine}} in the definition is no setting");
        assertThat(rules(route(log), kamelet("a", "{ mine: { type: string } }", "[]"))
                        .undeclaredKeys())
                .containsExactly("a.camel.yaml: {{mine}} is declared nowhere");
    }

    @Test
    void everyDirectCallHasItsRoute() {
        assertThat(shipped.directCallsToNothing()).isEmpty();
    }

    @Test
    void aDirectCallToNothingIsFound() {
        assertThat(rules(route("[{ to: { id: b, uri: 'direct:b' } }]")).directCallsToNothing())
                .containsExactly("a.camel.yaml: direct:b does not exist");
        assertThat(rules(kamelet("a", "{}", "[{ to: { uri: 'direct:b' } }]")).directCallsToNothing())
                .containsExactly("a.kamelet.yaml: direct:b does not exist");
        assertThat(rules(route("[{ to: { id: b, uri: 'direct:a' } }]")).directCallsToNothing())
                .isEmpty();
    }

    @Test
    void everyDirectRouteIsCalled() {
        assertThat(shipped.directRoutesThatNobodyCalls(DIRECT_CALLED_BY_JAVA_ONLY))
                .isEmpty();
    }

    @Test
    void aDirectRouteThatNobodyCallsIsFound() {
        assertThat(rules(route("[]")).directRoutesThatNobodyCalls(Set.of())).containsExactly("nobody calls direct:a");
        assertThat(rules(route("[]")).directRoutesThatNobodyCalls(Set.of("a"))).isEmpty();
        assertThat(rules(route("[]")).directRoutesThatNobodyCalls(Set.of("a", "b")))
                .containsExactly("direct:b, which Java calls, does not exist");
    }

    @Test
    void everyKameletCallHasItsKamelet() {
        assertThat(shipped.kameletCallsToNothing()).isEmpty();
    }

    @Test
    void aKameletCallToNothingIsFound() {
        assertThat(rules(route("[{ to: { id: b, uri: 'kamelet:b' } }]"), kamelet("c", "{}", "[]"))
                        .kameletCallsToNothing())
                .containsExactly("a.camel.yaml: kamelet:b does not exist");
    }

    @Test
    void everyKameletIsCalled() {
        assertThat(shipped.kameletsThatNobodyCalls()).isEmpty();
    }

    @Test
    void aKameletThatNobodyCallsIsFound() {
        assertThat(rules(route("[{ to: { id: b, uri: 'kamelet:b' } }]"), kamelet("c", "{}", "[]"))
                        .kameletsThatNobodyCalls())
                .containsExactly("c.kamelet.yaml: nobody calls it");
    }

    @Test
    void everyKameletIsNamedAsItsFile() {
        assertThat(shipped.kameletsOfAnotherName()).isEmpty();
    }

    @Test
    void aKameletOfAnotherNameIsFound() {
        assertThat(rules(RouteFile.of("a.kamelet.yaml", "metadata: { name: b }"), kamelet("c", "{}", "[]"))
                        .kameletsOfAnotherName())
                .containsExactly("a.kamelet.yaml: is named b");
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
                """);

        assertThat(rules(kamelet).badKameletProperties())
                .containsExactly(
                        "a.kamelet.yaml: has no description",
                        "a.kamelet.yaml: property two has no description",
                        "a.kamelet.yaml: property two has no type",
                        "a.kamelet.yaml: property two is neither required nor has a default, or both",
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
    void everyCallOfAKameletGivesWhatItTakes() {
        assertThat(shipped.badKameletCalls()).isEmpty();
    }

    @Test
    void aCallThatDoesNotFitItsKameletIsFound() {
        var kamelet = RouteFile.of("k.kamelet.yaml", """
                metadata: { name: k }
                spec: { definition: { required: [b], properties: { b: {}, c: { default: 1 } } } }
                """);

        assertThat(rules(kamelet, route("[{ to: { id: s, uri: 'kamelet:k', parameters: { c: 1, d: 1 } } }]"))
                        .badKameletCalls())
                .containsExactly(
                        "a.camel.yaml: step s gives d, which k does not take",
                        "a.camel.yaml: step s lacks b, which k requires");
        assertThat(rules(kamelet, route("[{ to: { id: s, uri: 'kamelet:k', parameters: { b: 1 } } }]"))
                        .badKameletCalls())
                .isEmpty();
    }

    @Test
    void noAddressHasAQuery() {
        assertThat(shipped.addressesWithQuery()).isEmpty();
    }

    @Test
    void anAddressWithAQueryIsFound() {
        assertThat(rules(route("[{ to: { id: b, uri: 'direct:b?timeout=1' } }]"))
                        .addressesWithQuery())
                .containsExactly("a.camel.yaml: direct:b?timeout=1 has a query");
    }

    @Test
    void noFileIsTooLong() {
        assertThat(shipped.longFiles(MOST_LINES, LONGER_FILES)).isEmpty();
    }

    @Test
    void aFileThatIsTooLongIsFoundAndSoIsAnExceptionWithoutNeed() {
        var file = RouteFile.of("a.camel.yaml", "#\n".repeat(11));

        assertThat(rules(file).longFiles(10, Map.of())).containsExactly("a.camel.yaml: 11 lines, more than 10");
        assertThat(rules(file).longFiles(9, Map.of("a.camel.yaml", 10L)))
                .containsExactly("a.camel.yaml: 11 lines, more than 10");
        assertThat(rules(file).longFiles(10, Map.of("a.camel.yaml", 11L))).isEmpty();
        assertThat(rules(file).longFiles(11, Map.of("a.camel.yaml", 12L)))
                .containsExactly("a.camel.yaml: 11 lines need no exception any more");
    }

    @Test
    void theHeadersOfSqsStay() {
        assertThat(shipped.removalsOfSqsHeaders()).isEmpty();
    }

    @Test
    void whatTakesTheHeadersOfSqsIsFound() {
        assertThat(removal("removeHeaders: { id: b, pattern: '*' }")).hasSize(1);
        assertThat(removal("removeHeaders: { id: b, pattern: 'Camel*' }")).hasSize(1);
        assertThat(removal("removeHeaders: { id: b, pattern: '*', excludePattern: CamelAwsS3* }"))
                .hasSize(1);
        assertThat(removal("removeHeaders: { id: b, pattern: '*', excludePattern: CamelAwsSqsMessageId }"))
                .hasSize(1);
        assertThat(removal("removeHeader: { id: b, name: CamelAwsSqsReceiptHandle }"))
                .hasSize(1);
        assertThat(removal("removeHeaders: { id: b, pattern: '*', excludePattern: CamelAwsSqs* }"))
                .isEmpty();
        assertThat(removal("removeHeaders: { id: b, pattern: 'CamelHttp*' }")).isEmpty();
        assertThat(removal("removeHeader: { id: b, name: CamelAwsS3Key }")).isEmpty();
    }

    private static List<String> removal(String step) {
        return rules(route("[{ " + step + " }]")).removalsOfSqsHeaders();
    }

    private static List<String> keys(String text) {
        return rules(route("[{ log: { id: b, message: \"" + text + "\" } }]")).undeclaredKeys().stream()
                .map(line -> line.replaceFirst("^a\\.camel\\.yaml: \\{\\{(.*)}} is declared nowhere$", "$1"))
                .toList();
    }

    private static RouteRules rules(RouteFile... files) {
        return new RouteRules(List.of(files));
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
