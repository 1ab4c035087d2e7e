package io.transcoder.setup.bitmovin;

import static io.transcoder.config.Setting.BITMOVIN_BUCKET_ACCESS_KEY;
import static io.transcoder.config.Setting.BITMOVIN_BUCKET_SECRET_KEY;
import static io.transcoder.config.Setting.BITMOVIN_INPUT;
import static io.transcoder.config.Setting.BITMOVIN_OUTPUT;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.config.Setting;
import io.transcoder.setup.aws.BucketAccess;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Bitmovin's input and output, and how it may reach the buckets behind them. */
record BitmovinBuckets(Installation installation, BitmovinAccess bitmovin, BucketAccess access, NamedResources names) {
    /** Of an input or output; the encoding's own has other names (Bitmovin's AwsCloudRegion). */
    private static final Set<String> REGIONS = Set.of(
            "US_EAST_1",
            "US_EAST_2",
            "US_WEST_1",
            "US_WEST_2",
            "EU_WEST_1",
            "EU_WEST_2",
            "EU_WEST_3",
            "EU_CENTRAL_1",
            "EU_NORTH_1",
            "AP_SOUTHEAST_1",
            "AP_SOUTHEAST_2",
            "AP_NORTHEAST_1",
            "AP_NORTHEAST_2",
            "AP_SOUTH_1",
            "SA_EAST_1",
            "CA_CENTRAL_1");

    List<Step> all() {
        return List.of(
                bucket(ResourceKind.INPUT, BITMOVIN_INPUT, installation.sourceBucket()),
                bucket(ResourceKind.OUTPUT, BITMOVIN_OUTPUT, installation.outputBucket()));
    }

    /** Writes a file of Bitmovin's into the output bucket, and so is no step of the doctor. */
    Step permissions() {
        return new Step(
                StepName.ACCESS, "Bitmovin output '" + names.name(BITMOVIN_OUTPUT) + "'", this::checkPermissions);
    }

    private Look checkPermissions() {
        Resources resources = names.find(ResourceKind.OUTPUT, names.name(BITMOVIN_OUTPUT));
        if (resources.matches().size() != 1) {
            return Look.stuck("cannot be checked before there is the output", "mend what came before");
        }
        Map<String, Object> result = bitmovin.call(
                "POST /encoding/outputs/" + resources.id() + "/check-permissions",
                Map.of("path", installation.outputPrefix()));
        return Boolean.TRUE.equals(result.get("passed"))
                ? Look.right(
                        "Bitmovin can write to s3://" + installation.outputBucket() + "/" + installation.outputPrefix())
                : Look.stuck(
                        "Bitmovin cannot write: " + result.get("failureReason"),
                        "give its role or keys what docs/policies/bitmovin.json lists"
                                + resources
                                        .externalId()
                                        .map(id -> ", and let the role trust the external id " + id)
                                        .orElse(""));
    }

    private Step bucket(ResourceKind kind, Setting setting, String bucket) {
        return new Step(
                        kind == ResourceKind.INPUT ? StepName.INPUT : StepName.OUTPUT,
                        NamedResources.where(kind, names.name(setting)),
                        "s3://" + bucket + (isByRole() ? ", by the role" : ", by keys"),
                        () -> lookAtBucket(kind, setting, bucket),
                        () -> makeBucket(kind, setting, bucket))
                .because("no encoding can be made without the " + kind.word() + " of s3://" + bucket);
    }

    private Look lookAtBucket(ResourceKind kind, Setting setting, String bucket) {
        Resources resources = names.find(kind, names.name(setting));
        Look look = names.look(resources, setting);
        if (!look.isRight()) {
            boolean impossible = look.state() == Look.State.MISSING && !canReachBuckets();
            return impossible
                    ? Look.stuck(
                                    look.text() + "; how Bitmovin may reach the bucket is not known",
                                    names.meant(setting, resources)
                                            .map(name -> NamedResources.rather(setting, name, howToReach()))
                                            .orElse(howToReach()))
                            .as(Level.STOP)
                    : withExternalId(besideTheMeant(look, setting, resources), resources);
        }
        Object actual = resources.matches().get(0).get("bucketName");
        return actual == null || actual.equals(bucket)
                ? resources
                        .externalId()
                        .map(id ->
                                Look.right(look.text() + "; the trust policy of its role needs the external id " + id))
                        .orElse(look)
                : Look.stuck(
                                "is on the bucket '" + actual + "', not on '" + bucket + "'",
                                "name another in " + setting.key()
                                        + ", or delete this one at Bitmovin, then transcoder setup bitmovin")
                        .as(Level.STOP);
    }

