package io.transcoder.setup.aws;

import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Mark;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

/**
 * Steps on the buckets: each exists, is private and encrypted, and is reached by TLS only.
 *
 * @param made the buckets that these steps made, which are ours whatever their tags say: there are stores without tags
 * @param unmarked those of them whose tag is still to be put
 */
public record BucketSteps(Installation installation, S3Client s3, Set<String> made, Set<String> unmarked) {
    private static final PublicAccessBlockConfiguration ALL_BLOCKED = PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(true)
            .ignorePublicAcls(true)
            .blockPublicPolicy(true)
            .restrictPublicBuckets(true)
            .build();

    private static final ServerSideEncryptionRule SSE_S3 = ServerSideEncryptionRule.builder()
            .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256))
            .build();

    /** Of a bucket with this ARN. */
    private static final String TLS_ONLY = """
            {"Sid": "TranscoderTlsOnly", "Effect": "Deny", "Principal": "*", "Action": "s3:*",
             "Resource": ["%1$s", "%1$s/*"],
             "Condition": {"Bool": {"aws:SecureTransport": "false"}}}""";

    public BucketSteps(Installation installation, S3Client s3) {
        this(installation, s3, new HashSet<>(), new HashSet<>());
    }

    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (String bucket : installation.buckets()) {
            String where = "s3://" + bucket;
            steps.add(
                    new Step(StepName.BUCKET, where, () -> there(bucket), () -> create(bucket), installation.region()));
            steps.add(new Step(
                    StepName.PUBLIC_ACCESS,
                    where,
                    () -> isPrivate(bucket),
                    () -> Aws.call(
                            "s3:PutBucketPublicAccessBlock",
                            () -> s3.putPublicAccessBlock(
                                    b -> b.bucket(bucket).publicAccessBlockConfiguration(ALL_BLOCKED)))));
            steps.add(new Step(
                    StepName.ENCRYPTION,
                    where,
                    () -> encrypted(bucket),
                    () -> Aws.call(
                            "s3:PutEncryptionConfiguration",
                            () -> s3.putBucketEncryption(
                                    b -> b.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(SSE_S3))))));
            if (!isInTheClear()) {
                steps.add(new Step(StepName.TLS, where, () -> tlsOnly(bucket), () -> requireTls(bucket)));
            }
        }
        return steps;
    }

    /** To such an endpoint set-up's own next call would be denied too. */
    private boolean isInTheClear() {
        return installation
                .s3Endpoint()
                .filter(url -> url.getScheme().equals("http"))
                .isPresent();
    }

    /** Made only where it is asked for: what is kept costs. */
    public Step versioning() {
        String bucket = installation.sourceBucket();
        return new Step(
                StepName.VERSIONING,
                "s3://" + bucket,
                () -> isVersioned() ? Look.right("on") : Look.of("versioning-is-off"),
                () -> Aws.call(
                        "s3:PutBucketVersioning",
                        () -> s3.putBucketVersioning(b -> b.bucket(bucket)
                                .versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)))));
    }

    /** Whether the source bucket is; a bucket that is not there is not. */
    boolean isVersioned() {
        return Aws.find(
                        "s3:GetBucketVersioning",
                        () -> s3.getBucketVersioning(b -> b.bucket(installation.sourceBucket())))
                .filter(found -> found.status() == BucketVersioningStatus.ENABLED)
                .isPresent();
    }

    private Look there(String bucket) {
        return Aws.call("s3:ListBucket", () -> {
            try {
                s3.headBucket(b -> b.bucket(bucket));
                return unmarked.contains(bucket) ? Look.of("no-mark") : Look.right("is there");
            } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                    return Look.of("no-bucket");
                }
                if (isElsewhere(e)) {
                    return Look.of("bucket-elsewhere", installation.region());
                }
                throw e;
            }
        });
    }

    /** The global address, which the SDK asks for us-east-1, answers 400 with the bucket's region. */
    private boolean isElsewhere(S3Exception e) {
        return e.statusCode() == 301
                || (e.statusCode() == 400
                        && e.awsErrorDetails() != null
                        && e.awsErrorDetails()
                                .sdkHttpResponse()
                                .firstMatchingHeader("x-amz-bucket-region")
                                .filter(region -> !region.equals(installation.region()))
                                .isPresent());
    }

    private void create(String bucket) {
        if (!made.contains(bucket)) {
            Aws.call("s3:CreateBucket", () -> createOnce(bucket));
            made.add(bucket);
        }
        unmarked.add(bucket);
        Tag mark =
                Tag.builder().key(Mark.KEY).value(Mark.of(installation).value()).build();
        Mark.put(() -> Aws.call(
                "s3:PutBucketTagging",
                () -> s3.putBucketTagging(b -> b.bucket(bucket).tagging(t -> t.tagSet(mark)))));
        unmarked.remove(bucket);
    }

    private Object createOnce(String bucket) {
        try {
            return s3.createBucket(b -> {
                b.bucket(bucket);
                if (installation.s3Endpoint().isEmpty()
                        && !installation.region().equals("us-east-1")) {
                    b.createBucketConfiguration(c -> c.locationConstraint(installation.region()));
                }
            });
        } catch (BucketAlreadyOwnedByYouException e) {
            // nobody had it before: the answer to the SDK's own first try got lost
            if (e.numAttempts() > 1) {
                return null;
            }
            throw e;
        }
    }

    private Look isPrivate(String bucket) {
        return Aws.find("s3:GetBucketPublicAccessBlock", () -> s3.getPublicAccessBlock(b -> b.bucket(bucket)))
                .map(found -> found.publicAccessBlockConfiguration().equals(ALL_BLOCKED)
                        ? Look.right("blocked")
                        : reached(bucket, "partly-public"))
                .orElseGet(() -> reached(bucket, "not-blocked"));
    }

    /** Who may reach a bucket that we did not make is for those who made it to say, and somebody may rely on it. */
    private Look reached(String bucket, String id) {
        Look look = Look.of(id);
        return made.contains(bucket) || !there(bucket).isRight()
                ? look
                : Mark.of(installation).outdated(look, () -> tags(bucket));
    }

    private Map<String, String> tags(String bucket) {
        return Aws.find("s3:GetBucketTagging", () -> s3.getBucketTagging(b -> b.bucket(bucket))
                        .tagSet())
                .orElse(List.of())
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private Look encrypted(String bucket) {
        return Aws.find("s3:GetEncryptionConfiguration", () -> s3.getBucketEncryption(b -> b.bucket(bucket)))
                .map(found -> Look.right("by default"))
                .orElseGet(() -> Look.of("no-encryption"));
    }

    private Look tlsOnly(String bucket) {
        boolean refused = policy(bucket).statements().stream()
                .anyMatch(statement -> statement.denies()
                        && Statement.covers(statement.node().path("Action"), "s3:GetObject")
                        && Statement.covers(statement.node().path("Resource"), installation.bucketArn(bucket) + "/any")
                        && statement
                                .conditions("aws:SecureTransport")
                                .anyMatch(condition -> condition.values().contains("false")));
        return refused ? Look.right("required") : reached(bucket, "tls-not-required");
    }

    private void requireTls(String bucket) {
        String policy = policy(bucket).with(PolicyDocument.statement(TLS_ONLY, installation.bucketArn(bucket)));
        Aws.call(
                "s3:PutBucketPolicy",
                () -> s3.putBucketPolicy(b -> b.bucket(bucket).policy(policy)));
    }

    private PolicyDocument policy(String bucket) {
        return PolicyDocument.parse(Aws.find("s3:GetBucketPolicy", () -> s3.getBucketPolicy(b -> b.bucket(bucket))
                        .policy())
                .orElse(null));
    }
}
