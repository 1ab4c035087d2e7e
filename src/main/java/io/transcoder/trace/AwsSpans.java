package io.transcoder.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/**
 * A span for each request to S3 and SQS that is made while a span of an upload is current on the thread; any other belongs to no upload. Names and
 * attributes are of OpenTelemetry's conventions for the AWS SDK; bodies, headers and URLs of requests are not among them.
 */
record AwsSpans(Tracer tracer) implements ExecutionInterceptor {
    private static final ExecutionAttribute<Span> SPAN = new ExecutionAttribute<>("transcoder.span");
    private static final ExecutionAttribute<Long> SENT_BEFORE = new ExecutionAttribute<>("transcoder.sent-before");
    private static final List<String> REQUEST_ID = List.of("x-amzn-requestid", "x-amz-request-id");
    private static final Map<String, String> FIELDS =
            Map.of("Bucket", "aws.s3.bucket", "Key", "aws.s3.key", "QueueUrl", "aws.sqs.queue.url");

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        // one that is over may be left on a thread whose exchange went on on another
        if (!Span.current().isRecording()) {
            return;
        }
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        Span span = tracer.spanBuilder(service + "." + operation)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute("rpc.system", "aws-api")
                .setAttribute("rpc.service", service)
                .setAttribute("rpc.method", operation)
                .startSpan();
        FIELDS.forEach((field, name) -> context.request()
                .getValueForField(field, String.class)
                .ifPresent(value -> span.setAttribute(name, value)));
        attributes.putAttribute(SPAN, span);
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Long before = attributes.getAttribute(SENT_BEFORE);
        if (before != null) {
            span(attributes).setAttribute("http.request.resend_count", before);
        }
        attributes.putAttribute(SENT_BEFORE, before == null ? 1 : before + 1);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        Span span = span(attributes);
        span.setAttribute("http.response.status_code", context.httpResponse().statusCode());
        context.httpResponse().firstMatchingHeader(REQUEST_ID).ifPresent(id -> span.setAttribute("aws.request_id", id));
        context.response()
                .getValueForField("MessageId", String.class)
                .ifPresent(id -> span.setAttribute("messaging.message.id", id));
        span.end();
    }

    /** In words of our own: those of a service or a library may hold anything. */
    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        Span span = span(attributes);
        Throwable thrown = context.exception();
        String type = thrown.getClass().getSimpleName();
        String failure = "no answer: " + type;
        if (thrown instanceof SdkServiceException refusal) {
            if (thrown instanceof AwsServiceException e
                    && e.awsErrorDetails() != null
                    && e.awsErrorDetails().errorCode() != null) {
                type = e.awsErrorDetails().errorCode();
            }
            failure = "answered " + refusal.statusCode() + " " + type;
            span.setAttribute("aws.request_id", refusal.requestId());
            span.setAttribute("http.response.status_code", refusal.statusCode());
        }
        span.setAttribute("error.type", type).setStatus(StatusCode.ERROR, failure);
        span.end();
    }

    private static Span span(ExecutionAttributes attributes) {
        Span span = attributes.getAttribute(SPAN);
        return span == null ? Span.getInvalid() : span;
    }
}