    /** Set-up makes what is missing, and a misspelt name would get a resource of its own. */
    private Look besideTheMeant(Look look, Setting setting, Resources resources) {
        if (look.state() != Look.State.MISSING) {
            return look;
        }
        return names.meant(setting, resources)
                .map(name -> new Look(
                        look.state(),
                        look.level(),
                        look.text() + "; set-up would make a new one beside '" + name + "'",
                        NamedResources.rather(setting, name, "transcoder setup bitmovin")))
                .orElse(look);
    }

    /** Bitmovin has one external id of the kind GLOBAL for the account, which another resource may show already. */
    private Look withExternalId(Look look, Resources resources) {
        if (look.state() != Look.State.MISSING || !isByRole()) {
            return look;
        }
        String id = access.externalId() != null
                ? access.externalId()
                : resources.all().stream()
                        .filter(item ->
                                "GLOBAL".equals(item.get("externalIdMode")) && item.get(Resources.EXTERNAL_ID) != null)
                        .map(item -> String.valueOf(item.get(Resources.EXTERNAL_ID)))
                        .findFirst()
                        .orElse("that Bitmovin gives, which is shown then");
        return new Look(
                look.state(),
                look.level(),
                look.text() + "; the trust policy of its role will need the external id " + id,
                look.mend());
    }

    private boolean canReachBuckets() {
        return hasKeys() || isByRole();
    }

    private boolean isByRole() {
        return access.roleArn() != null && installation.s3Endpoint().isEmpty();
    }

    private boolean hasKeys() {
        return installation.settings().isSet(BITMOVIN_BUCKET_ACCESS_KEY)
                && installation.settings().isSet(BITMOVIN_BUCKET_SECRET_KEY);
    }

    private String howToReach() {
        String keys = "set " + BITMOVIN_BUCKET_ACCESS_KEY.environmentName() + " and "
                + BITMOVIN_BUCKET_SECRET_KEY.environmentName();
        return installation.s3Endpoint().isPresent()
                ? keys
                : "transcoder setup bitmovin --role-arn ARN of a role with docs/policies/bitmovin.json and bitmovin-trust.json, or "
                        + keys;
    }

    private void makeBucket(ResourceKind kind, Setting setting, String bucket) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", names.name(setting));
        body.put("bucketName", bucket);
        boolean byRole = isByRole();
        String type = installation.s3Endpoint().isPresent() ? "generic-s3" : byRole ? "s3-role-based" : "s3";
        if (byRole) {
            body.put("roleArn", access.roleArn());
            body.put("externalIdMode", access.externalId() == null ? "GLOBAL" : "CUSTOM");
            if (access.externalId() != null) {
                body.put(Resources.EXTERNAL_ID, access.externalId());
            }
        } else {
            body.put(
                    "accessKey", installation.secret(BITMOVIN_BUCKET_ACCESS_KEY).orElseThrow());
            body.put(
                    "secretKey", installation.secret(BITMOVIN_BUCKET_SECRET_KEY).orElseThrow());
        }
        installation.s3Endpoint().ifPresentOrElse(endpoint -> addHost(body, endpoint), () -> addRegion(body));
        bitmovin.call("POST /encoding/" + kind.family() + "/" + type, body);
    }

    private void addHost(Map<String, Object> body, URI endpoint) {
        boolean ssl = "https".equals(endpoint.getScheme());
        body.put("host", endpoint.getHost());
        body.put("port", endpoint.getPort() < 0 ? (ssl ? 443 : 80) : endpoint.getPort());
        body.put("ssl", ssl);
        body.put("signingRegion", installation.region());
        body.put("signatureVersion", "S3_V4");
        body.put("accessStyle", "PATH");
    }

    private void addRegion(Map<String, Object> body) {
        String region = installation.region().toUpperCase(Locale.ROOT).replace('-', '_');
        if (REGIONS.contains(region)) {
            body.put("cloudRegion", region);
        }
    }
}
