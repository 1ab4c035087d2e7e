package io.transcoder.setup.bitmovin;

import static io.transcoder.config.Setting.BITMOVIN_AUDIO_CONFIG;
import static io.transcoder.config.Setting.BITMOVIN_VIDEO_CONFIG;
import static io.transcoder.config.Setting.PROFILE_XDCAM_DEINTERLACE_FILTER;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.Setting;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.setup.aws.BucketAccess;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Steps on Bitmovin's resources for the buckets and the shipped profiles, which are found by name and made if missing. */
public final class BitmovinSteps {
    private static final String CODEC_CONFIG = "codecConfig";
    private static final String FILTER = "filter";

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

    private final BitmovinAccess bitmovin;
    private final RouteFolder routes;
    private final NamedResources names;
    private final BitmovinBuckets buckets;

    /** @param found takes the ids of the names that a look finds */
    public BitmovinSteps(
            Installation installation,
            BitmovinAccess bitmovin,
            BucketAccess access,
            RouteFolder routes,
            Map<ResourceName, String> found) {
        this.bitmovin = bitmovin;
        this.routes = routes;
        this.names = new NamedResources(installation, bitmovin, found);
        this.buckets = new BitmovinBuckets(installation, bitmovin, access, names);
    }

    /** What no route names is not needed, and left out. */
    public List<Step> all() {
        List<Step> steps = new ArrayList<>(buckets.all());
        Set<String> configurations = routes.named(CODEC_CONFIG);
        if (configurations.contains(names.name(BITMOVIN_VIDEO_CONFIG))) {
            steps.add(resource(ResourceKind.CODEC_CONFIG, "video/h264", BITMOVIN_VIDEO_CONFIG, H264));
        }
        if (configurations.contains(names.name(BITMOVIN_AUDIO_CONFIG))) {
            steps.add(resource(ResourceKind.CODEC_CONFIG, "audio/aac", BITMOVIN_AUDIO_CONFIG, AAC));
        }
        if (routes.named(FILTER).contains(names.name(PROFILE_XDCAM_DEINTERLACE_FILTER))) {
            steps.add(resource(ResourceKind.FILTER, "deinterlace", PROFILE_XDCAM_DEINTERLACE_FILTER, Map.of()));
        }
        return steps;
    }

    /** See {@link BitmovinBuckets#permissions}. */
    public Step permissions() {
        return buckets.permissions();
    }

    /** Of what the routes name beside the settings: looked at by the doctor, never made. */
    public List<Step> ofProfiles() {
        List<Step> steps = new ArrayList<>();
        routes.named(CODEC_CONFIG).stream()
                .filter(name -> !name.equals(names.name(BITMOVIN_VIDEO_CONFIG))
                        && !name.equals(names.name(BITMOVIN_AUDIO_CONFIG)))
                .forEach(name -> steps.add(ofProfile(ResourceKind.CODEC_CONFIG, name)));
        routes.named(FILTER).stream()
                .filter(name -> !name.equals(names.name(PROFILE_XDCAM_DEINTERLACE_FILTER)))
                .forEach(name -> steps.add(ofProfile(ResourceKind.FILTER, name)));
        return steps;
    }

    /** What set-up does not touch. */
    public List<Check> checks() {
        return List.of(new Check("Bitmovin notifications", "a muted webhook tells nobody anything", this::muted));
    }

    /** Ten failures in a row mute a webhook until somebody lets it speak again (Bitmovin, "How can I mute/unmute a webhook"). */
    private List<Finding> muted() {
        return bitmovin.list("/notifications").stream()
                .filter(item -> Boolean.TRUE.equals(item.get("muted")))
                .map(item -> Finding.of("webhook-muted", "Bitmovin notification " + item.get("id"), item.get("id")))
                .toList();
    }

    private static StepName step(ResourceKind kind) {
        return kind == ResourceKind.FILTER ? StepName.FILTER : StepName.CODEC_CONFIG;
    }

    private Step ofProfile(ResourceKind kind, String name) {
        return new Step(step(kind), NamedResources.where(kind, name), () -> {
            Resources resources = names.find(kind, name);
            String mend = "make it at Bitmovin, or correct the name in the profile's route";
            String absent = NamedResources.absent(resources, resources.near(name));
            return resources.look(() -> Look.stuck(absent, mend), "name one by its id");
        });
    }

    private Step resource(ResourceKind kind, String path, Setting setting, Map<String, Object> fields) {
        return new Step(
                step(kind),
                NamedResources.where(kind, names.name(setting)),
                path + (fields.isEmpty() ? "" : " " + new TreeMap<>(fields)),
                () -> {
                    Resources resources = names.find(kind, names.name(setting));
                    Look look = names.look(resources, setting);
                    if (look.state() != Look.State.MISSING || names.isShipped(setting)) {
                        return look;
                    }
                    String mend = names.meant(setting, resources)
                            .map(name -> NamedResources.rather(setting, name, "make it at Bitmovin"))
                            .orElse("make it at Bitmovin, or set " + setting.key() + " to one that is there");
                    return Look.stuck(look.text(), mend).as(Level.STOP);
                },
                () -> {
                    Map<String, Object> body = new LinkedHashMap<>(fields);
                    body.put("name", names.name(setting));
                    bitmovin.call("POST /encoding/" + kind.family() + "/" + path, body);
                });
    }
}
