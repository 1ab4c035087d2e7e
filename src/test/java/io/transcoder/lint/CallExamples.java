package io.transcoder.lint;

import static io.transcoder.lint.Examples.fails;
import static io.transcoder.lint.Examples.kamelet;
import static io.transcoder.lint.Examples.passes;
import static io.transcoder.lint.Examples.routes;
import static io.transcoder.lint.Examples.steps;
import static io.transcoder.lint.PlantedRoutes.shipped;

import io.transcoder.lint.RulesTest.Example;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Of the rules on what is paid, tried again, and deleted. */
final class CallExamples {
    private static final String USE_MP4 = """
                              - to:
                                  id: use-mp4
                                  uri: direct:profile-mp4
            """;

    private static final String START = "- to: { id: b, uri: 'kamelet:bitmovin-start-encoding-action' }";
    private static final String CLAIM = "- bean: { id: c, ref: claims, method: claim }";
    private static final String MUXING_STEP = "        - to:\n            id: mp4-file\n";

    private static final String TEMPLATE = """
            metadata: { name: k }
            spec:
              template:
                from:
                  uri: kamelet:source
                  steps:
            """;
    private static final String COUNT = "bean: { id: n, ref: counters, method: noProfile }";
    private static final String STREAM = "to: { id: b, uri: 'kamelet:bitmovin-add-stream-action' }";
    private static final String LOG = "log: { id: l, message: m }";

    private CallExamples() {}

