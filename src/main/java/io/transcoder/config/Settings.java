package io.transcoder.config;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings in force, by their types. It is immutable, and its text shows no secret. */
public final class Settings {
    private final Map<Setting, String> values;

    private Settings(Map<Setting, String> values) {
        this.values = values;
    }

    /**
     * @param effective the values by their keys, see {@link EffectiveProperties#of}; none or an empty one: the default counts
     * @throws ConfigurationException if a value is malformed; missing ones are only noticed when they are asked for
     */
    public static Settings of(Map<String, String> effective) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            String value = setting.firstSet(Stream.ofNullable(effective.get(setting.key())), values::get);
            values.put(setting, value);
            if (!value.isEmpty() && !setting.accepts(value)) {
                throw new ConfigurationException(
                        setting.key() + ": the value is not " + setting.type().expectation());
            }
        }
        return new Settings(values);
    }

    /**
     * The value as text; empty only where the {@link ValueType} allows it.
     *
     * @throws ConfigurationException if there is no value
     * @throws IllegalStateException as {@link #find}
     */
    public String text(Setting setting) {
        String value = known(setting);
        if (value.isEmpty() && !setting.type().allowsEmpty()) {
            throw new ConfigurationException(setting.key() + ": is needed here (" + setting.meaning()
                    + "); set it in the file or as " + setting.environmentName());
        }
        return value;
    }

    /** Whether there is a value, here or in a vault. */
    public boolean isSet(Setting setting) {
        return !values.get(setting).isEmpty();
    }

    /** Where in a vault the value of a secret is, if it is there. */
    public Optional<VaultReference> reference(Setting setting) {
        return setting.isSecret() ? VaultReference.in(values.get(setting)) : Optional.empty();
    }

    /**
     * The value as text, if there is one.
     *
     * @throws IllegalStateException if it is in a vault: a reference must never be sent in the place of a key
     */
    public Optional<String> find(Setting setting) {
        return Optional.of(known(setting)).filter(value -> !value.isEmpty());
    }

    /** Nothing where no size is set. */
    public OptionalLong bytes(Setting setting) {
        return find(setting).map(ValueType::bytes).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    /** @throws IllegalArgumentException if the setting is no duration */
    public Duration duration(Setting setting) {
        return Durations.parse(text(setting))
                .orElseThrow(() -> new IllegalArgumentException(setting.key() + " is no duration"));
    }

    /** Nothing where no number is set. */
    public OptionalInt findInteger(Setting setting) {
        return find(setting).map(Integer::parseInt).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** @throws IllegalArgumentException if the setting is no whole number */
    public int integer(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    /**
     * The address, without a slash at its end, if there is one.
     *
     * @throws IllegalArgumentException if the setting is no URL
     */
    public Optional<URI> url(Setting setting) {
        if (setting.type() != ValueType.URL) {
            throw new IllegalArgumentException(setting.key() + " is no URL");
        }
        return find(setting).map(URI::create);
    }

    /** All settings but for the secrets, which show only whether they are set. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(entry -> entry.getKey().key() + "=" + shown(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", "Settings[", "]"));
    }

    private String known(Setting setting) {
        if (reference(setting).isPresent()) {
            throw new IllegalStateException(setting.key() + " is in a vault");
        }
        return values.get(setting);
    }

    private static String shown(Setting setting, String value) {
        return setting.isSecret() && !value.isEmpty() ? "***" : value;
    }
}
