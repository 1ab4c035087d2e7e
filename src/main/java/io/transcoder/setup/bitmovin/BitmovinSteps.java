package io.transcoder.setup.bitmovin;

import io.transcoder.bitmovin.CodecSettings;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.config.Setting;
import io.transcoder.lint.model.RouteFile;
import io.transcoder.lint.model.RouteFolder;
import io.transcoder.lint.model.Trees;
import io.transcoder.lint.model.UnreadableFileException;
import io.transcoder.setup.step.Doctor.Check;
import io.transcoder.setup.step.Finding;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import io.transcoder.setup.step.SetupOptions;
import io.transcoder.setup.step.Step;
import io.transcoder.setup.step.StepName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Steps on Bitmovin's resources for the buckets and the shipped profiles, which are found by name and made if missing. */
public record BitmovinSteps(
        Installation installation, BitmovinAccess bitmovin, SetupOptions options, RouteFolder routes) {
    private static final List<Shipped> SHIPPED = List.of(
            new Shipped(
                    ResourceKind.CODEC_CONFIG,
                    "video/h264",
                    Setting.BITMOVIN_VIDEO_CONFIG,
                    Map.of(
                            "profile", "HIGH",
                            "height", 1080,
                            "bitrate", 4_800_000,
                            "presetConfiguration", "VOD_STANDARD",
                            "pixelFormat", "YUV420P")),
            new Shipped(
                    ResourceKind.CODEC_CONFIG,
                    "audio/aac",
                    Setting.BITMOVIN_AUDIO_CONFIG,
                    Map.of("bitrate", 128_000, "rate", 48_000, "channelLayout", "STEREO")),
            new Shipped(ResourceKind.FILTER, "deinterlace", Setting.PROFILE_XDCAM_DEINTERLACE_FILTER, Map.of()));

    /**
     * What no route names is not needed, and left out.
     *
     * @param writing whether a check may leave a file of Bitmovin's in the output bucket
     */
    public List<Step> all(boolean writing) {
        var buckets = new BitmovinBuckets(installation, bitmovin, options);
        List<Step> steps = new ArrayList<>(buckets.all());
        SHIPPED.stream()
                .filter(resource -> !CodecSettings.isForm(installation.text(resource.setting())))
                .filter(resource -> inRoutes(resource.kind()).contains(installation.text(resource.setting())))
                .forEach(resource -> steps.add(shipped(resource)));
        routes.named("codecConfig").stream().filter(CodecSettings::isForm).forEach(text -> steps.add(described(text)));
        if (writing) {
            steps.add(buckets.permissions());
        }
        return steps;
    }

    /** Of what the routes name beside the settings: looked at by the doctor, never made. */
    public List<Step> ofProfiles() {
        List<Step> steps = new ArrayList<>();
        for (ResourceKind kind : List.of(ResourceKind.CODEC_CONFIG, ResourceKind.FILTER)) {
            Set<String> others = new TreeSet<>(inRoutes(kind));
            others.removeIf(CodecSettings::isForm);
            SHIPPED.stream()
                    .filter(resource -> resource.kind() == kind)
                    .forEach(resource -> others.remove(installation.text(resource.setting())));
            others.forEach(name -> steps.add(ofProfile(kind, name)));
        }
        return steps;
    }

    /** The names that the routes have for resources of a kind. */
    private Set<String> inRoutes(ResourceKind kind) {
        return routes.named(kind == ResourceKind.FILTER ? "filter" : "codecConfig");
    }

    /** What set-up does not touch. */
    public List<Check> checks() {
        return List.of(new Check("Bitmovin notifications", "a muted webhook tells nobody anything", where -> muted()));
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
        return new Step(step(kind), Resources.where(kind, name), () -> {
            Resources resources = bitmovin.find(kind, name);
            return resources.look("unknown-name-in-route", resources.near(), "name one by its id");
        });
    }

    /** The application makes it as well, so that nobody has to run set-up after an edit of a profile. */
    private Step described(String text) {
        var kind = ResourceKind.CODEC_CONFIG;
        try {
            var codec = CodecSettings.of(Trees.map(RouteFile.of("codec", text).tree()));
            Supplier<Look> look = () -> bitmovin.find(kind, codec.name()).matches().stream()
                    .findFirst()
                    .map(there -> Look.right("is there, " + there.get("id")))
                    .orElse(Look.of("codec-not-made", text));
            Runnable make = () -> bitmovin.create(kind, codec.kind(), codec.name(), codec.fields());
            return new Step(step(kind), Resources.where(kind, codec.name()), look, make, text);
        } catch (IllegalArgumentException | UnreadableFileException e) {
            return new Step(step(kind), Resources.where(kind, text), () -> Look.of("wrong-codec", e.getMessage()));
        }
    }

    private Step shipped(Shipped resource) {
        ResourceKind kind = resource.kind();
        String name = installation.text(resource.setting());
        return new Step(
                step(kind),
                Resources.where(kind, name),
                () -> look(resource.setting(), bitmovin.find(kind, name)),
                () -> bitmovin.createOnly(kind, resource.path(), name, resource.fields()),
                resource.shown());
    }

    /** What a name of somebody's own stands for is not known here, so that nothing is made for it. */
    private static Look look(Setting setting, Resources resources) {
        Look look = resources.look(setting);
        if (look.state() != Look.State.MISSING || resources.isShipped(setting)) {
            return look;
        }
        String mend = resources
                .meant(setting)
                .map(name -> Resources.rather(setting, name, "make it at Bitmovin"))
                .orElse("make it at Bitmovin, or set " + setting.key() + " to one that is there");
        return look.as(Look.State.STUCK).mendedBy(mend);
    }

    /**
     * What the shipped profiles name.
     *
     * @param path behind the family of its kind
     * @param setting that has its name
     */
    private record Shipped(ResourceKind kind, String path, Setting setting, Map<String, Object> fields) {
        String shown() {
            return fields.isEmpty() ? path : path + " " + new TreeMap<>(fields);
        }
    }
}
