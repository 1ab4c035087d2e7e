package io.transcoder.setup.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/**
 * Who may send to a queue, by the queue's own policy (IAM, "Policy evaluation logic" and "Condition operators"). What the account
 * lets its own users and roles do is not in it.
 */
final class QueueDoor {
    static final String S3 = "s3.amazonaws.com";

    private static final String SEND = "sqs:SendMessage";
    private static final String SOURCE = "aws:SourceArn";
    private static final String ACCOUNT = "aws:SourceAccount";

    /** Those that a request without the key does not meet. */
    private static final Set<String> RESTRICTING =
            Set.of("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike");

    /** Services that hand on what another was sent; the ARN of a topic or rule names its account. */
    private static final Pattern RELAY = Pattern.compile("arn:[a-z-]+:(?:sns|events):[^:*?]+:(\\d{12}):[^*?]+");

    private final PolicyDocument policy;
    private final String queue;
    private final String account;
    private final String bucket;

    /** @param bucketArn of the source bucket */
    QueueDoor(Queues.Queue queue, String bucketArn) {
        this.policy = PolicyDocument.parse(queue.text(QueueAttributeName.POLICY));
        this.queue = queue.arn();
        this.account = queue.account();
        this.bucket = bucketArn;
    }

    /** Whether S3's events of the source bucket come in. */
    Look forS3() {
        for (JsonNode statement : policy.statements()) {
            if (is(statement, "Deny") && isForS3(statement) && meets(statement, false)) {
                return Look.stuck(
                        "the queue's policy denies S3 to send, by " + PolicyDocument.named(statement),
                        "take that statement out, or leave the source bucket's ARN out of it");
            }
        }
        List<JsonNode> forS3 = policy.statements().stream()
                .filter(statement -> is(statement, "Allow") && isForS3(statement))
                .toList();
        if (forS3.isEmpty()) {
            return Look.missing("the queue's policy does not let S3 send");
        }
        List<JsonNode> met =
                forS3.stream().filter(statement -> meets(statement, true)).toList();
        if (met.stream().anyMatch(this::isClosed)) {
            return Look.right("S3 may send for " + bucket);
        }
        if (!met.isEmpty()) {
            return Look.missing("the queue's policy lets S3 send for any bucket or account")
                    .as(Level.NOTE);
        }
        return forS3.stream().noneMatch(statement -> matches(statement, SOURCE, bucket))
                ? Look.missing("the queue's policy lets S3 send for other buckets only")
                : Look.missing("the queue's policy lets S3 send for another account than " + account);
    }

    /** The statements by which somebody may send who is neither S3 for the source bucket nor of this account. */
    List<JsonNode> open() {
        return policy.statements().stream().filter(this::isOpen).toList();
    }

    boolean isOpen(JsonNode statement) {
        return is(statement, "Allow")
                && PolicyDocument.applies(statement, "Action", SEND)
                && PolicyDocument.applies(statement, "Resource", queue)
                && !isOfAccount(statement)
                && !isClosed(statement);
    }

    /** What lets S3 send for the source bucket alone: its ARN has no account, so that the account has to be said too. */
    ObjectNode allow(String sid) {
        ObjectNode statement = PolicyDocument.object().put("Sid", sid).put("Effect", "Allow");
        statement.putObject("Principal").put("Service", S3);
        statement.put("Action", SEND).put("Resource", queue);
        ObjectNode condition = statement.putObject("Condition");
        condition.putObject("ArnEquals").put(SOURCE, bucket);
        condition.putObject("StringEquals").put(ACCOUNT, account);
        return statement;
    }

    /**
     * What keeps out all but S3 for the source bucket and these. Both conditions have to be met, and a request without the key meets a
     * negated one: S3 has no principal's ARN, a role no source's.
     */
    ObjectNode denyOthers(String sid, List<String> roles) {
        ObjectNode statement = PolicyDocument.object()
                .put("Sid", sid)
                .put("Effect", "Deny")
                .put("Principal", "*")
                .put("Action", SEND)
                .put("Resource", queue);
        ObjectNode others = statement.putObject("Condition").putObject("ArnNotEquals");
        others.put(SOURCE, bucket);
        roles.forEach(others.putArray("aws:PrincipalArn")::add);
        return statement;
    }

    boolean has(ObjectNode statement) {
        return policy.has(statement::equals);
    }

