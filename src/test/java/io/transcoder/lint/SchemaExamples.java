package io.transcoder.lint;

import static io.transcoder.lint.Examples.fails;
import static io.transcoder.lint.Examples.kamelet;
import static io.transcoder.lint.Examples.passes;
import static io.transcoder.lint.Examples.routes;
import static io.transcoder.lint.Examples.steps;
import static io.transcoder.lint.PlantedRoutes.shipped;

import io.transcoder.lint.RulesTest.Example;
import java.util.List;

/** Of the rules that hold the files against Camel's schema. */
final class SchemaExamples {
    private static final String FRAME = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata: { name: k }
            spec:
              definition: { properties: { b: { type: string } } }
              template: { from: { uri: "kamelet:source", steps: [] } }
            """;

    private SchemaExamples() {}

    static List<Example> all() {
        return List.of(
                fails(
                        "unknown-field",
                        "of a step",
                        "- to",
                        steps("- to: { id: b, uri: 'direct:b', uris: 'direct:c' }")),
                fails("unknown-field", "a step", "- baen", steps("- baen: { id: b }")),
                fails(
                        "unknown-field",
                        "a step in a branch of a branch",
                        "- lgo:",
                        steps(
                                "- choice:",
                                "    id: b",
                                "    otherwise:",
                                "      id: c",
                                "      steps:",
                                "        - filter:",
                                "            id: d",
                                "            steps:",
                                "              - lgo: { message: e }")),
                fails("unknown-field", "of a route", "autoStart:", routes("""
                        - route:
                            id: a
                            autoStart: false
                            from: { uri: "timer:a", steps: [] }
                        """)),
                fails("unknown-field", "instead of a route", "- roue", routes("- roue: { id: a }\n")),
                fails(
                        "unknown-field",
                        "of an error configuration",
                        "maximumRedelivery:",
                        shipped().edit("errors.camel.yaml", "maximumRedeliveries: 3", "maximumRedelivery: 3")),
                fails(
                        "unknown-field",
                        "of a language",
                        "resultTyp",
                        shipped().edit("engine/withdraw.camel.yaml", "resultType", "resultTyp")),
                fails(
                        "unknown-field",
                        "a language",
                        "smple",
                        shipped()
                                .edit(
                                        "engine/withdraw.camel.yaml",
                                        "simple:\n                expression: ${variable.status} == null",
                                        "smple:\n                expression: ${variable.status} == null")),
                fails(
                        "unknown-field",
                        "in a Kamelet's template",
                        "bodyy",
                        shipped()
                                .edit(
                                        "kamelets/bitmovin-add-stream-action.kamelet.yaml",
                                        "- setVariables:\n            variables:",
                                        "- setVariables:\n            bodyy: 1\n            variables:")),
                fails(
                        "unknown-field",
                        "of a Kamelet's parameter",
                        "defualt",
                        shipped().edit("kamelets/bitmovin-add-filter-action.kamelet.yaml", "default: $", "defualt: $")),
                fails("unknown-field", "of a Kamelet", "speck", kamelet("k", FRAME + "speck: {}\n")),
                fails(
                        "unknown-field",
                        "the name that later versions have",
                        "routePolicyRef",
                        shipped()
                                .edit(
                                        "engine/intake.camel.yaml",
                                        "routePolicy: pauseOnOutage",
                                        "routePolicyRef: pauseOnOutage")),
                passes(
                        "unknown-field",
                        "options of an address",
                        steps("- to: { id: b, uri: 'direct:b', parameters: { anything: 1 } }")),
                passes("unknown-field", "names of a Kamelet's own", kamelet("k", FRAME)),
                passes(
                        "unknown-field",
                        "one that a note waives",
                        steps("- to: { id: b, uri: 'direct:b', news: 1,"
                                + " note: 'waive unknown-field: of a Camel of our own' }")),
                fails("wrong-value", "no address", "- to", steps("- to: { id: b }")),
                fails(
                        "wrong-value",
                        "no such level",
                        "- log",
                        steps("- log: { id: b, message: m, loggingLevel: LOUD }")),
                fails(
                        "wrong-value",
                        "no number",
                        "maximumRedeliveries",
                        shipped().edit("errors.camel.yaml", "maximumRedeliveries: 3", "maximumRedeliveries: three")),
                fails("wrong-value", "neither true nor false", "autoStartup", routes("""
                        - route:
                            id: a
                            from: { uri: "timer:a", steps: [] }
                            autoStartup: [false]
                        """)),
                fails(
                        "wrong-value",
                        "steps without dashes",
                        "steps",
                        routes("- route:\n    id: a\n    from:\n      uri: timer:a\n      steps: { stop: {} }\n")),
                fails("wrong-value", "a list in the place of fields", "- to", steps("- to: [a]")),
                fails(
                        "wrong-value",
                        "two steps in one",
                        "- stop",
                        steps("- stop: { id: b }", "  log: { id: c, message: d }")),
                fails(
                        "wrong-value",
                        "an unknown type of a Kamelet's parameter",
                        "definition",
                        kamelet("k", FRAME.replace("type: string", "type: text"))),
                passes(
                        "wrong-value",
                        "what only the start knows",
                        steps(
                                "- throttle: { id: b, asyncDelayed: '{{profile.mine}}', expression: { constant: { expression: 1"
                                        + " } } }")),
                passes(
                        "wrong-value",
                        "what Camel reads as well",
                        steps("- log: { id: b, message: m, loggingLevel: error }")),
                passes(
                        "wrong-value",
                        "one data format of many",
                        steps("- unmarshal: { id: b, json: {} }", "- marshal: { id: c, json: { library: Jackson } }")),
                fails(
                        "wrong-value",
                        "a data format as a list",
                        "- unmarshal",
                        steps("- unmarshal: { id: b, json: [] }")),
                fails(
                        "wrong-value",
                        "a data format as a text, which Camel cannot read",
                        "- marshal",
                        steps("- marshal: { id: b, json: Jackson }")),
                passes(
                        "wrong-value",
                        "a data format as a text, which Camel reads",
                        steps("- marshal: { id: b, csv: '|' }")),
                fails(
                        "short-form",
                        "a language without expression",
                        "- setBody",
                        steps("- setBody: { id: b, simple: hello }")),
                fails("short-form", "a step as a text", "- to", steps("- to: 'direct:b'")),
                fails(
                        "short-form",
                        "a number in quotes",
                        "maximumRedeliveries",
                        shipped().edit("errors.camel.yaml", "maximumRedeliveries: 3", "maximumRedeliveries: '3'")),
                fails(
                        "short-form",
                        "a number that stands for a text",
                        "redeliveryDelay",
                        shipped().edit("errors.camel.yaml", "redeliveryDelay: \"500\"", "redeliveryDelay: 500")),
                fails("short-form", "a step without a value", "- stop", steps("- stop:")),
                passes(
                        "short-form",
                        "every field in full",
                        steps("- setBody: { id: b, expression: { simple: { expression: c } } }")));
    }
}
