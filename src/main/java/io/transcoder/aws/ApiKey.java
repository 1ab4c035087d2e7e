package io.transcoder.aws;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.ExpressionAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;

/** The key of Bitmovin's API for the call to come. An expression of the registry, since a placeholder is resolved only once. */
public final class ApiKey {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private ApiKey() {}

    /**
     * A vault that does not answer is asked again for each call, which fails until there is a key, as it does in any outage.
     *
     * @throws io.transcoder.config.ConfigurationException where there is none, or its vault refuses it
     */
    public static Expression of(Settings settings) {
        var secrets = new Secrets(settings);
        try {
            secrets.current(Setting.BITMOVIN_API_KEY);
        } catch (VaultException e) {
            if (e.reason() != VaultException.Reason.UNREACHABLE) {
                throw e;
            }
            LOG.warn("{}; it is asked again for each call to Bitmovin", e.getMessage());
        }
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                try {
                    return secrets.current(Setting.BITMOVIN_API_KEY).get();
                } catch (VaultException e) {
                    throw SdkClientException.create(e.getMessage());
                }
            }
        };
    }
}
