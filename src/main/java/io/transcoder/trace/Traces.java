package io.transcoder.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.transcoder.config.HttpProxy;
import io.transcoder.failure.Failures;
import io.transcoder.job.Replay;
import io.transcoder.ledger.records.Claim;
import io.transcoder.ledger.records.End;
import io.transcoder.observe.CallName;
import io.transcoder.observe.HeaderDoors;
import io.transcoder.upload.Upload;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.spi.CamelEvent.ExchangeFailedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Makes one trace for each upload, and sends its spans to a collector over OTLP.
 *
 * <p>The trace's id is the job's without its dash, so that intake and watcher, and every instance, add to the same trace without a
 * word to each other, and nothing of a message is trusted. Spans begin when an exchange's job is known; the first is for all of the
 * exchange, and each call from there is below it. The root span is made by whoever brings the upload to its end; its ids follow
 * from the job.
 */
public final class Traces extends SimpleEventNotifierSupport implements AutoCloseable {
    private static final String OPEN_SPAN = "transcoder.open-span";
    private static final String DEAD_LETTER = "transcoder.dead-letter";
    private static final Pattern JOB = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Duration OLDEST = Duration.ofDays(30);
    private static final Duration LAST_SPANS = Duration.ofSeconds(5);

    private final Failures failures = new Failures();
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /**
     * What an exchange has begun and not ended.
     *
     * @param of an endpoint that is called, or the exchange itself
     * @param around null where it is the first
     */
    private record OpenSpan(Object of, Span span, Context context, Scope scope, OpenSpan around) {}

