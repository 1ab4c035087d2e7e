package io.transcoder.lint.model;

import io.transcoder.config.Durations;
import java.time.Duration;
import java.util.Map;

/** How long one call to Bitmovin may take: the timeouts of all tries and the waits between them. */
final class LongestCall {
    private final RouteFolder folder;

    LongestCall(RouteFolder folder) {
        this.folder = folder;
    }

    /** By the error configuration of the routes that tries longest. */
    Duration get() {
        Duration timeout =
                Durations.parse(folder.resolved("{{bitmovin.timeout}}")).orElse(Duration.ofMinutes(1));
        Duration longest = timeout;
        for (Step step : folder.steps()) {
            Map<?, ?> policy = Trees.map(step.body().get("redeliveryPolicy"));
            int retries = number(policy.get("maximumRedeliveries"));
            long wait = number(policy.get("maximumRedeliveryDelay"));
            Duration one = timeout.multipliedBy(retries + 1L).plusMillis(wait * retries);
            longest = one.compareTo(longest) > 0 ? one : longest;
        }
        return longest;
    }

    private int number(Object value) {
        String text = folder.resolved(value);
        return text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
    }
}
