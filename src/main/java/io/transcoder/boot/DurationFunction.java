package io.transcoder.boot;

import io.transcoder.config.Durations;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.apache.camel.spi.PropertiesFunction;

/** A property function that gives a duration such as {@code 2m} as a number, for options that take no unit. */
record DurationFunction(String name, ToLongFunction<Duration> number) implements PropertiesFunction {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public String apply(String duration) {
        return String.valueOf(number.applyAsLong(Durations.parse(duration)
                .orElseThrow(() -> new IllegalArgumentException("'" + duration + "' is not a duration such as 120s"))));
    }
}