    /**
     * @param collector spans go to {@code /v1/traces} below it
     * @param headers asked for each request
     */
    public Traces(URI collector, Supplier<Map<String, String>> headers, HttpProxy proxy) {
        var exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(collector + "/v1/traces")
                .setProxy(ProxyOptions.create(proxy.selector()))
                .setHeaders(() -> {
                    Map<String, String> all = new HashMap<>(headers.get());
                    proxy.authorization(collector.getHost()).ifPresent(login -> all.put("Proxy-Authorization", login));
                    return all;
                })
                .build();
        provider = SdkTracerProvider.builder()
                .setIdGenerator(new RootIds())
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "transcoder")))
                .addSpanProcessor(BatchSpanProcessor.builder(new ReportedExporter(exporter))
                        .build())
                .build();
        tracer = provider.get("transcoder");
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeSendingEvents(false);
        setIgnoreExchangeSentEvents(false);
        setIgnoreExchangeCompletedEvent(false);
        setIgnoreExchangeFailedEvents(false);
    }

    /** Has to see every request to S3 and SQS. */
    public ExecutionInterceptor requests() {
        return new AwsSpans(tracer);
    }

    @Override
    public void notify(CamelEvent event) {
        if (!(event instanceof ExchangeEvent about)) {
            return;
        }
        Exchange exchange = about.getExchange();
        if (event instanceof ExchangeSendingEvent sending) {
            Endpoint endpoint = sending.getEndpoint();
            Context parent = parent(exchange);
            if (parent != null) {
                SpanKind kind = HeaderDoors.isHttp(endpoint) ? SpanKind.CLIENT : SpanKind.INTERNAL;
                begin(exchange, endpoint, tracer.spanBuilder(name(endpoint)).setSpanKind(kind), parent);
            }
        } else if (event instanceof ExchangeSentEvent sent) {
            OpenSpan open = openSpan(exchange, sent.getEndpoint());
            if (open != null) {
                describe(open.span(), exchange, sent.getEndpoint());
                end(exchange, open);
            }
        } else if (event instanceof ExchangeCompletedEvent || event instanceof ExchangeFailedEvent) {
            OpenSpan all = openSpan(exchange, exchange);
            if (all != null) {
                end(exchange, all);
                finish(exchange);
            }
        }
    }

    /** What the exchange's next call belongs to; null where no upload is known. */
    private Context parent(Exchange exchange) {
        OpenSpan open = exchange.getProperty(OPEN_SPAN, OpenSpan.class);
        if (open != null) {
            return open.context();
        }
        if (exchange.getFromRouteId() == null) {
            // what comes from no route is the call of a bean, for the exchange at work on this thread
            return Span.current().isRecording() ? Context.current() : null;
        }
        SpanContext root = root(exchange);
        if (root == null) {
            return null;
        }
        Context parent = Context.root().with(Span.wrap(root));
        SpanBuilder all = tracer.spanBuilder(exchange.getFromRouteId());
        Instant firstSeen = exchange.getVariable("firstSeen", Instant.class);
        if (firstSeen != null) {
            Instant received = created(exchange);
            tracer.spanBuilder("queue")
                    .setParent(parent)
                    .setSpanKind(SpanKind.CONSUMER)
                    .setStartTimestamp(notBefore(firstSeen, received))
                    .startSpan()
                    .end(received);
            all.setStartTimestamp(received);
        }
        return begin(exchange, exchange, all, parent).context();
    }

    private static OpenSpan begin(Exchange exchange, Object of, SpanBuilder builder, Context parent) {
        Span span = builder.setParent(parent).startSpan();
        Context context = parent.with(span);
        var open =
                new OpenSpan(of, span, context, context.makeCurrent(), exchange.getProperty(OPEN_SPAN, OpenSpan.class));
        exchange.setProperty(OPEN_SPAN, open);
        return open;
    }

    /** What was begun for it; null where that was before the upload was known. */
    private static OpenSpan openSpan(Exchange exchange, Object of) {
        OpenSpan open = exchange.getProperty(OPEN_SPAN, OpenSpan.class);
        while (open != null && open.of() != of) {
            open = open.around();
        }
        return open;
    }

    /** Ends what was begun within the span and not ended, too. */
    private static void end(Exchange exchange, OpenSpan last) {
        OpenSpan open;
        do {
            open = exchange.getProperty(OPEN_SPAN, OpenSpan.class);
            open.scope().close();
            open.span().end();
            exchange.setProperty(OPEN_SPAN, open.around());
        } while (open != last);
    }

    private void describe(Span span, Exchange exchange, Endpoint endpoint) {
        Exception thrown = exchange.getException();
        String failure = thrown == null ? null : failures.of(thrown, "a route").reason();
        if (HeaderDoors.isHttp(endpoint)) {
            CallName name = CallName.of(exchange.getVariable("call", String.class));
            span.updateName(name.method() + " " + name.endpoint())
                    .setAttribute("http.request.method", name.method())
                    .setAttribute("url.template", name.endpoint())
                    .setAttribute("bitmovin.encoding", exchange.getVariable("encodingId", String.class));
            Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            if (status != null) {
                span.setAttribute("http.response.status_code", status);
                failure = failure == null && status >= 400 ? "answered " + status : failure;
            }
        }
        if (failure != null) {
            span.setStatus(StatusCode.ERROR, failure);
        } else if (name(endpoint).equals("send-dead-letter")) {
            exchange.setProperty(DEAD_LETTER, true);
        }
    }

    /** Such as {@code submit} of {@code direct:submit}; the endpoints are those of the routes, never made of a key. */
    private static String name(Endpoint endpoint) {
        String uri = endpoint.getEndpointBaseUri();
        return uri.replaceFirst("^(direct|kamelet):/*", "").replaceFirst("\\?.*", "");
    }

    /** Makes the root span, from the event's time to now, where the upload is at its end. A replay's is below the first one's. */
    private void finish(Exchange exchange) {
        String outcome = outcome(exchange);
        if (outcome == null) {
            return;
        }
        Upload upload = exchange.getVariable("upload", Upload.class);
        Instant begin = created(exchange);
        Instant start = upload == null || upload.eventTime() == null ? begin : upload.eventTime();
        SpanBuilder builder = tracer.spanBuilder("upload")
                .setStartTimestamp(notBefore(start, begin))
                .setAttribute("transcoder.job", exchange.getProperty("job", String.class))
                .setAttribute("transcoder.outcome", outcome);
        if (upload != null) {
            builder.setAttribute("transcoder.key", upload.key()).setAttribute("transcoder.bucket", upload.bucket());
        }
        SpanContext root = root(exchange);
        Span span = isReplay(exchange)
                ? builder.setParent(Context.root().with(Span.wrap(root))).startSpan()
                : RootIds.start(builder.setNoParent(), root);
        if (outcome.equals("dead letter")) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** How the upload ended in this piece of work; null where it goes on. */
    private static String outcome(Exchange exchange) {
        if (exchange.getProperty(DEAD_LETTER) != null) {
            return "dead letter";
        }
        if (exchange.getVariable("cleaned") != null) {
            return "cleaned";
        }
        boolean over = exchange.getVariable("end") instanceof End end && end.outcome() == End.Outcome.SKIPPED;
        boolean unclaimed = exchange.getVariable("skip") != null && exchange.getVariable("claim") == null;
        return over || unclaimed ? "skipped" : null;
    }

    private static boolean isReplay(Exchange exchange) {
        return exchange.getVariable("claim") instanceof Claim claim
                ? claim.tries() > 0
                : exchange.getVariable("replay") instanceof Replay replay && replay.attempts() > 0;
    }

    /** The ids of the root span; null where no job is known. */
    private static SpanContext root(Exchange exchange) {
        String job = exchange.getProperty("job", String.class);
        return job == null || !JOB.matcher(job).matches()
                ? null
                : SpanContext.create(
                        job.replace("-", ""), job.substring(17), TraceFlags.getSampled(), TraceState.getDefault());
    }

    private static Instant created(Exchange exchange) {
        return Instant.ofEpochMilli(exchange.getClock().getCreated());
    }

    /** A time out of a message may be any. */
    private static Instant notBefore(Instant time, Instant begin) {
        Instant oldest = begin.minus(OLDEST);
        return time.isAfter(begin) ? begin : time.isBefore(oldest) ? oldest : time;
    }

    /** Sends what is left. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_SPANS.toSeconds(), TimeUnit.SECONDS);
    }
}
