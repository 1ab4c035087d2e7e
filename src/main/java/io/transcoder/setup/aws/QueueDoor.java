package io.transcoder.setup.aws;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.step.Look;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who may send to a queue, by the queue's own policy (IAM, "Policy evaluation logic" and "Condition operators"). What the account
 * lets its own users and roles do is not in it.
 */
final class QueueDoor {
    private static final String S3 = "s3.amazonaws.com";
    private static final String SEND = "sqs:SendMessage";
    private static final String SOURCE = "aws:SourceArn";
    private static final String ACCOUNT = "aws:SourceAccount";

    /** Those that a request without the key does not meet. */
    private static final Set<String> RESTRICTING =
            Set.of("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike");

    /** Services that hand on what another was sent; the ARN of a topic or rule names its account. */
    private static final Pattern RELAY = Pattern.compile("arn:[a-z-]+:(?:sns|events):[^:*?]+:(\\d{12}):[^*?]+");

    /** By which the denial can leave a service out, with wildcards or without. */
    private static final Pattern SOURCE_ARN = Pattern.compile("arn:[^:]+:[^:]+:[^:]*:[^:]*:.+");

    /** What lets S3 send for the source bucket alone: its ARN has no account, so that the account has to be said too. */
    private static final String FROM_S3 = """
            {"Sid": "%s", "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
             "Action": "sqs:SendMessage", "Resource": "%s",
             "Condition": {"ArnEquals": {"aws:SourceArn": "%s"}, "StringEquals": {"aws:SourceAccount": "%s"}}}""";

    /**
     * What keeps out all but S3 for the source bucket, what hands events on, and these. Both conditions have to be met, and a request
     * without the key meets a negated one: a service has no principal's ARN, a role no source's.
     */
    private static final String NO_OTHERS = """
            {"Sid": "%s", "Effect": "Deny", "Principal": "*", "Action": "sqs:SendMessage", "Resource": "%s",
             "Condition": {"ArnNotEquals": {"aws:SourceArn": %s, "aws:PrincipalArn": ["%s"]}}}""";

    private final PolicyDocument policy;
    private final String queue;
    private final String account;
    private final String bucket;

    /**
     * @param policy of the queue
     * @param bucketArn of the source bucket
     */
    QueueDoor(PolicyDocument policy, Queues.Queue queue, String bucketArn) {
        this.policy = policy;
        this.queue = queue.arn();
        this.account = queue.account();
        this.bucket = bucketArn;
    }

    /** Whether S3's events of the source bucket come in. */
    Look forS3() {
        for (Statement statement : policy.statements()) {
            if (statement.denies() && isForS3(statement) && meets(statement, false)) {
                return Look.of("s3-denied", statement.named());
            }
        }
        List<Statement> forS3 = policy.statements().stream()
                .filter(statement -> statement.allows() && isForS3(statement))
                .toList();
        if (forS3.isEmpty()) {
            return Look.of("s3-not-allowed");
        }
        List<Statement> met =
                forS3.stream().filter(statement -> meets(statement, true)).toList();
        if (met.stream().anyMatch(this::isClosed)) {
            return Look.right("S3 may send for " + bucket);
        }
        if (!met.isEmpty()) {
            return Look.of("s3-for-anybody");
        }
        boolean forOthers = forS3.stream().noneMatch(statement -> matches(statement, SOURCE, bucket));
        return forOthers ? Look.of("s3-for-other-buckets") : Look.of("s3-for-another-account", account);
    }

    /** The statements by which somebody may send who is neither S3 for the source bucket nor of this account. */
    List<Statement> open() {
        return policy.statements().stream().filter(this::isOpen).toList();
    }

    boolean isOpen(Statement statement) {
        return letsSend(statement) && !isOfAccount(statement) && !isClosed(statement);
    }

    private boolean letsSend(Statement statement) {
        return statement.allows() && statement.applies("Action", SEND) && statement.applies("Resource", queue);
    }

    Statement allow(String sid) {
        return PolicyDocument.statement(FROM_S3, sid, queue, bucket, account);
    }

    Statement denyOthers(String sid, List<String> roles) {
        List<String> sources =
                Stream.concat(Stream.of(bucket), relays()).distinct().toList();
        // one alone without brackets, as an earlier release wrote it, so that what is right is left as it is
        String texts = sources.stream().collect(Collectors.joining("\", \"", "\"", "\""));
        return PolicyDocument.statement(
                NO_OTHERS, sid, queue, sources.size() == 1 ? texts : "[" + texts + "]", String.join("\", \"", roles));
    }

    /** Those that the policy lets send, so that events may come by them: to leave them out of a denial lets in nobody else. */
    private Stream<String> relays() {
        return policy.statements().stream()
                .filter(this::letsSend)
                .flatMap(statement -> restricting(statement, SOURCE))
                .flatMap(condition -> condition.values().stream())
                .filter(arn -> SOURCE_ARN.matcher(arn).matches() && !arn.split(":")[2].equals("s3"));
    }

