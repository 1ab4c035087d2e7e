package io.transcoder.lint;

import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Rule;
import io.transcoder.lint.model.Step;
import io.transcoder.lint.model.Trees;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.support.PatternHelper;

/** What the queue does with a message behind a route's back. */
final class QueueRules {
    private static final String SQS = "aws2-sqs:";

    /** Without the receipt handle a message is never deleted. The others only show that a pattern takes the family. */
    private static final List<String> HEADERS =
            List.of("CamelAwsSqsReceiptHandle", "CamelAwsSqsMessageId", "CamelAwsSqsAttributes");

    private QueueRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.error(
                        "receipt-handle-removed",
                        "Without the receipt handle the message is done and never deleted, so it comes again and again.",
                        "Add excludePattern: CamelAwsSqs.* (CamelAwsSqs* where it stands alone).",
                        QueueRules::receiptHandleRemoved),
                Rule.error(
                        "visibility-not-extended",
                        "A message that becomes visible while it is worked on is taken a second time. Calls with retries may"
                                + " last longer than any fixed time, so it is extended as long as the message is held, which"
                                + " Camel does for one message a receive alone.",
                        "Set extendMessageVisibility: true, maxMessagesPerPoll: 1 and a visibilityTimeout.",
                        QueueRules::visibilityNotExtended),
                Rule.error(
                        "messages-lost-at-stop",
                        "What the last poll brings is thrown away when the application stops: hidden for a while, and one"
                                + " receive nearer to the dead letters.",
                        "Put shutdownRunningTask: CompleteAllTasks on the route.",
                        QueueRules::messagesLostAtStop),
                Rule.error(
                        "queue-created",
                        "A misspelt name would make a new queue that nobody fills.",
                        "Set autoCreateQueue: false; 'setup' makes the queues.",
                        new OptionCheck(SQS, "autoCreateQueue", Set.of("", "false")::contains, "may create the queue")),
                Rule.error(
                        "queue-without-url",
                        "By its name alone the queue is looked for in a list, which needs one more permission and finds"
                                + " others of a similar name.",
                        "Set queueUrl: \"{{queue-url:{{queue.events}}}}\".",
                        new OptionCheck(SQS, "queueUrl", url -> !url.isEmpty(), "has no queueUrl")),
                Rule.error(
                        "all-attributes",
                        "Whoever may send a message sets every attribute that is asked for, and each becomes a header that"
                                + " goes on to later steps, to HTTP calls too.",
                        "Name the attributes that the route reads, in messageAttributeNames, with commas between them.",
                        QueueRules::allAttributes),
                Rule.warning(
                        "timer-overtakes-itself",
                        "A timer that does not wait begins a round while the last one still runs in its threads.",
                        "Set synchronous: true on the timer.",
                        QueueRules::timerOvertakesItself));
    }

    private static void receiptHandleRemoved(RouteFolder folder, Findings found) {
        for (Step step : folder.steps()) {
            boolean takes =
                    switch (step.kind()) {
                        case "removeHeaders" -> HEADERS.stream().anyMatch(header -> isRemoved(header, step));
                        case "removeHeader" ->
                            step.text("name").toLowerCase(Locale.ROOT).startsWith("camelawssqs");
                        default -> false;
                    };
            if (takes) {
                found.at(step, "takes headers of SQS away");
            }
        }
    }

    private static boolean isRemoved(String header, Step step) {
        return PatternHelper.matchPattern(header, step.text("pattern"))
                && (step.text("excludePattern").isEmpty()
                        || !PatternHelper.matchPattern(header, step.text("excludePattern")));
    }

    private static void visibilityNotExtended(RouteFolder folder, Findings found) {
        String text =
                "calls Bitmovin, and one call may last " + folder.longestCall().toSeconds() + "s with its retries";
        consumers(folder)
                .filter(route -> !isExtended(route.from()) && callsBitmovin(folder, route))
                .forEach(route -> found.at(route, text));
    }

    private static boolean isExtended(Step from) {
        return from.option("extendMessageVisibility").equals("true")
                && from.option("maxMessagesPerPoll").equals("1")
                && !from.option("visibilityTimeout").isEmpty();
    }

    private static boolean callsBitmovin(RouteFolder folder, Route route) {
        return folder.reachedFrom(route).stream()
                .flatMap(reached -> reached.allSteps().stream())
                .anyMatch(folder::callsBitmovin);
    }

    private static void messagesLostAtStop(RouteFolder folder, Findings found) {
        consumers(folder)
                .filter(route ->
                        !Trees.text(route.body(), "shutdownRunningTask").equals("CompleteAllTasks"))
                .forEach(route -> found.at(route, "forgets at a stop what the last poll brought"));
    }

    private static void allAttributes(RouteFolder folder, Findings found) {
        Predicate<String> isNamed = names -> Stream.of(folder.resolved(names).split(","))
                .map(String::strip)
                .noneMatch(name -> name.equalsIgnoreCase("all") || name.contains("*"));
        new OptionCheck(SQS, "messageAttributeNames", isNamed, "asks for attributes by a wildcard").look(folder, found);
    }

    private static void timerOvertakesItself(RouteFolder folder, Findings found) {
        folder.routes().stream()
                .filter(route -> route.takesMessages() && route.from().uri().matches("(timer|scheduler|quartz):.*"))
                .filter(route -> !route.from().option("synchronous").equals("true"))
                .filter(route -> route.allSteps().stream().anyMatch(step -> "true"
                        .equals(String.valueOf(step.body().get("parallelProcessing")))))
                .forEach(route -> found.at(route, "works in parallel and does not wait for the round before"));
    }

    private static Stream<Route> consumers(RouteFolder folder) {
        return folder.routes().stream()
                .filter(route -> route.takesMessages() && route.from().uri().startsWith(SQS));
    }
}
