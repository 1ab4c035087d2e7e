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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * The secrets of the configuration as they are now, wherever they are kept: as set, in a file of {@code secrets.directory}, or in
 * AWS Secrets Manager, which is asked for a secret when that is needed for the first time.
 */
public final class Secrets {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

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

    /**
     * Gives each call to Bitmovin the API key as it is then, since a vault may exchange it. A vault that does not answer is asked again
     * for each call, which fails until there is a key, as it does in any outage.
     *
     * @throws io.transcoder.config.ConfigurationException where there is none, or its vault refuses it
     */
    public Supplier<String> apiKey() {
        try {
            current(Setting.BITMOVIN_API_KEY);
        } catch (VaultException e) {
            if (e.reason() != VaultException.Reason.UNREACHABLE) {
                throw e;
            }
            LOG.warn("{}; it is asked again for each call to Bitmovin", e.getMessage());
        }
        return () -> {
            try {
                return current(Setting.BITMOVIN_API_KEY).get();
            } catch (VaultException e) {
                throw SdkClientException.create(e.getMessage());
            }
        };
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