    static List<Example> all() {
        return List.of(
                fails("start-without-claim", "from a timer", "- to", shippedAnd(START)),
                fails(
                        "start-without-claim",
                        "a call without the Kamelet",
                        "- setVariable",
                        steps("- setVariable: { id: b, name: call, expression: { constant: { expression:"
                                + " 'POST /encoding/encodings/{encodingId}/start' } } }")),
                fails(
                        "start-without-claim",
                        "a claim in one branch only",
                        "- to",
                        shippedAnd(
                                "- choice:",
                                "    id: d",
                                "    when: [{ id: w, expression: { simple: { expression: '${body}' } }, steps: [{ bean: {"
                                        + " id: c, ref: claims, method: claim } }] }]",
                                START)),
                fails(
                        "start-without-claim",
                        "a claim that may have failed",
                        "- to",
                        shippedAnd(
                                "- doTry:",
                                "    id: d",
                                "    steps: [{ bean: { id: c, ref: claims, method: claim } }]",
                                "    doCatch: [{ id: e, exception: [java.lang.Exception], steps: [{ log: { id: l, message: m"
                                        + " } }] }]",
                                START)),
                fails(
                        "start-without-claim",
                        "the claim is taken out of the shipped way",
                        "- to:",
                        shipped()
                                .edit(
                                        "engine/submit.camel.yaml",
                                        "ref: claims\n                    method: claim\n",
                                        "ref: claims\n                    method: skip\n")),
                passes("start-without-claim", "behind a claim", shippedAnd(CLAIM, START)),
                passes(
                        "start-without-claim",
                        "the other branch stops",
                        shippedAnd(
                                "- choice:",
                                "    id: d",
                                "    when: [{ id: w, expression: { simple: { expression: '${body}' } }, steps: [{ bean: {"
                                        + " id: c, ref: claims, method: claim } }] }]",
                                "    otherwise: { id: o, steps: [{ stop: { id: s } }] }",
                                START)),
                fails(
                        "call-without-error-configuration",
                        "a profile without it",
                        "- to:",
                        shipped().edit("profiles.camel.yaml", "    routeConfigurationId: profiles\n", "")),
                fails(
                        "call-without-error-configuration",
                        "a catch for some failures",
                        "- to:",
                        shipped()
                                .edit(
                                        "engine/orphans.camel.yaml",
                                        "                  - java.lang.Exception\n",
                                        "                  - java.io.IOException\n")),
                fails(
                        "call-without-error-configuration",
                        "the HTTP step itself",
                        "- to",
                        shippedAnd("- to: { id: b, uri: 'direct:bitmovin' }")),
                fails(
                        "call-without-error-configuration",
                        "a call within the catch itself",
                        "doCatch:",
                        shippedAnd(
                                "- doTry:",
                                "    id: d",
                                "    steps: [{ log: { id: l, message: m } }]",
                                "    doCatch: [{ id: e, exception: [java.lang.Exception], steps: [{ to: { id: c, uri:"
                                        + " 'kamelet:bitmovin-delete-encoding-action' } }] }]")),
                passes(
                        "call-without-error-configuration",
                        "the configuration of a route that calls it",
                        shipped().add("b.camel.yaml", """
                                - route: { id: a1, routeConfigurationId: calls, from: { uri: "timer:a", steps: [{ to: { id: a2, uri: "direct:b" } }] } }
                                - route: { id: b1, from: { uri: "direct:b", steps: [{ to: { id: b2, uri: "kamelet:bitmovin-delete-encoding-action" } }] } }
                                """)),
                fails(
                        "retry-builds-twice",
                        "the configuration of other calls on a profile",
                        "- route:",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "routeConfigurationId: profiles",
                                        "routeConfigurationId: calls")),
                fails(
                        "retry-builds-twice",
                        "one above the profile",
                        "- to:",
                        shipped()
                                .edit(
                                        "engine/submit.camel.yaml",
                                        "it. Nothing is paid before the start.\n    errorHandler:\n      noErrorHandler: {}\n",
                                        "it. Nothing is paid before the start.\n    routeConfigurationId: calls\n")),
                fails(
                        "retry-builds-twice",
                        "also of a call whose reply was lost",
                        "- onException:",
                        shipped()
                                .edit(
                                        "errors.camel.yaml",
                                        "expression: call-had-no-effect",
                                        "expression: failure-may-pass")),
                fails(
                        "retry-builds-twice",
                        "whatever the failure, in a profile",
                        "onException:",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "    routeConfigurationId: profiles\n",
                                        "    routeConfigurationId: profiles\n    onException: [{ onException: { id: o, exception: [java.lang.Exception], redeliveryPolicy: { maximumRedeliveries: 2 } } }]\n")),
                passes(
                        "retry-builds-twice",
                        "no call is made again",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "    routeConfigurationId: profiles\n",
                                        "    routeConfigurationId: profiles\n    onException: [{ onException: { id: o, exception: [java.lang.Exception], redeliveryPolicy: { maximumRedeliveries: 0 } } }]\n")),
                fails(
                        "retry-builds-twice",
                        "by the error handler of profiles",
                        "redeliveryPolicy:",
                        shipped()
                                .edit(
                                        "errors.camel.yaml",
                                        "after a lost reply the encoding is built anew.\n    errorHandler:\n      defaultErrorHandler:\n        redeliveryPolicy:\n          maximumRedeliveries: 0\n",
                                        "after a lost reply the encoding is built anew.\n    errorHandler:\n      defaultErrorHandler:\n        redeliveryPolicy:\n          maximumRedeliveries: 2\n")),
                passes("retry-builds-twice", "as shipped", shipped()),
                fails(
                        "failure-handled",
                        "of profiles",
                        "- onException:",
                        shipped()
                                .edit(
                                        "errors.camel.yaml",
                                        "          id: make-call-again\n",
                                        "          id: make-call-again\n          handled: { constant: { expression: \"true\" } }\n")),
                fails(
                        "failure-handled",
                        "the route goes on",
                        "- onException:",
                        shipped()
                                .edit(
                                        "errors.camel.yaml",
                                        "          id: make-call-again\n",
                                        "          id: make-call-again\n          continued: { expression: { constant: { expression: \"true\" } } }\n")),
                fails("failure-handled", "of all routes", "- onException", routes("""
                                - onException: { id: a, exception: [java.lang.Exception], handled: { simple: { expression: "${body} != null" } } }
                                """)),
                passes("failure-handled", "it says that nothing is", routes("""
                                - onException: { id: a, exception: [java.lang.Exception], handled: { constant: { expression: "false" } } }
                                """)),
                fails("failure-handled", "a catch in a profile", "doCatch:", profile(attempt(STREAM, LOG))),
                fails(
                        "failure-handled",
                        "a catch around calls that another route makes",
                        "doCatch:",
                        profile(attempt("to: { id: t, uri: 'direct:captions' }", LOG))
                                .add("captions.camel.yaml", """
                                - route: { id: captions, from: { uri: "direct:captions", steps: [{ to: { id: c, uri: "kamelet:bitmovin-add-stream-action" } }] } }
                                """)),
                fails(
                        "failure-handled",
                        "a catch around a profile",
                        "doCatch:",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "                  - to:\n                      id: use-mp4\n                      uri: direct:profile-mp4\n",
                                        String.join(
                                                        "\n",
                                                        attempt("to: { id: use-mp4, uri: 'direct:profile-mp4' }", LOG))
                                                .indent(18))),
                fails(
                        "failure-handled",
                        "a catch in a Kamelet of a profile",
                        "doCatch:",
                        shipped()
                                .edit(
                                        "kamelets/bitmovin-add-filter-action.kamelet.yaml",
                                        "        - to:\n            uri: direct:bitmovin\n            variableSend: request\n",
                                        String.join(
                                                        "\n",
                                                        attempt(
                                                                "to: { uri: 'direct:bitmovin', variableSend: request }",
                                                                LOG))
                                                .indent(8))),
                fails(
                        "failure-handled",
                        "a catch that throws an exception without the cause",
                        "doCatch:",
                        profile(
                                attempt(
                                        STREAM,
                                        "throwException: { id: t, exceptionType: java.io.IOException, message: '${exception.message}' }"))),
                fails(
                        "failure-handled",
                        "what a breaker does instead",
                        "onFallback:",
                        profile(
                                "- circuitBreaker:",
                                "    id: d",
                                "    steps: [{ " + STREAM + " }]",
                                "    onFallback: { id: e, steps: [{ " + LOG + " }] }")),
                passes(
                        "failure-handled",
                        "a catch around a call of another service",
                        profile(attempt("to: { id: b, uri: 'https:{{profile.mam}}/shape' }", STREAM))),
                passes(
                        "failure-handled",
                        "a catch in a route that no upload takes",
                        shippedAnd(attempt("to: { id: b, uri: 'kamelet:bitmovin-delete-encoding-action' }", LOG))),
                fails(
                        "redelivery-without-maximum",
                        "none",
                        "- onException:",
                        shipped().edit("errors.camel.yaml", "            maximumRedeliveries: 3\n", "")),
                fails(
                        "redelivery-without-maximum",
                        "for ever",
                        "- onException:",
                        shipped().edit("errors.camel.yaml", "maximumRedeliveries: 3\n", "maximumRedeliveries: -1\n")),
                fails(
                        "redelivery-without-maximum",
                        "as long as something holds",
                        "- onException:",
                        shipped()
                                .edit(
                                        "errors.camel.yaml",
                                        "          id: try-again\n",
                                        "          id: try-again\n          retryWhile: { constant: { expression: \"true\" } }\n")),
                fails(
                        "redelivery-without-maximum",
                        "in an error handler",
                        "redeliveryPolicy:",
                        shipped().edit("errors.camel.yaml", "          maximumRedeliveries: 0\n", "")),
                passes(
                        "redelivery-without-maximum",
                        "a number from the configuration",
                        shipped()
                                .property("profile.retries", "5")
                                .edit(
                                        "errors.camel.yaml",
                                        "Redeliveries: 3\n",
                                        "Redeliveries: '{{profile.retries}}'\n")),
                fails(
                        "http-retries",
                        "by the configuration",
                        "",
                        shipped().property("camel.component.https.automatic-retries-disabled", "false")),
                fails(
                        "http-retries",
                        "by an option",
                        "- to:",
                        shipped()
                                .edit(
                                        "engine/bitmovin.camel.yaml",
                                        "throwExceptionOnFailure: false\n",
                                        "throwExceptionOnFailure: false\n              automaticRetriesDisabled: false\n")),
                passes(
                        "http-retries",
                        "switched off once more",
                        shipped().property("camel.component.https.automaticRetriesDisabled", "true")),
                fails("open-breaker-goes-on", "by default", "- circuitBreaker", steps("- circuitBreaker: { id: b }")),
                fails(
                        "open-breaker-goes-on",
                        "said so",
                        "- circuitBreaker",
                        steps("- circuitBreaker: { id: b, resilience4jConfiguration: {"
                                + " throwExceptionWhenHalfOpenOrOpenState: false } }")),
                passes(
                        "open-breaker-goes-on",
                        "it throws",
                        steps("- circuitBreaker: { id: b, resilience4jConfiguration: {"
                                + " throwExceptionWhenHalfOpenOrOpenState: true } }")),
                fails("dead-letter-channel-swallows", "by default", "deadLetterChannel", routes("""
                                - route:
                                    id: a
                                    errorHandler:
                                      deadLetterChannel: { deadLetterUri: "direct:park" }
                                """)),
                fails("dead-letter-channel-swallows", "of a configuration", "deadLetterChannel", routes("""
                                - routeConfiguration:
                                    id: a
                                    errorHandler:
                                      deadLetterChannel: { deadLetterUri: "direct:park", deadLetterHandleNewException: false }
                                """)),
                passes("dead-letter-channel-swallows", "as shipped", shipped()),
                fails(
                        "delete-without-verification",
                        "a clean from elsewhere",
                        "- setVariable:",
                        shippedAnd("- to: { id: b, uri: 'direct:clean' }")),
                fails(
                        "delete-without-verification",
                        "of a failed job too",
                        "- setVariable:",
                        shipped().edit("engine/settle.camel.yaml", "outcome} == 'FINISHED'", "outcome} != null")),
                fails(
                        "delete-without-verification",
                        "the cleaner in a Simple expression",
                        "- setBody",
                        steps("- setBody: { id: b, expression: { simple: { expression:"
                                + " '${bean:sourceCleaner?method=clean}' } } }")),
                passes("delete-without-verification", "as shipped", shipped()),
                fails(
                        "end-without-verification",
                        "nobody looks at the outputs",
                        "- setVariable:",
                        shipped()
                                .edit(
                                        "engine/settle.camel.yaml",
                                        "ref: outputs\n                        method: verify",
                                        "ref: outputs\n                        method: none")),
                fails(
                        "end-without-verification",
                        "a look at the outputs whose result is lost",
                        "- setVariable:",
                        shipped().edit("engine/settle.camel.yaml", "name: verification", "name: look")),
                fails(
                        "end-without-verification",
                        "an end that is made up",
                        "- setVariable",
                        steps(
                                "- setVariable: { id: b, name: end, expression: { constant: { expression: FINISHED } } }")),
                fails(
                        "end-without-verification",
                        "an end that is made up beside another variable",
                        "- setVariables",
                        steps(
                                "- setVariables: { id: b, variables: [{ name: any, expression: { simple: { expression: ok } } },"
                                        + " { name: end, expression: { constant: { expression: FINISHED } } }] }")),
                passes(
                        "end-without-verification",
                        "an end of the ledger",
                        steps(
                                "- setVariable: { id: b, name: end, expression: { method: { ref: ledger, method: lastEnd } }"
                                        + " }")),
                fails(
                        "delete-past-the-cleaner",
                        "an operation",
                        "- to",
                        steps(
                                "- to: { id: b, uri: 'aws2-s3:{{source.bucket}}', parameters: { operation: deleteObject } }")),
                fails(
                        "delete-past-the-cleaner",
                        "an operation on a bucket that an option names",
                        "- to",
                        steps(
                                "- to: { id: b, uri: aws2-s3, parameters: { bucketNameOrArn: b, operation: deleteObject } }")),
                fails(
                        "delete-past-the-cleaner",
                        "a header",
                        "- setHeader",
                        steps("- setHeader: { id: b, name: CamelAwsS3Operation, expression: { constant: { expression:"
                                + " deleteObjects } } }")),
                fails(
                        "delete-past-the-cleaner",
                        "a consumer, which deletes by default",
                        "- route",
                        routes("- route: { id: a, from: { uri: 'aws2-s3:b', steps: [] } }\n")),
                fails(
                        "delete-past-the-cleaner",
                        "a step that reads the next",
                        "- poll",
                        steps("- poll: { id: b, uri: 'aws2-s3:{{source.bucket}}', parameters: { prefix: in/ } }")),
                fails(
                        "delete-past-the-cleaner",
                        "a step that adds the next",
                        "- pollEnrich",
                        steps(
                                "- pollEnrich: { id: b, expression: { constant: { expression: 'aws2-s3:b?prefix=in/' } } }")),
                passes(
                        "delete-past-the-cleaner",
                        "steps that leave it",
                        steps(
                                "- poll: { id: b, uri: 'aws2-s3:b', parameters: { deleteAfterRead: false } }",
                                "- pollEnrich: { id: c, expression: { constant: { expression: 'aws2-s3:b?deleteAfterRead=false' } } }")),
                passes(
                        "delete-past-the-cleaner",
                        "a consumer that leaves it",
                        routes(
                                "- route: { id: a, from: { uri: 'aws2-s3:b', parameters: { deleteAfterRead: false }, steps: []"
                                        + " } }\n")),
                fails(
                        "profile-without-output",
                        "its muxing is taken out",
                        "- to:",
                        shipped()
                                .edit("profiles.camel.yaml", MUXING_STEP, MUXING_STEP.replace("mp4-file", "mp4-log"))
                                .edit(
                                        "profiles.camel.yaml",
                                        "id: mp4-log\n            uri: kamelet:bitmovin-add-mp4-muxing-action",
                                        "id: mp4-log\n            uri: log:none")),
                passes(
                        "profile-without-output",
                        "a muxing in a route that it calls",
                        shipped().add("b.camel.yaml", """
                        - route: { id: b1, routeConfigurationId: profiles, from: { uri: "direct:profile-b", steps: [{ to: { id: b2, uri: "kamelet:bitmovin-create-encoding-action" } }, { to: { id: b3, uri: "direct:b" } }] } }
                        - route: { id: c1, from: { uri: "direct:b", steps: [{ to: { id: c2, uri: "kamelet:bitmovin-add-mp4-muxing-action", parameters: { suffix: _c_bitmovin.mp4 } } }] } }
                        """)),
                fails(
                        "same-output-name",
                        "a second file of the same suffix",
                        "- to",
                        shipped().add("profiles.camel.yaml", muxing("{ suffix: _bitmovin.mp4 }"))),
                fails(
                        "same-output-name",
                        "another prefix taken off",
                        "- to",
                        shipped()
                                .add(
                                        "profiles.camel.yaml",
                                        muxing(
                                                "{ suffix: _bitmovin.mp4, sourcePrefix: '{{profile.xdcam.source-prefix}}' }"))),
                fails(
                        "branches-not-joined",
                        "only the last stream is kept",
                        "- multicast",
                        shipped().edit("profiles.camel.yaml", "            aggregationStrategy: joinBranches\n", "")),
                fails(
                        "branches-not-joined",
                        "the intake does not wait",
                        "- multicast",
                        shipped().edit("profiles.camel.yaml", "            synchronous: true\n", "")),
                fails(
                        "branches-not-joined",
                        "a slow stream is left out",
                        "- multicast",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "            synchronous: true\n",
                                        "            synchronous: true\n            timeout: \"20000\"\n")),
                fails(
                        "branches-not-joined",
                        "streams in the order of the answers",
                        "- multicast",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "            synchronous: true\n",
                                        "            synchronous: true\n            streaming: true\n")),
                passes(
                        "branches-not-joined",
                        "branches one after the other",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "            parallelProcessing: true\n            synchronous: true\n",
                                        "")),
                passes(
                        "same-output-name",
                        "a second file of another suffix",
                        shipped().add("profiles.camel.yaml", muxing("{ suffix: _proxy_bitmovin.mp4 }"))),
                passes(
                        "same-output-name",
                        "one suffix in either branch",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "            uri: kamelet:bitmovin-add-mp4-muxing-action\n            parameters:\n"
                                                + "              suffix: \"{{profile.output-suffix}}\"\n- route:",
                                        "            uri: kamelet:bitmovin-add-mp4-muxing-action\n            parameters:\n"
                                                + "              suffix: _bitmovin.mp4\n- route:")),
                fails(
                        "name-the-mam-ignores",
                        "by the configuration",
                        "- to:",
                        shipped()
                                .property("profile.output-suffix", "_other.mp4")
                                .property("vidispine.result-pattern", ".*_bitmovin[.]mp4")),
                fails(
                        "name-the-mam-ignores",
                        "the MAM's own pattern",
                        "- to:",
                        shipped().property("vidispine.result-pattern", ".*_proxy\\.mp4")),
                passes(
                        "name-the-mam-ignores",
                        "a longer suffix",
                        shipped().property("profile.output-suffix", "_large_bitmovin.mp4")),
                passes(
                        "name-the-mam-ignores",
                        "a second file beside the result",
                        shipped().add("profiles.camel.yaml", muxing("{ suffix: _proxy.mp4 }"))),
                fails(
                        "name-the-mam-ignores",
                        "its only result is elsewhere",
                        "- to",
                        profile("- to: { id: m, uri: 'kamelet:bitmovin-add-mp4-muxing-action', parameters: { suffix:"
                                + " _bitmovin.mp4, outputPrefix: other/ } }")),
                fails(
                        "second-result",
                        "two files of the pattern",
                        "- to",
                        shipped().add("profiles.camel.yaml", muxing("{ suffix: _proxy_bitmovin.mp4 }"))),
                passes(
                        "second-result",
                        "one of them elsewhere",
                        shipped()
                                .add(
                                        "profiles.camel.yaml",
                                        muxing("{ suffix: _bitmovin.mp4, outputPrefix: previews/ }"))),
                passes(
                        "second-result",
                        "one of either branch",
                        profile(
                                "- choice: { id: c, when: [{ id: w, expression: { simple: { expression: '${variable.a}' } },"
                                        + " steps: [{ to: { id: m, uri: 'kamelet:bitmovin-add-mp4-muxing-action', parameters: {"
                                        + " suffix: _a_bitmovin.mp4 } } }] }], otherwise: { id: o, steps: [{ to: { id: n, uri:"
                                        + " 'kamelet:bitmovin-add-mp4-muxing-action', parameters: { suffix: _b_bitmovin.mp4 } } }] }"
                                        + " }")),
                fails(
                        "folder-among-results",
                        "segments",
                        "- to",
                        profile(
                                "- to: { id: s, uri: 'kamelet:bitmovin-add-fmp4-muxing-action', parameters: { folder: video,"
                                        + " outputPrefix: out/web/ } }")),
                fails(
                        "folder-among-results",
                        "a manifest",
                        "- to",
                        profile("- to: { id: s, uri: 'kamelet:bitmovin-add-hls-manifest-action', parameters: {"
                                + " outputPrefix: '{{profile.output-prefix}}' } }")),
                passes(
                        "folder-among-results",
                        "segments elsewhere",
                        profile(
                                "- to: { id: s, uri: 'kamelet:bitmovin-add-fmp4-muxing-action', parameters: { folder: video,"
                                        + " outputPrefix: web/ } }")),
                fails(
                        "same-output-name",
                        "two muxings of one folder",
                        "- to",
                        profile(
                                "- to: { id: s, uri: 'kamelet:bitmovin-add-fmp4-muxing-action', parameters: { folder: video,"
                                        + " outputPrefix: web/ } }",
                                "- to: { id: t, uri:"
                                        + " 'kamelet:bitmovin-add-thumbnails-action', parameters: { folder: video, outputPrefix:"
                                        + " web/ } }")),
                fails(
                        "profile-without-output",
                        "nothing but a template's segments",
                        "- to",
                        profile("- to: { id: s, uri: 'kamelet:bitmovin-add-per-title-fmp4-muxing-action', parameters: {"
                                + " outputPrefix: web/ } }")),
                fails(
                        "public-output",
                        "thumbnails without an acl",
                        "- setVariables:",
                        shipped()
                                .edit(
                                        "kamelets/bitmovin-add-thumbnails-action.kamelet.yaml",
                                        "                          acl:\n                            - permission: PRIVATE\n",
                                        "")),
                fails(
                        "public-output",
                        "the acl is taken out",
                        "- setVariables:",
                        shipped()
                                .edit(
                                        "kamelets/bitmovin-add-mp4-muxing-action.kamelet.yaml",
                                        "                          acl:\n                            - permission: PRIVATE\n",
                                        "")),
                fails(
                        "public-output",
                        "by a field",
                        "- to",
                        shipped()
                                .add(
                                        "profiles.camel.yaml",
                                        muxing("{ suffix: _b_bitmovin.mp4, fields: '{outputs: [{acl: [{permission:"
                                                + " PUBLIC_READ}]}]}' }"))),
                fails(
                        "public-output",
                        "by outputs of one's own, which take the acl away",
                        "- to",
                        shipped()
                                .add(
                                        "profiles.camel.yaml",
                                        muxing("{ suffix: _b_bitmovin.mp4, fields: '{outputs: [{outputId: a,"
                                                + " outputPath: b}]}' }"))),
                passes(
                        "public-output",
                        "outputs of one's own with an acl",
                        shipped()
                                .add(
                                        "profiles.camel.yaml",
                                        muxing("{ suffix: _b_bitmovin.mp4, fields: '{outputs: [{outputId: a,"
                                                + " outputPath: b, acl: [{permission: PRIVATE}]}]}' }"))),
                passes("public-output", "as shipped", shipped()),
                fails(
                        "output-among-sources",
                        "a preview beside the sources of one bucket",
                        "- to",
                        shipped()
                                .property("source.bucket", "media")
                                .property("output.bucket", "media")
                                .add(
                                        "profiles.camel.yaml",
                                        muxing(
                                                "{ suffix: _preview.mp4, outputPrefix: '{{profile.source-prefix}}previews/'"
                                                        + " }"))),
                passes(
                        "output-among-sources",
                        "a preview elsewhere in one bucket",
                        shipped()
                                .property("source.bucket", "media")
                                .property("output.bucket", "media")
                                .add(
                                        "profiles.camel.yaml",
                                        muxing("{ suffix: _preview.mp4, outputPrefix: previews/ }"))),
                passes(
                        "output-among-sources",
                        "the same prefix in another bucket",
                        shipped()
                                .property("source.bucket", "sources")
                                .property("output.bucket", "outputs")
                                .add(
                                        "profiles.camel.yaml",
                                        muxing("{ suffix: _preview.mp4, outputPrefix: '{{profile.source-prefix}}' }"))),
                fails(
                        "profile-without-name",
                        "the name is left out",
                        "- to:",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "id: name-mp4\n                      name: profile\n",
                                        "id: name-mp4\n                      name: of-profile\n")),
                passes("profile-without-name", "as shipped", shipped()),
                passes("profile-without-name", "a profile that nobody calls yet", profile()),
                fails(
                        "second-encoding",
                        "two profiles in one 'when'",
                        "- to:",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        USE_MP4,
                                        USE_MP4 + USE_MP4.replace("mp4", "xdcam-stereo-mp4"))),
                passes("second-encoding", "one of two", shipped().edit("profiles.camel.yaml", USE_MP4, """
                                                  - choice:
                                                      id: one-of-two
                                                      when:
                                                        - id: small
                                                          expression:
                                                            simple:
                                                              expression: ${variable.source.size} < 1000000
                                                          steps:
                                                            - to:
                                                                id: use-xdcam
                                                                uri: direct:profile-xdcam-stereo-mp4
                                                      otherwise:
                                                        id: large
                                                        steps:
                                                          - to:
                                                              id: use-mp4
                                                              uri: direct:profile-mp4
                                """)),
                fails(
                        "when-never-taken",
                        "behind one that takes all of it",
                        "- id: news",
                        choosing("            otherwise:\n              id: no-profile\n", "")),
                passes("when-never-taken", "before the wider one", choosing("              - id: any-other\n", "")),
                passes(
                        "when-never-taken",
                        "behind one that asks for more",
                        choosing(
                                "            otherwise:\n              id: no-profile\n",
                                " && ${variable.source.size} > 9")),
                fails("stop-uncounted", "some keys", "- stop", leavingOut("- stop: { id: t }")),
                fails(
                        "stop-uncounted",
                        "what is not counted on every way",
                        "- stop",
                        leavingOut(
                                "- filter: { id: g, expression: { simple: { expression: '${variable.a}' } }, steps: [{ "
                                        + COUNT + " }] }",
                                "- stop: { id: t }")),
                fails("stop-uncounted", "in a profile", "- stop", profile("- stop: { id: t }")),
                fails(
                        "stop-uncounted",
                        "in a split, whose first part is the result",
                        "- split",
                        profile(split("aggregationStrategy: joinBranches,", "stop: { id: t }"))),
                fails("stop-uncounted", "behind a split", "- stop", profile(split("", LOG), "- stop: { id: t }")),
                passes("stop-uncounted", "in a split, for one part alone", profile(split("", "stop: { id: t }"))),
                fails(
                        "stop-uncounted",
                        "in a Kamelet of a profile",
                        "- to:",
                        shipped()
                                .edit(
                                        "kamelets/bitmovin-add-mp4-muxing-action.kamelet.yaml",
                                        "      steps:\n",
                                        "      steps:\n        - stop: {}\n")),
                passes("stop-uncounted", "counted before", leavingOut("- " + COUNT, "- stop: { id: t }")),
                passes(
                        "stop-uncounted",
                        "counted in a route that is called",
                        leavingOut("- to: { id: g, uri: 'direct:leave-out' }", "- stop: { id: t }")),
                passes("stop-uncounted", "in a route that no upload takes", shippedAnd("- stop: { id: t }")),
                fails(
                        "branches-not-joined",
                        "a pause in a profile",
                        "- delay",
                        profile("- delay: { id: d, expression: { constant: { expression: '60000' } } }")),
                fails(
                        "branches-not-joined",
                        "other threads before a profile",
                        "- threads",
                        shipped()
                                .edit(
                                        "profiles.camel.yaml",
                                        "        - choice:\n            id: by-key\n",
                                        "        - threads: { id: t }\n        - choice:\n            id: by-key\n")),
                passes(
                        "branches-not-joined",
                        "a pause that the intake waits for",
                        profile(
                                "- delay: { id: d, asyncDelayed: false, expression: { constant: { expression: '6000' } } }")),
                fails("branches-not-joined", "streams of a split", "- split", profile(split("", STREAM))),
                fails(
                        "branches-not-joined",
                        "routes of a list",
                        "- recipientList",
                        profile(
                                        "- recipientList: { id: s, expression: { constant: { expression: 'direct:one, direct:two' } } }")
                                .add("streams.camel.yaml", """
                                        - route: { id: one, from: { uri: "direct:one", steps: [{ to: { id: c, uri: "kamelet:bitmovin-add-stream-action" } }] } }
                                        - route: { id: two, from: { uri: "direct:two", steps: [{ to: { id: d, uri: "kamelet:bitmovin-add-stream-action" } }] } }
                                        """)),
                fails(
                        "branches-not-joined",
                        "streams of a split at once",
                        "- split",
                        profile(split("aggregationStrategy: joinBranches, parallelProcessing: true,", STREAM))),
                passes(
                        "branches-not-joined",
                        "streams of a split that are joined",
                        profile(split("aggregationStrategy: joinBranches, streaming: true,", STREAM))),
                passes("branches-not-joined", "a split that adds nothing", profile(split("", LOG))),
                fails(
                        "kamelet-calls-twice",
                        "a muxing and its encryption",
                        "- to",
                        kamelet("k", calling("POST /muxings/fmp4", "POST /muxings/fmp4/{id}/drm/cenc"))),
                fails(
                        "kamelet-calls-twice",
                        "two Kamelets, one call each",
                        "- to",
                        kamelet("k", TEMPLATE + """
                                        - to: { uri: "kamelet:one" }
                                        - to: { uri: "kamelet:one" }
                                """).add("kamelets/one.kamelet.yaml", calling("POST /muxings/fmp4"))),
                fails(
                        "kamelet-calls-twice",
                        "two routes, one call each",
                        "- to",
                        kamelet("k", TEMPLATE + """
                                        - to: { uri: "direct:one" }
                                        - to: { uri: "direct:two" }
                                """)
                                .add("one.camel.yaml", routeCalling("one"))
                                .add("two.camel.yaml", routeCalling("two"))),
                fails("kamelet-calls-twice", "a call in a loop", "- to", kamelet("k", TEMPLATE + """
                                        - loop:
                                            expression: { constant: { expression: "2" } }
                                            steps:
                                              - to: { uri: "direct:bitmovin" }
                                """)),
                fails(
                        "kamelet-calls-twice",
                        "a Kamelet in a split",
                        "- to",
                        kamelet("k", TEMPLATE + """
                                        - split:
                                            expression: { simple: { expression: "${body}" } }
                                            steps:
                                              - to: { uri: "kamelet:one" }
                                """).add("kamelets/one.kamelet.yaml", calling("POST /muxings/fmp4"))),
                passes("kamelet-calls-twice", "it asks in a loop, and calls behind it", kamelet("k", TEMPLATE + """
                                        - setVariable: { name: call, expression: { constant: { expression: "GET /muxings" } } }
                                        - loop:
                                            expression: { constant: { expression: "2" } }
                                            steps:
                                              - to: { uri: "direct:bitmovin" }
                                        - setVariable: { name: call, expression: { constant: { expression: "POST /muxings" } } }
                                        - to: { uri: "direct:bitmovin" }
                                """)),
                passes(
                        "kamelet-calls-twice",
                        "a Kamelet that only asks before",
                        kamelet("k", TEMPLATE + """
                                        - to: { uri: "kamelet:one" }
                                        - to: { uri: "direct:bitmovin" }
                                """).add("kamelets/one.kamelet.yaml", calling("GET /muxings/fmp4"))),
                passes(
                        "kamelet-calls-twice",
                        "it only asks before",
                        kamelet("k", calling("GET /muxings/fmp4", "POST /muxings/fmp4"))),
                passes("kamelet-calls-twice", "one call in either branch", kamelet("k", TEMPLATE + """
                                        - choice:
                                            when: [{ simple: "${body}", steps: [{ to: { uri: "direct:bitmovin" } }] }]
                                            otherwise: { steps: [{ to: { uri: "direct:bitmovin" } }] }
                                """)));
    }

    private static String calling(String... calls) {
        return TEMPLATE + Stream.of(calls).map("""
                                        - setVariable: { name: call, expression: { constant: { expression: "%s" } } }
                                        - to: { uri: "direct:bitmovin" }
                                """::formatted).collect(Collectors.joining());
    }

    private static String routeCalling(String name) {
        return """
                - route:
                    id: %1$s
                    from:
                      uri: direct:%1$s
                      steps:
                        - setVariable: { name: call, expression: { constant: { expression: "POST /muxings" } } }
                        - to: { uri: "direct:bitmovin" }
                """.formatted(name);
    }

    private static String split(String options, String step) {
        return "- split: { id: s, " + options
                + " expression: { simple: { expression: '${variable.tracks}' } }, steps: [{ " + step + " }] }";
    }

    /** The shipped routes, with steps for uploads that are not complete. */
    private static PlantedRoutes leavingOut(String... steps) {
        return shipped()
                .edit(
                        "profiles.camel.yaml",
                        "              - id: xdcam\n",
                        "              - id: part\n                expression: { simple: { expression: '${variable.upload.key} endsWith"
                                + " \"part\"' } }\n                steps:\n"
                                + String.join("\n", steps).indent(18) + "              - id: xdcam\n");
    }

    /**
     * The shipped choice with one more 'when'.
     *
     * @param before what stands behind it
     * @param more what the shipped ones ask for as well
     */
    private static PlantedRoutes choosing(String before, String more) {
        return shipped()
                .property("profile.news.source-prefix", "in/news/")
                .edit(
                        "profiles.camel.yaml",
                        "\n                steps:\n                  - setVariable:\n",
                        more + "\n                steps:\n                  - setVariable:\n")
                .edit("profiles.camel.yaml", before, """
                                  - id: news
                                    expression:
                                      simple:
                                        expression: ${variable.upload.key} startsWith '{{profile.news.source-prefix}}'
                                    steps:
                                      - to:
                                          id: use-news
                                          uri: direct:profile-mp4
                    """ + before);
    }

    /** One more muxing at the end of the last profile. */
    private static String muxing(String parameters) {
        return "        - to: { id: one-more, uri: 'kamelet:bitmovin-add-mp4-muxing-action', parameters: " + parameters
                + " }\n";
    }

    /** The shipped routes and a profile of one's own. */
    private static PlantedRoutes profile(String... steps) {
        return shipped().add("own.camel.yaml", """
                - route:
                    id: own
                    description: Text.
                    routeConfigurationId: profiles
                    from:
                      uri: direct:profile-own
                      steps:
                        - to: { id: create-own, uri: "kamelet:bitmovin-create-encoding-action" }
                """ + String.join("\n", steps).indent(8));
    }

    private static PlantedRoutes shippedAnd(String... steps) {
        return shipped()
                .add(
                        "planted.camel.yaml",
                        "- route:\n    id: planted\n    description: Text.\n    from:\n      uri: timer:planted\n      steps:\n"
                                + String.join("\n", steps).indent(8));
    }

    /** One step in a doTry, and what follows its failure. */
    private static String[] attempt(String step, String instead) {
        return new String[] {
            "- doTry:",
            "    id: d",
            "    steps: [{ " + step + " }]",
            "    doCatch: [{ id: e, exception: [java.lang.Exception], steps: [{ " + instead + " }] }]"
        };
    }
}
