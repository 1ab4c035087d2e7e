package io.transcoder.setup.bitmovin;

import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Installation;
import io.transcoder.setup.step.Look;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds Bitmovin's resources by the names that the settings and the routes have for them.
 *
 * @param found takes the ids of the names that a look finds
 */
record NamedResources(Installation installation, BitmovinAccess bitmovin, Map<ResourceName, String> found) {
    static String rather(Setting setting, String name, String otherwise) {
        return "set " + setting.key() + " to " + name + "; if a new one is wanted: " + otherwise;
    }

    /** The resource whose name is nearly this one. Nobody misspells a default. */
    Optional<String> meant(Setting setting, Resources resources) {
        return isShipped(setting) ? Optional.empty() : resources.near(name(setting));
    }

    static String absent(Resources resources, Optional<String> meant) {
        return "there is none of this name; "
                + meant.map(name -> "did you mean '" + name + "'? ").orElse("")
                + "Bitmovin has " + resources.names();
    }

    /** What a name of somebody's own stands for is not known here. */
    boolean isShipped(Setting setting) {
        return name(setting).equals(setting.defaultValue());
    }

    Look look(Resources resources, Setting setting) {
        return resources.look(
                () -> Look.missing(absent(resources, meant(setting, resources))),
                "set " + setting.key() + " to the id of one, or delete the others");
    }

    static String where(ResourceKind kind, String name) {
        return "Bitmovin " + kind.word() + " '" + name + "'";
    }

    String name(Setting setting) {
        return installation.text(setting);
    }

    Resources find(ResourceKind kind, String nameOrId) {
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
}
