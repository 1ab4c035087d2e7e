package io.transcoder.lint;

import static io.transcoder.lint.Examples.fails;
import static io.transcoder.lint.Examples.kamelet;
import static io.transcoder.lint.Examples.passes;
import static io.transcoder.lint.Examples.routes;
import static io.transcoder.lint.Examples.steps;
import static io.transcoder.lint.PlantedRoutes.shipped;

import io.transcoder.lint.RulesTest.Example;
import java.util.List;

/** Of the rules on what has to fit together. */
final class StructureExamples {
    private static final String KAMELET = """
            metadata: { name: k }
            spec:
              definition: { required: [b], properties: { b: { type: string }, c: { default: 1 } } }
              template: { from: { uri: "kamelet:source", steps: [{ log: { message: "{{b}}{{c}}" } }] } }
            """;

    private StructureExamples() {}

    private static PlantedRoutes choice(String given) {
        return steps("- to:", "    id: s", "    uri: kamelet:k", "    parameters:", "      b: \"" + given + "\"")
                .add(
                        "kamelets/k.kamelet.yaml",
                        KAMELET.replace("b: { type: string }", "b: { type: string, enum: [ABOVE, '5.1'] }"));
    }

    static List<Example> all() {
        return List.of(
                fails("not-yaml", "a quote that is not closed", "b: \"", routes("- route:\n    id: a\n    b: \"c\n")),
                fails("not-yaml", "a key that is there twice", "id: b", routes("- route:\n    id: a\n    id: b\n")),
                fails("not-yaml", "no list", "route:", routes("route:\n  id: a\n")),
                passes("not-yaml", "an empty list", routes("[]\n")),
                fails(
                        "not-loaded",
                        "a file that Camel passes over",
                        "- route",
                        shipped().add("more.yaml", "- route: { id: more }\n")),
                passes("not-loaded", "one that it loads", shipped().add("more.camel.yaml", "- route: { id: more }\n")),
                fails("short-form", "a query", "- to", steps("- to: { id: b, uri: 'direct:b?timeout=1' }")),
                fails(
                        "short-form",
                        "a query of a source",
                        "from:",
                        routes("- route:\n    id: a\n    from:\n      uri: 'timer:a?period=1s'\n      steps: []\n")),
                fails("short-form", "no wrapper", "- from", routes("- from: { uri: 'timer:a', steps: [] }\n")),
                passes(
                        "short-form",
                        "parameters",
                        steps("- to: { id: b, uri: 'direct:b', parameters: { timeout: 1 } }")),
                fails("unknown-direct", "a step", "- to", steps("- to: { id: b, uri: 'direct:b' }")),
                fails(
                        "unknown-direct",
                        "a waiver without a reason",
                        "- to",
                        steps("- to: { id: b, uri: 'direct:b', note: 'waive unknown-direct' }")),
                fails(
                        "unknown-direct",
                        "a waiver of another rule",
                        "- to",
                        steps("- to: { id: b, uri: 'direct:b', note: 'waive missing-id: why' }")),
                passes("unknown-direct", "a waiver of the route", routes("""
                        - route:
                            id: a
                            note: |
                              Some words.
                              waive unknown-direct: it is made later
                            from: { uri: "timer:a", steps: [{ to: { id: b, uri: "direct:b" } }] }
                        """)),
                passes(
                        "unknown-direct",
                        "a waiver of the step around it",
                        steps(
                                "- filter: { id: f, note: 'waive unknown-direct: it is made later', steps: [{ to: { id: b, uri:"
                                        + " 'direct:b' } }] }")),
                fails("unknown-direct", "a step in short", "- to", steps("- to: direct:b")),
                fails(
                        "unknown-direct",
                        "a Kamelet",
                        "steps:",
                        kamelet(
                                "k",
                                "spec:\n  template:\n    from:\n      uri: kamelet:source\n"
                                        + "      steps: [{ to: { uri: 'direct:b' } }]\n")),
                passes(
                        "unknown-direct",
                        "a route of another file",
                        steps("- to: { id: b, uri: 'direct:b' }")
                                .add("b.camel.yaml", "- route: { id: b, from: { uri: 'direct:b', steps: [] } }\n")),
                fails(
                        "unknown-kamelet",
                        "a misspelt one",
                        "- to:",
                        shipped()
                                .edit(
                                        "engine/orphans.camel.yaml",
                                        "bitmovin-delete-encoding",
                                        "bitmovin-delete-encodings")),
                fails(
                        "unknown-kamelet",
                        "one whose file is gone",
                        "- to:",
                        shipped().remove("kamelets/bitmovin-add-filter-action.kamelet.yaml")),
                passes("unknown-kamelet", "as shipped", shipped()),
                fails("unknown-kamelet", "a template of a file of routes", "- route", routes("""
                        - routeTemplate: { id: t, from: { uri: "kamelet:source", steps: [] } }
                        - route: { id: a, from: { uri: "timer:a", steps: [{ to: { id: b, uri: "kamelet:t" } }] } }
                        """)),
                fails(
                        "kamelet-call",
                        "a parameter that is missing, and one too many",
                        "- to",
                        steps("- to: { id: s, uri: 'kamelet:k', parameters: { c: 1, d: 1 } }")
                                .add("kamelets/k.kamelet.yaml", KAMELET)),
                passes(
                        "kamelet-call",
                        "what it requires",
                        steps("- to: { id: s, uri: 'kamelet:k', parameters: { b: 1 } }")
                                .add("kamelets/k.kamelet.yaml", KAMELET)),
                fails("kamelet-value", "none of the choices", "- to", choice("TOP")),
                fails("kamelet-value", "in other letters", "- to", choice("above")),
                fails(
                        "kamelet-value",
                        "a property that holds none of them",
                        "- to",
                        choice("{{profile.place}}").property("profile.place", "TOP")),
                fails(
                        "kamelet-value",
                        "a field that the codec does not have",
                        "- to",
                        shipped().edit("profiles.camel.yaml", "{codec: h264, bitrate", "{codec: h264, bitrat")),
                fails(
                        "kamelet-value",
                        "a condition without a value",
                        "- to",
                        shipped().edit("profiles.camel.yaml", "INPUTSTREAM == TRUE", "INPUTSTREAM")),
                passes("kamelet-value", "one of the choices", choice("ABOVE")),
                passes("kamelet-value", "a number of the choices", choice("5.1")),
                passes(
                        "kamelet-value",
                        "a property that holds one",
                        choice("{{profile.place}}").property("profile.place", "ABOVE")),
                passes("kamelet-value", "what only a start knows", choice("'{{profile.place}}'")),
                passes(
                        "kamelet-value",
                        "a parameter without choices",
                        steps("- to: { id: s, uri: 'kamelet:k', parameters: { b: TOP } }")
                                .add("kamelets/k.kamelet.yaml", KAMELET)),
                fails("kamelet-name", "another name than the file's", "metadata", kamelet("j", KAMELET)),
                passes("kamelet-name", "the file's", kamelet("k", KAMELET)),
                fails(
                        "orphan-route",
                        "nobody calls it any more",
                        "- route",
                        shipped()
                                .edit(
                                        "engine/watch.camel.yaml",
                                        "          uri: direct:stop-running",
                                        "          uri: direct:stop-superseded")),
                passes("orphan-route", "a route that something else begins", steps("- stop: { id: b }")),
                fails("orphan-kamelet", "nobody calls it", "metadata", kamelet("k", KAMELET)),
                passes(
                        "orphan-kamelet",
                        "it is of the catalogue",
                        kamelet(
                                "k",
                                KAMELET.replace(
                                        "{ name: k }", "{ name: k, labels: { transcoder/catalogue: 'true' } }"))),
                fails(
                        "orphan-kamelet",
                        "it is of no catalogue",
                        "metadata",
                        kamelet(
                                "k",
                                KAMELET.replace(
                                        "{ name: k }", "{ name: k, labels: { transcoder/catalogue: 'false' } }"))),
                fails("undeclared-property", "a key", "- log", steps("- log: { id: b, message: '{{watch.perod}}' }")),
                fails(
                        "undeclared-property",
                        "one with a default",
                        "- log",
                        steps("- log: { id: b, message: '{{watch.perod:15s}}' }")),
                fails(
                        "undeclared-property",
                        "one in a function",
                        "- log",
                        steps("- log: { id: b, message: '{{seconds:{{queue.visiblity}}}}' }")),
                fails(
                        "undeclared-property",
                        "an unknown function",
                        "- log",
                        steps("- log: { id: b, message: '{{secs:{{queue.visibility}}}}' }")),
                fails(
                        "undeclared-property",
                        "one in a list",
                        "exception:",
                        steps(
                                "- doTry:",
                                "    id: t",
                                "    doCatch:",
                                "      - id: c",
                                "        exception: ['{{nobody}}']")),
                fails(
                        "undeclared-property",
                        "a Kamelet's own parameter as a default of another",
                        "definition:",
                        kamelet("k", KAMELET.replace("default: 1", "default: '{{b}}'"))),
                fails(
                        "undeclared-property",
                        "a parameter of a Kamelet in a route",
                        "- log",
                        kamelet("k", KAMELET)
                                .add(
                                        "a.camel.yaml",
                                        "- route:\n    from:\n      uri: timer:a\n      steps:\n"
                                                + "        - log: { message: '{{b}}' }\n")),
                passes(
                        "undeclared-property",
                        "settings, own keys of the configuration, and a Kamelet's parameters",
                        steps("- log: { id: b, message: '{{queue-url:{{queue.events}}}} {{profile.mine}}' }")
                                .property("profile.mine", "x")
                                .add("kamelets/k.kamelet.yaml", KAMELET)),
                fails(
                        "duplicate-id",
                        "a step in two files",
                        "- to:",
                        shipped().edit("engine/submit.camel.yaml", "id: start-new", "id: mp4-file")),
                fails("duplicate-id", "a route", "- route", routes("- route: { id: a }\n- route: { id: a }\n")),
                passes("duplicate-id", "a step of a route's id", routes("""
                        - route: { id: a, from: { uri: "timer:a", steps: [{ stop: { id: a } }] } }
                        """)),
                fails("missing-id", "a route", "- route", routes("- route: { from: { uri: 'timer:a', steps: [] } }\n")),
                fails("missing-id", "a step", "- stop", steps("- stop: {}")),
                fails(
                        "missing-id",
                        "a branch",
                        "when:",
                        steps("- choice:", "    id: b", "    when: [{ steps: [{ stop: { id: c } }] }]")),
                fails("missing-id", "an error clause", "- onException", routes("""
                                - routeConfiguration:
                                    id: a
                                    onException:
                                      - onException:
                                          steps: [{ stop: { id: b } }]
                                """)),
                passes("missing-id", "a Kamelet's steps", kamelet("k", KAMELET)),
                fails(
                        "missing-description",
                        "of spaces",
                        "- route",
                        routes("- route: { id: b, description: ' ', from: { uri: 'timer:b', steps: [] } }\n")),
                passes("missing-description", "of a step", steps("- stop: { id: b }")),
                fails(
                        "duplicate-description",
                        "of a copied route",
                        "- route",
                        routes("- route: { id: a, description: T. }\n- route: { id: b, description: T. }\n")),
                passes("duplicate-description", "several without", steps("- stop: { id: b }", "- stop: { id: c }")),
                fails(
                        "bad-waiver",
                        "no reason",
                        "- to",
                        steps("- to: { id: b, uri: 'direct:b', note: 'waive unknown-direct' }")),
                fails("bad-waiver", "no such rule", "- stop", steps("- stop: { id: b, note: 'waive nothing: why' }")),
                passes("bad-waiver", "a note about something else", steps("- stop: { id: b, note: 'we waive it' }")),
                fails(
                        "needless-waiver",
                        "nothing to waive",
                        "- stop",
                        steps("- stop: { id: b, note: 'waive unknown-direct: it is made later' }")),
                fails(
                        "needless-waiver",
                        "a Kamelet that somebody calls by now",
                        "template",
                        steps("- to: { id: b, uri: 'kamelet:k', parameters: { b: 1 } }")
                                .add(
                                        "kamelets/k.kamelet.yaml",
                                        KAMELET.replace(
                                                "{ name: k }",
                                                "{ name: k, annotations: { note: 'waive orphan-kamelet: for others' } }"))),
                passes(
                        "needless-waiver",
                        "something to waive",
                        steps("- to: { id: b, uri: 'direct:b', note: 'waive unknown-direct: it is made later' }")));
    }
}
