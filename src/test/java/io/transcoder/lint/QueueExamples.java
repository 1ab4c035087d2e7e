package io.transcoder.lint;

import static io.transcoder.lint.Examples.fails;
import static io.transcoder.lint.Examples.passes;
import static io.transcoder.lint.Examples.routes;
import static io.transcoder.lint.Examples.steps;
import static io.transcoder.lint.PlantedRoutes.shipped;

import io.transcoder.lint.RulesTest.Example;
import java.util.List;

/** Of the rules on queues and timers. */
final class QueueExamples {
    private static final String RECEIPT = "receipt-handle-removed";
    private static final String TIMER = """
            - route:
                id: a
                from:
                  uri: timer:a
                  parameters: { synchronous: %s }
                  steps: [{ split: { id: b, parallelProcessing: %s, steps: [] } }]
            """;

    private QueueExamples() {}

    private static PlantedRoutes attributes(String names) {
        return routes("- route: { id: a, from: { uri: 'aws2-sqs:a', parameters: { messageAttributeNames: " + names
                + " }, steps: [] } }\n");
    }

    static List<Example> all() {
        return List.of(
                fails(RECEIPT, "all", "- removeHeaders", steps("- removeHeaders: { id: b, pattern: '*' }")),
                fails(RECEIPT, "Camel's", "- removeHeaders", steps("- removeHeaders: { id: b, pattern: 'Camel*' }")),
                fails(
                        RECEIPT,
                        "all but others",
                        "- removeHeaders",
                        steps("- removeHeaders: { id: b, pattern: '*', excludePattern: CamelAwsS3* }")),
                fails(
                        RECEIPT,
                        "all but one",
                        "- removeHeaders",
                        steps("- removeHeaders: { id: b, pattern: '*', excludePattern: CamelAwsSqsMessageId }")),
                fails(
                        RECEIPT,
                        "the one",
                        "- removeHeader",
                        steps("- removeHeader: { id: b, name: CamelAwsSqsReceiptHandle }")),
                fails(
                        RECEIPT,
                        "the one in small letters",
                        "- removeHeader",
                        steps("- removeHeader: { id: b, name: camelawssqsreceipthandle }")),
                passes(
                        RECEIPT,
                        "all but these",
                        steps("- removeHeaders: { id: b, pattern: '*', excludePattern: CamelAwsSqs* }")),
                passes(RECEIPT, "others", steps("- removeHeaders: { id: b, pattern: 'CamelHttp*' }")),
                passes(RECEIPT, "one of S3", steps("- removeHeader: { id: b, name: CamelAwsS3Key }")),
                fails(
                        "visibility-not-extended",
                        "not extended",
                        "- route:",
                        shipped().edit("engine/intake.camel.yaml", "        extendMessageVisibility: true\n", "")),
                fails(
                        "visibility-not-extended",
                        "several a receive",
                        "- route:",
                        shipped()
                                .edit(
                                        "engine/intake.camel.yaml",
                                        "maxMessagesPerPoll: 1\n",
                                        "maxMessagesPerPoll: 10\n")),
                fails(
                        "visibility-not-extended",
                        "no timeout to extend",
                        "- route:",
                        shipped()
                                .edit(
                                        "engine/intake.camel.yaml",
                                        "        visibilityTimeout: \"{{seconds:{{queue.visibility}}}}\"\n",
                                        "")),
                passes(
                        "visibility-not-extended",
                        "a route that calls nothing that takes long",
                        routes("- route: { id: a, from: { uri: 'aws2-sqs:a', steps: [] } }\n")),
                fails("all-attributes", "All", "- route:", attributes("'job-id, All'")),
                fails("all-attributes", "a beginning", "- route:", attributes("'job*'")),
                fails(
                        "all-attributes",
                        "by a property",
                        "- route:",
                        attributes("'{{profile.a}}'").property("profile.a", ".*")),
                passes("all-attributes", "by their names", attributes("job-id,allowed")),
                fails(
                        "messages-lost-at-stop",
                        "by default",
                        "- route:",
                        shipped().edit("engine/intake.camel.yaml", "    shutdownRunningTask: CompleteAllTasks\n", "")),
                fails(
                        "messages-lost-at-stop",
                        "said so",
                        "- route:",
                        shipped().edit("engine/intake.camel.yaml", "CompleteAllTasks", "CompleteCurrentTaskOnly")),
                passes("messages-lost-at-stop", "a route from elsewhere", steps("- stop: { id: b }")),
                fails(
                        "queue-created",
                        "a producer",
                        "- to:",
                        shipped().edit("engine/settle.camel.yaml", "autoCreateQueue: false", "autoCreateQueue: true")),
                fails(
                        "queue-created",
                        "a consumer, by a query",
                        "from:",
                        routes(
                                "- route:\n    id: a\n    from:\n      uri: aws2-sqs:a?autoCreateQueue=true\n      steps: []\n")),
                passes("queue-created", "by default", steps("- to: { id: b, uri: 'aws2-sqs:b' }")),
                fails(
                        "queue-without-url",
                        "a producer",
                        "- to",
                        steps("- to: { id: b, uri: 'aws2-sqs:b', parameters: { autoCreateQueue: false } }")),
                fails(
                        "queue-without-url",
                        "a consumer",
                        "from:",
                        shipped()
                                .edit(
                                        "engine/intake.camel.yaml",
                                        "      parameters:\n        queueUrl: \"{{queue-url:{{queue.events}}}}\"\n        autoCreateQueue: false\n        conc",
                                        "      parameters:\n        autoCreateQueue: false\n        conc")),
                passes("queue-without-url", "as shipped", shipped()),
                fails("timer-overtakes-itself", "in parallel", "- route", routes(TIMER.formatted("false", "true"))),
                passes("timer-overtakes-itself", "it waits", routes(TIMER.formatted("true", "true"))),
                passes("timer-overtakes-itself", "one after the other", routes(TIMER.formatted("false", "false"))));
    }
}
