package io.transcoder.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The families of keys that are ours alone, so that an unknown key in them can only be a mistake. */
final class Families {
    static final String PROFILE = "profile.";

    private static final String AWS = "aws.";
    private static final String HTTP = "http.";
    /** Camel has keys that no setting is about, and integrators have keys of their own. */
    private static final Set<String> CLOSED = Arrays.stream(Setting.values())
            .map(setting -> setting.key().substring(0, setting.key().indexOf('.') + 1))
            .filter(family -> !Set.of("camel.", PROFILE).contains(family))
            .collect(Collectors.toUnmodifiableSet());

    private Families() {}

    /** Whatever the case, so that {@code Bitmovin.Api-Key} is a mistake as well. */
    static boolean isClosed(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        return CLOSED.stream().anyMatch(lower::startsWith);
    }

    /** Whether a JVM property is meant for us: the AWS SDK has some of its own, such as aws.accessKeyId, and so has the JVM. */
    static boolean isOursAsSystemProperty(String key) {
        return key.startsWith(PROFILE) || (isClosed(key) && !key.startsWith(AWS) && !key.startsWith(HTTP));
    }
}
