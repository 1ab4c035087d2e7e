package io.transcoder.setup.aws;

import static io.transcoder.config.Setting.QUEUE_DEAD_LETTERS;
import static io.transcoder.config.Setting.QUEUE_EVENTS;
import static io.transcoder.config.Setting.SOURCE_DELETE;

import com.fasterxml.jackson.databind.JsonNode;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** What of S3 and SQS set-up does not touch. */
public record AwsChecks(Installation installation, S3Client s3, Queues queues, NotificationSteps notifications) {
    private static final String PROBE = ".transcoder-doctor-asks-for-this-name";

    public List<Check> all() {
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

    /** A missing key is a 404 to whoever may list the bucket, and a 403 to anybody else. */
    private List<Finding> readable(String bucket, String prefix) {
        Aws.find("s3:GetObject", () -> s3.headObject(b -> b.bucket(bucket).key(prefix + PROBE)));
        return List.of();
    }

    private List<Finding> versioning() {
        String where = "s3://" + installation.sourceBucket() + " versioning";
        if (new BucketSteps(installation, s3).isVersioned()) {
            return List.of(Finding.note(
                    where,
                    "versioning is on",
                    "a source that is deleted stays as an older version behind a delete marker, and costs",
                    "add a lifecycle rule with NoncurrentVersionExpiration, if that is not wanted"));
        }
        return installation.text(SOURCE_DELETE).equals("never")
                ? List.of()
                : List.of(
                        Finding.note(
                                where,
                                "versioning is off, and sources are deleted once their output is verified",
                                "a source that was deleted, by whomever, or overwritten cannot be had back",
                                "transcoder setup aws --versioning, or source.delete-after for masters, or source.delete=never"));
    }

    private List<Finding> overlaps() {
        String output = installation.outputPrefix();
        return installation.allSourcePrefixes().stream()
                .filter(source -> installation.sourceBucket().equals(installation.outputBucket()))
                .filter(source -> source.startsWith(output) || output.startsWith(source))
                .map(source -> new Finding(
                        Level.STOP,
                        "s3://" + installation.sourceBucket(),
                        "the source prefix '" + source + "' and the output prefix '" + output + "' overlap",
                        "each output would be taken as a source and encoded again, without end",
                        "change profile.output-prefix or the profile's source-prefix"))
                .toList();
    }

    private List<Finding> strayEvents() {
        Optional<String> arn = queues.find(installation.text(QUEUE_EVENTS)).map(Queues.Queue::arn);
        return notifications.targets().stream()
                .filter(target -> arn.filter(target.arn()::equals).isPresent() && target.isCreated())
                .filter(target -> installation.sourcePrefixes().stream().noneMatch(target.prefix()::startsWith))
                .map(target -> Finding.note(
                        "s3://" + installation.sourceBucket() + "/" + target.prefix() + " events",
                        "are sent to the queue, and no profile covers all of them",
                        "what no profile covers is received, counted and dropped",
                        "narrow the notification '" + target.id() + "' to the profiles' prefixes"))
                .toList();
    }

    /** SQS does not tell who reads. What can be seen: who may, and what is held. */
    private List<Finding> rivals() {
        List<Finding> findings = new ArrayList<>();
        queues.find(installation.text(QUEUE_EVENTS)).ifPresent(queue -> {
            String where = "queue " + installation.text(QUEUE_EVENTS);
            mayTake(queue, where, "what another reader takes is never encoded", findings);
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
        queues.find(installation.text(QUEUE_DEAD_LETTERS))
                .ifPresent(queue -> mayTake(
                        queue,
                        "queue " + installation.text(QUEUE_DEAD_LETTERS),
                        "what another reader takes is a failure that nobody sees",
                        findings));
        return findings;
    }

    private static void mayTake(Queues.Queue queue, String where, String why, List<Finding> findings) {
        PolicyDocument policy = PolicyDocument.parse(queue.text(QueueAttributeName.POLICY));
        for (JsonNode statement : policy.statements()) {
            boolean mayTake = PolicyDocument.applies(statement, "Action", "sqs:ReceiveMessage")
                    || PolicyDocument.applies(statement, "Action", "sqs:PurgeQueue");
            if (mayTake
                    && statement.path("Effect").asText().equals("Allow")
                    && !QueueDoor.isAccountItself(statement, queue.account())) {
                findings.add(Finding.fault(
                        where,
                        "its policy lets " + PolicyDocument.principal(statement) + " receive or purge messages",
                        why,
                        "take sqs:ReceiveMessage and sqs:PurgeQueue out of " + PolicyDocument.named(statement)
                                + "; give every application a queue of its own"));
            }
        }
    }
}
