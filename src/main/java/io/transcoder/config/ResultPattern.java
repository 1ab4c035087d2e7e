package io.transcoder.config;

import java.util.Map;

/** The regex by which the MAM knows a result, behind the name of the source's file (VidiCore, "External transcoders"). */
public final class ResultPattern {
    private ResultPattern() {}

    /** @param effective every key's value in force */
    public static String of(Map<String, String> effective) {
        String given = effective.getOrDefault(Setting.VIDISPINE_RESULT_PATTERN.key(), "");
        return given.isBlank()
                ? ofSuffix(effective.getOrDefault(
                        Setting.PROFILE_OUTPUT_SUFFIX.key(), Setting.PROFILE_OUTPUT_SUFFIX.defaultValue()))
                : given.strip();
    }

    /** Tells a name from one that is longer by digits, whatever the MAM puts before it. */
    public static String ofSuffix(String suffix) {
        return "(?:\\D.*)?" + suffix.replaceAll("([^A-Za-z0-9_-])", "\\\\$1");
    }
}
