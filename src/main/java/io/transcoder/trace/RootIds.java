package io.transcoder.trace;

import io.opentelemetry.sdk.trace.IdGenerator;

/** Random ids, but for the span over all of an upload, whose ids others have named as their parent's before it was made. */
final class RootIds implements IdGenerator {
    private record Ids(String trace, String span) {}

    private final IdGenerator random = IdGenerator.random();
    private final ThreadLocal<Ids> given = new ThreadLocal<>();

    /** @param span makes one span, which gets these ids */
    void next(String trace, String root, Runnable span) {
        given.set(new Ids(trace, root));
        try {
            span.run();
        } finally {
            given.remove();
        }
    }

    @Override
    public String generateSpanId() {
        Ids ids = given.get();
        return ids == null ? random.generateSpanId() : ids.span();
    }

    @Override
    public String generateTraceId() {
        Ids ids = given.get();
        return ids == null ? random.generateTraceId() : ids.trace();
    }
}
