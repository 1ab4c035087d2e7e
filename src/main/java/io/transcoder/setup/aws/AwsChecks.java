package io.transcoder.setup.aws;

import io.transcoder.config.Setting;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The doctor's checks of what set-up does not change at S3 and SQS. */
public record AwsChecks(Installation installation, S3Client s3, Queues queues) {
    private static final String PROBE = ".transcoder-doctor-asks-for-this-name";

    public List<Check> all() {
        List<Check> checks = new ArrayList<>();
        for (String bucket : installation.buckets()) {
            String prefix = prefixIn(bucket);
            checks.add(new Check(
                    "s3://" + bucket + "/" + prefix, "objects could not be read", where -> readable(bucket, prefix)));
        }
        String source = "s3://" + installation.sourceBucket();
        checks.add(new Check(source + " versioning", "it decides what a delete means", this::versioning));
        checks.add(new Check("profiles", "outputs would be taken as sources", where -> overlaps(source)));
        checks.add(new Check(source + " events", "noise", where -> strayEvents(source)));
        checks.add(new Check(
                "queue " + installation.eventsQueue(), "uploads would vanish with somebody else", this::rivals));
        return checks;
    }

    /** Below which the application may read: its policy allows it no other place. */
    private String prefixIn(String bucket) {
        if (bucket.equals(installation.sourceBucket())) {
            return installation.sourcePrefix();
        }
        return bucket.equals(installation.outputBucket()) ? installation.outputPrefix() : installation.jobsPrefix();
    }

    /** A missing key is a 404 to whoever may list the bucket, and a 403 to anybody else. */
    private List<Finding> readable(String bucket, String prefix) {
        Aws.find("s3:GetObject", () -> s3.headObject(b -> b.bucket(bucket).key(prefix + PROBE)));
        return List.of();
    }

    private List<Finding> versioning(String where) {
        if (new BucketSteps(installation, s3).isVersioned()) {
            return List.of(Finding.of("versioning-on", where));
        }
        return installation.text(Setting.SOURCE_DELETE).equals("never")
                ? List.of()
                : List.of(Finding.of("versioning-off", where));
    }

    private List<Finding> overlaps(String sources) {
        String output = installation.outputPrefix();
        return installation.allSourcePrefixes().stream()
                .filter(source -> installation.sourceBucket().equals(installation.outputBucket()))
                .filter(source -> source.startsWith(output) || output.startsWith(source))
                .map(source -> Finding.of("overlap", sources, source, output))
                .toList();
    }

    private List<Finding> strayEvents(String sources) {
        Optional<String> arn = queues.find(installation.eventsQueue()).map(Queues.Queue::arn);
        var notifications = new NotificationSteps(installation, s3, queues);
        return notifications.targets().stream()
                .filter(target -> arn.filter(target.arn()::equals).isPresent() && target.isCreated())
                .filter(target -> installation.sourcePrefixes().stream()
                        .map(notifications::inFilter)
                        .noneMatch(target.prefix()::startsWith))
                .map(target -> Finding.of("stray-events", sources + "/" + target.prefix() + " events", target.id()))
                .toList();
    }

    /** SQS does not tell who reads. What can be seen: who may, and what is held. */
    private List<Finding> rivals(String where) {
        List<Finding> findings = new ArrayList<>();
        queues.find(installation.eventsQueue()).ifPresent(queue -> {
            findings.addAll(takers(queue, where, "what another reader takes is never encoded"));
            if (queue.text(QueueAttributeName.KMS_MASTER_KEY_ID).equals("alias/aws/sqs")) {
                findings.add(Finding.of("key-that-s3-may-not-use", where));
            }
            long held = queue.number(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, 0);
            if (held > 0) {
                findings.add(Finding.of(
                        "messages-held",
                        where,
                        held + (held == 1 ? " message is" : " messages are"),
                        queue.text(QueueAttributeName.VISIBILITY_TIMEOUT)));
            }
        });
        queues.find(installation.deadLetterQueue())
                .ifPresent(queue -> findings.addAll(takers(
                        queue,
                        "queue " + installation.deadLetterQueue(),
                        "what another reader takes is a failure that nobody sees")));
        return findings;
    }

    private static List<Finding> takers(Queues.Queue queue, String where, String why) {
        return PolicyDocument.parse(queue.text(QueueAttributeName.POLICY)).statements().stream()
                .filter(statement -> statement.allows() && !QueueDoor.isAccountItself(statement, queue.account()))
                .filter(statement -> statement.applies("Action", "sqs:ReceiveMessage")
                        || statement.applies("Action", "sqs:PurgeQueue"))
                .map(statement ->
                        Finding.of("others-may-receive", where, statement.principal(), why, statement.named()))
                .toList();
    }
}
