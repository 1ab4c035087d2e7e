package io.transcoder.lint;

import static io.transcoder.lint.Examples.fails;
import static io.transcoder.lint.Examples.kamelet;
import static io.transcoder.lint.Examples.passes;
import static io.transcoder.lint.Examples.routes;
import static io.transcoder.lint.Examples.steps;

import io.transcoder.lint.RulesTest.Example;
import java.util.List;

/** Of the rule on code in files. */
final class CodeExamples {
    private static final String RULE = "code-in-routes";
    private static final String BEANS = """
            - beans:
                - name: a
                  type: java.util.Date
            """;

    private CodeExamples() {}

    static List<Example> all() {
        return List.of(
                fails(RULE, "beans", "- beans", routes(BEANS)),
                fails(RULE, "beans of a Kamelet", "beans", kamelet("a", """
                                kind: Kamelet
                                spec:
                                  template:
                                    beans: [{ name: a, type: java.util.Date }]
                                    from: { uri: 'kamelet:source', steps: [] }
                                """)),
                fails(RULE, "a bean by its class", "- bean", steps("- bean: { id: b, beanType: java.util.Date }")),
                fails(
                        RULE,
                        "a class as a reference",
                        "- split",
                        steps("- split: { id: b, aggregationStrategy: '#class:java.util.Date', steps: [] }")),
                fails(RULE, "a class as an address", "- to", steps("- to: { id: b, uri: 'class:java.util.Date' }")),
                fails(
                        RULE,
                        "a class in Simple",
                        "- setBody",
                        steps(
                                "- setBody: { id: b, expression: { simple: { expression: '${bean:type:java.util.Date}' } } }")),
                fails(
                        RULE,
                        "a script",
                        "- script",
                        steps("- script: { id: b, expression: { groovy: { expression: x } } }")),
                fails(
                        RULE,
                        "a language",
                        "- setBody",
                        steps("- setBody: { id: b, expression: { joor: { expression: x } } }")),
                fails(
                        RULE,
                        "a language by its name",
                        "- setBody",
                        steps("- setBody: { id: b, expression: { language: { language: groovy, expression: x } } }")),
                fails(
                        RULE,
                        "a program that an option names",
                        "- to",
                        steps("- to: { id: b, uri: exec, parameters: { executable: touch } }")),
                fails(
                        RULE,
                        "a class that an option names",
                        "- to",
                        steps("- to: { id: b, uri: 'class?method=run', parameters: { beanName: org.example.Any } }")),
                fails(RULE, "a program in a short form", "- to", steps("- to: 'exec?executable=touch'")),
                fails(RULE, "a program", "- to", steps("- to: { id: b, uri: 'exec:touch', parameters: { args: a } }")),
                fails(
                        RULE,
                        "a note does not waive it",
                        "- bean",
                        steps("- bean: { id: b, beanType: java.util.Date, note: 'waive code-in-routes: mine' }")),
                fails(
                        RULE,
                        "something else is allowed",
                        "- beans",
                        routes(BEANS).property("routes.allowed", "groovy, class")),
                fails(
                        RULE,
                        "a bean of the configuration",
                        "",
                        routes("").property("camel.beans.a", "#class:java.util.Date")),
                fails(
                        RULE,
                        "routes from elsewhere",
                        "",
                        routes("").property("camel.main.routes-include-pattern", "file:other/*")),
                passes(RULE, "it is allowed", routes(BEANS).property("routes.allowed", "groovy, beans")),
                passes(RULE, "a bean by its name", steps("- bean: { id: b, ref: claims, method: claim }")),
                passes(RULE, "words in a text", steps("- log: { id: b, message: 'exec: a script, class: beans' }")));
    }
}
