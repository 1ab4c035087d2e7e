package io.transcoder.setup.aws;

import static io.transcoder.config.Setting.BITMOVIN_API_KEY;
import static io.transcoder.config.Setting.QUEUE_DEAD_LETTERS;
import static io.transcoder.config.Setting.QUEUE_EVENTS;
import static io.transcoder.config.Setting.VIDISPINE_PASSWORD;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.config.Setting;
import io.transcoder.config.VaultReference;
import io.transcoder.setup.step.Installation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The least that each party has to be allowed, as IAM policies. */
public final class Policies {
    /** Whom Bitmovin's role has to trust (Bitmovin, "Required permissions for S3 buckets"). */
    private static final String BITMOVIN_USER = "arn:aws:iam::630681592166:user/bitmovinCustomerS3Access";

    /** Whoever can do these can make the application believe that an upload was encoded or was not. */
    private static final List<String> LEDGER_WRITES =
            List.of("s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion");

    private final Installation installation;
    private final String account;
    private final String externalId;
    private final List<String> trustedRoles;

    /**
     * @param account the number of the account that holds the queues
     * @param externalId that Bitmovin gives when it takes the role
     * @param trustedRoles ARNs of those who may write the ledger; empty: a name that stands for the application's role
     */
    public Policies(Map<String, String> effective, String account, String externalId, List<String> trustedRoles) {
        this.installation = new Installation(effective);
        this.account = account;
        this.externalId = externalId;
        this.trustedRoles = trustedRoles.isEmpty()
                ? List.of(
                        "arn:" + BucketSteps.partition(installation.region()) + ":iam::" + account + ":role/transcoder")
                : List.copyOf(trustedRoles);
    }

    /** JSON documents by file name, each ending with a line break. */
    public Map<String, String> all() {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("application.json", text(application()));
        all.put("doctor.json", text(doctor()));
        all.put("setup.json", text(setup()));
        all.put("mam-user.json", text(mamUser()));
        all.put("bitmovin.json", text(bitmovin()));
        all.put("bitmovin-trust.json", text(bitmovinTrust()));
        all.put("ledger-bucket.json", text(ledgerBucket()));
        return all;
    }

    /** With ListBucket, without which S3 answers 403 for a key that is not there. */
    private ObjectNode application() {
        Document policy = new Document();
        policy.allow("ListBuckets", List.of("s3:ListBucket"), buckets());
        policy.allow("Sources", List.of("s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"), sources());
        // a late delete of ours may hide an upload under a delete marker, which is found and taken away
        policy.allow("SourceVersions", List.of("s3:ListBucketVersions"), List.of(bucket(installation.sourceBucket())));
        policy.allow("Outputs", List.of("s3:GetObject", "s3:DeleteObject"), outputs());
        policy.allow("Ledger", List.of("s3:GetObject", "s3:PutObject", "s3:DeleteObject"), ledger());
        policy.allow(
                "Queues",
                List.of(
                        "sqs:GetQueueUrl",
                        "sqs:ReceiveMessage",
                        "sqs:DeleteMessage",
                        "sqs:ChangeMessageVisibility",
                        "sqs:SendMessage"),
                queues());
        policy.allowIfAny("Secrets", List.of("secretsmanager:GetSecretValue"), secrets(List.of(BITMOVIN_API_KEY)));
        return policy.node();
    }

    /** Beside the application's. */
    private ObjectNode doctor() {
        Document policy = new Document();
        policy.allow(
                "LookAtBuckets",
                List.of(
                        "s3:GetBucketPublicAccessBlock",
                        "s3:GetEncryptionConfiguration",
                        "s3:GetBucketPolicy",
                        "s3:GetBucketTagging",
                        "s3:GetLifecycleConfiguration"),
                buckets());
        policy.allow(
                "LookAtSources",
                List.of("s3:GetBucketNotification", "s3:GetBucketVersioning"),
                List.of(bucket(installation.sourceBucket())));
        policy.allow("LookAtQueues", List.of("sqs:GetQueueAttributes", "sqs:ListQueueTags"), queues());
        policy.allowIfAny("Secrets", List.of("secretsmanager:GetSecretValue"), secrets(List.of(VIDISPINE_PASSWORD)));
        return policy.node();
    }

    private ObjectNode setup() {
        Document policy = new Document();
        policy.allow(
                "MakeBuckets",
                List.of(
                        "s3:CreateBucket",
                        "s3:ListBucket",
                        "s3:GetBucketPublicAccessBlock",
                        "s3:PutBucketPublicAccessBlock",
                        "s3:GetEncryptionConfiguration",
                        "s3:PutEncryptionConfiguration",
                        "s3:GetBucketPolicy",
                        "s3:PutBucketPolicy",
                        "s3:GetBucketTagging",
                        "s3:PutBucketTagging",
                        "s3:GetLifecycleConfiguration",
                        "s3:PutLifecycleConfiguration"),
                buckets());
        policy.allow(
                "MakeEvents",
                List.of(
                        "s3:GetBucketNotification",
                        "s3:PutBucketNotification",
                        "s3:GetBucketVersioning",
                        "s3:PutBucketVersioning"),
                List.of(bucket(installation.sourceBucket())));
        policy.allow(
                "MakeQueues",
                List.of(
                        "sqs:CreateQueue",
                        "sqs:GetQueueUrl",
                        "sqs:GetQueueAttributes",
                        "sqs:SetQueueAttributes",
                        "sqs:ListQueueTags",
                        "sqs:TagQueue"),
                queues());
        return policy.node();
    }

