package io.transcoder.rehearsal;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.transcoder.bitmovin.Bitmovin;
import io.transcoder.bitmovin.ResourceIds;
import io.transcoder.boot.Beans;
import io.transcoder.boot.CamelSetup;
import io.transcoder.boot.Ledgers;
import io.transcoder.boot.QueueUrls;
import io.transcoder.config.Setting;
import io.transcoder.config.Settings;
import io.transcoder.config.VaultReference;
import io.transcoder.ledger.JobHistory;
import io.transcoder.ledger.Ledger;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.lint.RouteReview;
import io.transcoder.observe.Meters;
import io.transcoder.upload.MalformedEventException;
import io.transcoder.upload.S3EventReader;
import io.transcoder.upload.Upload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.MulticastDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.MDC;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * Runs the routes as a start would load them, with stand-ins for all services: takes events, and reports what would have been sent.
 * Needs no network and no secret, and nothing that it makes is kept. Of the same event it says the same each time.
 *
 * <p>Names of Bitmovin's resources stand for their ids. Each event finds an empty ledger and its source in the bucket.
 */
public final class Rehearsal implements AutoCloseable {
    private static final String ENTRANCE = "direct:rehearsal";
    static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final int MOST_MESSAGES = 10_000;

    private final Main main = new Main();
    private final StoreStandIn store = new StoreStandIn(TIME);
    private final QueueStandIn queue = new QueueStandIn();
    private final EncoderStandIn encoder = new EncoderStandIn();
    private final QueueUrls urls = new QueueUrls(queue, true, () -> {});
    private final S3EventReader reader = new S3EventReader();
    private final Settings settings;
    private final Ledger ledger;

    /**
     * Starts.
     *
     * @param effective every key's value in force; secrets are not used
     * @param file where Camel's own keys are read from
     * @throws RuntimeException whose message says what is wrong with the routes
     */
    public Rehearsal(Map<String, String> effective, Path file) {
        new RouteReview(effective, file).requireNoCode();
        Map<String, String> harmless = withoutSecrets(effective);
        settings = Settings.of(harmless);
        Clock clock = Clock.fixed(TIME, ZoneOffset.UTC);
        ledger = new Ledgers(settings, store, clock).ledger();
        CamelSetup.configure(main, harmless, file);
        CamelSetup.quieten(main);
        // says which step made a call
        main.addOverrideProperty("camel.main.messageHistory", "true");
        main.bind("s3", store);
        main.bind("sqs", queue);
        Map<String, Object> beans = new HashMap<>(new Beans(
                        settings,
                        List.of(),
                        store,
                        queue,
                        new Meters(new SimpleMeterRegistry()),
                        this::bitmovin,
                        ResourceIds.asNamed(),
                        clock)
                .all());
        beans.put("pauseOnOutage", new RoutePolicySupport() {});
        beans.forEach(main::bind);
        main.addMainListener(new Lifecycle());
        main.start();
    }

    /** @param event the body of a message, as the queue would give it */
    public Rehearsed play(String event) {
        return play(event, null, Map.of());
    }

    /**
     * As {@link #play(String)}.
     *
     * @param contentType that HEAD says of the event's sources; null where it says none
     * @param metadata of the MAM, without the prefix of S3's headers
     */
    public Rehearsed play(String event, String contentType, Map<String, String> metadata) {
        store.forget();
        queue.forget();
        encoder.forget();
        List<Upload> uploads = uploads(event);
        uploads.forEach(upload -> store.add(upload, contentType, metadata));
        String failure = null;
        var waiting = new ArrayDeque<>(List.of(event));
        int taken = 0;
        for (int messages = 0; !waiting.isEmpty() && messages < MOST_MESSAGES; messages++) {
            String thrown = take(waiting.poll());
            failure = failure == null ? thrown : failure;
            // an event with several records comes back as several messages
            List<SendMessageRequest> back = queue.sentTo(url(Setting.QUEUE_EVENTS));
            back.subList(taken, back.size()).forEach(message -> waiting.add(message.messageBody()));
            taken = back.size();
        }
        return new Rehearsed(
                uploads.stream().map(this::outcome).toList(),
                encoder.calls(),
                queue.sentTo(url(Setting.QUEUE_DEAD_LETTERS)).stream()
                        .map(Rehearsal::letter)
                        .toList(),
                failure);
    }

