package io.transcoder.boot;

import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.failure.ApplicationException;
import io.transcoder.observe.HeaderDoors;
import io.transcoder.observe.UncountedStops;
import io.transcoder.tree.TreeLanguage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.Model;
import org.apache.camel.spi.ThreadPoolProfile;

/** Sets up a Camel context in the way that every one of ours needs, whichever routes it loads. */
public final class CamelSetup {
    /** With so many threads, the status calls of a round take about half a period. */
    private static final int WATCHERS = 16;

    /** Without any of these an upload would get lost. */
    private static final List<String> ROUTES =
            List.of("intake", "submit", "encode", "profile", "start", "bitmovin", "watch", "settle", "park");

    private static final String NOWHERE = "http://localhost/nowhere";

    private CamelSetup() {}

    private static Properties defaults() {
        try (InputStream in = Application.class.getResourceAsStream("/defaults.properties")) {
            var defaults = new Properties();
            defaults.load(in);
            return defaults;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Camel's own keys are left to Camel, which lays -D and the environment over the file's. */
    private static Properties ours(Map<String, String> effective) {
        var properties = new Properties();
        effective.forEach((key, value) -> {
            if (Setting.ofKey(key).isPresent() || !key.startsWith("camel.")) {
                properties.setProperty(key, value);
            }
        });
        // the rest of the address may be secret, and a route needs some address although none is set
        String url = properties.getProperty(Setting.NOTIFY_URL.key(), "");
        properties.setProperty(
                Setting.NOTIFY_URL.key(),
                url.isEmpty() ? NOWHERE : url.replaceFirst("^(https?://)(?:[^/?]*@)?([^/?]+).*", "$1$2"));
        properties.putIfAbsent(Setting.NOTIFY_QUEUE.key(), NOWHERE);
        properties.replace(Setting.NOTIFY_QUEUE.key(), "", NOWHERE);
        return properties;
    }

    /**
     * Gives a context the configuration, and before it is configured what {@link #prepare} says.
     *
     * @param file where Camel's own keys are read from
     */
    public static void configure(Main main, Map<String, String> effective, Path file) {
        main.setDefaultPropertyPlaceholderLocation(file.toUri().toString());
        main.setInitialProperties(defaults());
        main.setOverrideProperties(ours(effective));
        main.addMainListener(new MainListenerSupport() {
            @Override
            public void beforeConfigure(BaseMainSupport support) {
                prepare(support.getCamelContext());
            }
        });
    }

    /**
     * As {@link #configure}, for a command that goes through steps of the routes without taking an upload.
     *
     * @param routes the file of the engine that has these steps, without its ending
     */
    static void configureSteps(Main main, Map<String, String> effective, Path file, String routes) {
        configure(main, effective, file);
        quieten(main);
        main.addOverrideProperty(
                "camel.main.routesIncludePattern", "file:{{routes.directory}}/engine/" + routes + ".camel.yaml");
        main.bind("tree-language", new TreeLanguage(ResourceIds.asNamed(), null));
        main.bind("httpClients", new HttpClients(Settings.of(effective)));
    }

    /**
     * For a context that takes no upload: it serves nothing, is measured by nobody, says nothing of its start, and a process that is
     * told to end does not wait for it.
     */
    public static void quieten(Main main) {
        // the default one adds a hook to the JVM, which keeps the context for ever, and waits for somebody to stop it;
        // its disableHangupSupport does not disable the hook in 4.18.0
        main.setShutdownStrategy(new SimpleMainShutdownStrategy());
        List.of("camel.management.enabled", "camel.metrics.enabled")
                .forEach(key -> main.addOverrideProperty(key, "false"));
        main.addOverrideProperty("camel.main.startupSummaryLevel", "off");
    }

    /** The port of the settings, and where that is 0, one that is free now. */
    static int managementPort(Settings settings) {
        int port = settings.integer(Setting.CAMEL_MANAGEMENT_PORT);
        if (port != 0) {
            return port;
        }
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Refuses a context that lacks a route: with a typing error in the first line of a file it would start and do nothing.
     *
     * @throws ApplicationException where a route is missing
     */
    public static void requireRoutes(CamelContext context) {
        Model model = context.getCamelContextExtension().getContextPlugin(Model.class);
        for (String route : ROUTES) {
            if (model.getRouteDefinition(route) == null) {
                throw new ApplicationException(
                        "There is no route '" + route + "' in routes.directory ("
                                + context.resolvePropertyPlaceholders("{{routes.directory}}")
                                + "): is the directory right, and does each file begin with '- route:'?",
                        null);
            }
        }
    }

    /** Gives the context what the routes name beside beans and queues. */
    public static void prepare(CamelContext context) {
        var properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setPropertiesParser(new WholeValues(properties));
        // the environment and -D are laid over our keys already, where an empty variable means that it is not set
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
        properties.addPropertiesFunction(PropertyFunction.ofDuration("seconds", Duration::toSeconds));
        properties.addPropertiesFunction(PropertyFunction.ofDuration("millis", Duration::toMillis));
        properties.addPropertiesFunction(PropertyFunction.ofMam());
        KameletCalls.addTo(context);
        context.getCamelContextExtension().registerEndpointCallback(new HeaderDoors());
        context.addRoutePolicyFactory((camel, id, route) -> id.equals("profile") ? new UncountedStops() : null);
        EnumWords.addTo(context.getTypeConverterRegistry());
        var watchers = new ThreadPoolProfile("watchers");
        watchers.setPoolSize(WATCHERS);
        watchers.setMaxPoolSize(WATCHERS);
        watchers.setMaxQueueSize(-1);
        context.getExecutorServiceManager().registerThreadPoolProfile(watchers);
    }
}
