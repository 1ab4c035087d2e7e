package io.transcoder.cli.validate;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.transcoder.cli.common.Configuration;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Setting;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Masks the values of a configuration that must not be shown: those of secrets, and of an integrator's own keys that are not in the
 * file itself but in the environment, in a file of {@code secrets.directory} or behind a reference.
 */
final class Masks {
    static final String MASK = "(masked)";

    /** A shorter value is no secret, and is part of much else. */
    private static final int LEAST = 4;

    private static final Pattern OF_ENVIRONMENT = Pattern.compile("\\{\\{(env|sys):([^{}:]+)[^{}]*}}");
    private static final Set<String> SECRET_HEADERS =
            Set.of("authorization", "proxy-authorization", "cookie", "x-api-key", "x-amz-security-token");

    /** The longer ones first, which may hold a shorter one. */
    private final Set<String> hidden =
            new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(Comparator.naturalOrder()));

    Masks(Configuration... configurations) {
        List.of(configurations).forEach(this::add);
    }

    private void add(Configuration configuration) {
        Map<String, String> file = EffectiveProperties.read(configuration.file());
        Set<String> values = new HashSet<>();
        configuration.effective().forEach((key, value) -> {
            boolean isOwn = key.startsWith("profile.") && Setting.ofKey(key).isEmpty();
            boolean isSecret = Setting.ofKey(key).filter(Setting::isSecret).isPresent();
            if (isSecret || (isOwn && !value.equals(file.getOrDefault(key, "").strip()))) {
                values.add(value);
            }
            if (isOwn) {
                OF_ENVIRONMENT
                        .matcher(value)
                        .results()
                        .forEach(reference -> values.add(
                                reference.group(1).equals("env")
                                        ? System.getenv().getOrDefault(reference.group(2), "")
                                        : System.getProperty(reference.group(2), "")));
            }
        });
        for (String value : values) {
            if (value.length() >= LEAST) {
                hidden.add(value);
                hidden.add(String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value)));
            }
        }
    }

    static boolean isSecretHeader(String name) {
        return SECRET_HEADERS.stream().anyMatch(name::equalsIgnoreCase);
    }

    /** @param text null gives null */
    String masked(String text) {
        String masked = text;
        for (String value : masked == null ? Set.<String>of() : hidden) {
            masked = masked.replace(value, MASK);
        }
        return masked;
    }

    RouteDiff.Change masked(RouteDiff.Change change) {
        return new RouteDiff.Change(
                change.what(), masked(change.about()), masked(change.before()), masked(change.after()));
    }
}
