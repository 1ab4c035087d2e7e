package io.transcoder.app;

import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.support.ExpressionAdapter;

/** The key of Bitmovin's API for the call to come. An expression of the registry, since a placeholder is resolved only once. */
final class ApiKey {
    private ApiKey() {}

    /** @throws io.transcoder.config.ConfigurationException where there is none, or its vault does not give it */
    static Expression of(Settings settings) {
        var key = new Secrets(settings).current(Setting.BITMOVIN_API_KEY);
        return new ExpressionAdapter() {
            @Override
            public Object evaluate(Exchange exchange) {
                return key.get();
            }
        };
    }
}
