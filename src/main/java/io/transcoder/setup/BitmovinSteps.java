package io.transcoder.setup;

import static io.transcoder.config.Setting.BITMOVIN_AUDIO_CONFIG;
import static io.transcoder.config.Setting.BITMOVIN_BUCKET_ACCESS_KEY;
import static io.transcoder.config.Setting.BITMOVIN_BUCKET_SECRET_KEY;
import static io.transcoder.config.Setting.BITMOVIN_INPUT;
import static io.transcoder.config.Setting.BITMOVIN_OUTPUT;
import static io.transcoder.config.Setting.BITMOVIN_VIDEO_CONFIG;
import static io.transcoder.config.Setting.PROFILE_XDCAM_DEINTERLACE_FILTER;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.Nearest;
import io.transcoder.config.Setting;
import io.transcoder.routes.RouteFolder;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Bitmovin's resources of the buckets and of the shipped profiles: found by name, made where there is none. */
final class BitmovinSteps {
    private static final String AREA = "bitmovin";
    private static final String CODEC_CONFIG = "codecConfig";
    private static final String FILTER = "filter";
    private static final String EXTERNAL_ID = "externalId";

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

    private static final Map<String, Object> H264 = Map.of(
            "profile",
            "HIGH",
            "height",
            1080,
            "bitrate",
            4_800_000,
            "presetConfiguration",
            "VOD_STANDARD",
            "pixelFormat",
            "YUV420P");
    private static final Map<String, Object> AAC =
            Map.of("bitrate", 128_000, "rate", 48_000, "channelLayout", "STEREO");

    private final Installation installation;
    private final BitmovinAccess bitmovin;
    private final BucketAccess access;
    private final RouteFolder routes;
    private final Map<ResourceName, String> found;

    /** @param found takes the ids of the names that a look finds */
    BitmovinSteps(
            Installation installation,
            BitmovinAccess bitmovin,
            BucketAccess access,
            RouteFolder routes,
            Map<ResourceName, String> found) {
        this.installation = installation;
        this.bitmovin = bitmovin;
        this.access = access;
        this.routes = routes;
        this.found = found;
    }

    /** What no route names is not needed, and left out. */
    List<Step> all() {
        List<Step> steps = new ArrayList<>();
        steps.add(bucket(ResourceKind.INPUT, BITMOVIN_INPUT, installation.sourceBucket()));
        steps.add(bucket(ResourceKind.OUTPUT, BITMOVIN_OUTPUT, installation.outputBucket()));
        Set<String> configurations = routes.named(CODEC_CONFIG);
        if (configurations.contains(name(BITMOVIN_VIDEO_CONFIG))) {
            steps.add(resource(ResourceKind.CODEC_CONFIG, "video/h264", BITMOVIN_VIDEO_CONFIG, H264));
        }
        if (configurations.contains(name(BITMOVIN_AUDIO_CONFIG))) {
            steps.add(resource(ResourceKind.CODEC_CONFIG, "audio/aac", BITMOVIN_AUDIO_CONFIG, AAC));
        }
        if (routes.named(FILTER).contains(name(PROFILE_XDCAM_DEINTERLACE_FILTER))) {
            steps.add(resource(ResourceKind.FILTER, "deinterlace", PROFILE_XDCAM_DEINTERLACE_FILTER, Map.of()));
        }
        return steps;
    }

    /** Writes a file of Bitmovin's into the output bucket, and so is no step of the doctor. */
    Step permissions() {
        return new Step(
                AREA,
                "Bitmovin output '" + name(BITMOVIN_OUTPUT) + "' access",
                "an encoding would fail at its very end",
                this::checkPermissions);
    }

