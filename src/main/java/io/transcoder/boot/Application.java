package io.transcoder.boot;

import io.transcoder.aws.AwsClients;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.bitmovin.ResourceKind;
import io.transcoder.bitmovin.ResourceName;
import io.transcoder.config.EffectiveProperties;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import io.transcoder.failure.ApplicationException;
import io.transcoder.intake.OutageProbe;
import io.transcoder.intake.PauseOnOutage;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.s3.Instances;
import io.transcoder.ledger.s3.SourceChecksums;
import io.transcoder.lint.RouteReview;
import io.transcoder.reload.RouteHealth;
import io.transcoder.reload.RouteReload;
import io.transcoder.setup.live.Canary;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.util.function.Suppliers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The application: starts the routes with everything that they name, and stops them again. */
public final class Application implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");
    /** In a check, for the value of a key of the routes. */
    private static final String IN_A_VAULT = "kept-in-a-vault";

    private static final Duration BETWEEN_PROBES = Duration.ofSeconds(10);

    private final Main main = new Main();
    private final Supplier<Bitmovin> bitmovin = Suppliers.memorize(() -> new Bitmovin(main.getCamelContext()));
    private final S3Client s3;
    private final SqsClient sqs;
    private final Monitoring monitoring;
    private final ResourceIds ids;
    private final StartGate gate;
    private final QueueUrls queueUrls;
    private final Instances instances;
    private final Canary canary;
    private final LedgerOwnership ownership;
    private final boolean offline;
    private final int managementPort;
    private final Optional<RouteReload> reload;
    private final OrderlyStop stop = new OrderlyStop(main);
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
        Clock clock = Clock.systemUTC();
        Settings settings = Settings.of(effective);
        ids = new ResourceIds(
                bitmovin,
                clock,
                Map.of(
                        new ResourceName(ResourceKind.INPUT, settings.text(Setting.BITMOVIN_INPUT)),
                        settings.text(Setting.SOURCE_BUCKET),
                        new ResourceName(ResourceKind.OUTPUT, settings.text(Setting.BITMOVIN_OUTPUT)),
                        settings.text(Setting.OUTPUT_BUCKET)));
        gate = new StartGate(ids);
        monitoring = new Monitoring(settings, bitmovin, clock, offline);
        var clients = new AwsClients(settings);
        s3 = clients.s3(monitoring.ofS3());
        sqs = clients.sqs(monitoring.ofSqs());
        queueUrls = new QueueUrls(
                sqs,
                offline,
                gate::takeOver,
                settings.find(Setting.NOTIFY_QUEUE).orElse(null),
                settings.text(Setting.QUEUE_EVENTS));
        managementPort = CamelSetup.managementPort(settings);
        CamelSetup.configure(main, effective, file);
        main.addOverrideProperty(Setting.CAMEL_MANAGEMENT_PORT.key(), String.valueOf(managementPort));
        main.bind("s3", new SourceChecksums(s3));
        main.bind("sqs", sqs);
        Map<String, Object> beans = new Beans(
                        settings,
                        EffectiveProperties.sourcePrefixes(effective),
                        s3,
                        sqs,
                        monitoring.meters(),
                        bitmovin,
                        ids,
                        clock)
                .all();
        beans.forEach(main::bind);
        instances = (Instances) beans.get("instances");
        canary = (Canary) beans.get("canary");
        monitoring.bindName(main, instances.name());
        ownership = new LedgerOwnership((Ledger) beans.get("ledger"), bitmovin, Labels.sources(settings));
        var policy =
                new PauseOnOutage(new OutageProbe(bitmovin, s3, settings.text(Setting.JOBS_BUCKET)), BETWEEN_PROBES);
        main.bind("pauseOnOutage", policy);
        monitoring.bind(main, policy, settings.integer(Setting.QUEUE_CONSUMERS));
        reload = offline || settings.text(Setting.ROUTES_RELOAD).equals("false")
                ? Optional.empty()
                : Optional.of(reload(effective, file));
        main.addMainListener(new Lifecycle());
    }

    private RouteReload reload(Map<String, String> effective, Path file) {
        var state = new RouteHealth();
        monitoring.bindRoutes(main, state);
        var review = new RouteReview(effective, file);
        return new RouteReload(
                Path.of(effective.get(Setting.ROUTES_DIRECTORY.key())),
                () -> {
                    review.require();
                    gate.requireResources(check(effective, file));
                },
                state,
                Clock.systemUTC());
    }

    /**
     * Loads the routes as a start would, without running one and without the network. What would run code is refused unread.
     *
     * @param effective every key's value in force; secrets may be empty, or in a vault, which is not asked
     * @return the resources at Bitmovin that the routes name, without those whose names are in a vault
     * @throws RuntimeException whose message says what is wrong with the routes
     */
    public static Set<ResourceName> check(Map<String, String> effective, Path file) {
        new RouteReview(effective, file).requireNoCode();
        var harmless = new HashMap<>(effective);
        harmless.replaceAll((key, value) -> VaultReference.in(value).isPresent() ? standIn(key) : value);
        harmless.remove(Setting.SECRETS_DIRECTORY.key());
        Arrays.stream(Setting.values())
                .filter(Setting::isSecret)
                .filter(setting ->
                        setting.isRequired() && effective.get(setting.key()).isEmpty())
                .forEach(setting -> harmless.put(setting.key(), "unset"));
        try (var application = new Application(harmless, file, true)) {
            application.main.configure().withAutoStartup(false);
            CamelSetup.quieten(application.main);
            application.start();
            return application.ids.used().stream()
                    .filter(name -> !name.name().contains(IN_A_VAULT))
                    .collect(Collectors.toSet());
        }
    }

    /** For what is in a vault; nothing where any text has not the form of the value. */
    private static String standIn(String key) {
        String any = "unset";
        return Setting.ofKey(key)
                .map(setting -> setting.type().accepts(any) ? any : "")
                .orElse(IN_A_VAULT);
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
        stop.begin();
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
        try {
            main.stop();
            monitoring.close();
            sqs.close();
            s3.close();
        } finally {
            stop.isOver();
        }
    }

    private void takeUploads() {
        if (offline) {
            return;
        }
        gate.takeIds();
        ownership.take();
        CamelContext context = main.getCamelContext();
        stop.hasToBeWaitedFor();
        gate.open(context);
        reload.ifPresent(edits -> edits.begin(context));
        LOG.info(
                "Taking uploads to {} from the queue {}; health and metrics on port {}",
                context.resolvePropertyPlaceholders("{{source.bucket}}"),
                context.resolvePropertyPlaceholders("{{queue.events}}"),
                managementPort);
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
            canary.leave();
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
                context.addLifecycleStrategy(monitoring.askingEncoder());
            }
            context.getPropertiesComponent().addPropertiesFunction(queueUrls);
        }
    }
}
