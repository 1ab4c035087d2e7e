package io.transcoder.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.function.Supplier;

/** Makes the meters of the {@link Metric}s in a registry. What is asked for twice is the same meter. */
public record Meters(MeterRegistry registry) {
    /** @param values of the labels, in their order */
    Counter counter(Metric metric, String... values) {
        return Counter.builder(metric.meterName())
                .description(metric.meaning())
                .tags(tags(metric, values))
                .register(registry);
    }

    /** @param values of the labels, in their order */
    Timer timer(Metric metric, String... values) {
        return Timer.builder(metric.meterName())
                .description(metric.meaning())
                .serviceLevelObjectives(metric.buckets())
                .tags(tags(metric, values))
                .register(registry);
    }

    /**
     * @param value asked at each scrape, so it must cost nothing
     * @param values of the labels, in their order
     */
    public void gauge(Metric metric, Supplier<Number> value, String... values) {
        Gauge.builder(metric.meterName(), value)
                .description(metric.meaning())
                .baseUnit(metric.unit())
                .strongReference(true)
                .tags(tags(metric, values))
                .register(registry);
    }

    private static Tags tags(Metric metric, String... values) {
        var names = List.copyOf(metric.labels().keySet());
        if (values.length != names.size()) {
            throw new IllegalArgumentException(metric + " has the labels " + names);
        }
        Tags tags = Tags.empty();
        for (int i = 0; i < values.length; i++) {
            tags = tags.and(names.get(i), values[i]);
        }
        return tags;
    }
}