    /** The statements that let services send without the ARNs by which the denial could leave them out. */
    List<Statement> withoutSource() {
        return policy.statements().stream()
                .filter(statement -> letsSend(statement)
                        && isForServices(statement)
                        && !restricts(statement, SOURCE, (arn, like) -> SOURCE_ARN
                                .matcher(arn)
                                .matches()))
                .toList();
    }

    /** Others than S3, which is let in for the source bucket alone. */
    private static boolean isForServices(Statement statement) {
        JsonNode principal = statement.node().path("Principal");
        return statement.node().has("NotPrincipal")
                || principal.asText().equals("*")
                || Statement.texts(principal.path("AWS")).contains("*")
                || Statement.texts(principal.path("Service")).stream().anyMatch(service -> !service.equals(S3));
    }

    boolean has(Statement statement) {
        return policy.statements().contains(statement);
    }

    private boolean isForS3(Statement statement) {
        boolean s3 = statement.node().has("NotPrincipal")
                ? !isEverybodyOrS3(statement.node().path("NotPrincipal"))
                : isEverybodyOrS3(statement.node().path("Principal"));
        return s3 && statement.applies("Action", SEND) && statement.applies("Resource", queue);
    }

    private static boolean isEverybodyOrS3(JsonNode principal) {
        return principal.asText().equals("*")
                || Statement.texts(principal.path("AWS")).contains("*")
                || Statement.texts(principal.path("Service")).contains(S3);
    }

    /** Users and roles by their names, and the account itself. */
    private boolean isOfAccount(Statement statement) {
        return isOnly(statement, "(?:arn:[a-z-]+:(?:iam|sts)::)?" + Pattern.quote(account) + "(?::[^*?]+)?", account);
    }

    /** Which lets nobody do what its own policies do not let them, as in the policy that SQS's console gives a queue. */
    static boolean isAccountItself(Statement statement, String account) {
        return isOnly(statement, "(?:arn:[a-z-]+:iam::)?" + Pattern.quote(account) + "(?::root)?", account);
    }

    private static boolean isOnly(Statement statement, String principals, String account) {
        JsonNode principal = statement.node().path("Principal");
        List<String> arns = Statement.texts(principal.path("AWS"));
        return !account.isEmpty()
                && principal.size() == 1
                && !arns.isEmpty()
                && arns.stream().allMatch(arn -> arn.matches(principals));
    }

    private boolean isClosed(Statement statement) {
        return (restricts(statement, SOURCE, this::isBucket)
                        && restricts(statement, ACCOUNT, (value, like) -> value.equals(account)))
                || restricts(statement, SOURCE, this::isRelay);
    }

    private boolean isRelay(String arn, boolean like) {
        var relay = RELAY.matcher(arn);
        return relay.matches() && relay.group(1).equals(account);
    }

    /** The ARN may leave out what the ARN of a bucket does not have, as the documentation of S3 does. */
    private boolean isBucket(String pattern, boolean like) {
        String name = bucket.substring(bucket.lastIndexOf(':') + 1);
        return pattern.equals(bucket)
                || (like
                        && pattern.endsWith(":" + name)
                        && pattern.matches("arn:[^:]+:s3:[^:]*:[^:]*:[^:]+")
                        && Statement.covers(pattern, bucket));
    }

    private static Stream<Statement.Condition> restricting(Statement statement, String key) {
        return statement
                .conditions(key)
                .filter(condition -> RESTRICTING.contains(
                        // what makes an absent key a match is left in place
                        condition.operator().replaceFirst("^foranyvalue:", "")));
    }

    /** @param wanted of each value, and whether its wildcards count */
    private static boolean restricts(Statement statement, String key, BiPredicate<String, Boolean> wanted) {
        return restricting(statement, key)
                .anyMatch(condition -> !condition.values().isEmpty()
                        && condition.values().stream().allMatch(value -> wanted.test(value, condition.isLike())));
    }

    /**
     * Whether an event of the source bucket meets the conditions.
     *
     * @param otherwise of a statement with a key that nothing is known of
     */
    private boolean meets(Statement statement, boolean otherwise) {
        boolean known = statement.node().path("Condition").properties().stream()
                .flatMap(operator -> operator.getValue().properties().stream())
                .allMatch(entry -> entry.getKey().equalsIgnoreCase(SOURCE)
                        || entry.getKey().equalsIgnoreCase(ACCOUNT)
                        || entry.getKey().equalsIgnoreCase("aws:PrincipalArn"));
        return (known || otherwise)
                && matches(statement, SOURCE, bucket)
                && matches(statement, ACCOUNT, account)
                && (otherwise || matches(statement, "aws:PrincipalArn", null));
    }

    /** @param actual null: the request does not have the key */
    private static boolean matches(Statement statement, String key, String actual) {
        return statement.conditions(key).allMatch(condition -> {
            String operator = condition.operator();
            if (operator.equals("null")) {
                return condition.values().contains(Boolean.toString(actual == null));
            }
            boolean negated = operator.contains("not");
            if (actual == null) {
                return negated || operator.endsWith("ifexists") || operator.startsWith("forallvalues:");
            }
            return negated
                    != condition.values().stream()
                            .anyMatch(value -> condition.isLike()
                                    ? Statement.covers(value, actual)
                                    : value.equalsIgnoreCase(actual));
        });
    }
}
