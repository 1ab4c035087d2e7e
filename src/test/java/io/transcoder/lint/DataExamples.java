package io.transcoder.lint;

import static io.transcoder.lint.Examples.fails;
import static io.transcoder.lint.Examples.kamelet;
import static io.transcoder.lint.Examples.passes;
import static io.transcoder.lint.Examples.steps;
import static io.transcoder.lint.PlantedRoutes.shipped;

import io.transcoder.lint.RulesTest.Example;
import java.util.List;

/** Of the rules on what came in a message, and on secrets. */
final class DataExamples {
    private DataExamples() {}

    static List<Example> all() {
        return List.of(
                fails(
                        "data-in-address",
                        "in the path",
                        "- toD",
                        steps("- toD: { id: b, uri: '{{bitmovin.url}}/${body}' }")),
                fails(
                        "data-in-address",
                        "in an option",
                        "- toD",
                        steps("- toD: { id: b, uri: 'aws2-s3:b', parameters: { keyName: '${header.key}' } }")),
                fails(
                        "data-in-address",
                        "a wire tap",
                        "- wireTap",
                        steps("- wireTap: { id: b, uri: 'direct:${body}' }")),
                fails("data-in-address", "a 'to'", "- to", steps("- to: { id: b, uri: 'direct:${variable.a}' }")),
                fails(
                        "data-in-address",
                        "a list of recipients",
                        "- recipientList",
                        steps("- recipientList: { id: b, expression: { header: { expression: next } } }")),
                fails(
                        "data-in-address",
                        "a constant beside it",
                        "- toD",
                        steps("- toD: { id: b, uri: 'file:${sys.user.home}/${body}' }")),
                fails(
                        "data-in-address",
                        "a header that steers",
                        "- setHeader",
                        header("CamelHttpPath", "simple", "/${body}")),
                fails(
                        "data-in-address",
                        "a header that steers, in small letters",
                        "- setHeader",
                        header("camelhttpuri", "simple", "${body}")),
                passes(
                        "data-in-address",
                        "a property as a value",
                        steps("- toD: { id: b, uri: 'file:${properties:profile.a}' }")),
                passes(
                        "data-in-address",
                        "a constant",
                        steps("- toD: { id: b, uri: 'file:${sys.user.home}/${env:NAME}' }")),
                passes("data-in-address", "a constant header", header("CamelHttpPath", "constant", "/status")),
                passes(
                        "data-in-address",
                        "a constant list",
                        steps(
                                "- recipientList: { id: b, expression: { constant: { expression: 'direct:a,direct:b' } } }")),
                fails("data-in-header-name", "set", "- setHeader", header("${body}", "constant", "x")),
                fails(
                        "data-in-header-name",
                        "one of several",
                        "- setHeaders",
                        steps("- setHeaders: { id: b, headers: [{ name: 'X-${body}', expression: { constant: {"
                                + " expression: a } } }] }")),
                fails(
                        "data-in-header-name",
                        "removed",
                        "- removeHeaders",
                        steps("- removeHeaders: { id: b, pattern: '${body}' }")),
                passes("data-in-header-name", "in the value", header("X-Name", "simple", "${body}")),
                fails(
                        "data-as-expression",
                        "a script of the body",
                        "- to",
                        steps("- to: { id: b, uri: 'language:simple' }")),
                fails(
                        "data-as-expression",
                        "a script of a header",
                        "- setHeader",
                        header("CamelLanguageScript", "simple", "${body}")),
                fails(
                        "data-as-expression",
                        "a template of a header",
                        "- to",
                        steps("- to: { id: b, uri: 'velocity:a.vm', parameters: { allowTemplateFromHeader: true } }")),
                fails(
                        "data-as-expression",
                        "a key by the message",
                        "- setBody",
                        steps("- setBody: { id: b, expression: { simple: { expression: '${properties:${body}}' } } }")),
                fails(
                        "data-as-expression",
                        "a bean by the message",
                        "- setBody",
                        steps(
                                "- setBody: { id: b, expression: { simple: { expression: '${bean:${header.a}?method=b}' } } }")),
                passes(
                        "data-as-expression",
                        "a value for a method",
                        steps("- setBody: { id: b, expression: { method: { ref: a, method: 'b(${body})' } } }")),
                fails(
                        "data-in-s3-key",
                        "another operation",
                        "- toD:",
                        shipped().edit("engine/source.camel.yaml", "operation: headObject", "operation: getObject")),
                fails(
                        "data-in-s3-key",
                        "the operation by default",
                        "- to",
                        steps(
                                "- setHeader: { id: c, name: CamelAwsS3Key, expression: { simple: { expression: '${body}' } } }",
                                "- to: { id: b, uri: 'aws2-s3:b' }")),
                passes("data-in-s3-key", "as shipped", shipped()),
                passes(
                        "data-in-s3-key",
                        "a constant key",
                        steps(
                                "- setHeader: { id: c, name: CamelAwsS3Key, expression: { constant: { expression: a } } }",
                                "- to: { id: b, uri: 'aws2-s3:b', parameters: { operation: getObject } }")),
                fails(
                        "dynamic-kamelet",
                        "by toD",
                        "- toD",
                        steps("- toD: { id: b, uri: 'kamelet:bitmovin-delete-encoding-action' }")),
                fails(
                        "dynamic-kamelet",
                        "by a list",
                        "- recipientList",
                        steps("- recipientList: { id: b, expression: { simple: { expression: 'kamelet:${body}' } } }")),
                fails(
                        "dynamic-kamelet",
                        "by a step of its own",
                        "- kamelet",
                        steps("- kamelet: { id: b, name: bitmovin-delete-encoding-action }")),
                passes(
                        "dynamic-kamelet",
                        "by 'to'",
                        steps("- to: { id: b, uri: 'kamelet:bitmovin-delete-encoding-action' }")),
                fails("literal-secret", "the key", "- setHeader", header("X-Api-Key", "constant", "b0c9f6a1")),
                fails(
                        "literal-secret",
                        "a key of the message",
                        "- setHeader",
                        header("x-api-key", "simple", "${body}")),
                fails(
                        "literal-secret",
                        "a default",
                        "- setHeader",
                        header("X-Api-Key", "constant", "{{bitmovin.api-key:b0}}")),
                fails("literal-secret", "a login", "- setHeader", header("Authorization", "constant", "Basic YTpi")),
                fails(
                        "literal-secret",
                        "an option",
                        "- to",
                        steps("- to: { id: b, uri: 'https:b', parameters: { authPassword: hunter22 } }")),
                fails(
                        "literal-secret",
                        "in a text",
                        "- to",
                        steps("- to: { id: b, uri: 'https:b?user=a&password=hunter22' }")),
                fails(
                        "literal-secret",
                        "an access key",
                        "- setBody",
                        steps("- setBody: { id: b, expression: { constant: { expression: AKIAIOSFODNN7EXAMPLE } } }")),
                fails(
                        "literal-secret",
                        "a Kamelet's default",
                        "spec:",
                        kamelet("k", "spec: { definition: { properties: { apiKey: { default: b0c9 } } } }\n")),
                fails(
                        "literal-secret",
                        "a token",
                        "- to",
                        steps("- to: { id: b, uri: 'https:b', parameters: { token: 5f3a9c1e77 } }")),
                passes(
                        "literal-secret",
                        "what a text is split by",
                        steps(
                                "- split: { id: b, expression: { tokenize: { token: ',' } }, steps: [] }",
                                "- split: { id: c, expression: { tokenize: { token: <programme>, xml: true } }, steps: [] }")),
                passes("literal-secret", "a property", header("X-Api-Key", "constant", "{{bitmovin.api-key}}")),
                passes("literal-secret", "an expression", header("X-Api-Key", "ref", "bitmovin-api-key")),
                passes(
                        "literal-secret",
                        "a text for people",
                        steps("- log: { id: b, message: 'password=wrong, look at vidispine.password' }")),
                passes(
                        "literal-secret",
                        "an option of the configuration",
                        steps(
                                "- to: { id: b, uri: 'https:b', parameters: { authPassword: '{{vidispine.password}}' } }")));
    }

    private static PlantedRoutes header(String name, String language, String text) {
        return steps("- setHeader: { id: b, name: '" + name + "', expression: { " + language + ": { expression: '"
                + text + "' } } }");
    }
}
