package io.transcoder.lint.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the {@code {{key}}} and the {@code ${value:key}} of a text, also nested in functions such as {@code {{queue-url:{{queue.events}}}}}. */
public final class Placeholders {
    /** The application's functions of properties. */
    private static final Set<String> FUNCTIONS = Set.of("queue-url", "mam-api", "seconds", "millis");

    /** What Simple and trees take as a value. */
    private static final Pattern AS_VALUE = Pattern.compile(
            "\\$\\{(?:properties|value|tree|variableOf|input|output|codecConfig|condition|filter):([A-Za-z][\\w.-]*)[^{}]*}");

    private static final Pattern BRACES = Pattern.compile("\\{\\{|}}");

    private Placeholders() {}

    /** The keys, without a default such as in {@code {{key:default}}}; of an unknown function, its name with the colon. */
    public static List<String> keys(String text) {
        List<String> keys = new ArrayList<>();
        int at = 0;
        while ((at = text.indexOf("{{", at)) >= 0) {
            int end = end(text, at);
            read(text.substring(at + 2, Math.max(at + 2, end - 2)), keys);
            at = end;
        }
        AS_VALUE.matcher(text).results().forEach(found -> keys.add(found.group(1)));
        return keys;
    }

    /**
     * The text, changed piece by piece.
     *
     * @param literal changes what is between the outermost placeholders
     * @param inner changes what is within the braces of one
     */
    public static String map(String text, UnaryOperator<String> literal, UnaryOperator<String> inner) {
        var mapped = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", from)) {
            int end = end(text, at);
            if (!text.startsWith("}}", end - 2) || end - 2 < at + 2) {
                break;
            }
            mapped.append(literal.apply(text.substring(from, at)));
            mapped.append("{{")
                    .append(inner.apply(text.substring(at + 2, end - 2)))
                    .append("}}");
            from = end;
        }
        return mapped.append(literal.apply(text.substring(from))).toString();
    }

    private static void read(String inner, List<String> keys) {
        int colon = inner.indexOf(':');
        String head = colon < 0 ? inner : inner.substring(0, colon);
        boolean nested = inner.contains("{{");
        if (FUNCTIONS.contains(head)) {
            keys.addAll(keys(inner.substring(colon + 1)));
        } else if (nested && colon >= 0 && !head.contains("{{")) {
            keys.add(head + ":");
            keys.addAll(keys(inner.substring(colon + 1)));
        } else {
            keys.add(head.startsWith("?") ? head.substring(1) : head);
        }
    }

    /** Behind the braces that close those at {@code start}, or the text's end. */
    private static int end(String text, int start) {
        Matcher braces = BRACES.matcher(text).region(start, text.length());
        int depth = 0;
        while (braces.find()) {
            depth += braces.group().equals("{{") ? 1 : -1;
            if (depth == 0) {
                return braces.end();
            }
        }
        return text.length();
    }
}
