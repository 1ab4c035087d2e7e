package io.transcoder.trace;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.transcoder.upload.LogText;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends spans through another exporter, and logs once that they can't be sent, and once that they can again. */
final class ReportedExporter implements SpanExporter {
    private static final Logger LOG = LoggerFactory.getLogger("transcoder");

    private final SpanExporter exporter;
    private final AtomicBoolean failing = new AtomicBoolean();

    ReportedExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> report(result));
    }

    private void report(CompletableResultCode result) {
        if (result.isSuccess()) {
            if (failing.getAndSet(false)) {
                LOG.info("Spans are sent to tracing.endpoint again");
            }
        } else if (!failing.getAndSet(true)) {
            LOG.warn(
                    "Spans can't be sent to tracing.endpoint, and are lost until they can: {}",
                    LogText.line(String.valueOf(result.getFailureThrowable()), LogText.LIMIT));
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