    @Override
    public void close() {
        main.stop();
    }

    private String take(String body) {
        CamelContext context = main.getCamelContext();
        Exchange exchange = context.getEndpoint(ENTRANCE).createExchange();
        exchange.getMessage().setBody(body);
        exchange.getMessage().setHeader("ApproximateReceiveCount", "1");
        // what is only rehearsed is not logged as if it had happened
        MDC.put("rehearsal", "true");
        try (var template = context.createProducerTemplate()) {
            Exception thrown = template.send(ENTRANCE, exchange).getException();
            return thrown == null ? null : String.valueOf(thrown.getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            MDC.remove("rehearsal");
        }
    }

    private List<Upload> uploads(String event) {
        try {
            return reader.read(event).uploads();
        } catch (MalformedEventException e) {
            return List.of();
        }
    }

    private Rehearsed.Job outcome(Upload upload) {
        JobHistory history = ledger.ofKey(upload.keyHash()).stream().findFirst().orElse(null);
        Claim claim = history == null ? null : ledger.lastClaim(history);
        End end = history == null ? null : ledger.lastEnd(history);
        return new Rehearsed.Job(
                upload.key(),
                claim == null ? null : claim.profile(),
                claim == null
                        ? List.of()
                        : claim.outputs().stream().map(output -> output.key()).toList(),
                end == null ? null : end.reason());
    }

    private static Rehearsed.Letter letter(SendMessageRequest message) {
        return new Rehearsed.Letter(
                attribute(message, "kind"), attribute(message, "step"), attribute(message, "reason"));
    }

    private static String attribute(SendMessageRequest message, String name) {
        var attribute = message.messageAttributes().get(name);
        return attribute == null ? "" : attribute.stringValue();
    }

    private String url(Setting queue) {
        return urls.apply(settings.text(queue));
    }

    private Bitmovin bitmovin() {
        return new Bitmovin(main.getCamelContext());
    }

    private static Map<String, String> withoutSecrets(Map<String, String> effective) {
        var harmless = new HashMap<>(effective);
        harmless.replaceAll((key, value) -> VaultReference.in(value).isPresent() ? "unset" : value);
        Arrays.stream(Setting.values())
                .filter(Setting::isSecret)
                .forEach(setting -> harmless.put(setting.key(), setting.isRequired() ? "unset" : ""));
        harmless.remove(Setting.SECRETS_DIRECTORY.key());
        harmless.put(Setting.NOTIFY_QUEUE.key(), "");
        return harmless;
    }

    private final class Lifecycle extends MainListenerSupport {
        @Override
        public void beforeConfigure(BaseMainSupport support) {
            support.getCamelContext().getPropertiesComponent().addPropertiesFunction(urls);
            support.getCamelContext().getCamelContextExtension().registerEndpointCallback(encoder);
        }

        /** Messages come by hand, timers stand still, and nobody is told of dead letters that are none. */
        @Override
        public void afterConfigure(BaseMainSupport support) {
            CamelSetup.requireRoutes(support.getCamelContext());
            Model model = support.getCamelContext().getCamelContextExtension().getContextPlugin(Model.class);
            model.getRouteDefinition("intake").getInput().setUri(ENTRANCE);
            for (RouteDefinition route : new ArrayList<>(model.getRouteDefinitions())) {
                if (!route.getInput().getEndpointUri().startsWith("direct:")) {
                    route.setAutoStartup("false");
                }
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), LogDefinition.class)
                        .forEach(log -> log.setDisabled("true"));
                // one after the other, so that the calls are the same each time
                ProcessorDefinitionHelper.filterTypeInOutputs(route.getOutputs(), MulticastDefinition.class)
                        .forEach(branches -> branches.setParallelProcessing("false"));
            }
        }
    }
}
