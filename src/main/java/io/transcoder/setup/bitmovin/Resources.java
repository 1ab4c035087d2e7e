package io.transcoder.setup.bitmovin;

import io.transcoder.config.Nearest;
import io.transcoder.setup.step.Level;
import io.transcoder.setup.step.Look;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Resources of one kind.
 *
 * @param matches those that have the id or the name that was looked for
 */
record Resources(List<Map<?, ?>> all, List<Map<?, ?>> matches) {
    static final String EXTERNAL_ID = "externalId";

    String id() {
        return String.valueOf(matches.get(0).get("id"));
    }

    /** Of a role-based resource. */
    Optional<String> externalId() {
        Object id = matches.get(0).get(EXTERNAL_ID);
        return id == null ? Optional.empty() : Optional.of(id.toString());
    }

    /** @param choose what to do where several have the name */
    Look look(Supplier<Look> none, String choose) {
        List<Object> ids = matches.stream().<Object>map(item -> item.get("id")).toList();
        return switch (ids.size()) {
            case 0 -> none.get().as(Level.STOP);
            case 1 -> Look.right("is there, " + id());
            default -> Look.stuck("the name stands for several: " + ids, choose).as(Level.STOP);
        };
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
