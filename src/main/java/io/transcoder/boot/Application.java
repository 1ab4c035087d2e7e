package io.transcoder.boot;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.transcoder.aws.AwsClients;
import io.transcoder.aws.Secrets;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.HttpProxy;
import io.transcoder.config.Kind;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import io.transcoder.failure.ApplicationException;
import io.transcoder.failure.BitmovinException;
import io.transcoder.failure.UnknownResourceException;
import io.transcoder.intake.IntakeHealth;
import io.transcoder.intake.IntakePolicy;
import io.transcoder.intake.LastReceive;
import io.transcoder.intake.Outage;
import io.transcoder.ledger.Instances;
import io.transcoder.ledger.Ledger;
import io.transcoder.lint.RouteReview;
import io.transcoder.observe.AwsRequests;
import io.transcoder.observe.BitmovinCalls;
import io.transcoder.observe.EncoderHealth;
import io.transcoder.observe.Meters;
import io.transcoder.observe.Metric;
import io.transcoder.reload.ReloadState;
import io.transcoder.reload.RouteHealth;
import io.transcoder.reload.RouteReload;
import io.transcoder.trace.Traces;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The routes and everything that they name, in one Camel context. */
public final class Application implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    private static final String INTAKE = "intake";
    private static final int UNAUTHORIZED = 401;
    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final Main main = new Main();
    private final S3Client s3;
    private final SqsClient sqs;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ResourceIds ids;
    private final StartGate gate;
    private final Instances instances;
    private final LedgerOwnership ownership;
    private final boolean offline;
    private final int managementPort;
    private final Optional<RouteReload> reload;
    private final EncoderHealth encoder;
    private final Optional<Traces> traces;
    private Bitmovin bitmovin;
    private RuntimeException refusal;

    /**
     * @param effective every key's value in force
     * @param file where Camel's own keys are read from
     */
    public Application(Map<String, String> effective, Path file) {
        this(effective, file, false);
    }

    private Application(Map<String, String> effective, Path file, boolean offline) {
        this.offline = offline;
        this.ids = new ResourceIds(this::bitmovin, Clock.systemUTC());
        this.gate = new StartGate(ids);
        Settings settings = Settings.of(effective);
        var clients = new AwsClients(settings);
        var ourMeters = new Meters(meters);
        var awsRequests = new AwsRequests(ourMeters);
        traces = settings.url(Setting.TRACING_ENDPOINT)
                .filter(collector -> !offline)
                .map(collector -> new Traces(collector, headers(new Secrets(settings)), HttpProxy.of(settings)));
        s3 = clients.s3(traced(awsRequests));
        var lastReceive = new LastReceive(Clock.systemUTC());
        sqs = clients.sqs(traced(awsRequests, lastReceive));
        main.setDefaultPropertyPlaceholderLocation(file.toUri().toString());
        main.setInitialProperties(CamelSetup.defaults());
        main.setOverrideProperties(CamelSetup.ours(effective));
        managementPort = settings.integer(Setting.CAMEL_MANAGEMENT_PORT) == 0
                ? freePort()
                : settings.integer(Setting.CAMEL_MANAGEMENT_PORT);
        main.addOverrideProperty(Setting.CAMEL_MANAGEMENT_PORT.key(), String.valueOf(managementPort));
        main.bind("s3", s3);
        main.bind("sqs", sqs);
        main.bind("metricsRegistry", meters);
        Map<String, Object> beans =
                new Beans(settings, s3, ourMeters, this::bitmovin, this.ids, Clock.systemUTC()).all();
        beans.forEach(main::bind);
        instances = (Instances) beans.get("instances");
        ownership = new LedgerOwnership((Ledger) beans.get("ledger"), this::bitmovin, Labels.sources(settings));
        var policy =
                new IntakePolicy(new Outage(this::bitmovin, s3, settings.text(Setting.JOBS_BUCKET)), BETWEEN_PROBES);
        main.bind("outage", policy);
        encoder = new EncoderHealth(this::bitmovin, Clock.systemUTC());
        main.bind("encoderHealth", encoder);
        main.bind("bitmovinCalls", new BitmovinCalls(ourMeters, encoder));
        var intake = new IntakeHealth(
                policy, lastReceive, this::uploadsAtWork, settings.integer(Setting.QUEUE_CONSUMERS), Clock.systemUTC());
        main.bind("intakeHealth", intake);
        gauges(ourMeters, intake, lastReceive);
        reload = offline || settings.text(Setting.ROUTES_RELOAD).equals("false")
                ? Optional.empty()
                : Optional.of(reload(effective, file, ourMeters));
        traces.ifPresent(notifier -> main.bind("traces", notifier));
        main.addMainListener(new Lifecycle());
    }

    private static Supplier<Map<String, String>> headers(Secrets secrets) {
        return () -> secrets.find(Setting.TRACING_HEADERS).map(Kind.Pairs::of).orElse(Map.of());
    }

    private ExecutionInterceptor[] traced(ExecutionInterceptor... others) {
        return Stream.concat(Stream.of(others), traces.map(Traces::requests).stream())
                .toArray(ExecutionInterceptor[]::new);
    }

    private RouteReload reload(Map<String, String> effective, Path file, Meters ourMeters) {
        var state = new ReloadState();
        main.bind("routesHealth", new RouteHealth(state));
        ourMeters.gauge(Metric.ROUTES_OUTDATED, state::differs);
        var review = new RouteReview(effective, file);
        return new RouteReload(
                Path.of(effective.get(Setting.ROUTES_DIRECTORY.key())),
                () -> {
                    review.require();
                    check(effective, file);
                },
                state,
                Clock.systemUTC());
    }

    /**
     * Loads the routes as a start would, without running one and without the network. What would run code is refused unread.
     *
     * @param effective every key's value in force; secrets may be empty, or in a vault, which is not asked
     * @throws RuntimeException whose message says what is wrong with the routes
     */
    public static void check(Map<String, String> effective, Path file) {
        new RouteReview(effective, file).requireNoCode();
        var harmless = new HashMap<>(effective);
        harmless.replaceAll((key, value) -> VaultReference.in(value).isPresent() ? "unset" : value);
        Arrays.stream(Setting.values())
                .filter(Setting::isSecret)
                .filter(setting ->
                        setting.isRequired() && effective.get(setting.key()).isEmpty())
                .forEach(setting -> harmless.put(setting.key(), "unset"));
        try (var application = new Application(harmless, file, true)) {
            application.main.configure().withAutoStartup(false);
            application.main.addOverrideProperty("camel.management.enabled", "false");
            // a hook and gauges in the JVM would keep the context for ever, and a running application checks again and
            // again
            // (disableHangupSupport of the default strategy does not disable it in 4.18.0)
            application.main.setShutdownStrategy(new SimpleMainShutdownStrategy());
            application.main.addOverrideProperty("camel.metrics.enabled", "false");
            application.main.addOverrideProperty("camel.main.jmxEnabled", "false");
            application.main.addOverrideProperty("camel.main.startupSummaryLevel", "off");
            application.start();
        }
    }

    /**
     * Takes over ids of Bitmovin's resources that are looked up elsewhere; before the start.
     *
     * @param ids asked when all routes run but those that begin by themselves, or when the start gets stuck; what it throws ends the
     *     start before an upload is taken or a job looked at
     */
    public void know(Supplier<Map<ResourceName, String>> ids) {
        gate.await(ids);
    }

    /**
     * Starts, and returns when all routes run.
     *
     * @throws ApplicationException where a definite answer says that no upload could be encoded
     */
    public void start() {
        main.start();
        takeUploads();
    }

    /**
     * Starts, and returns the exit code when the process is asked to stop.
     *
     * @throws ApplicationException as {@link #start}
     */
    public int run() throws Exception {
        try {
            main.run();
        } catch (Exception e) {
            // who looked at everything may know better what is wrong
            try {
                gate.takeOver();
            } catch (RuntimeException better) {
                better.addSuppressed(e);
                throw better;
            }
            throw e;
        }
        if (refusal != null) {
            throw refusal;
        }
        return main.getExitCode();
    }

    /** Where health and metrics are served. */
    public int managementPort() {
        return managementPort;
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    @Override
    public void close() {
        main.stop();
        traces.ifPresent(Traces::close);
        sqs.close();
        s3.close();
        meters.close();
    }

    private void gauges(Meters ourMeters, IntakeHealth intake, LastReceive lastReceive) {
        for (IntakeHealth.State state : IntakeHealth.State.values()) {
            ourMeters.gauge(Metric.INTAKE_STATE, () -> intake.state() == state ? 1 : 0, state.word());
        }
        ourMeters.gauge(Metric.UPLOADS_IN_WORK, this::uploadsAtWork);
        ourMeters.gauge(Metric.INTAKE_LAST_RECEIVE, () -> lastReceive.at().getEpochSecond());
        ourMeters.gauge(Metric.BITMOVIN_ANSWERS, () -> encoder.answers() ? 1 : 0);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void takeUploads() {
        if (offline) {
            return;
        }
        try {
            gate.takeOver();
            ids.resolve();
        } catch (UnknownResourceException e) {
            throw new ApplicationException(e.getMessage(), e);
        } catch (BitmovinException e) {
            if (e.status() == UNAUTHORIZED && e.isBitmovinsOwn()) {
                throw new ApplicationException(
                        "Bitmovin refuses the key, see " + Setting.BITMOVIN_API_KEY.key() + ": " + e.getMessage(), e);
            }
            namesAreUnknown(e);
        } catch (CamelExecutionException e) {
            namesAreUnknown(e.getCause() == null ? e : e.getCause());
        }
        ownership.take();
        CamelContext context = main.getCamelContext();
        gate.open(context);
        LOG.info(
                "Taking uploads to {} from the queue {}; health and metrics on port {}",
                context.resolvePropertyPlaceholders("{{source.bucket}}"),
                context.resolvePropertyPlaceholders("{{queue.events}}"),
                managementPort);
    }

    private static void namesAreUnknown(Throwable cause) {
        LOG.warn(
                "The names of Bitmovin's resources could not be looked up, which the first upload does: {}",
                cause.getMessage());
    }

    private int uploadsAtWork() {
        return main.getCamelContext().getInflightRepository().size(INTAKE);
    }

    private synchronized Bitmovin bitmovin() {
        if (bitmovin == null) {
            bitmovin = new Bitmovin(main.getCamelContext());
        }
        return bitmovin;
    }

    private final class Lifecycle extends MainListenerSupport {
        @Override
        public void afterConfigure(BaseMainSupport support) {
            CamelSetup.requireRoutes(support.getCamelContext());
            gate.hold(support.getCamelContext());
        }

        /** Called by {@link Main#run} alone. */
        @Override
        public void afterStart(BaseMainSupport support) {
            try {
                takeUploads();
            } catch (RuntimeException e) {
                // Camel would log what is thrown here and go on
                refusal = e;
                main.completed();
            }
        }

        @Override
        public void afterStop(BaseMainSupport support) {
            try {
                instances.leave();
            } catch (SdkException e) {
                LOG.warn("The other instances will notice by themselves that this one is gone: {}", e.getMessage());
            }
        }

        @Override
        public void beforeConfigure(BaseMainSupport support) {
            CamelContext context = support.getCamelContext();
            reload.ifPresent(context::addLifecycleStrategy);
            if (!offline) {
                context.addLifecycleStrategy(encoder.asking());
            }
            CamelSetup.prepare(context);
            context.getPropertiesComponent().addPropertiesFunction(new QueueUrls(sqs, offline, gate::takeOver));
        }
    }
}
