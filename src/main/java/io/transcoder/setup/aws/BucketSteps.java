package io.transcoder.setup.aws;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Mark;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketLocationConstraint;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.PublicAccessBlockConfiguration;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.ServerSideEncryption;
import software.amazon.awssdk.services.s3.model.ServerSideEncryptionRule;
import software.amazon.awssdk.services.s3.model.Tag;

/** Steps on the buckets: each exists, is private and encrypted, and is reached by TLS only. */
public record BucketSteps(Installation installation, S3Client s3) {
    private static final String TLS_ONLY = "TranscoderTlsOnly";

    private static final PublicAccessBlockConfiguration ALL_BLOCKED = PublicAccessBlockConfiguration.builder()
            .blockPublicAcls(true)
            .ignorePublicAcls(true)
            .blockPublicPolicy(true)
            .restrictPublicBuckets(true)
            .build();

    public List<Step> all() {
        List<Step> steps = new ArrayList<>();
        for (String bucket : installation.buckets()) {
            String where = "s3://" + bucket;
            steps.add(new Step(
                    StepName.BUCKET, where, "in " + installation.region(), () -> there(bucket), () -> create(bucket)));
            steps.add(new Step(
                    StepName.PUBLIC_ACCESS,
                    where,
                    "blocked in all four ways",
                    () -> isPrivate(bucket),
                    () -> makePrivate(bucket)));
            steps.add(new Step(
                    StepName.ENCRYPTION, where, "SSE-S3 by default", () -> encrypted(bucket), () -> encrypt(bucket)));
            if (!isInTheClear()) {
                steps.add(new Step(StepName.TLS, where, "required", () -> tlsOnly(bucket), () -> requireTls(bucket)));
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
                "on",
                () -> isVersioned() ? Look.right("on") : Look.missing("versioning is off"),
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
                return Look.right("is there");
            } catch (S3Exception e) {
                if (e.statusCode() == 404) {
                    return Look.missing("there is no such bucket").as(Level.STOP);
                }
                if (e.statusCode() == 301) {
                    return Look.stuck(
                            "the bucket is in another region than " + installation.region(),
                            "set aws.region to the bucket's, or name another bucket");
                }
                throw e;
            }
        });
    }

    private void create(String bucket) {
        Aws.call(
                "s3:CreateBucket",
                () -> s3.createBucket(b -> {
                    b.bucket(bucket);
                    if (installation.s3Endpoint().isEmpty()
                            && !installation.region().equals("us-east-1")) {
                        b.createBucketConfiguration(
                                c -> c.locationConstraint(BucketLocationConstraint.fromValue(installation.region())));
                    }
                }));
        Mark.of(installation)
                .put(tags -> Aws.call(
                        "s3:PutBucketTagging",
                        () -> s3.putBucketTagging(b -> b.bucket(bucket).tagging(t -> t.tagSet(tagSet(tags))))));
    }

    private Look isPrivate(String bucket) {
        return Aws.find("s3:GetBucketPublicAccessBlock", () -> s3.getPublicAccessBlock(b -> b.bucket(bucket)))
                .map(found -> found.publicAccessBlockConfiguration().equals(ALL_BLOCKED)
                        ? Look.right("blocked")
                        : Mark.of(installation)
                                .outdated("public access is not blocked in all four ways", () -> tags(bucket)))
                .orElseGet(() -> Look.missing("public access is not blocked"));
    }

    private Map<String, String> tags(String bucket) {
        return Aws.find("s3:GetBucketTagging", () -> s3.getBucketTagging(b -> b.bucket(bucket))
                        .tagSet())
                .orElse(List.of())
                .stream()
                .collect(Collectors.toMap(Tag::key, Tag::value));
    }

    private static List<Tag> tagSet(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    private void makePrivate(String bucket) {
        Aws.call(
                "s3:PutBucketPublicAccessBlock",
                () -> s3.putPublicAccessBlock(b -> b.bucket(bucket).publicAccessBlockConfiguration(ALL_BLOCKED)));
    }

    private Look encrypted(String bucket) {
        return Aws.find("s3:GetEncryptionConfiguration", () -> s3.getBucketEncryption(b -> b.bucket(bucket)))
                .map(found -> Look.right("by default"))
                .orElseGet(() -> Look.missing("there is no default encryption"));
    }

    private void encrypt(String bucket) {
        ServerSideEncryptionRule rule = ServerSideEncryptionRule.builder()
                .applyServerSideEncryptionByDefault(d -> d.sseAlgorithm(ServerSideEncryption.AES256))
                .build();
        Aws.call(
                "s3:PutEncryptionConfiguration",
                () -> s3.putBucketEncryption(
                        b -> b.bucket(bucket).serverSideEncryptionConfiguration(c -> c.rules(rule))));
    }

    private Look tlsOnly(String bucket) {
        boolean refused = policy(bucket)
                .has(statement -> statement.path("Effect").asText().equals("Deny")
                        && PolicyDocument.covers(statement.path("Action"), "s3:GetObject")
                        && PolicyDocument.covers(statement.path("Resource"), installation.bucketArn(bucket) + "/any")
                        && PolicyDocument.condition(statement, "aws:SecureTransport")
                                .contains("false"));
        return refused
                ? Look.right("required")
                : Look.missing("the bucket's policy allows calls without TLS").as(Level.NOTE);
    }

    private void requireTls(String bucket) {
        ObjectNode statement = PolicyDocument.object()
                .put("Sid", TLS_ONLY)
                .put("Effect", "Deny")
                .put("Principal", "*")
                .put("Action", "s3:*");
        statement.putArray("Resource").add(installation.bucketArn(bucket)).add(installation.bucketArn(bucket) + "/*");
        statement.putObject("Condition").putObject("Bool").put("aws:SecureTransport", "false");
        String policy = policy(bucket).with(statement);
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
