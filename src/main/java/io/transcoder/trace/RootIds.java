package io.transcoder.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives spans random ids, and the root span of an upload the ids that its children have named as their parent's before. */
final class RootIds implements IdGenerator {
    private static final ContextKey<SpanContext> GIVEN = ContextKey.named("transcoder.root");

    private final IdGenerator random = IdGenerator.random();

    static Span start(SpanBuilder span, SpanContext ids) {
        return Context.root().with(GIVEN, ids).wrapSupplier(span::startSpan).get();
    }

    @Override
    public String generateSpanId() {
        SpanContext given = Context.current().get(GIVEN);
        return given == null ? random.generateSpanId() : given.getSpanId();
    }

    @Override
    public String generateTraceId() {
        SpanContext given = Context.current().get(GIVEN);
        return given == null ? random.generateTraceId() : given.getTraceId();
    }
}
