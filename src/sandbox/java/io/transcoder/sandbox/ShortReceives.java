package io.transcoder.sandbox;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * Shortens the application's long polls, for an application that stops waits until its last receive is over. They are told from
 * those of tests by their visibility timeout. The AWS SDK finds this class by a resource of the tests; it does nothing where the
 * system property {@code sandbox.receive-seconds} is not set, as in benchmarks, which count receives.
 */
public final class ShortReceives implements ExecutionInterceptor {
    private static final Integer LIMIT = Integer.getInteger("sandbox.receive-seconds");

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return LIMIT != null
                        && context.request() instanceof ReceiveMessageRequest receive
                        && receive.visibilityTimeout() != null
                        && receive.waitTimeSeconds() != null
                        && receive.waitTimeSeconds() > LIMIT
                ? receive.toBuilder().waitTimeSeconds(LIMIT).build()
                : context.request();
    }
}
