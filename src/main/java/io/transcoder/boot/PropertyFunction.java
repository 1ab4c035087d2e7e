package io.transcoder.boot;

import io.transcoder.config.Durations;
import java.time.Duration;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.apache.camel.spi.PropertiesFunction;

/** A property function that routes use. */
record PropertyFunction(String name, UnaryOperator<String> value) implements PropertiesFunction {
    /** Gives a duration such as {@code 2m} as a number, for options that take no unit. */
    static PropertyFunction ofDuration(String name, ToLongFunction<Duration> number) {
        return new PropertyFunction(
                name,
                duration -> String.valueOf(number.applyAsLong(Durations.parse(duration)
                        .orElseThrow(() ->
                                new IllegalArgumentException("'" + duration + "' is not a duration such as 120s")))));
    }

    /** Gives the address of the MAM's API; one that leads nowhere without a MAM, as Camel wants an address all the same. */
    static PropertyFunction ofMam() {
        return new PropertyFunction(
                "mam-api", url -> (url.isEmpty() ? "http://localhost" : url.replaceFirst("/API$", "")) + "/API");
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public String apply(String text) {
        return value.apply(text);
    }
}
