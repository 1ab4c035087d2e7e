package io.transcoder.trace;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.SdkServiceException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/**
 * Notes each request to S3 and SQS for the trace of the upload that it is made for: one about a message by the message's receipt,
 * any other by the thread that an exchange of this upload is at work on. A request that belongs to no upload is not noted.
 *
 * <p>Names and attributes are those of OpenTelemetry's conventions for the AWS SDK, for S3 and for SQS; bodies, headers and URLs of
 * requests are not among them.
 */
final class AwsSpans implements ExecutionInterceptor {
    private static final ExecutionAttribute<Segment.Call> CALL = new ExecutionAttribute<>("transcoder.call");
    private static final ExecutionAttribute<Long> SENT_BEFORE = new ExecutionAttribute<>("transcoder.sent-before");
    private static final List<String> REQUEST_ID = List.of("x-amzn-requestid", "x-amz-request-id");
    private static final Map<String, String> MESSAGING = Map.of(
            "ReceiveMessage", "receive",
            "SendMessage", "send",
            "DeleteMessage", "settle",
            "ChangeMessageVisibility", "settle",
            "ChangeMessageVisibilityBatch", "settle");

    private final Clock clock;
    private final ThreadLocal<Segment> atWork;
    private final Deliveries deliveries;

    /** @param atWork where the calls on this thread belong */
    AwsSpans(Clock clock, ThreadLocal<Segment> atWork, Deliveries deliveries) {
        this.clock = clock;
        this.atWork = atWork;
        this.deliveries = deliveries;
    }

    @Override
    public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
        attributes.putAttribute(CALL, new Segment.Call(context.request(), clock.instant()));
    }

    @Override
    public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
        Segment.Call call = attributes.getAttribute(CALL);
        Long before = attributes.getAttribute(SENT_BEFORE);
        if (call != null) {
            call.attribute("http.request.resend_count", before);
        }
        attributes.putAttribute(SENT_BEFORE, before == null ? 1 : before + 1);
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        Segment.Call call = attributes.getAttribute(CALL);
        if (call != null) {
            SdkHttpResponse answer = context.httpResponse();
            call.attribute("http.response.status_code", (long) answer.statusCode());
            call.attribute(
                    "aws.request_id", answer.firstMatchingHeader(REQUEST_ID).orElse(null));
            finish(call, context.request(), attributes, null);
            keep(call, context.request(), context.response());
        }
    }

    @Override
    public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
        Segment.Call call = attributes.getAttribute(CALL);
        if (call != null) {
            finish(call, context.request(), attributes, failure(call, context.exception()));
            keep(call, context.request(), null);
        }
    }

    /** In words of our own: those of a service or a library may hold anything. */
    private static String failure(Segment.Call call, Throwable thrown) {
        String type = thrown.getClass().getSimpleName();
        if (!(thrown instanceof SdkServiceException refusal)) {
            call.attribute("error.type", type);
            return "no answer: " + type;
        }
        if (thrown instanceof AwsServiceException e
                && e.awsErrorDetails() != null
                && e.awsErrorDetails().errorCode() != null) {
            type = e.awsErrorDetails().errorCode();
        }
        call.attribute("error.type", type);
        call.attribute("aws.request_id", refusal.requestId());
        call.attribute("http.response.status_code", (long) refusal.statusCode());
        return "answered " + refusal.statusCode() + " " + type;
    }

    private void finish(Segment.Call call, SdkRequest request, ExecutionAttributes attributes, String failure) {
        String service = attributes.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
        String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
        call.attribute("rpc.system", "aws-api");
        call.attribute("rpc.service", service);
        call.attribute("rpc.method", operation);
        text(request, "Bucket").ifPresent(bucket -> call.attribute("aws.s3.bucket", bucket));
        text(request, "Key").ifPresent(key -> call.attribute("aws.s3.key", key));
        text(request, "QueueUrl").ifPresent(queue -> {
            call.attribute("aws.sqs.queue.url", queue);
            call.attribute("messaging.system", "aws_sqs");
            call.attribute("messaging.destination.name", queue.substring(queue.lastIndexOf('/') + 1));
            call.attribute("messaging.operation.name", operation);
            call.attribute("messaging.operation.type", MESSAGING.get(operation));
        });
        call.done(service + "." + operation, clock.instant(), failure);
    }

    /** @param response null where there is none */
    private void keep(Segment.Call call, SdkRequest request, SdkResponse response) {
        if (response instanceof ReceiveMessageResponse received) {
            List<Message> messages = received.messages();
            call.attribute("messaging.batch.message_count", (long) messages.size());
            if (messages.size() == 1) {
                call.attribute("messaging.message.id", messages.get(0).messageId());
            }
            messages.forEach(message -> deliveries.received(message.receiptHandle(), call));
            return;
        }
        if (response instanceof SendMessageResponse sent) {
            call.attribute("messaging.message.id", sent.messageId());
        }
        List<String> receipts = receipts(request);
        receipts.forEach(receipt -> deliveries.add(receipt, call));
        if (request instanceof DeleteMessageRequest && response != null) {
            receipts.forEach(deliveries::over);
        }
        Segment segment = atWork.get();
        if (receipts.isEmpty() && segment != null) {
            segment.add(call);
        }
    }

    private static List<String> receipts(SdkRequest request) {
        if (request instanceof ChangeMessageVisibilityBatchRequest batch) {
            return batch.entries().stream()
                    .map(ChangeMessageVisibilityBatchRequestEntry::receiptHandle)
                    .toList();
        }
        return text(request, "ReceiptHandle").stream().toList();
    }

    private static Optional<String> text(SdkRequest request, String field) {
        return request.getValueForField(field, String.class);
    }
}
