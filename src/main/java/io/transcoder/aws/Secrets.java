package io.transcoder.aws;

import io.transcoder.config.CurrentValue;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The secrets of the configuration as they are now, wherever they are kept: as set, in a file of {@code secrets.directory}, or in
 * AWS Secrets Manager, which is asked for a secret when that is needed for the first time.
 */
public final class Secrets {
    private final Settings settings;
    private final Map<Setting, Supplier<String>> inUse = new ConcurrentHashMap<>();

    public Secrets(Settings settings) {
        this.settings = settings;
    }

    /** @throws io.transcoder.config.ConfigurationException where its vault does not give it */
    public Optional<String> find(Setting setting) {
        return settings.isSet(setting) ? Optional.of(current(setting).get()) : Optional.empty();
    }

    /**
     * Gives the value anew for each use.
     *
     * @throws io.transcoder.config.ConfigurationException where there is none, or its vault does not give it; once there was a
     *     value, it is used on
     */
    Supplier<String> current(Setting setting) {
        return inUse.computeIfAbsent(setting, key -> settings.reference(key)
                .map(reference -> inVault(key, reference))
                .orElseGet(() -> new CurrentValue(settings, key)));
    }

    private Supplier<String> inVault(Setting setting, VaultReference reference) {
        return new VaultValue(
                setting,
                reference,
                new SecretsManager(settings),
                settings.duration(Setting.SECRETS_REFRESH),
                Clock.systemUTC());
    }
}