    private static boolean is(JsonNode statement, String effect) {
        return statement.path("Effect").asText().equals(effect);
    }

    private boolean isForS3(JsonNode statement) {
        boolean s3 = statement.has("NotPrincipal")
                ? !isEverybodyOrS3(statement.path("NotPrincipal"))
                : isEverybodyOrS3(statement.path("Principal"));
        return s3
                && PolicyDocument.applies(statement, "Action", SEND)
                && PolicyDocument.applies(statement, "Resource", queue);
    }

    private static boolean isEverybodyOrS3(JsonNode principal) {
        return principal.asText().equals("*")
                || PolicyDocument.texts(principal.path("AWS")).contains("*")
                || PolicyDocument.texts(principal.path("Service")).contains(S3);
    }

    /** Users and roles by their names, and the account itself. */
    private boolean isOfAccount(JsonNode statement) {
        return isOnly(statement, "(?:arn:[a-z-]+:(?:iam|sts)::)?" + Pattern.quote(account) + "(?::[^*?]+)?", account);
    }

    /** Which lets nobody do what its own policies do not let them, as in the policy that SQS's console gives a queue. */
    static boolean isAccountItself(JsonNode statement, String account) {
        return isOnly(statement, "(?:arn:[a-z-]+:iam::)?" + Pattern.quote(account) + "(?::root)?", account);
    }

    private static boolean isOnly(JsonNode statement, String principals, String account) {
        JsonNode principal = statement.path("Principal");
        List<String> arns = PolicyDocument.texts(principal.path("AWS"));
        return !account.isEmpty()
                && principal.size() == 1
                && !arns.isEmpty()
                && arns.stream().allMatch(arn -> arn.matches(principals));
    }

    private boolean isClosed(JsonNode statement) {
        return (restricts(statement, SOURCE, this::isBucket)
                        && restricts(statement, ACCOUNT, (value, like) -> value.equals(account)))
                || restricts(statement, SOURCE, (arn, like) -> {
                    var relay = RELAY.matcher(arn);
                    return relay.matches() && relay.group(1).equals(account);
                });
    }

    /** The ARN may leave out what the ARN of a bucket does not have, as the documentation of S3 does. */
    private boolean isBucket(String pattern, boolean like) {
        String name = bucket.substring(bucket.lastIndexOf(':') + 1);
        return pattern.equals(bucket)
                || (like
                        && pattern.endsWith(":" + name)
                        && pattern.matches("arn:[^:]+:s3:[^:]*:[^:]*:[^:]+")
                        && PolicyDocument.covers(pattern, bucket));
    }

    /** @param wanted of each value, and whether its wildcards count */
    private static boolean restricts(JsonNode statement, String key, BiPredicate<String, Boolean> wanted) {
        return PolicyDocument.conditions(statement, key).anyMatch(condition -> {
            String operator = operator(condition.operator());
            return RESTRICTING.contains(operator)
                    && !condition.values().isEmpty()
                    && condition.values().stream().allMatch(value -> wanted.test(value, isLike(operator)));
        });
    }

    /** With what makes an absent key a match left in place, so that it is none of {@link #RESTRICTING}. */
    private static String operator(String text) {
        String operator = text.toLowerCase(Locale.ROOT);
        return operator.startsWith("foranyvalue:") ? operator.substring("foranyvalue:".length()) : operator;
    }

    private static boolean isLike(String operator) {
        return operator.contains("like") || operator.contains("arn");
    }

    /**
     * Whether an event of the source bucket meets the conditions.
     *
     * @param otherwise of a statement with a key that nothing is known of
     */
    private boolean meets(JsonNode statement, boolean otherwise) {
        boolean known = statement.path("Condition").properties().stream()
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
    private static boolean matches(JsonNode statement, String key, String actual) {
        return PolicyDocument.conditions(statement, key).allMatch(condition -> {
            String operator = condition.operator().toLowerCase(Locale.ROOT);
            if (operator.equals("null")) {
                return condition.values().contains(Boolean.toString(actual == null));
            }
            boolean negated = operator.contains("not");
            if (actual == null) {
                return negated || operator.endsWith("ifexists") || operator.startsWith("forallvalues:");
            }
            return negated
                    != condition.values().stream()
                            .anyMatch(value -> isLike(operator)
                                    ? PolicyDocument.covers(value, actual)
                                    : value.equalsIgnoreCase(actual));
        });
    }
}
