package io.transcoder.lint;

import io.transcoder.lint.model.Findings;
import io.transcoder.lint.model.Route;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Step;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.camel.support.PatternHelper;

/** Rules on queues: how routes receive messages, hold them and delete them. */
final class QueueRules {
    private static final String SQS = "aws2-sqs:";

    static final OptionCheck QUEUE_CREATED =
            new OptionCheck(SQS, "autoCreateQueue", Set.of("", "false")::contains, "may create the queue");
    static final OptionCheck QUEUE_WITHOUT_URL =
            new OptionCheck(SQS, "queueUrl", url -> !url.isEmpty(), "has no queueUrl");

    /** Without the receipt handle a message is never deleted. The others only show that a pattern takes the family. */
    private static final List<String> HEADERS =
            List.of("CamelAwsSqsReceiptHandle", "CamelAwsSqsMessageId", "CamelAwsSqsAttributes");

    private QueueRules() {}

    static void receiptHandleRemoved(RouteFolder folder, Findings found) {
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

    static void visibilityNotExtended(RouteFolder folder, Findings found) {
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

    static void messagesLostAtStop(RouteFolder folder, Findings found) {
        consumers(folder)
                .filter(route -> !route.text("shutdownRunningTask").equals("CompleteAllTasks"))
                .forEach(route -> found.at(route, "forgets at a stop what the last poll brought"));
    }

    static void allAttributes(RouteFolder folder, Findings found) {
        Predicate<String> isNamed = names -> Stream.of(folder.resolved(names).split(","))
                .map(String::strip)
                .noneMatch(name -> name.equalsIgnoreCase("all") || name.contains("*"));
        new OptionCheck(SQS, "messageAttributeNames", isNamed, "asks for attributes by a wildcard").look(folder, found);
    }

    static void timerOvertakesItself(RouteFolder folder, Findings found) {
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
