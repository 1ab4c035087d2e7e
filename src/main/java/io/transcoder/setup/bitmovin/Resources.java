package io.transcoder.setup.bitmovin;

import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.config.Nearest;
import io.transcoder.config.Setting;
import io.transcoder.setup.step.Look;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Bitmovin's resources of one kind, and what a name among them stands for.
 *
 * @param name or id that was looked for
 * @param matches those that have it
 */
record Resources(String name, List<Map<?, ?>> all, List<Map<?, ?>> matches) {
    static final String EXTERNAL_ID = "externalId";

    static String where(ResourceKind kind, String name) {
        return "Bitmovin " + kind.word() + " '" + name + "'";
    }

    static String rather(Setting setting, String name, String otherwise) {
        return "set " + setting.key() + " to " + name + "; if a new one is wanted: " + otherwise;
    }

    String id() {
        return String.valueOf(matches.get(0).get("id"));
    }

    /** Of a role-based resource. */
    Optional<String> externalId() {
        return Optional.ofNullable(matches.get(0).get(EXTERNAL_ID)).map(Object::toString);
    }

    /** @param setting that has the name */
    Look look(Setting setting) {
        return look("unknown-name", meant(setting), "set " + setting.key() + " to the id of one, or delete the others");
    }

    /**
     * @param none the id of the look where there is none of the name
     * @param near a name that may be meant then
     * @param choose what to do where several have the name
     */
    Look look(String none, Optional<String> near, String choose) {
        List<Object> ids = matches.stream().<Object>map(item -> item.get("id")).toList();
        return switch (ids.size()) {
            case 0 ->
                Look.of(
                        none,
                        near.map(other -> "did you mean '" + other + "'? ").orElse(""),
                        ResourceIds.names(all));
            case 1 -> Look.right("is there, " + id());
            default -> Look.of("several-of-the-name", ids).mendedBy(choose);
        };
    }

    /** The resource whose name is nearly this one. Nobody misspells a default. */
    Optional<String> meant(Setting setting) {
        return isShipped(setting) ? Optional.empty() : near();
    }

    /** What a name of somebody's own stands for is not known here. */
    boolean isShipped(Setting setting) {
        return name.equals(setting.defaultValue());
    }

    /** A number that differs says that another one is meant, such as a configuration of 720 lines. */
    Optional<String> near() {
        return Nearest.closeTo(
                name,
                ResourceIds.names(all).stream()
                        .filter(other -> digits(other).equals(digits(name)))
                        .toList());
    }

    private static String digits(String name) {
        return name.replaceAll("\\D+", " ").strip();
    }
}