    /** DeleteObjectVersion and GetBucketLocation by the vendor's article on S3 storages. */
    private ObjectNode mamUser() {
        Document policy = new Document();
        policy.allow("ListBuckets", List.of("s3:ListBucket", "s3:GetBucketLocation"), sourceAndOutputBucket());
        policy.allow(
                "Sources",
                List.of(
                        "s3:GetObject",
                        "s3:PutObject",
                        "s3:AbortMultipartUpload",
                        "s3:DeleteObject",
                        "s3:DeleteObjectVersion"),
                sources());
        policy.allow("Results", List.of("s3:GetObject", "s3:DeleteObject", "s3:DeleteObjectVersion"), outputs());
        policy.deny("Ledger", LEDGER_WRITES, ledger());
        return policy.node();
    }

    /** Bitmovin, "Required permissions for S3 buckets"; PutObjectAcl because a muxing sets one. */
    private ObjectNode bitmovin() {
        Document policy = new Document();
        policy.allow("Locations", List.of("s3:GetBucketLocation"), sourceAndOutputBucket());
        policy.allow("Sources", List.of("s3:GetObject"), sources());
        policy.allow("ListOutputs", List.of("s3:ListBucket"), List.of(bucket(installation.outputBucket())));
        policy.allow("Outputs", List.of("s3:GetObject", "s3:PutObject", "s3:PutObjectAcl"), outputs());
        policy.deny("Ledger", LEDGER_WRITES, ledger());
        return policy.node();
    }

    private ObjectNode bitmovinTrust() {
        Document policy = new Document();
        ObjectNode statement = policy.statement("Bitmovin", List.of("sts:AssumeRole"));
        statement.putObject("Principal").put("AWS", BITMOVIN_USER);
        statement.putObject("Condition").putObject("StringEquals").put("sts:ExternalId", externalId);
        return policy.node();
    }

    /** For the bucket, beside what its policy has; the lifecycle's deletes are S3's own and are not denied by it. */
    private ObjectNode ledgerBucket() {
        Document policy = new Document();
        ObjectNode statement = policy.deny("TranscoderLedger", LEDGER_WRITES, ledger());
        statement.put("Principal", "*");
        trustedRoles.forEach(
                statement.putObject("Condition").putObject("ArnNotEquals").putArray("aws:PrincipalArn")::add);
        return policy.node();
    }

    private List<String> buckets() {
        return installation.buckets().stream().map(this::bucket).toList();
    }

    private List<String> sourceAndOutputBucket() {
        return List.of(installation.sourceBucket(), installation.outputBucket()).stream()
                .distinct()
                .map(this::bucket)
                .toList();
    }

    private List<String> sources() {
        return installation.sourcePrefixes().stream()
                .map(prefix -> bucket(installation.sourceBucket()) + "/" + prefix + "*")
                .toList();
    }

    private List<String> outputs() {
        return List.of(bucket(installation.outputBucket()) + "/" + installation.outputPrefix() + "*");
    }

    private List<String> ledger() {
        return List.of(bucket(installation.jobsBucket()) + "/" + installation.jobsPrefix() + "*");
    }

    private List<String> queues() {
        return List.of(queue(QUEUE_EVENTS), queue(QUEUE_DEAD_LETTERS));
    }

    /** Those that are in AWS Secrets Manager, which appends six random characters to a name. */
    private List<String> secrets(List<Setting> settings) {
        return settings.stream()
                .flatMap(setting -> installation.settings().reference(setting).stream())
                .map(VaultReference::name)
                .map(name -> name.startsWith("arn:")
                        ? name
                        : "arn:" + BucketSteps.partition(installation.region()) + ":secretsmanager:"
                                + installation.region() + ":" + account + ":secret:" + name + "-??????")
                .distinct()
                .toList();
    }

    private String bucket(String name) {
        return "arn:" + BucketSteps.partition(installation.region()) + ":s3:::" + name;
    }

    private String queue(Setting setting) {
        String name = installation.text(setting);
        return "arn:" + BucketSteps.partition(installation.region()) + ":sqs:" + installation.region() + ":" + account
                + ":" + name.substring(name.lastIndexOf('/') + 1);
    }

    private static String text(ObjectNode document) {
        try {
            ObjectWriter writer = JsonMapper.builder().build().writerWithDefaultPrettyPrinter();
            return writer.writeValueAsString(document).replace("\r\n", "\n") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Document {
        private final ObjectNode node = PolicyDocument.object().put("Version", "2012-10-17");
        private final ArrayNode statements = node.putArray("Statement");

        ObjectNode node() {
            return node;
        }

        ObjectNode statement(String sid, List<String> actions) {
            ObjectNode statement = statements.addObject().put("Sid", sid).put("Effect", "Allow");
            actions.forEach(statement.withArray("/Action")::add);
            return statement;
        }

        void allowIfAny(String sid, List<String> actions, List<String> resources) {
            if (!resources.isEmpty()) {
                allow(sid, actions, resources);
            }
        }

        void allow(String sid, List<String> actions, List<String> resources) {
            resources.forEach(statement(sid, actions).withArray("/Resource")::add);
        }

        ObjectNode deny(String sid, List<String> actions, List<String> resources) {
            ObjectNode statement = statement(sid, actions).put("Effect", "Deny");
            resources.forEach(statement.withArray("/Resource")::add);
            return statement;
        }
    }
}
