package io.transcoder.aws;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Gives each call to Bitmovin the API key as it is then, since a vault may exchange it. */
public final class ApiKey {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private ApiKey() {}

    /**
     * A vault that does not answer is asked again for each call, which fails until there is a key, as it does in any outage.
     *
     * @throws io.transcoder.config.ConfigurationException where there is none, or its vault refuses it
     */
    public static Supplier<String> of(Settings settings) {
        var secrets = new Secrets(settings);
        try {
            secrets.current(Setting.BITMOVIN_API_KEY);
        } catch (VaultException e) {
            if (e.reason() != VaultException.Reason.UNREACHABLE) {
                throw e;
            }
            LOG.warn("{}; it is asked again for each call to Bitmovin", e.getMessage());
        }
        return () -> {
            try {
                return secrets.current(Setting.BITMOVIN_API_KEY).get();
            } catch (VaultException e) {
                throw SdkClientException.create(e.getMessage());
            }
        };
    }
}
