package io.transcoder.lint.model;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * An expression of a step, in one of the languages of Camel.
 *
 * @param language e.g. {@code simple}; empty where there is none
 * @param text in that language; of a method call, the method
 */
public record Expression(String language, String text) {
    /** Functions of Simple that no message has a say in. */
    private static final Pattern FIXED = Pattern.compile(
            "\\$(?:simple)?\\{(?:(?:env|sysenv|sys|properties|value)[.:][\\w.-]+|camelId|hostname|routeId)}");

    /** Where there is none. */
    public static final Expression NONE = new Expression("", "");

    /** That of a step or a clause, {@link #NONE} where it has none. */
    public static Expression of(Map<?, ?> body) {
        Map<?, ?> holder = body.get("expression") instanceof Map<?, ?> inner ? inner : body;
        for (Map.Entry<?, ?> entry : holder.entrySet()) {
            if (RouteSchema.shipped().isLanguage(entry.getKey().toString())) {
                return of(entry.getKey().toString(), entry.getValue());
            }
        }
        return NONE;
    }

    private static Expression of(String language, Object value) {
        Map<?, ?> map = Trees.map(value);
        String text = value instanceof String shorthand ? shorthand : Trees.text(map, "expression");
        if (language.equals("language")) {
            return new Expression(Trees.text(map, "language"), text);
        }
        return new Expression(language, language.equals("method") ? Trees.text(map, "method") : text);
    }

    /** Whether no message has a say in the outcome. */
    public boolean isFixed() {
        return language.isEmpty() || language.equals("constant") || (language.equals("simple") && !holdsData(text));
    }

    /** Whether the text has a part that is taken from the message. */
    public static boolean holdsData(String text) {
        String rest = FIXED.matcher(text).replaceAll("");
        return rest.contains("${") || rest.contains("$simple{");
    }
}
