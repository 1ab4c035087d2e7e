package io.transcoder.lint.model;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A line of a note that switches one rule off for a step and the steps in it, for a route, or for a Kamelet:
 * {@code waive <rule>: <reason>}.
 *
 * @param reason empty where none is given
 */
public record Waiver(Place place, String rule, String reason) {
    private static final Pattern LINE = Pattern.compile("(?m)^\\s*waive\\s+([\\w-]+)[ \\t]*:?[ \\t]*(.*)$");

    public static List<Waiver> of(Place place) {
        return LINE.matcher(place.note())
                .results()
                .map(found -> new Waiver(place, found.group(1), found.group(2).strip()))
                .toList();
    }

    public boolean hasReason() {
        return !reason.isEmpty();
    }
}