    /** Of what the routes name beside the settings: looked at by the doctor, never made. */
    List<Step> ofProfiles() {
        List<Step> steps = new ArrayList<>();
        routes.named(CODEC_CONFIG).stream()
                .filter(name -> !name.equals(name(BITMOVIN_VIDEO_CONFIG)) && !name.equals(name(BITMOVIN_AUDIO_CONFIG)))
                .forEach(name -> steps.add(ofProfile(ResourceKind.CODEC_CONFIG, name)));
        routes.named(FILTER).stream()
                .filter(name -> !name.equals(name(PROFILE_XDCAM_DEINTERLACE_FILTER)))
                .forEach(name -> steps.add(ofProfile(ResourceKind.FILTER, name)));
        return steps;
    }

    private Step ofProfile(ResourceKind kind, String name) {
        return new Step(AREA, where(kind, name), "every encoding of the profile that names it would fail", () -> {
            Resources resources = find(kind, name);
            String mend = "make it at Bitmovin, or correct the name in the profile's route";
            return switch (resources.matches().size()) {
                case 0 ->
                    Look.stuck(absent(resources, resources.near(name)), mend).as(Level.STOP);
                case 1 -> Look.right("is there, " + resources.id());
                default ->
                    Look.stuck("the name stands for several: " + resources.ids(), "name one by its id")
                            .as(Level.STOP);
            };
        });
    }

