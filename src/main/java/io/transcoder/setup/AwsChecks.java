package io.transcoder.setup;

import static io.transcoder.config.Setting.QUEUE_EVENTS;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.Doctor.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What of S3 and SQS set-up does not touch. */
final class AwsChecks {
    /** Of no object. */
    private static final String NO_ETAG = "\"00000000000000000000000000000000\"";

    private static final String PROBE = ".transcoder-doctor-asks-for-this-name";

    private final Installation installation;
    private final S3Client s3;
    private final Queues queues;
    private final NotificationSteps notifications;

    AwsChecks(Installation installation, S3Client s3, Queues queues, NotificationSteps notifications) {
        this.installation = installation;
        this.s3 = s3;
        this.queues = queues;
        this.notifications = notifications;
    }

    List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (String bucket : installation.buckets()) {
            String prefix = bucket.equals(installation.sourceBucket())
                    ? installation.sourcePrefix()
                    : installation.outputPrefix();
            checks.add(new Check(
                    "s3://" + bucket + "/" + prefix, "objects could not be read", () -> readable(bucket, prefix)));
        }
        checks.add(new Check(
                "s3://" + installation.sourceBucket() + " versioning",
                "it decides what a delete means",
                this::versioning));
        checks.add(new Check("profiles", "outputs would be taken as sources", this::overlaps));
        checks.add(new Check("s3://" + installation.sourceBucket() + " events", "noise", this::strayEvents));
        checks.add(new Check(
                "queue " + installation.text(QUEUE_EVENTS), "uploads would vanish with somebody else", this::rivals));
        return checks;
    }

    /**
     * What can only be known by a try: whether the store honours {@code If-Match} on a DELETE, as AWS does (S3, "DeleteObject"), and
     * which is therefore not asked. Touches nothing but an object of its own among the ledger's, which is deleted again.
     */
    List<Check> tries() {
        return installation.s3Endpoint().isEmpty()
                ? List.of()
                : List.of(new Check(
                        "s3://" + installation.jobsBucket() + " deletes",
                        "a source could be deleted that was overwritten a moment before",
                        this::conditionalDelete));
    }

    private List<Finding> conditionalDelete() {
        String bucket = installation.jobsBucket();
        String key = installation.jobsPrefix() + "tries/" + UUID.randomUUID();
        Aws.call("s3:PutObject", () -> s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.empty()));
        try {
            return Aws.call("s3:DeleteObject", () -> {
                try {
                    s3.deleteObject(b -> b.bucket(bucket).key(key).ifMatch(NO_ETAG));
                    return List.of(withoutCondition("ignores"));
                } catch (S3Exception e) {
                    if (e.statusCode() == 412) {
                        return List.of();
                    }
                    if (e.statusCode() == 501) {
                        return List.of(withoutCondition("does not know"));
                    }
                    throw e;
                }
            });
        } finally {
            Aws.call(
                    "s3:DeleteObject",
                    () -> s3.deleteObject(b -> b.bucket(bucket).key(key)));
        }
    }

    private Finding withoutCondition(String does) {
        return Finding.note(
                "s3://" + installation.jobsBucket() + " deletes",
                "this store " + does + " If-Match on a DELETE",
                "a source that is overwritten between the last look at it and its delete is lost with it; only that look"
                        + " protects it",
                "nothing, if sources are never overwritten; else source.delete=never, or versioning on the source bucket");
    }

    /** A missing key is a 404 to whoever may list the bucket, and a 403 to anybody else. */
    private List<Finding> readable(String bucket, String prefix) {
        Aws.find("s3:GetObject", () -> s3.headObject(b -> b.bucket(bucket).key(prefix + PROBE)));
        return List.of();
    }

    private List<Finding> versioning() {
        Optional<BucketVersioningStatus> status = Aws.find(
                        "s3:GetBucketVersioning",
                        () -> Optional.ofNullable(s3.getBucketVersioning(b -> b.bucket(installation.sourceBucket()))
                                .status()))
                .flatMap(found -> found);
        if (status.filter(BucketVersioningStatus.ENABLED::equals).isEmpty()) {
            return List.of();
        }
        return List.of(Finding.note(
                "s3://" + installation.sourceBucket() + " versioning",
                "versioning is on",
                "a source that is deleted stays as an older version behind a delete marker, and costs",
                "add a lifecycle rule with NoncurrentVersionExpiration, if that is not wanted"));
    }

    private List<Finding> overlaps() {
        List<Finding> findings = new ArrayList<>();
        if (!installation.sourceBucket().equals(installation.outputBucket())) {
            return findings;
        }
        for (String source : installation.allSourcePrefixes()) {
            String output = installation.outputPrefix();
            if (source.startsWith(output) || output.startsWith(source)) {
                findings.add(new Finding(
                        Level.STOP,
                        "s3://" + installation.sourceBucket(),
                        "the source prefix '" + source + "' and the output prefix '" + output + "' overlap",
                        "each output would be taken as a source and encoded again, without end",
                        "change profile.output-prefix or the profile's source-prefix"));
            }
        }
        return findings;
    }

    private List<Finding> strayEvents() {
        List<Finding> findings = new ArrayList<>();
        Optional<String> arn = queues.find(installation.text(QUEUE_EVENTS)).map(Queues.Queue::arn);
        for (NotificationSteps.Target target : notifications.targets()) {
            boolean ours = arn.filter(target.arn()::equals).isPresent() && target.isCreated();
            if (ours && installation.sourcePrefixes().stream().noneMatch(target.prefix()::startsWith)) {
                findings.add(Finding.note(
                        "s3://" + installation.sourceBucket() + "/" + target.prefix() + " events",
                        "are sent to the queue, and no profile covers all of them",
                        "what no profile covers is received, counted and dropped",
                        "narrow the notification '" + target.id() + "' to the profiles' prefixes"));
            }
        }
        return findings;
    }

    /** SQS does not tell who reads. What can be seen: who may, and what is held. */
    private List<Finding> rivals() {
        List<Finding> findings = new ArrayList<>();
        queues.find(installation.text(QUEUE_EVENTS)).ifPresent(queue -> {
            String where = "queue " + installation.text(QUEUE_EVENTS);
            for (JsonNode statement :
                    PolicyDocument.parse(queue.text(QueueAttributeName.POLICY)).statements()) {
                boolean mayTake = PolicyDocument.covers(statement.path("Action"), "sqs:ReceiveMessage")
                        || PolicyDocument.covers(statement.path("Action"), "sqs:PurgeQueue");
                if (mayTake && statement.path("Effect").asText().equals("Allow")) {
                    findings.add(Finding.fault(
                            where,
                            "its policy lets " + statement.path("Principal") + " receive or purge messages",
                            "what another reader takes is never encoded",
                            "take sqs:ReceiveMessage and sqs:PurgeQueue out of the statement '"
                                    + statement.path("Sid").asText() + "'; give every application a queue of its own"));
                }
            }
            if (queue.text(QueueAttributeName.KMS_MASTER_KEY_ID).equals("alias/aws/sqs")) {
                findings.add(Finding.fault(
                        where,
                        "is encrypted with the key alias/aws/sqs",
                        "S3 may not use that key, and its events are lost",
                        "use SSE-SQS, or a key of your own whose policy allows s3.amazonaws.com"));
            }
            long held = queue.number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, 0);
            if (held > 0) {
                findings.add(Finding.note(
                        where,
                        held + (held == 1 ? " message is" : " messages are") + " held by a reader",
                        "if no instance of the transcoder runs, somebody else consumes the queue",
                        "stop all instances and ask again after " + queue.text(QueueAttributeName.VISIBILITY_TIMEOUT)
                                + " s"));
            }
        });
        return findings;
    }
}
