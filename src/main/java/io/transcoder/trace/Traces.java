package io.transcoder.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.ProxyOptions;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.transcoder.config.HttpProxy;
import io.transcoder.failure.Failures;
import io.transcoder.job.Replay;
import io.transcoder.ledger.Claim;
import io.transcoder.ledger.End;
import io.transcoder.observe.CallName;
import io.transcoder.observe.HeaderDoors;
import io.transcoder.upload.Upload;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.aws2.sqs.Sqs2Constants;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSentEvent;
import org.apache.camel.support.SimpleEventNotifierSupport;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * One trace for each upload, sent to a collector over OTLP.
 *
 * <p>The trace's id is the job's without its dash, so that intake and watcher, and every instance, add to the same trace without a
 * word to each other, and nothing of a message is trusted. As the job is known only some steps after a message was received, spans
 * are made when a piece of work is over, with the times that were noted. The span over all is made by whoever brings the upload to
 * its end; its id follows from the job and the number of replays.
 */
public final class Traces extends SimpleEventNotifierSupport implements AutoCloseable {
    private static final String SEGMENT = "transcoder.segment";
    private static final Pattern JOB = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}");
    private static final Duration OLDEST = Duration.ofDays(30);
    private static final Duration LAST_SPANS = Duration.ofSeconds(5);

    private static final AttributeKey<String> JOB_ID = AttributeKey.stringKey("transcoder.job");
    private static final AttributeKey<String> KEY = AttributeKey.stringKey("transcoder.key");
    private static final AttributeKey<String> BUCKET = AttributeKey.stringKey("transcoder.bucket");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("transcoder.outcome");

    private final Failures failures = new Failures();
    private final RootIds ids = new RootIds();
    private final SdkTracerProvider provider;
    private final Tracer tracer;
    private final Clock clock;
    private final ThreadLocal<Segment> atWork = new ThreadLocal<>();
    private final Deliveries deliveries = new Deliveries();

    /**
     * @param collector spans go to {@code /v1/traces} below it
     * @param headers asked for each request
     */
    public Traces(URI collector, Supplier<Map<String, String>> headers, Clock clock, HttpProxy proxy) {
        this.clock = clock;
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
                .setIdGenerator(ids)
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "transcoder")))
                .addSpanProcessor(BatchSpanProcessor.builder(new ReportedExporter(exporter))
                        .build())
                .build();
        tracer = provider.get("transcoder");
        setIgnoreExchangeEvents(false);
        setIgnoreExchangeSendingEvents(false);
        setIgnoreExchangeSentEvents(false);
    }

    /** Has to see every request to S3 and SQS. */
    public ExecutionInterceptor requests() {
        return new AwsSpans(clock, atWork, deliveries);
    }

    @Override
    public void notify(CamelEvent event) {
        if (event instanceof ExchangeSendingEvent sending) {
            Exchange exchange = sending.getExchange();
            Segment segment = exchange.getProperty(SEGMENT, Segment.class);
            Segment around = atWork.get();
            if (segment == null) {
                // what comes from no route is the call of a bean, for the exchange at work on this thread
                segment = around == null || exchange.getFromRouteId() != null ? new Segment() : around;
                exchange.setProperty(SEGMENT, segment);
            }
            segment.begin(sending.getEndpoint(), clock.instant(), around);
            atWork.set(segment);
        } else if (event instanceof ExchangeSentEvent sent) {
            Segment segment = sent.getExchange().getProperty(SEGMENT, Segment.class);
            Segment.Call call = segment == null ? null : segment.end(sent.getEndpoint());
            if (call != null) {
                atWork.set(call.around());
                finish(call, sent.getExchange(), sent.getEndpoint());
                if (segment.isOver()) {
                    export(call, sent.getExchange());
                }
            }
        }
    }

    private void finish(Segment.Call call, Exchange exchange, Endpoint endpoint) {
        Exception thrown = exchange.getException();
        String failure = thrown == null ? null : failures.of(thrown, "a route").reason();
        if (HeaderDoors.isHttp(endpoint)) {
            CallName name = CallName.of(exchange.getVariable("call", String.class));
            Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
            call.attribute("http.request.method", name.method());
            call.attribute("url.template", name.endpoint());
            call.attribute("http.response.status_code", status == null ? null : status.longValue());
            call.attribute("bitmovin.encoding", exchange.getVariable("encodingId", String.class));
            boolean refused = failure == null && status != null && status >= 400;
            call.done(name.method() + " " + name.endpoint(), clock.instant(), refused ? "answered " + status : failure);
        } else {
            call.done(name(endpoint), clock.instant(), failure);
        }
    }

    /** Such as {@code submit} of {@code direct:submit}; the endpoints are those of the routes, never made of a key. */
    private static String name(Endpoint endpoint) {
        String uri = endpoint.getEndpointBaseUri();
        return uri.replaceFirst("^(direct|kamelet):/*", "").replaceFirst("\\?.*", "");
    }

    private void export(Segment.Call call, Exchange exchange) {
        String job = exchange.getProperty("job", String.class);
        if (job == null || !JOB.matcher(job).matches()) {
            return;
        }
        String trace = job.replace("-", "");
        String root = rootId(job, exchange);
        Context parent = Context.root()
                .with(Span.wrap(SpanContext.create(trace, root, TraceFlags.getSampled(), TraceState.getDefault())));
        Instant firstSeen = exchange.getVariable("firstSeen", Instant.class);
        Segment.Call receive = deliveries.belong(
                exchange.getMessage().getHeader(Sqs2Constants.RECEIPT_HANDLE, String.class),
                request -> span(request, parent, job));
        if (call.has("take-event") && firstSeen != null) {
            Instant received = receive == null ? call.start() : receive.end();
            tracer.spanBuilder("queue")
                    .setParent(parent)
                    .setSpanKind(SpanKind.CONSUMER)
                    .setStartTimestamp(notBefore(firstSeen, received))
                    .startSpan()
                    .end(received);
        }
        span(call, parent, job);
        String outcome = outcome(call, exchange);
        if (outcome != null) {
            ids.next(trace, root, () -> root(job, call, exchange, outcome));
        }
    }

    private void span(Segment.Call call, Context parent, String job) {
        Span span = tracer.spanBuilder(call.name() == null ? "unknown" : call.name())
                .setParent(parent)
                .setSpanKind(isRequest(call) ? SpanKind.CLIENT : SpanKind.INTERNAL)
                .setStartTimestamp(call.start())
                .setAttribute(JOB_ID, job)
                .startSpan();
        call.attributes().forEach((key, value) -> {
            if (value instanceof Long number) {
                span.setAttribute(key, number);
            } else {
                span.setAttribute(key, value.toString());
            }
        });
        if (call.failure() != null) {
            span.setStatus(StatusCode.ERROR, call.failure());
        }
        Context within = parent.with(span);
        call.calls().forEach(inner -> span(inner, within, job));
        span.end(call.end() == null ? clock.instant() : call.end());
    }

    private static boolean isRequest(Segment.Call call) {
        return call.attributes().containsKey("http.request.method")
                || call.attributes().containsKey("rpc.system");
    }

    /** The span over all, from the event's time to now. */
    private void root(String job, Segment.Call call, Exchange exchange, String outcome) {
        Upload upload = exchange.getVariable("upload", Upload.class);
        Instant start = upload == null || upload.eventTime() == null ? call.start() : upload.eventTime();
        Span span = tracer.spanBuilder("upload")
                .setNoParent()
                .setStartTimestamp(notBefore(start, call.start()))
                .setAttribute(JOB_ID, job)
                .setAttribute(OUTCOME, outcome)
                .startSpan();
        if (upload != null) {
            span.setAttribute(KEY, upload.key()).setAttribute(BUCKET, upload.bucket());
        }
        if (outcome.equals("dead letter")) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(clock.instant());
    }

    /** A time out of a message may be any. */
    private static Instant notBefore(Instant time, Instant begin) {
        Instant oldest = begin.minus(OLDEST);
        return time.isAfter(begin) ? begin : time.isBefore(oldest) ? oldest : time;
    }

    /** How the upload ended in this piece of work; null where it goes on. */
    private static String outcome(Segment.Call call, Exchange exchange) {
        if (call.has("send-dead-letter")) {
            return "dead letter";
        }
        if (exchange.getVariable("cleaned") != null) {
            return "cleaned";
        }
        boolean over = exchange.getVariable("end") instanceof End end && end.outcome() == End.Outcome.SKIPPED;
        boolean unclaimed = exchange.getVariable("skip") != null && exchange.getVariable("claim") == null;
        return over || unclaimed ? "skipped" : null;
    }

    /** A replay is another try, with a span of its own in the same trace. */
    private static String rootId(String job, Exchange exchange) {
        int tries = 0;
        if (exchange.getVariable("claim") instanceof Claim claim) {
            tries = claim.tries();
        } else if (exchange.getVariable("replay") instanceof Replay replay) {
            tries = replay.attempts();
        }
        return HexFormat.of().toHexDigits(Long.parseUnsignedLong(job.substring(17), 16) + tries);
    }

    /** Sends what is left. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_SPANS.toSeconds(), TimeUnit.SECONDS);
    }
}
