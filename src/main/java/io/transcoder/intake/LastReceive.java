package io.transcoder.intake;

import java.time.Clock;
import java.time.Instant;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** Notes when SQS last answered a receive, with or without messages: a process can be alive and receive nothing. */
public final class LastReceive implements ExecutionInterceptor {
    private final Clock clock;
    private volatile Instant at;

    public LastReceive(Clock clock) {
        this.clock = clock;
        this.at = clock.instant();
    }

    public Instant at() {
        return at;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        if (context.request() instanceof ReceiveMessageRequest) {
            at = clock.instant();
        }
    }
}