    private Look checkPermissions() {
        Resources resources = find(ResourceKind.OUTPUT, name(BITMOVIN_OUTPUT));
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
                AREA,
                where(kind, name(setting)),
                "no encoding can be made without the " + kind.word() + " of s3://" + bucket,
                "s3://" + bucket + (isByRole() ? ", by the role" : ", by keys"),
                () -> lookAtBucket(kind, setting, bucket),
                () -> makeBucket(kind, setting, bucket));
    }

    private Look lookAtBucket(ResourceKind kind, Setting setting, String bucket) {
        Resources resources = find(kind, name(setting));
        Look look = look(resources, setting);
        if (!look.isRight()) {
            boolean impossible = look.state() == Look.State.MISSING && !canReachBuckets();
            return impossible
                    ? Look.stuck(
                                    look.text() + "; how Bitmovin may reach the bucket is not known",
                                    meant(setting, resources)
                                            .map(name -> rather(setting, name, howToReach()))
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
                                + ", or delete this one at Bitmovin, then transcoder setup bitmovin");
    }

    /** Set-up makes what is missing, and a misspelt name would get a resource of its own. */
    private Look besideTheMeant(Look look, Setting setting, Resources resources) {
        if (look.state() != Look.State.MISSING) {
            return look;
        }
        return meant(setting, resources)
                .map(name -> new Look(
                        look.state(),
                        look.level(),
                        look.text() + "; set-up would make a new one beside '" + name + "'",
                        rather(setting, name, "transcoder setup bitmovin")))
                .orElse(look);
    }

    private static String rather(Setting setting, String name, String otherwise) {
        return "set " + setting.key() + " to " + name + "; if a new one is wanted: " + otherwise;
    }

    /** The resource whose name is nearly this one. Nobody misspells a default. */
    private Optional<String> meant(Setting setting, Resources resources) {
        return isShipped(setting) ? Optional.empty() : resources.near(name(setting));
    }

    private static String absent(Resources resources, Optional<String> meant) {
        return "there is none of this name; "
                + meant.map(name -> "did you mean '" + name + "'? ").orElse("")
                + "Bitmovin has " + resources.names();
    }

    /** Bitmovin has one external id of the kind GLOBAL for the account, which another resource may show already. */
    private Look withExternalId(Look look, Resources resources) {
        if (look.state() != Look.State.MISSING || !isByRole()) {
            return look;
        }
        String id = access.externalId() != null
                ? access.externalId()
                : resources.all().stream()
                        .filter(item -> "GLOBAL".equals(item.get("externalIdMode")) && item.get(EXTERNAL_ID) != null)
                        .map(item -> String.valueOf(item.get(EXTERNAL_ID)))
                        .findFirst()
                        .orElse("that Bitmovin gives, which is shown then");
        return new Look(
                look.state(),
                look.level(),
                look.text() + "; the trust policy of its role will need the external id " + id,
                look.mend());
    }

    private Step resource(ResourceKind kind, String path, Setting setting, Map<String, Object> fields) {
        return new Step(
                AREA,
                where(kind, name(setting)),
                "every encoding of a profile that names it would fail",
                path + (fields.isEmpty() ? "" : " " + new TreeMap<>(fields)),
                () -> {
                    Resources resources = find(kind, name(setting));
                    Look look = look(resources, setting);
                    if (look.state() != Look.State.MISSING || isShipped(setting)) {
                        return look;
                    }
                    String mend = meant(setting, resources)
                            .map(name -> rather(setting, name, "make it at Bitmovin"))
                            .orElse("make it at Bitmovin, or set " + setting.key() + " to one that is there");
                    return Look.stuck(look.text(), mend).as(Level.STOP);
                },
                () -> {
                    Map<String, Object> body = new LinkedHashMap<>(fields);
                    body.put("name", name(setting));
                    bitmovin.call("POST /encoding/" + kind.family() + "/" + path, body);
                });
    }

    /** What a name of somebody's own stands for is not known here. */
    private boolean isShipped(Setting setting) {
        return name(setting).equals(setting.defaultValue());
    }

    private Look look(Resources resources, Setting setting) {
        return switch (resources.matches().size()) {
            case 0 -> Look.missing(absent(resources, meant(setting, resources))).as(Level.STOP);
            case 1 -> Look.right("is there, " + resources.id());
            default ->
                Look.stuck(
                                "the name stands for several: " + resources.ids(),
                                "set " + setting.key() + " to the id of one, or delete the others")
                        .as(Level.STOP);
        };
    }

    private static String where(ResourceKind kind, String name) {
        return "Bitmovin " + kind.word() + " '" + name + "'";
    }

    private String name(Setting setting) {
        return installation.text(setting);
    }

    private Resources find(ResourceKind kind, String nameOrId) {
        List<Map<?, ?>> all = bitmovin.list("/encoding/" + kind.family());
        List<Map<?, ?>> byId =
                all.stream().filter(item -> nameOrId.equals(item.get("id"))).toList();
        List<Map<?, ?>> matches = byId.isEmpty()
                ? all.stream().filter(item -> nameOrId.equals(item.get("name"))).toList()
                : byId;
        var resources = new Resources(all, matches);
        if (matches.size() == 1) {
            found.put(new ResourceName(kind, nameOrId), resources.id());
        }
        return resources;
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
        body.put("name", name(setting));
        body.put("bucketName", bucket);
        boolean byRole = isByRole();
        String type = installation.s3Endpoint().isPresent() ? "generic-s3" : byRole ? "s3-role-based" : "s3";
        if (byRole) {
            body.put("roleArn", access.roleArn());
            body.put("externalIdMode", access.externalId() == null ? "GLOBAL" : "CUSTOM");
            if (access.externalId() != null) {
                body.put(EXTERNAL_ID, access.externalId());
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

    private record Resources(List<Map<?, ?>> all, List<Map<?, ?>> matches) {
        String id() {
            return String.valueOf(matches.get(0).get("id"));
        }

        /** Of a role-based resource. */
        Optional<String> externalId() {
            Object id = matches.get(0).get(EXTERNAL_ID);
            return id == null ? Optional.empty() : Optional.of(id.toString());
        }

        List<String> ids() {
            return matches.stream().map(item -> String.valueOf(item.get("id"))).toList();
        }

        /** A number that differs says that another one is meant, such as a configuration of 720 lines. */
        Optional<String> near(String name) {
            return Nearest.closeTo(
                    name,
                    names().stream()
                            .filter(other -> digits(other).equals(digits(name)))
                            .toList());
        }

        private static String digits(String name) {
            return name.replaceAll("\\D+", " ").strip();
        }

        List<String> names() {
            return all.stream()
                    .map(item -> String.valueOf(item.get("name")))
                    .distinct()
                    .sorted()
                    .toList();
        }
    }
}
