package io.transcoder.bitmovin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A condition of a stream as a profile writes it, such as {@code HEIGHT >= 1080 AND ASPECTRATIO >= 1}. */
public final class StreamCondition {
    /** The word for none. */
    private static final String ALWAYS = "ALWAYS";

    private static final Pattern COMPARISON = Pattern.compile("(\\w+)\\s*(==|!=|<=|>=|<|>)\\s*([^\\s<>=!]+)");
    private static final List<String> ATTRIBUTES = List.of(("ASPECTRATIO AUDIOSTREAMCOUNT BITRATE CHANNELFORMAT"
                    + " CHANNELLAYOUT DURATION FPS HEIGHT INPUTSTREAM LANGUAGE ROTATION STREAMCOUNT VIDEOSTREAMCOUNT WIDTH")
            .split(" "));

    private StreamCondition() {}

    /**
     * The field {@code conditions} of a request; empty for {@code ALWAYS}.
     *
     * @throws IllegalArgumentException where the text has another form; says which it has to have
     */
    public static Optional<Map<String, Object>> of(String text) {
        String written = text.strip();
        if (written.equals(ALWAYS)) {
            return Optional.empty();
        }
        String joined = written.contains(" AND ") ? "AND" : "OR";
        List<Map<String, Object>> all = Stream.of(written.split("\\s+" + joined + "\\s+"))
                .map(StreamCondition::comparison)
                .toList();
        return Optional.of(all.size() == 1 ? all.get(0) : new TreeMap<>(Map.of("type", joined, "conditions", all)));
    }

    /** All values are texts there, whatever they mean (Bitmovin, "Stream Conditions"). */
    private static Map<String, Object> comparison(String text) {
        Matcher parts = COMPARISON.matcher(text);
        if (!parts.matches() || !ATTRIBUTES.contains(parts.group(1))) {
            throw new IllegalArgumentException("'" + text + "' is no condition: it has to be " + ALWAYS
                    + ", or comparisons such as HEIGHT >= 720 with AND or OR between them, not both, of one of "
                    + ATTRIBUTES);
        }
        return new TreeMap<>(Map.of(
                "type", "CONDITION", "attribute", parts.group(1), "operator", parts.group(2), "value", parts.group(3)));
    }
}
