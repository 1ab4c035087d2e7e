package io.transcoder.sandbox;

import java.util.function.BiConsumer;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Tells what one client wrote to a bucket, once the store has it and before the client's caller knows. */
final class UploadWatch implements ExecutionInterceptor {
    private final String bucket;
    private final BiConsumer<String, String> sink;

    /** @param sink takes the key, and the event's name without {@code ObjectCreated:}; what it throws fails the call */
    UploadWatch(String bucket, BiConsumer<String, String> sink) {
        this.bucket = bucket;
        this.sink = sink;
    }

    @Override
    public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
        SdkRequest request = context.request();
        if (request instanceof PutObjectRequest put && put.bucket().equals(bucket)) {
            sink.accept(put.key(), "Put");
        } else if (request instanceof CompleteMultipartUploadRequest end
                && end.bucket().equals(bucket)) {
            sink.accept(end.key(), "CompleteMultipartUpload");
        }
    }
}
