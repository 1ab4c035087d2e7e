package io.transcoder.sandbox;

import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * Makes the waits of the application's receives a fifth, in whole seconds: for an application that stops waits until its last receive
 * is over, and a command ends with an empty one. The sandbox's queue has one server, which knows all messages without a wait. Receives
 * of tests are told from those of the application by their visibility timeout. The AWS SDK finds this class by a resource of the
 * tests; it does nothing where the system property {@code sandbox.short-receives} is not set, as in benchmarks, which count receives.
 */
public final class ShortReceives implements ExecutionInterceptor {
    private static final boolean ON = Boolean.getBoolean("sandbox.short-receives");
    private static final int SHORTER = 5;

    @Override
    public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
        return ON
                        && context.request() instanceof ReceiveMessageRequest receive
                        && receive.visibilityTimeout() != null
                        && receive.waitTimeSeconds() != null
                ? receive.toBuilder()
                        .waitTimeSeconds(receive.waitTimeSeconds() / SHORTER)
                        .build()
                : context.request();
    }
}
