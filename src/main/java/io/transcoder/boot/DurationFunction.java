package io.transcoder.boot;

import io.transcoder.config.Durations;
import java.time.Duration;
import java.util.function.ToLongFunction;
import org.apache.camel.spi.PropertiesFunction;

/** A property function that gives a duration such as {@code 2m} as a number, for options that take no unit. */
final class DurationFunction implements PropertiesFunction {
    private final String name;
    private final ToLongFunction<Duration> number;

    private DurationFunction(String name, ToLongFunction<Duration> number) {
        this.name = name;
        this.number = number;
    }

    static DurationFunction seconds() {
        return new DurationFunction("seconds", Duration::toSeconds);
    }

    static DurationFunction millis() {
        return new DurationFunction("millis", Duration::toMillis);
    }

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
