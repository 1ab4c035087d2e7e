package io.transcoder.setup.bitmovin;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.SetupOptions;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Bitmovin's input and output, and how it may reach the buckets behind them. */
record BitmovinBuckets(Installation installation, BitmovinAccess bitmovin, SetupOptions options) {
    /** Of an input or output; the encoding's own has other names (Bitmovin's AwsCloudRegion). */
    private static final Set<String> REGIONS = Set.of("""
            US_EAST_1 US_EAST_2 US_WEST_1 US_WEST_2 CA_CENTRAL_1 SA_EAST_1
            EU_WEST_1 EU_WEST_2 EU_WEST_3 EU_CENTRAL_1 EU_NORTH_1
            AP_SOUTHEAST_1 AP_SOUTHEAST_2 AP_NORTHEAST_1 AP_NORTHEAST_2 AP_SOUTH_1""".split("\\s+"));

    List<Step> all() {
        return List.of(
                bucket(ResourceKind.INPUT, Setting.BITMOVIN_INPUT, installation.sourceBucket()),
                bucket(ResourceKind.OUTPUT, Setting.BITMOVIN_OUTPUT, installation.outputBucket()));
    }

    /** Writes a file of Bitmovin's into the output bucket, and so is no step of the doctor. */
    Step permissions() {
        return new Step(
                StepName.ACCESS,
                "Bitmovin output '" + installation.text(Setting.BITMOVIN_OUTPUT) + "'",
                this::checkPermissions);
    }

    private Look checkPermissions() {
        Resources resources = bitmovin.find(ResourceKind.OUTPUT, installation.text(Setting.BITMOVIN_OUTPUT));
        if (resources.matches().size() != 1) {
            return Look.of("no-output-yet");
        }
        Map<String, Object> result = bitmovin.call(
                "POST /encoding/outputs/" + resources.id() + "/check-permissions",
                Map.of("path", installation.outputPrefix()));
        return Boolean.TRUE.equals(result.get("passed"))
                ? Look.right(
                        "Bitmovin can write to s3://" + installation.outputBucket() + "/" + installation.outputPrefix())
                : Look.of(
                        "output-not-writable",
                        result.get("failureReason"),
                        resources
                                .externalId()
                                .map(id -> ", and let the role trust the external id " + id)
                                .orElse(""));
    }

    private Step bucket(ResourceKind kind, Setting setting, String bucket) {
        return new Step(
                        kind == ResourceKind.INPUT ? StepName.INPUT : StepName.OUTPUT,
                        Resources.where(kind, installation.text(setting)),
                        () -> lookAtBucket(kind, setting, bucket),
                        () -> makeBucket(kind, setting, bucket),
                        bucket,
                        isByRole() ? "the role" : "keys")
                .because("no encoding can be made without the " + kind.word() + " of s3://" + bucket);
    }

    private Look lookAtBucket(ResourceKind kind, Setting setting, String bucket) {
        Resources resources = bitmovin.find(kind, installation.text(setting));
        Look look = resources.look(setting);
        if (look.state() == Look.State.MISSING) {
            return missing(look, setting, resources);
        }
        if (!look.isRight()) {
            return look;
        }
        Object actual = resources.matches().get(0).get("bucketName");
        return actual == null || actual.equals(bucket)
                ? resources
                        .externalId()
                        .map(id -> look.and("the trust policy of its role needs the external id " + id))
                        .orElse(look)
                : Look.of("on-another-bucket", actual, bucket, setting.key());
    }

    /** Set-up makes what is missing, if it can, and a misspelt name would get a resource of its own. */
    private Look missing(Look look, Setting setting, Resources resources) {
        Optional<String> meant = resources.meant(setting);
        if (!hasKeys() && !isByRole()) {
            return look.as(Look.State.STUCK)
                    .and("how Bitmovin may reach the bucket is not known")
                    .mendedBy(meant.map(name -> Resources.rather(setting, name, howToReach()))
                            .orElse(howToReach()));
        }
        Look beside = meant.map(name -> look.and("set-up would make a new one beside '" + name + "'")
                        .mendedBy(Resources.rather(setting, name, "transcoder setup bitmovin")))
                .orElse(look);
        return isByRole()
                ? beside.and("the trust policy of its role will need the external id " + externalId(resources))
                : beside;
    }

    /** Bitmovin has one external id of the kind GLOBAL for the account, which another resource may show already. */
    private String externalId(Resources resources) {
        return Optional.ofNullable(options.externalId())
                .or(() -> resources.all().stream()
                        .filter(item ->
                                "GLOBAL".equals(item.get("externalIdMode")) && item.get(Resources.EXTERNAL_ID) != null)
                        .map(item -> String.valueOf(item.get(Resources.EXTERNAL_ID)))
                        .findFirst())
                .orElse("that Bitmovin gives, which is shown then");
    }

    private boolean isByRole() {
        return options.roleArn() != null && installation.s3Endpoint().isEmpty();
    }

    private boolean hasKeys() {
        return installation.settings().isSet(Setting.BITMOVIN_BUCKET_ACCESS_KEY)
                && installation.settings().isSet(Setting.BITMOVIN_BUCKET_SECRET_KEY);
    }

    private String howToReach() {
        String keys = "set " + Setting.BITMOVIN_BUCKET_ACCESS_KEY.environmentName() + " and "
                + Setting.BITMOVIN_BUCKET_SECRET_KEY.environmentName();
        return installation.s3Endpoint().isPresent()
                ? keys
                : "transcoder setup bitmovin --role-arn ARN of a role with docs/policies/bitmovin.json and bitmovin-trust.json, or "
                        + keys;
    }

    private void makeBucket(ResourceKind kind, Setting setting, String bucket) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("bucketName", bucket);
        boolean byRole = isByRole();
        String type = installation.s3Endpoint().isPresent() ? "generic-s3" : byRole ? "s3-role-based" : "s3";
        if (byRole) {
            body.put("roleArn", options.roleArn());
            body.put("externalIdMode", options.externalId() == null ? "GLOBAL" : "CUSTOM");
            if (options.externalId() != null) {
                body.put(Resources.EXTERNAL_ID, options.externalId());
            }
        } else {
            body.put(
                    "accessKey",
                    installation.secret(Setting.BITMOVIN_BUCKET_ACCESS_KEY).orElseThrow());
            body.put(
                    "secretKey",
                    installation.secret(Setting.BITMOVIN_BUCKET_SECRET_KEY).orElseThrow());
        }
        installation.s3Endpoint().ifPresentOrElse(endpoint -> addHost(body, endpoint), () -> addRegion(body));
        bitmovin.createOnly(kind, type, installation.text(setting), body);
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
