package io.transcoder.boot;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.transcoder.aws.Secrets;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.config.Durations;
import io.transcoder.config.HttpProxy;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.ValueType;
import io.transcoder.intake.IntakeHealth;
import io.transcoder.intake.LastReceive;
import io.transcoder.intake.PauseOnOutage;
import io.transcoder.observe.AwsRequests;
import io.transcoder.observe.CallTimer;
import io.transcoder.observe.EncoderHealth;
import io.transcoder.observe.Meters;
import io.transcoder.observe.Metric;
import io.transcoder.reload.RouteHealth;
import io.transcoder.trace.Traces;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.apache.camel.main.Main;
import org.apache.camel.spi.LifecycleStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** What shows how an application is: its metrics and health checks, and its traces where a collector is set. */
final class Monitoring implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Meters meters = new Meters(registry);
    private final AwsRequests awsRequests = new AwsRequests(meters);
    private final Clock clock;
    private final LastReceive lastReceive;
    private final EncoderHealth encoder;
    private final Optional<Traces> traces;
    private final Optional<Duration> deafAfter;

    /** @param offline whether no span is sent */
    Monitoring(Settings settings, Supplier<Bitmovin> bitmovin, Clock clock, boolean offline) {
        this.clock = clock;
        lastReceive = new LastReceive(clock);
        encoder = new EncoderHealth(bitmovin, clock);
        deafAfter = settings.find(Setting.QUEUE_DEAF_AFTER).flatMap(Durations::parse);
        traces = settings.url(Setting.TRACING_ENDPOINT)
                .filter(collector -> !offline)
                .map(collector -> new Traces(collector, headers(new Secrets(settings)), HttpProxy.of(settings)));
    }

    private static Supplier<Map<String, String>> headers(Secrets secrets) {
        return () -> secrets.find(Setting.TRACING_HEADERS).map(ValueType::pairs).orElse(Map.of());
    }

    Meters meters() {
        return meters;
    }

    ExecutionInterceptor[] ofS3() {
        return traced(awsRequests);
    }

    ExecutionInterceptor[] ofSqs() {
        return traced(awsRequests, lastReceive);
    }

    private ExecutionInterceptor[] traced(ExecutionInterceptor... others) {
        return Stream.concat(Stream.of(others), traces.map(Traces::requests).stream())
                .toArray(ExecutionInterceptor[]::new);
    }

    LifecycleStrategy askingEncoder() {
        return encoder.asking();
    }

    /** @param consumers how many messages are worked on at once */
    void bind(Main main, PauseOnOutage policy, int consumers) {
        IntSupplier uploadsAtWork =
                () -> main.getCamelContext().getInflightRepository().size("intake");
        BooleanSupplier runs =
                () -> main.getCamelContext().getRouteController().getRouteStatus("intake") == ServiceStatus.Started;
        var intake = new IntakeHealth(policy, lastReceive, uploadsAtWork, consumers, runs, clock);
        for (IntakeHealth.State state : IntakeHealth.State.values()) {
            meters.gauge(Metric.INTAKE_STATE, () -> intake.state() == state ? 1 : 0, state.word());
        }
        meters.gauge(Metric.UPLOADS_IN_WORK, uploadsAtWork::getAsInt);
        meters.gauge(
                Metric.INTAKE_LAST_RECEIVE_TIMESTAMP, () -> lastReceive.at().getEpochSecond());
        meters.gauge(Metric.BITMOVIN_ANSWERS, () -> encoder.answers() ? 1 : 0);
        main.bind("metricsRegistry", registry);
        main.bind("encoderHealth", encoder);
        main.bind("callTimer", new CallTimer(meters, encoder));
        main.bind("intakeHealth", intake);
        deafAfter.ifPresent(after -> main.bind("intakeLiveness", intake.liveness(after)));
        traces.ifPresent(notifier -> main.bind("traces", notifier));
    }

    /** By the name the ledger knows which instances live, so that who asks can tell whose figures these are. */
    void bindName(Main main, String name) {
        main.bind("instanceName", new AbstractHealthCheck("transcoder", "instance") {
            @Override
            public boolean isReadiness() {
                return false;
            }

            @Override
            protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
                builder.message(name).up();
            }
        });
    }

    void bindRoutes(Main main, RouteHealth routes) {
        main.bind("routesHealth", routes);
        meters.gauge(Metric.ROUTES_OUTDATED, routes::differs);
    }

    @Override
    public void close() {
        traces.ifPresent(Traces::close);
        registry.close();
    }
}
