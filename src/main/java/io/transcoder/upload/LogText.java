package io.transcoder.upload;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes untrusted text, such as an object key, fit for one line of a log or of an error. */
public final class LogText {

    /** The longest text that {@link #safe(String)} returns, in UTF-16 units. */
    public static final int LIMIT = 1024;

    /** What a terminal acts upon, or what is no character. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    private static final String CUT = "…";

    private LogText() {}

    /**
     * The text on one line and without anything a terminal acts upon or that reorders the line: control and format
     * characters, line separators and lone surrogates become escapes such as {@code \n} and {@code \}{@code u001B},
     * a backslash is doubled. At most {@value #LIMIT} units, a cut is shown by an ellipsis.
     *
     * @param text may be null, which gives {@code null} as text
     */
    public static String safe(String text) {
        return safe(text, LIMIT);
    }

    static String safe(String text, int limit) {
        if (text == null) {
            return "null";
        }
        StringBuilder safe = new StringBuilder(Math.min(text.length() + 16, limit));
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            int next = i + Character.charCount(codePoint);
            String shown = escape(codePoint);
            int reserve = next < text.length() ? CUT.length() : 0;
            if (safe.length() + shown.length() + reserve > limit) {
                return safe.append(CUT).toString();
            }
            safe.append(shown);
            i = next;
        }
        return safe.toString();
    }

    /**
     * The text on one line, each run of what {@link #safe(String)} escapes as one blank, at most so many UTF-16 units. For texts that
     * are no names, such as messages, in which a backslash stays one.
     *
     * @param text may be null, which gives an empty text
     */
    public static String line(String text, int limit) {
        if (text == null) {
            return "";
        }
        String whole = INVISIBLE.matcher(text).replaceAll(" ").strip();
        if (whole.length() <= limit) {
            return whole;
        }
        int end = Math.max(0, limit - CUT.length());
        return whole.substring(0, end > 0 && Character.isHighSurrogate(whole.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /** JSON that means the same, with what a terminal would act upon as escapes. */
    public static String json(String json) {
        return INVISIBLE.matcher(json).replaceAll(run -> Matcher.quoteReplacement(hexEscape(run.group())));
    }

    private static String escape(int codePoint) {
        return switch (codePoint) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\\' -> "\\\\";
            default -> {
                String text = Character.toString(codePoint);
                yield INVISIBLE.matcher(text).matches() ? hexEscape(text) : text;
            }
        };
    }

    private static String hexEscape(String text) {
        return text.chars().mapToObj(unit -> String.format("\\u%04X", unit)).collect(Collectors.joining());
    }
}
